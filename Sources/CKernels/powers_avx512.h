// Arithmetic on registers of AVX-512 that several kernels share.
#ifndef POWERS_AVX512_H
#define POWERS_AVX512_H

#include "packed.h"

#include <immintrin.h>

#pragma GCC visibility push(hidden)

#define AVX512 COMPILED_FOR(AVX512_FEATURES)

// 2^x to within 3e-7: a polynomial of degree 5, near -0.5...0.5, of fused operations.
AVX512 static inline __m512 power_of_two(__m512 x) {
    __m512 whole = _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m512 part = _mm512_sub_ps(x, whole);
    __m512 power = _mm512_set1_ps(1.3276470e-3f);
    power = _mm512_fmadd_ps(power, part, _mm512_set1_ps(9.6755410e-3f));
    power = _mm512_fmadd_ps(power, part, _mm512_set1_ps(5.5507135e-2f));
    power = _mm512_fmadd_ps(power, part, _mm512_set1_ps(2.4022120e-1f));
    power = _mm512_fmadd_ps(power, part, _mm512_set1_ps(6.9314694e-1f));
    power = _mm512_fmadd_ps(power, part, _mm512_set1_ps(1));
    return _mm512_scalef_ps(power, whole);
}

// Stores the lanes' numbers as bfloat16, rounded half to even; what is too large becomes infinity, NaN anything.
AVX512 static inline void store_bfloat16(uint16_t *target, __mmask16 lanes, __m512 numbers) {
    __m512i bits = _mm512_castps_si512(numbers);
    __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    __m512i rounded = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7FFF)));
    _mm512_mask_cvtepi32_storeu_epi16(target, lanes, _mm512_srli_epi32(rounded, 16));
}

#pragma GCC visibility pop

#endif
