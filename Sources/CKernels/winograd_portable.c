#define transforms_of_this_file clip_winograd_portable
#include "winograd_transforms.h"
