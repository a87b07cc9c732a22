#define resampling_of_this_file clip_resampling_portable
#include "resample_lines.h"
