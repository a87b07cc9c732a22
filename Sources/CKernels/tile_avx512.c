#include "packed.h"

#include <immintrin.h>

enum { REGISTERS = PANEL / 16 };

// Defines the product of a tile by a step that adds the products of two registers of groups to a register of sums.
//
// All sums stay in registers: 6 rows of 4, beside 4 registers of weights. Each group of weights is read once for 6 rows,
// so that loads take less than half of the time of the products.
#define TILE(name, features, sums_type, zero, store, step)                                                        \
    COMPILED_FOR(features) __attribute__((always_inline)) static inline void name##_rows(                           \
        const size_t rows, const uint8_t *bytes, size_t stride, const uint8_t *panel, size_t groups,                \
        const struct lines_ahead *ahead, void *target) {                                                            \
        const uint8_t *first_ahead = ahead->first;                                                                  \
        size_t pace = ahead->pace;                                                                                  \
        sums_type sums[TILE_ROWS][REGISTERS];                                                                       \
        _Pragma("unroll") for (size_t row = 0; row < rows; row++) {                                                 \
            _Pragma("unroll") for (int i = 0; i < REGISTERS; i++) sums[row][i] = zero();                            \
        }                                                                                                           \
        for (size_t group = 0; group < groups; group++) {                                                           \
            __m512i weights[REGISTERS];                                                                             \
            _Pragma("unroll") for (int i = 0; i < REGISTERS; i++) {                                                 \
                weights[i] = _mm512_load_si512(panel + group * PANEL * GROUP_BYTES + i * 64);                       \
            }                                                                                                       \
            _mm_prefetch((const char *)first_ahead + group * pace / PACE_GROUPS * LINE, _MM_HINT_T0);               \
            _Pragma("unroll") for (size_t row = 0; row < rows; row++) {                                             \
                int32_t input;                                                                                      \
                memcpy(&input, bytes + row * stride + group * GROUP_BYTES, sizeof input);                           \
                __m512i inputs = _mm512_set1_epi32(input);                                                          \
                _Pragma("unroll") for (int i = 0; i < REGISTERS; i++) {                                             \
                    sums[row][i] = step(sums[row][i], inputs, weights[i]);                                          \
                }                                                                                                   \
            }                                                                                                       \
        }                                                                                                           \
        _Pragma("unroll") for (size_t row = 0; row < rows; row++) {                                                 \
            _Pragma("unroll") for (int i = 0; i < REGISTERS; i++) {                                                 \
                store((char *)target + (row * PANEL + i * 16) * 4, sums[row][i]);                                   \
            }                                                                                                       \
        }                                                                                                           \
    }                                                                                                               \
    COMPILED_FOR(features) void name(                                                                               \
        size_t rows, const uint8_t *bytes, size_t stride, const uint8_t *panel, size_t groups,                      \
        const struct lines_ahead *ahead, void *sums) {                                                              \
        /* Constant arguments, so that the sums have registers. */                                                  \
        switch (rows) {                                                                                             \
        case 1: name##_rows(1, bytes, stride, panel, groups, ahead, sums); break;                                   \
        case 2: name##_rows(2, bytes, stride, panel, groups, ahead, sums); break;                                   \
        case 3: name##_rows(3, bytes, stride, panel, groups, ahead, sums); break;                                   \
        case 4: name##_rows(4, bytes, stride, panel, groups, ahead, sums); break;                                   \
        case 5: name##_rows(5, bytes, stride, panel, groups, ahead, sums); break;                                   \
        default: name##_rows(6, bytes, stride, panel, groups, ahead, sums);                                         \
        }                                                                                                           \
    }

#define STEP_FLOAT32(sums, inputs, weights) \
    _mm512_fmadd_ps(_mm512_castsi512_ps(inputs), _mm512_castsi512_ps(weights), sums)
#define STEP_BFLOAT16(sums, inputs, weights) _mm512_dpbf16_ps(sums, (__m512bh)(inputs), (__m512bh)(weights))
#define STEP_INT8(sums, inputs, weights) _mm512_dpbusd_epi32(sums, inputs, weights)

TILE(clip_multiply_tile_float32_avx512, AVX512_FEATURES, __m512, _mm512_setzero_ps, _mm512_storeu_ps, STEP_FLOAT32)
TILE(clip_multiply_tile_bfloat16_avx512, AVX512_BFLOAT16_FEATURES, __m512, _mm512_setzero_ps, _mm512_storeu_ps, STEP_BFLOAT16)
TILE(clip_multiply_tile_int8_avx512, AVX512_INT8_FEATURES, __m512i, _mm512_setzero_si512, _mm512_storeu_si512, STEP_INT8)
