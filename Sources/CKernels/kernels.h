// What one instruction set implements; `dispatch.c` picks the table, the public functions use it.
#ifndef KERNELS_H
#define KERNELS_H

#include "CKernels.h"
#include "instruction_features.h"

#include <string.h>

#pragma GCC visibility push(hidden)

// Converts `count` elements from one type to another; neither pointer need be aligned.
typedef void conversion(const void *source, void *target, size_t count);

struct kernels {
    // By source type and by target type; float32 itself has none.
    conversion *to_float32[4];
    conversion *from_float32[4];

    // The largest bit pattern of a row of float32 without their signs. Patterns order as magnitudes do, and
    // those of infinities and NaN lie above all others.
    uint32_t (*largest_magnitude)(const void *row, size_t count);

    // w / scale, rounded to nearest even, where the scale is one that keeps this within -127...127.
    void (*quantize)(const void *row, size_t count, float scale, int8_t *integers);
};

extern const struct kernels clip_portable_kernels;
extern const struct kernels clip_avx2_kernels;
extern const struct kernels clip_avx512_kernels;

const struct kernels *clip_kernels_for(clip_isa isa);

// The kernels of elementwise.h, on one row or one run of elements.
struct elementwise_kernels {
    void (*apply)(clip_pointwise function, float *values, size_t count);
    void (*layer_norm)(
        const float *input, size_t width, const float *gain, const float *bias, float epsilon, float *output);
    void (*softmax)(float *row, size_t count);
    float (*largest_magnitude)(const float *values, size_t count);
    void (*quantize_activations)(const float *values, size_t count, float factor, uint8_t *integers);
    void (*finish_sums)(
        const clip_packed_linear *linear, size_t panel, const void *sums, const int32_t *missing, float row_scale,
        const float *outlier_sums,
        const float *added, size_t count, float *result);
};

extern const struct elementwise_kernels clip_elementwise_portable;
extern const struct elementwise_kernels clip_elementwise_avx2;
extern const struct elementwise_kernels clip_elementwise_avx512;

const struct elementwise_kernels *clip_elementwise_kernels_for(clip_isa isa);

typedef void clip_softmax_row(float *row, size_t count);

// Attention of one head, attention.h.
typedef void clip_attention(
    const float *queries, const float *keys, const float *values, size_t stride, size_t query_count,
    size_t key_count, size_t size, clip_softmax_row *softmax, _Bool is_causal, float *output,
    size_t output_stride, float *scratch);

extern clip_attention *const clip_attention_portable;
extern clip_attention *const clip_attention_avx2;
extern clip_attention *const clip_attention_avx512;

// Queries of a head whose scores are held at once, each with all the keys that it sees.
//
// So memory grows with the tokens and not with their square. Each softmax has its whole row at once, so no running maximum
// (Milakov & Gimelshein, 2018) is needed, and the result has the same bits for any number of rows. From 16 rows to all of
// them it takes the same time for 50 to 577 tokens, within a few percent; where rows see only earlier ones, blocks of 32
// leave out enough to save a fourth of it at 77 tokens and two fifths at 257 (roughly, with AVX2).
enum { ATTENTION_ROWS = 32 };

static inline size_t attention_rows(size_t query_count) {
    return query_count < ATTENTION_ROWS ? query_count : ATTENTION_ROWS;
}

// The most rows of one of some sequences, which `starts` separate as in `clip_attend_heads`.
size_t clip_longest_sequence(const uint32_t *starts, size_t sequences);

enum { SIGNLESS = 0x7FFFFFFF, FLOAT32_INFINITY = 0x7F800000, BFLOAT16_NAN = 0x7FC0 };

static inline uint32_t bits_of(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline float float_of(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

// Element `index` of an array of float32 at any address, as its bits.
static inline uint32_t float32_bits_at(const void *array, size_t index) {
    uint32_t bits;
    memcpy(&bits, (const char *)array + index * sizeof bits, sizeof bits);
    return bits;
}

#pragma GCC visibility pop

#endif
