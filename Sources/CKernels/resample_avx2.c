#include "instruction_features.h"

#pragma clang attribute push(COMPILED_FOR(AVX2_FEATURES), apply_to = function)

#define resampling_of_this_file clip_resampling_avx2
#include "resample_lines.h"

#pragma clang attribute pop
