#include "kernels.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)

#define attention_of_this_file attention_avx512
#include "attention.h"

#pragma clang attribute pop
