// The product of a tile of float32 on 16 vector registers, once for each instruction set that has no more: a file that
// includes this one sets the compiler's target, `VECTOR_BYTES` and `tile_of_this_file` first.
#include "packed.h"

typedef float vector __attribute__((vector_size(VECTOR_BYTES), aligned(4), may_alias));

// The sums of 6 rows with 2 registers of outputs, beside 2 of weights and one of inputs, fill the registers. So a panel is
// gone through in parts, each of which reads one line (of AVX2, half a line of SSE) of every group.
enum { LANES = VECTOR_BYTES / sizeof(float), REGISTERS = 2, PART = REGISTERS * LANES, PARTS = PANEL / PART };

__attribute__((always_inline)) static inline void multiply_part(
    const size_t rows, const uint8_t *bytes, size_t stride, const float *weights, size_t groups, const uint8_t *ahead,
    size_t pace, float *target) {
    vector sums[TILE_ROWS][REGISTERS];
#pragma unroll
    for (size_t row = 0; row < rows; row++) {
#pragma unroll
        for (int i = 0; i < REGISTERS; i++) sums[row][i] = (vector){0};
    }
    for (size_t group = 0; group < groups; group++) {
        vector factors[REGISTERS];
#pragma unroll
        for (int i = 0; i < REGISTERS; i++) factors[i] = *(const vector *)(weights + group * PANEL + i * LANES);
        __builtin_prefetch(ahead + group * pace / PACE_GROUPS * LINE);
#pragma unroll
        for (size_t row = 0; row < rows; row++) {
            float input;
            memcpy(&input, bytes + row * stride + group * GROUP_BYTES, sizeof input);
#pragma unroll
            for (int i = 0; i < REGISTERS; i++) sums[row][i] += input * factors[i];
        }
    }
#pragma unroll
    for (size_t row = 0; row < rows; row++) {
#pragma unroll
        for (int i = 0; i < REGISTERS; i++) *(vector *)(target + row * PANEL + i * LANES) = sums[row][i];
    }
}

void tile_of_this_file(
    size_t rows, const uint8_t *bytes, size_t stride, const uint8_t *panel, size_t groups,
    const struct lines_ahead *ahead, void *sums) {
    // What is asked for is shared by the parts.
    size_t pace = ahead->pace / PARTS;
    for (size_t part = 0; part < PARTS; part++) {
        const float *weights = (const float *)panel + part * PART;
        const uint8_t *first_ahead = ahead->first + groups * part * pace / PACE_GROUPS * LINE;
        float *target = (float *)sums + part * PART;
        // Constant arguments, so that the sums have registers.
        switch (rows) {
        case 1: multiply_part(1, bytes, stride, weights, groups, first_ahead, pace, target); break;
        case 2: multiply_part(2, bytes, stride, weights, groups, first_ahead, pace, target); break;
        case 3: multiply_part(3, bytes, stride, weights, groups, first_ahead, pace, target); break;
        case 4: multiply_part(4, bytes, stride, weights, groups, first_ahead, pace, target); break;
        case 5: multiply_part(5, bytes, stride, weights, groups, first_ahead, pace, target); break;
        default: multiply_part(6, bytes, stride, weights, groups, first_ahead, pace, target);
        }
    }
}
