#include "kernels.h"

#include <immintrin.h>

#define AVX512 COMPILED_FOR(AVX512_FEATURES)

// The first `count` lanes, all of them from 16 up.
static inline __mmask16 first_lanes(size_t count) { return count < 16 ? (1u << count) - 1 : 0xFFFF; }

// Defines an array conversion from a step over the 16 elements that a mask selects: all of them, and what is
// left at the end.
#define CONVERSION(name, source_size, target_size)                                              \
    AVX512 static void name(const void *source, void *target, size_t count) {                   \
        const char *from = source;                                                              \
        char *to = target;                                                                      \
        for (; count >= 16; count -= 16) {                                                      \
            name##_step(from, to, 0xFFFF);                                                      \
            from += 16 * source_size;                                                           \
            to += 16 * target_size;                                                             \
        }                                                                                       \
        if (count > 0) name##_step(from, to, first_lanes(count));                               \
    }

AVX512 static inline void float64_to_float32_step(const char *from, char *to, __mmask16 lanes) {
    __m256 lower = _mm512_cvtpd_ps(_mm512_maskz_loadu_pd(lanes, from));
    __m256 upper = _mm512_cvtpd_ps(_mm512_maskz_loadu_pd(lanes >> 8, from + 64));
    _mm256_mask_storeu_ps(to, lanes, lower);
    _mm256_mask_storeu_ps(to + 32, lanes >> 8, upper);
}

AVX512 static inline void float32_to_float64_step(const char *from, char *to, __mmask16 lanes) {
    __m512d lower = _mm512_cvtps_pd(_mm256_maskz_loadu_ps(lanes, from));
    __m512d upper = _mm512_cvtps_pd(_mm256_maskz_loadu_ps(lanes >> 8, from + 32));
    _mm512_mask_storeu_pd(to, lanes, lower);
    _mm512_mask_storeu_pd(to + 64, lanes >> 8, upper);
}

AVX512 static inline void float16_to_float32_step(const char *from, char *to, __mmask16 lanes) {
    _mm512_mask_storeu_ps(to, lanes, _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(lanes, from)));
}

AVX512 static inline void float32_to_float16_step(const char *from, char *to, __mmask16 lanes) {
    __m512 floats = _mm512_maskz_loadu_ps(lanes, from);
    _mm256_mask_storeu_epi16(to, lanes, _mm512_cvtps_ph(floats, _MM_FROUND_TO_NEAREST_INT));
}

AVX512 static inline void bfloat16_to_float32_step(const char *from, char *to, __mmask16 lanes) {
    __m512i upper = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(lanes, from));
    _mm512_mask_storeu_epi32(to, lanes, _mm512_slli_epi32(upper, 16));
}

// Not AVX-512's own instruction for this, which takes subnormal numbers for zero.
AVX512 static inline void float32_to_bfloat16_step(const char *from, char *to, __mmask16 lanes) {
    __m512i bits = _mm512_maskz_loadu_epi32(lanes, from);
    __m512i odd = _mm512_and_epi32(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    __m512i rounding = _mm512_add_epi32(odd, _mm512_set1_epi32(0x7FFF));
    __m512i rounded = _mm512_srli_epi32(_mm512_add_epi32(bits, rounding), 16);
    __m512i magnitude = _mm512_and_epi32(bits, _mm512_set1_epi32(SIGNLESS));
    __mmask16 is_nan = _mm512_cmpgt_epi32_mask(magnitude, _mm512_set1_epi32(FLOAT32_INFINITY));
    __m512i result = _mm512_mask_mov_epi32(rounded, is_nan, _mm512_set1_epi32(BFLOAT16_NAN));
    _mm512_mask_cvtepi32_storeu_epi16(to, lanes, result);
}

CONVERSION(float64_to_float32, 8, 4)
CONVERSION(float32_to_float64, 4, 8)
CONVERSION(float16_to_float32, 2, 4)
CONVERSION(float32_to_float16, 4, 2)
CONVERSION(bfloat16_to_float32, 2, 4)
CONVERSION(float32_to_bfloat16, 4, 2)

AVX512 static uint32_t largest_magnitude(const void *row, size_t count) {
    const char *from = row;
    __m512i signless = _mm512_set1_epi32(SIGNLESS);
    __m512i largest = _mm512_setzero_si512();
    for (; count >= 16; count -= 16, from += 64) {
        __m512i magnitudes = _mm512_and_epi32(_mm512_loadu_si512(from), signless);
        largest = _mm512_max_epu32(largest, magnitudes);
    }
    __m512i rest = _mm512_maskz_loadu_epi32(first_lanes(count), from);
    largest = _mm512_max_epu32(largest, _mm512_and_epi32(rest, signless));
    return _mm512_reduce_max_epu32(largest);
}

AVX512 static inline __m128i quantized(__m512 floats, __m512 scale) {
    return _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(_mm512_div_ps(floats, scale)));
}

AVX512 static void quantize(const void *row, size_t count, float scale, int8_t *integers) {
    const char *from = row;
    __m512 scales = _mm512_set1_ps(scale);
    for (; count >= 16; count -= 16, from += 64, integers += 16) {
        _mm_storeu_si128((void *)integers, quantized(_mm512_loadu_ps(from), scales));
    }
    __mmask16 lanes = first_lanes(count);
    _mm_mask_storeu_epi8(integers, lanes, quantized(_mm512_maskz_loadu_ps(lanes, from), scales));
}

const struct kernels clip_avx512_kernels = {
    .to_float32 = {
        [CLIP_FLOAT64] = float64_to_float32,
        [CLIP_FLOAT16] = float16_to_float32,
        [CLIP_BFLOAT16] = bfloat16_to_float32,
    },
    .from_float32 = {
        [CLIP_FLOAT64] = float32_to_float64,
        [CLIP_FLOAT16] = float32_to_float16,
        [CLIP_BFLOAT16] = float32_to_bfloat16,
    },
    .largest_magnitude = largest_magnitude,
    .quantize = quantize,
};
