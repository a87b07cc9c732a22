#include "kernels.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)

#define elementwise_kernels_of_this_file elementwise_avx512
#include "elementwise.h"

#pragma clang attribute pop
