#include "kernels.h"

#include <float.h>

const struct elementwise_kernels *clip_elementwise_kernels_for(clip_isa isa) {
    switch (isa) {
    case CLIP_ISA_AVX512: return &clip_elementwise_avx512;
    case CLIP_ISA_AVX2: return &clip_elementwise_avx2;
    case CLIP_ISA_PORTABLE: return &clip_elementwise_portable;
    }
}

void clip_apply(clip_isa isa, clip_pointwise function, float *values, size_t count) {
    clip_elementwise_kernels_for(isa)->apply(function, values, count);
}

void clip_layer_norm(
    clip_isa isa, const float *input, size_t rows, size_t width, const float *gain, const float *bias,
    float epsilon, float *output) {
    const struct elementwise_kernels *kernels = clip_elementwise_kernels_for(isa);
    for (size_t row = 0; row < rows; row++) {
        kernels->layer_norm(input + row * width, width, gain, bias, epsilon, output + row * width);
    }
}

void clip_softmax(clip_isa isa, float *row, size_t count) {
    if (count > 0) clip_elementwise_kernels_for(isa)->softmax(row, count);
}

// The largest magnitude of a row without its outliers: that of the runs between them.
static float largest_without(
    const struct elementwise_kernels *kernels, const float *row, size_t count, const uint32_t *outliers,
    size_t outlier_count) {
    float largest = 0;
    size_t start = 0;
    for (size_t i = 0; i <= outlier_count; i++) {
        size_t end = i < outlier_count ? outliers[i] : count;
        float magnitude = kernels->largest_magnitude(row + start, end - start);
        largest = magnitude > largest ? magnitude : largest;
        start = end + 1;
    }
    return largest;
}

float clip_quantize_activations(
    clip_isa isa, const float *row, size_t count, const uint32_t *outliers, size_t outlier_count,
    uint8_t *integers) {
    const struct elementwise_kernels *kernels = clip_elementwise_kernels_for(isa);
    float largest = largest_without(kernels, row, count, outliers, outlier_count);
    // The scale of a smaller one, 127 times its reciprocal, would be infinite; such a row counts as zero.
    if (largest < 128 * FLT_MIN) largest = 0;
    kernels->quantize_activations(row, count, largest > 0 ? 127 / largest : 0, integers);
    for (size_t i = 0; i < outlier_count; i++) integers[outliers[i]] = 128;
    return largest / 127;
}

void clip_attend(
    clip_isa isa, const float *queries, const float *keys, const float *values, size_t stride,
    size_t query_count, size_t key_count, size_t size, _Bool is_causal, float *output, size_t output_stride,
    float *scratch) {
    clip_attention *attend = isa == CLIP_ISA_AVX512 ? clip_attention_avx512
                             : isa == CLIP_ISA_AVX2 ? clip_attention_avx2
                                                    : clip_attention_portable;
    attend(
        queries, keys, values, stride, query_count, key_count, size, clip_elementwise_kernels_for(isa)->softmax, is_causal,
        output, output_stride, scratch);
}

size_t clip_attention_scratch(size_t query_count, size_t key_count, size_t size) {
    size_t key_width = (key_count + 15) / 16 * 16, value_width = (size + 15) / 16 * 16;
    return size * key_width + key_count * value_width + attention_rows(query_count) * (key_width + value_width);
}
