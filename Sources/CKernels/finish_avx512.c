// What becomes of the sums of a tile, in registers from the sums to the outputs.
//
// As `finish_tile_plainly`, but for the order of additions and the last bits of the activations.
#include "powers_avx512.h"

// x / (1 + 2^z)
AVX512 static inline __m512 gated(__m512 x, __m512 z) {
    __m512 divisor = _mm512_add_ps(_mm512_set1_ps(1), power_of_two(z));
    // An infinite divisor has the estimate 0, which the correction would turn into NaN.
    divisor = _mm512_min_ps(divisor, _mm512_set1_ps(0x1p125f));
    __m512 estimate = _mm512_rcp14_ps(divisor);
    __m512 error = _mm512_fnmadd_ps(divisor, estimate, _mm512_set1_ps(1));
    return _mm512_mul_ps(x, _mm512_fmadd_ps(estimate, error, estimate));
}

static const float LOG2_E = 1.44269504f;

AVX512 static inline __m512 quick_gelu(__m512 x) {
    return gated(x, _mm512_mul_ps(x, _mm512_set1_ps(-1.702f * LOG2_E)));
}

AVX512 static inline __m512 gelu_tanh(__m512 x) {
    __m512 square = _mm512_mul_ps(x, x);
    float factor = -2 * 0.79788456f * LOG2_E;
    __m512 inner = _mm512_fmadd_ps(square, _mm512_set1_ps(0.044715f * factor), _mm512_set1_ps(factor));
    return gated(x, _mm512_mul_ps(x, inner));
}

// Sixteen outputs of a row, before the function.
AVX512 static inline __m512 outputs_of(
    const clip_packed_linear *linear, size_t column, const void *sums, const float *outlier_sums, float row_scale) {
    __m512 bias = _mm512_loadu_ps(linear->bias + column);
    if (linear->factors != CLIP_FACTORS_INT8) return _mm512_add_ps(_mm512_loadu_ps(sums), bias);
    __m512i exact = _mm512_sub_epi32(_mm512_loadu_si512(sums), _mm512_loadu_si512(linear->offsets + column));
    __m512 outliers = outlier_sums ? _mm512_loadu_ps(outlier_sums) : _mm512_setzero_ps();
    __m512 number = _mm512_fmadd_ps(_mm512_cvtepi32_ps(exact), _mm512_set1_ps(row_scale), outliers);
    return _mm512_fmadd_ps(number, _mm512_loadu_ps(linear->scales + column), bias);
}

AVX512 static inline __m512 activated(clip_pointwise function, __m512 number) {
    switch (function) {
    case CLIP_QUICK_GELU: return quick_gelu(number);
    case CLIP_GELU_TANH: return gelu_tanh(number);
    case CLIP_RELU: return _mm512_max_ps(number, _mm512_setzero_ps());
    case CLIP_GELU: {
        float values[16];
        _mm512_storeu_ps(values, number);
        clip_apply(CLIP_ISA_AVX512, CLIP_GELU, values, 16);
        return _mm512_loadu_ps(values);
    }
    }
}

AVX512 void finish_tile_avx512(
    const clip_packed_linear *linear, size_t panel, size_t rows, const void *sums, const struct tile_output *target) {
    size_t first = panel * PANEL, count = linear->outputs - first < PANEL ? linear->outputs - first : PANEL;
    for (size_t row = 0; row < rows; row++) {
        float row_scale = target->row_scales ? target->row_scales[row] : 1;
        for (size_t i = 0; i < count; i += 16) {
            __mmask16 lanes = count - i < 16 ? (1u << (count - i)) - 1 : 0xFFFF;
            size_t from = row * PANEL + i, to = row * target->stride + first + i;
            __m512 number = outputs_of(
                linear, first + i, (const int32_t *)sums + from,
                target->outlier_sums ? target->outlier_sums + from : NULL, row_scale);
            if (target->is_added) number = _mm512_add_ps(number, _mm512_maskz_loadu_ps(lanes, target->numbers + to));
            if (target->function) number = activated(*target->function, number);
            if (target->numbers) {
                _mm512_mask_storeu_ps(target->numbers + to, lanes, number);
            } else {
                store_bfloat16(target->halves + to, lanes, number);
            }
        }
    }
}
