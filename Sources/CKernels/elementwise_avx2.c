#include "kernels.h"

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

#define elementwise_kernels_of_this_file elementwise_avx2
#include "elementwise.h"

#pragma clang attribute pop
