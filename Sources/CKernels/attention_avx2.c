#include "kernels.h"

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

#define attention_of_this_file attention_avx2
#include "attention.h"

#pragma clang attribute pop
