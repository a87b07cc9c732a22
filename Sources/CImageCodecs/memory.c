#include <stdlib.h>

#include "CImageCodecs.h"

_Bool clip_image_memory_is_there(size_t count) {
    // Volatile, or the compiler would leave out both calls and say yes.
    void *volatile memory = malloc(count);
    free(memory);
    return memory != NULL;
}
