#include "packed.h"

#pragma clang attribute push(COMPILED_FOR(AVX2_FEATURES), apply_to = function)

#define VECTOR_BYTES 32
#define tile_of_this_file clip_multiply_tile_float32_avx2
#include "tile_float32.h"

#pragma clang attribute pop
