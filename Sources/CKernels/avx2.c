#include "kernels.h"

#include <immintrin.h>

#define AVX2 COMPILED_FOR(AVX2_FEATURES)

// Defines an array conversion from a step over `lanes` elements; the portable kernel does the rest.
#define CONVERSION(name, direction, type, lanes, source_size, target_size)                      \
    AVX2 static void name(const void *source, void *target, size_t count) {                     \
        const char *from = source;                                                              \
        char *to = target;                                                                      \
        for (; count >= lanes; count -= lanes) {                                                \
            name##_step(from, to);                                                              \
            from += lanes * source_size;                                                        \
            to += lanes * target_size;                                                          \
        }                                                                                       \
        clip_portable_kernels.direction[type](from, to, count);                                      \
    }

AVX2 static inline __m256i load(const void *address) { return _mm256_loadu_si256(address); }
AVX2 static inline __m256 load_floats(const char *address) { return _mm256_castsi256_ps(load(address)); }
AVX2 static inline __m128i load_half(const void *address) { return _mm_loadu_si128(address); }

AVX2 static inline void float64_to_float32_step(const char *from, char *to) {
    __m256d doubles = _mm256_castsi256_pd(load(from));
    _mm_storeu_si128((void *)to, _mm_castps_si128(_mm256_cvtpd_ps(doubles)));
}

AVX2 static inline void float32_to_float64_step(const char *from, char *to) {
    __m256d doubles = _mm256_cvtps_pd(_mm_castsi128_ps(load_half(from)));
    _mm256_storeu_si256((void *)to, _mm256_castpd_si256(doubles));
}

AVX2 static inline void float16_to_float32_step(const char *from, char *to) {
    __m256 floats = _mm256_cvtph_ps(load_half(from));
    _mm256_storeu_si256((void *)to, _mm256_castps_si256(floats));
}

AVX2 static inline void float32_to_float16_step(const char *from, char *to) {
    _mm_storeu_si128((void *)to, _mm256_cvtps_ph(load_floats(from), _MM_FROUND_TO_NEAREST_INT));
}

AVX2 static inline void bfloat16_to_float32_step(const char *from, char *to) {
    __m256i bits = _mm256_slli_epi32(_mm256_cvtepu16_epi32(load_half(from)), 16);
    _mm256_storeu_si256((void *)to, bits);
}

// Eight bfloat16, each in the lower half of 32 bits.
AVX2 static inline __m256i bfloat16_from(__m256i bits) {
    __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    __m256i rounding = _mm256_add_epi32(odd, _mm256_set1_epi32(0x7FFF));
    __m256i rounded = _mm256_srli_epi32(_mm256_add_epi32(bits, rounding), 16);
    __m256i magnitude = _mm256_and_si256(bits, _mm256_set1_epi32(SIGNLESS));
    __m256i is_nan = _mm256_cmpgt_epi32(magnitude, _mm256_set1_epi32(FLOAT32_INFINITY));
    return _mm256_blendv_epi8(rounded, _mm256_set1_epi32(BFLOAT16_NAN), is_nan);
}

AVX2 static inline void float32_to_bfloat16_step(const char *from, char *to) {
    __m256i lower = bfloat16_from(load(from));
    __m256i upper = bfloat16_from(load(from + 32));
    // Packing works within 128-bit lanes; the permutation puts the four quarters in order.
    __m256i packed = _mm256_permute4x64_epi64(_mm256_packus_epi32(lower, upper), 0b11011000);
    _mm256_storeu_si256((void *)to, packed);
}

CONVERSION(float64_to_float32, to_float32, CLIP_FLOAT64, 4, 8, 4)
CONVERSION(float32_to_float64, from_float32, CLIP_FLOAT64, 4, 4, 8)
CONVERSION(float16_to_float32, to_float32, CLIP_FLOAT16, 8, 2, 4)
CONVERSION(float32_to_float16, from_float32, CLIP_FLOAT16, 8, 4, 2)
CONVERSION(bfloat16_to_float32, to_float32, CLIP_BFLOAT16, 8, 2, 4)
CONVERSION(float32_to_bfloat16, from_float32, CLIP_BFLOAT16, 16, 4, 2)

AVX2 static uint32_t largest_magnitude(const void *row, size_t count) {
    const char *from = row;
    __m256i largest = _mm256_setzero_si256();
    for (; count >= 8; count -= 8, from += 32) {
        __m256i magnitudes = _mm256_and_si256(load(from), _mm256_set1_epi32(SIGNLESS));
        largest = _mm256_max_epu32(largest, magnitudes);
    }
    uint32_t lanes[9];
    _mm256_storeu_si256((void *)lanes, largest);
    lanes[8] = clip_portable_kernels.largest_magnitude(from, count);
    // The lanes have no sign bit to take away.
    return clip_portable_kernels.largest_magnitude(lanes, 9);
}

AVX2 static inline __m256i quotients(const char *from, __m256 scale) {
    return _mm256_cvtps_epi32(_mm256_div_ps(load_floats(from), scale));
}

AVX2 static void quantize(const void *row, size_t count, float scale, int8_t *integers) {
    const char *from = row;
    __m256 scales = _mm256_set1_ps(scale);
    for (; count >= 16; count -= 16, from += 64, integers += 16) {
        __m256i packed = _mm256_packs_epi32(quotients(from, scales), quotients(from + 32, scales));
        __m256i ordered = _mm256_permute4x64_epi64(packed, 0b11011000);
        __m128i bytes = _mm_packs_epi16(
            _mm256_castsi256_si128(ordered), _mm256_extracti128_si256(ordered, 1));
        _mm_storeu_si128((void *)integers, bytes);
    }
    clip_portable_kernels.quantize(from, count, scale, integers);
}

const struct kernels clip_avx2_kernels = {
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
