// The project's arithmetic kernels, for x86-64: each in portable C, for AVX2 and for AVX-512.
//
// Every function takes the instruction set to use, and gives the same bits with each. Arrays may lie at any
// address, numbers are little-endian, and the floating-point environment is the one a process starts with
// (round to nearest even, subnormal numbers kept).
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// The instruction sets, each containing those before it.
typedef enum {
    CLIP_ISA_PORTABLE,  // what every x86-64 processor has
    CLIP_ISA_AVX2,      // AVX2 and F16C
    CLIP_ISA_AVX512,    // AVX-512 F, BW, DQ and VL
} clip_isa;

// The best instruction set that this processor and this kernel run.
clip_isa clip_best_isa(void);

// How many processors this thread may run on, which taskset and containers limit; at least 1.
int clip_processor_count(void);

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

// Quantises a row of `count` float32 to 8-bit integers in -127...127 with one scale: the float32 quotient
// max|w| / 127, or 1 where that is below 2^-126; each integer is w / scale, rounded to nearest even.
//
// Returns `count`, or the index of the first element that is not finite; the outputs are then untouched.
size_t clip_quantize_row(clip_isa isa, const void *row, size_t count, int8_t *integers, float *scale);

#endif
