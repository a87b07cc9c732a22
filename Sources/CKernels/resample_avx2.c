#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

#define resampling_of_this_file resampling_avx2
#include "resample_lines.h"

#pragma clang attribute pop
