#define resampling_of_this_file resampling_portable
#include "resample_lines.h"
