#include "powers_avx512.h"

// The largest of the first `count` scores of a row.
AVX512 static float largest_of(const float *scores, size_t panel_stride, size_t count) {
    __m512 largest = _mm512_set1_ps(-__builtin_inff());
    for (size_t i = 0; i < count; i += 16) {
        __mmask16 lanes = count - i < 16 ? (1u << (count - i)) - 1 : 0xFFFF;
        const float *from = scores + i / PANEL * panel_stride + i % PANEL;
        largest = _mm512_mask_max_ps(largest, lanes, largest, _mm512_loadu_ps(from));
    }
    return _mm512_reduce_max_ps(largest);
}

AVX512 float clip_exponentials_avx512(
    const float *scores, size_t panel_stride, size_t visible, size_t count, float factor, uint16_t *powers) {
    __m512 factors = _mm512_set1_ps(factor), largest = _mm512_set1_ps(largest_of(scores, panel_stride, visible));
    // 2^-200 is 0 in float32; the polynomial makes NaN of an infinite exponent.
    __m512 smallest = _mm512_set1_ps(-200);
    __m512 sum = _mm512_setzero_ps();
    for (size_t i = 0; i < count; i += 16) {
        __mmask16 lanes = visible <= i ? 0 : (visible - i < 16 ? (1u << (visible - i)) - 1 : 0xFFFF);
        const float *from = scores + i / PANEL * panel_stride + i % PANEL;
        __m512 exponents = _mm512_mul_ps(factors, _mm512_sub_ps(_mm512_loadu_ps(from), largest));
        __m512 power = _mm512_maskz_mov_ps(lanes, power_of_two(_mm512_max_ps(smallest, exponents)));
        sum = _mm512_add_ps(sum, power);
        store_bfloat16(powers + i, 0xFFFF, power);
    }
    return _mm512_reduce_add_ps(sum);
}
