#include "CMergeTable.h"

// #embed is C23's; clang has it as an extension in the older standard that SwiftPM asks for.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const uint8_t merges[] = {
#embed "merges.bin"
};

_Static_assert(sizeof(merges) == 4 * 48894, "merges.bin is of another size");

size_t clip_merges_count(void) {
    return sizeof(merges) / 4;
}

uint16_t clip_merges_token(size_t position) {
    if (position >= sizeof(merges) / 2) return 0;
    return (uint16_t)(merges[2 * position] | merges[2 * position + 1] << 8);
}
