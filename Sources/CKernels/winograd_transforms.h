// The transforms of winograd.h, once for each instruction set: a file that includes this one sets the compiler's target and
// `transforms_of_this_file` first.
#include "winograd.h"

// B' applied to four numbers, which are replaced.
__attribute__((always_inline)) static inline void transform_four(float *a, float *b, float *c, float *d) {
    float first = *a - *c, second = *b + *c, third = *c - *b, fourth = *b - *d;
    *a = first;
    *b = second;
    *c = third;
    *d = fourth;
}

static void transform_inputs_here(
    const float *const pixels[POSITIONS], size_t channels, float *target, size_t stride) {
    const float *lines[POSITIONS];
    for (int i = 0; i < POSITIONS; i++) lines[i] = pixels[i];
#pragma clang loop vectorize(assume_safety)
    for (size_t channel = 0; channel < channels; channel++) {
        float d[POSITIONS];
#pragma unroll
        for (int i = 0; i < POSITIONS; i++) d[i] = lines[i][channel];
#pragma unroll
        for (int i = 0; i < 4; i++) transform_four(&d[i], &d[4 + i], &d[8 + i], &d[12 + i]);
#pragma unroll
        for (int i = 0; i < 4; i++) transform_four(&d[4 * i], &d[4 * i + 1], &d[4 * i + 2], &d[4 * i + 3]);
#pragma unroll
        for (int i = 0; i < POSITIONS; i++) target[(size_t)i * stride + channel] = d[i];
    }
}

static void transform_sums_here(
    const float *sums, size_t stride, const float *bias, float outputs[SQUARE_OUTPUTS][PANEL]) {
#pragma clang loop vectorize(assume_safety)
    for (size_t output = 0; output < PANEL; output++) {
        float upper[4], lower[4];
#pragma unroll
        for (int i = 0; i < 4; i++) {
            float a = sums[(size_t)i * stride + output], b = sums[(size_t)(4 + i) * stride + output];
            float c = sums[(size_t)(8 + i) * stride + output], d = sums[(size_t)(12 + i) * stride + output];
            upper[i] = a + b + c;
            lower[i] = b - c - d;
        }
        outputs[0][output] = upper[0] + upper[1] + upper[2] + bias[output];
        outputs[1][output] = upper[1] - upper[2] - upper[3] + bias[output];
        outputs[2][output] = lower[0] + lower[1] + lower[2] + bias[output];
        outputs[3][output] = lower[1] - lower[2] - lower[3] + bias[output];
    }
}

const struct winograd_transforms transforms_of_this_file = {transform_inputs_here, transform_sums_here};
