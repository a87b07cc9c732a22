#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

#define transforms_of_this_file winograd_avx2
#include "winograd_transforms.h"

#pragma clang attribute pop
