#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)

#define resampling_of_this_file resampling_avx512
#include "resample_lines.h"

#pragma clang attribute pop
