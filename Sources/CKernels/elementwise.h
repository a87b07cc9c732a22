// The element-wise kernels, once for each instruction set: a file that includes this one first sets the
// compiler's target and `elementwise_kernels_of_this_file`.
//
// They are plain loops that the compiler turns into vectors. Sums run in 16 lanes that are added pairwise at
// the end, whatever the width of a register, and nothing is contracted to fused operations: so the results are
// the same bits with each instruction set.
#include "packed.h"

#pragma STDC FP_CONTRACT OFF

enum { LANES = 16 };

// Rounds to an integer as adding and subtracting 1.5 * 2^23 does, which every instruction set can.
static const float ROUNDING = 12582912.0f;

// e^x to within 2 units in the last place; 0 below -87 and infinity above 88.7, where float32 ends.
//
// x = n ln 2 + r with |r| <= ln 2 / 2; e^r by its Taylor polynomial of degree 7, 2^n by its bits.
static inline float exponential(float x) {
    float limited = x < -87.0f ? -87.0f : (x > 88.7f ? 88.7f : x);
    float n = (limited * 1.44269504088896341f + ROUNDING) - ROUNDING;
    // ln 2 in two parts, the first with so few bits that its product with n is exact.
    float r = (limited - n * 0.693359375f) - n * -2.12194440e-4f;
    float p = 1.0f / 5040;
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    // n reaches 128, which has no float32: half of the power first.
    int32_t half = (int32_t)n / 2;
    float lower = float_of((uint32_t)(half + 127) << 23);
    float upper = float_of((uint32_t)((int32_t)n - half + 127) << 23);
    float power = p * lower * upper;
    return x < -87.0f ? 0 : (x > 88.7f ? __builtin_inff() : power);
}

// x sigmoid(z), the common form of three of the activations.
static inline float gated(float x, float z) { return x / (1 + exponential(-z)); }

static inline float quick_gelu(float x) { return gated(x, 1.702f * x); }

// x/2 (1 + tanh u) = x sigmoid(2u).
static inline float gelu_tanh(float x) {
    return gated(x, 2 * 0.7978845608028654f * (x + 0.044715f * (x * x * x)));
}

// x Phi(x) by the complementary error function, whose approximation has a relative error below 1.2e-7
// everywhere (Numerical Recipes, section 6.2, `erfcc`).
static inline float gelu(float x) {
    float z = (x < 0 ? -x : x) * 0.70710678118654752f;
    float t = 1 / (1 + 0.5f * z);
    float p = 0.17087277f;
    p = p * t + -0.82215223f;
    p = p * t + 1.48851587f;
    p = p * t + -1.13520398f;
    p = p * t + 0.27886807f;
    p = p * t + -0.18628806f;
    p = p * t + 0.09678418f;
    p = p * t + 0.37409196f;
    p = p * t + 1.00002368f;
    p = p * t + -1.26551223f;
    float tail = 0.5f * t * exponential(p - z * z);
    return x < 0 ? x * tail : x - x * tail;
}

static inline float relu(float x) { return x > 0 ? x : 0; }

static void apply(clip_pointwise function, float *values, size_t count) {
    switch (function) {
    case CLIP_QUICK_GELU:
        for (size_t i = 0; i < count; i++) values[i] = quick_gelu(values[i]);
        break;
    case CLIP_GELU:
        for (size_t i = 0; i < count; i++) values[i] = gelu(values[i]);
        break;
    case CLIP_GELU_TANH:
        for (size_t i = 0; i < count; i++) values[i] = gelu_tanh(values[i]);
        break;
    case CLIP_RELU:
        for (size_t i = 0; i < count; i++) values[i] = relu(values[i]);
        break;
    }
}

static inline float lane_sum(const float lanes[LANES]) {
    float sums[LANES];
    for (int i = 0; i < LANES; i++) sums[i] = lanes[i];
    for (int width = LANES / 2; width > 0; width /= 2) {
        for (int i = 0; i < width; i++) sums[i] += sums[i + width];
    }
    return sums[0];
}

static inline float sum(const float *values, size_t count) {
    float lanes[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        for (int lane = 0; lane < LANES; lane++) lanes[lane] += values[i + lane];
    }
    for (int lane = 0; i < count; i++, lane++) lanes[lane] += values[i];
    return lane_sum(lanes);
}

