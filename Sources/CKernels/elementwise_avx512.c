#include "kernels.h"

#pragma clang attribute push(COMPILED_FOR(AVX512_FEATURES), apply_to = function)

#define elementwise_kernels_of_this_file clip_elementwise_avx512
#include "elementwise.h"

#pragma clang attribute pop
