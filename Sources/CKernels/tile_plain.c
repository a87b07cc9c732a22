#include "packed.h"

// The plain twins of the tiles for which not every instruction set has one: the same layout, one number at a time.

#define PLAIN_TILE(name, number, sum, product_of)                                                                   \
    void name(                                                                                                      \
        size_t rows, const uint8_t *bytes, size_t stride, const uint8_t *panel, size_t groups,                      \
        const struct lines_ahead *ahead, void *sums) {                                                              \
        (void)ahead;                                                                                                \
        for (size_t row = 0; row < rows; row++) {                                                                   \
            for (size_t output = 0; output < PANEL; output++) {                                                     \
                sum total = 0;                                                                                      \
                for (size_t group = 0; group < groups; group++) {                                                   \
                    const uint8_t *inputs = bytes + row * stride + group * GROUP_BYTES;                             \
                    const uint8_t *weights = panel + (group * PANEL + output) * GROUP_BYTES;                        \
                    for (size_t i = 0; i < GROUP_BYTES; i += sizeof(number)) {                                      \
                        total += product_of(inputs + i, weights + i);                                               \
                    }                                                                                               \
                }                                                                                                   \
                ((sum *)sums)[row * PANEL + output] = total;                                                        \
            }                                                                                                       \
        }                                                                                                           \
    }

static float bfloat16_at(const uint8_t *bytes) { return float_of((uint32_t)(bytes[0] | bytes[1] << 8) << 16); }

static float product_of_bfloat16(const uint8_t *input, const uint8_t *weight) {
    return bfloat16_at(input) * bfloat16_at(weight);
}

static int32_t product_of_int8(const uint8_t *input, const uint8_t *weight) {
    return (int32_t)*input * (int8_t)*weight;
}

PLAIN_TILE(clip_plain_tile_bfloat16, uint16_t, float, product_of_bfloat16)
PLAIN_TILE(clip_plain_tile_int8, uint8_t, int32_t, product_of_int8)