static inline float squared_distance(const float *values, size_t count, float center) {
    float lanes[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        for (int lane = 0; lane < LANES; lane++) {
            float difference = values[i + lane] - center;
            lanes[lane] += difference * difference;
        }
    }
    for (int lane = 0; i < count; i++, lane++) {
        float difference = values[i] - center;
        lanes[lane] += difference * difference;
    }
    return lane_sum(lanes);
}

static void layer_norm(
    const float *input, size_t width, const float *gain, const float *bias, float epsilon, float *output) {
    float mean = sum(input, width) / (float)width;
    float variance = squared_distance(input, width, mean) / (float)width;
    float scale = 1 / __builtin_sqrtf(variance + epsilon);
    for (size_t i = 0; i < width; i++) output[i] = (input[i] - mean) * scale * gain[i] + bias[i];
}

static void softmax(float *row, size_t count) {
    float lanes[LANES];
    for (int lane = 0; lane < LANES; lane++) lanes[lane] = row[0];
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        for (int lane = 0; lane < LANES; lane++) {
            lanes[lane] = row[i + lane] > lanes[lane] ? row[i + lane] : lanes[lane];
        }
    }
    float largest = row[0];
    for (; i < count; i++) largest = row[i] > largest ? row[i] : largest;
    for (int lane = 0; lane < LANES; lane++) largest = lanes[lane] > largest ? lanes[lane] : largest;
    for (i = 0; i < count; i++) row[i] = exponential(row[i] - largest);
    float scale = 1 / sum(row, count);
    for (i = 0; i < count; i++) row[i] *= scale;
}

static float largest_magnitude(const float *values, size_t count) {
    uint32_t largest = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t magnitude = bits_of(values[i]) & SIGNLESS;
        largest = magnitude > largest ? magnitude : largest;
    }
    return float_of(largest);
}

static void quantize_activations(const float *values, size_t count, float factor, uint8_t *integers) {
    for (size_t i = 0; i < count; i++) {
        float scaled = values[i] * factor;
        float limited = scaled > 127 ? 127 : (scaled < -127 ? -127 : scaled);
        integers[i] = (uint8_t)((int32_t)((limited + ROUNDING) - ROUNDING) + 128);
    }
}

// 16 numbers: one register of AVX-512, two of AVX2, four of the portable set.
typedef float numbers __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t integers __attribute__((vector_size(64), aligned(4), may_alias));

// Turns the sums of a row's products with a panel into numbers, adds the first `count` of `added` unless it is NULL, and
// puts as many into `result`, which may be `added`.
static void finish_sums(
    const clip_packed_linear *linear, size_t panel, const void *sums, const int32_t *missing, float row_scale,
    const float *outlier_sums,
    const float *added, size_t count, float *result) {
    float values[PANEL];
    float *target = count == PANEL ? result : values;
    for (size_t i = 0; i < PANEL; i += LANES) {
        numbers number;
        if (linear->factors == CLIP_FACTORS_INT8) {
            integers exact = *(const integers *)((const int32_t *)sums + i);
            exact = missing ? exact + *missing : exact - *(const integers *)(linear->offsets + panel * PANEL + i);
            number = __builtin_convertvector(exact, numbers) * row_scale;
            if (outlier_sums) number += *(const numbers *)(outlier_sums + i);
            number *= *(const numbers *)(linear->scales + panel * PANEL + i);
        } else {
            number = *(const numbers *)((const float *)sums + i);
        }
        number += *(const numbers *)(linear->bias + panel * PANEL + i);
        if (added && count == PANEL) number += *(const numbers *)(added + i);
        *(numbers *)(target + i) = number;
    }
    if (count == PANEL) return;
    for (size_t i = 0; i < count; i++) result[i] = added ? values[i] + added[i] : values[i];
}

const struct elementwise_kernels elementwise_kernels_of_this_file = {
    .apply = apply, .layer_norm = layer_norm, .softmax = softmax,
    .largest_magnitude = largest_magnitude, .quantize_activations = quantize_activations,
    .finish_sums = finish_sums};
