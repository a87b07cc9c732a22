#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)

#define transforms_of_this_file winograd_avx512
#include "winograd_transforms.h"

#pragma clang attribute pop
