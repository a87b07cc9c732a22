// Linear layers whose weights lie in the order in which a product reads them, and whose inputs and outputs are turned
// into numbers of another type while they are at hand.
#ifndef PACKED_LINEAR_H
#define PACKED_LINEAR_H

#include "CKernels.h"

#include <stdbool.h>

#pragma GCC visibility push(hidden)

// What is multiplied. Sums are float32, those of integers 32-bit integers.
typedef enum {
    CLIP_FACTORS_FLOAT32,
    CLIP_FACTORS_BFLOAT16,  // pairs of products are added at once; subnormal numbers count as zero
    CLIP_FACTORS_INT8,      // 8-bit integers, with a scale for each row of both
} clip_factors;

// Whether this processor has instructions for such products. Without them they are right all the same, and slow.
_Bool clip_multiplies(clip_factors factors);

// What becomes of a product and its bias.
typedef struct {
    _Bool is_added;                  // to what is in the output, which it replaces otherwise
    const clip_pointwise *function;  // of the result; NULL for none
} clip_ending;

// Normalises rows before a layer; see `clip_layer_norm`.
typedef struct {
    const float *gain, *bias;  // of each input
    float epsilon;
} clip_norm;

// Inputs of a layer that may be taken out of its 8-bit product.
enum { MAXIMUM_OUTLIERS = 128 };

typedef struct clip_packed_linear clip_packed_linear;

// Makes a layer of `weights`, `[outputs, inputs]` of any type, and `bias`, `[outputs]` or NULL, both copied; `factors` is
// float32 or bfloat16. NULL without memory.
clip_packed_linear *clip_packed_linear_create(
    clip_factors factors, size_t outputs, size_t inputs, clip_float type, const void *weights, const float *bias);

// Makes a layer of 8-bit integers, `[outputs, inputs]`, with one scale for each output.
//
// The `outlier_count` inputs listed in `outliers`, ascending and at most `MAXIMUM_OUTLIERS`, are taken out of the 8-bit
// product and computed in float32. NULL without memory.
clip_packed_linear *clip_packed_linear_create_int8(
    size_t outputs, size_t inputs, const void *integers, const float *scales, const float *bias,
    const uint32_t *outliers, size_t outlier_count);

void clip_packed_linear_destroy(clip_packed_linear *linear);

// Applies the layer to `rows` rows, `[rows, inputs]`, normalised unless `norm` is NULL; `output` is `[rows, outputs]`.
//
// Works on at most `threads` threads. False without memory.
_Bool clip_packed_linear_apply(
    clip_isa isa, const clip_packed_linear *linear, const clip_norm *norm, size_t rows, const float *input,
    clip_ending ending, float *output, int threads);

// Applies two layers of the same factors with a function between them to rows, normalised unless `norm` is NULL, and adds
// the result to `output`, which may be the input: the MLP of a transformer. False without memory.
_Bool clip_packed_pair_apply(
    clip_isa isa, const clip_packed_linear *first, clip_pointwise function, const clip_packed_linear *second,
    const clip_norm *norm, size_t rows, const float *input, float *output, int threads);

// Attention of several heads within each of `sequences` runs of rows that follow one another, the i-th from row
// `starts[i]` up to row `starts[i + 1]`. Causal: no row attends to a later one.
//
// `projection` makes queries, keys and values, beside one another, of the rows of `input`, normalised unless `norm` is
// NULL; they are rounded to bfloat16. `output` is `[rows, width]`, a third of the projection's outputs. The numbers of a
// head must be even. False without memory.
_Bool clip_packed_attention(
    clip_isa isa, const clip_packed_linear *projection, const clip_norm *norm, const float *input, size_t heads,
    const uint32_t *starts, size_t sequences, _Bool is_causal, float *output, int threads);

// Bytes that a thread of `clip_packed_attention` needs for a head of `size` numbers: linear in the keys.
size_t clip_packed_attention_scratch(size_t key_count, size_t size);

#pragma GCC visibility pop

#endif
