#include "instruction_features.h"

#pragma clang attribute push(COMPILED_FOR(AVX512_FEATURES), apply_to = function)

#define transforms_of_this_file clip_winograd_avx512
#include "winograd_transforms.h"

#pragma clang attribute pop
