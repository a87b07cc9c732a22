#include "kernels.h"

#include <float.h>

size_t clip_quantize_row(clip_isa isa, const void *row, size_t count, int8_t *integers, float *scale) {
    const struct kernels *kernels = clip_kernels_for(isa);
    uint32_t largest = kernels->largest_magnitude(row, count);
    if (largest >= FLOAT32_INFINITY) {
        size_t index = 0;
        while ((float32_bits_at(row, index) & SIGNLESS) < FLOAT32_INFINITY) index += 1;
        return index;
    }
    // A subnormal scale would be too coarse to keep its quotients within 127, and a zero one has none.
    float quotient = float_of(largest) / 127;
    *scale = quotient < FLT_MIN ? 1 : quotient;
    kernels->quantize(row, count, *scale, integers);
    return count;
}
