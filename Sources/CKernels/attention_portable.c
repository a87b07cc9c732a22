#include "kernels.h"

#define attention_of_this_file attention_portable
#include "attention.h"
