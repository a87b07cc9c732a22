// The project's arithmetic kernels, for x86-64: each in portable C, for AVX2 and for AVX-512.
//
// Every function takes the instruction set to use. What is stored in files has the same bits with each, and so has what is
// computed but for the order of sums. Arrays may lie at any
// address, numbers are little-endian, and the floating-point environment is the one a process starts with
// (round to nearest even, subnormal numbers kept).
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

// The instruction sets, each containing those before it.
typedef enum {
    CLIP_ISA_PORTABLE,  // what every x86-64 processor has
    CLIP_ISA_AVX2,      // AVX2, FMA and F16C
    CLIP_ISA_AVX512,    // AVX-512 F, BW, DQ and VL
} clip_isa;

// The best instruction set that this processor and this kernel run, or a narrower one that the environment variable
// CLIPW_INSTRUCTION_SET names, `portable` or `avx2`: to try what another machine would do.
clip_isa clip_best_isa(void);

// Whether a hypervisor has hidden what every processor with AVX2 has, such as FMA. OpenBLAS does not expect that.
_Bool clip_has_incomplete_avx2(void);

// How many processors this thread may run on, which taskset and containers limit; at least 1.
int clip_processor_count(void);

// Calls `body` on the caller's thread and on up to `threads` - 1 others, and returns when all are done: a body takes from
// what is to be done what none has taken yet, until there is nothing left.
//
// The caller does not wait for a thread that has not begun. Where other processes have its processor that may take
// milliseconds, in which a layer would have been computed many times. Whoever calls while the threads have a job, or from
// within one, works alone, and so does everyone where the system gives no threads. A process may fork at any time, but within
// a body: the child has threads of its own.
void clip_parallel(void (*body)(void *context), void *context, int threads);

// Threads that may be used where this many are allowed: one if the caller is one of several at work already.
int clip_usable_threads(int threads);

// The floating-point types of weights.
typedef enum {
    CLIP_FLOAT64,
    CLIP_FLOAT32,
    CLIP_FLOAT16,   // IEEE 754 binary16
    CLIP_BFLOAT16,  // the upper half of a binary32
} clip_float;

// Converts `count` elements; `source` and `target` must not overlap.
//
// As PyTorch does: rounding to nearest even, and between any other two types by way of float32, so that
// float64 to float16 rounds twice. The rules for NaN, too, are PyTorch's where it keeps to one:
// - to bfloat16, each becomes 0x7FC0;
// - bfloat16 to float32 only appends zero bits, so a signalling NaN stays one;
// - elsewhere they are those of IEEE 754 and of the processor: quiet, with the sign and the payload's upper
//   bits of the source.
void clip_convert(
    clip_isa isa, clip_float from, clip_float to, const void *source, void *target, size_t count);

// How many of `count` numbers are infinite or NaN: those whose exponent has every bit set.
size_t clip_count_non_finite(clip_float type, const void *numbers, size_t count);

// Quantises a row of `count` float32 to 8-bit integers in -127...127 with one scale: the float32 quotient
// max|w| / 127, or 1 where that is below 2^-126; each integer is w / scale, rounded to nearest even.
//
// Returns `count`, or the index of the first element that is not finite; the outputs are then untouched.
size_t clip_quantize_row(clip_isa isa, const void *row, size_t count, int8_t *integers, float *scale);

// The functions that are applied to numbers one by one.
typedef enum {
    CLIP_QUICK_GELU,  // x sigmoid(1.702 x)
    CLIP_GELU,        // x Phi(x)
    CLIP_GELU_TANH,   // x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))
    CLIP_RELU,        // max(x, 0)
} clip_pointwise;

// Replaces each of `count` values by the function of it.
void clip_apply(clip_isa isa, clip_pointwise function, float *values, size_t count);

// Normalises each of `rows` rows of `width` numbers to mean 0 and variance 1, then scales by `gain` and adds
// `bias`. `output` may be `input`.
void clip_layer_norm(
    clip_isa isa, const float *input, size_t rows, size_t width, const float *gain, const float *bias,
    float epsilon, float *output);

// Replaces a row by its softmax.
void clip_softmax(clip_isa isa, float *row, size_t count);

// Quantises a row of activations to 8-bit integers in -127...127, stored with 128 added, with one scale,
// max|x| / 127, which is returned; the `outlier_count` columns listed in `outliers` become 0 and do not count.
float clip_quantize_activations(
    clip_isa isa, const float *row, size_t count, const uint32_t *outliers, size_t outlier_count,
    uint8_t *integers);

// Attention of one head: softmax(q k^T / sqrt(size)) v, for the last `query_count` of `key_count` rows.
//
// Rows of queries, keys and values lie `stride` numbers apart, those of the output `output_stride`. Causal: no row
// sees a later one. `scratch` has room for `clip_attention_scratch` numbers.
void clip_attend(
    clip_isa isa, const float *queries, const float *keys, const float *values, size_t stride,
    size_t query_count, size_t key_count, size_t size, _Bool is_causal, float *output, size_t output_stride,
    float *scratch);

// Numbers that `clip_attend` needs beside its arguments: linear in the keys.
size_t clip_attention_scratch(size_t query_count, size_t key_count, size_t size);

// Attention of several heads within each of `sequences` runs of rows that follow one another, the i-th from row `starts[i]`
// up to row `starts[i + 1]`.
//
// `qkv` is `[rows, 3 width]`: queries, keys and values beside one another, each of `heads` heads. `output` is
// `[rows, width]`. Causal: no row attends to a later one. False without memory.
_Bool clip_attend_heads(
    clip_isa isa, const float *qkv, size_t width, size_t heads, const uint32_t *starts, size_t sequences,
    _Bool is_causal, float *output, int threads);

#pragma GCC visibility pop

#include "convolution.h"
#include "packed_linear.h"
#include "resample.h"

#endif
