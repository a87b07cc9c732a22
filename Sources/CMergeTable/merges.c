#include "CMergeTable.h"

// #embed is C23's; clang has it as an extension in the older standard that SwiftPM asks for.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const uint8_t merges[] = {
#embed "merges.bin"
};

_Static_assert(sizeof(merges) == 4 * 48894, "merges.bin is of another size");

size_t clip_merges_size(void) {
    return sizeof(merges);
}

const uint8_t *clip_merges(void) {
    return merges;
}
