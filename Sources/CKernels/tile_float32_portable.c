#define VECTOR_BYTES 16
#define tile_of_this_file clip_multiply_tile_float32_portable
#include "tile_float32.h"
