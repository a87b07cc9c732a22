#include "kernels.h"

#define attention_of_this_file clip_attention_portable
#include "attention.h"
