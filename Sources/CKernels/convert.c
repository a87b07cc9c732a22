#include "kernels.h"

static size_t byte_count(clip_float type) {
    switch (type) {
    case CLIP_FLOAT64: return 8;
    case CLIP_FLOAT32: return 4;
    case CLIP_FLOAT16:
    case CLIP_BFLOAT16: return 2;
    }
}

// Elements between two types that have no kernel of their own; small enough for the first-level cache.
enum { BLOCK = 1024 };

void clip_convert(
    clip_isa isa, clip_float from, clip_float to, const void *source, void *target, size_t count) {
    const struct kernels *kernels = clip_kernels_for(isa);
    if (from == to) {
        memcpy(target, source, count * byte_count(from));
    } else if (from == CLIP_FLOAT32) {
        kernels->from_float32[to](source, target, count);
    } else if (to == CLIP_FLOAT32) {
        kernels->to_float32[from](source, target, count);
    } else {
        float block[BLOCK];
        for (size_t start = 0; start < count; start += BLOCK) {
            size_t length = count - start < BLOCK ? count - start : BLOCK;
            kernels->to_float32[from]((const char *)source + start * byte_count(from), block, length);
            kernels->from_float32[to](block, (char *)target + start * byte_count(to), length);
        }
    }
}
