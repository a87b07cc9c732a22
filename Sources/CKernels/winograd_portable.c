#define transforms_of_this_file winograd_portable
#include "winograd_transforms.h"
