#include "kernels.h"

#define elementwise_kernels_of_this_file clip_elementwise_portable
#include "elementwise.h"
