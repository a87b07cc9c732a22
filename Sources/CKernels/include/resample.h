// Resizing pictures of 8 bits a channel in fixed point.
#ifndef RESAMPLE_H
#define RESAMPLE_H

#include "CKernels.h"

#pragma GCC visibility push(hidden)

// Which pixels along a side make each pixel of the result. Weights are fixed-point numbers whose magnitudes sum up to less
// than 2^23, so that sums of products with bytes stay within 32 bits.
typedef struct {
    size_t outputs;
    const uint32_t *starts;  // of each output, its first pixel
    const int32_t *weights;  // [outputs, taps], zeros where an output has fewer
    size_t taps;             // a multiple of 4
    int fraction_bits;
} clip_sampling;

// Changes the width of `rows` lines of `columns` pixels of three channels: `output` is `[rows, outputs, 3]`. False without
// memory.
_Bool clip_resample_across(
    clip_isa isa, const uint8_t *pixels, size_t rows, size_t columns, const clip_sampling *sampling, uint8_t *output);

// Changes the number of lines, of `width` bytes each: `output` is `[outputs, width]`. False without memory.
_Bool clip_resample_down(
    clip_isa isa, const uint8_t *lines, size_t width, const clip_sampling *sampling, size_t line_count, uint8_t *output);

#pragma GCC visibility pop

#endif
