#include "kernels.h"

#pragma clang attribute push(COMPILED_FOR(AVX2_FEATURES), apply_to = function)

#define attention_of_this_file clip_attention_avx2
#include "attention.h"

#pragma clang attribute pop
