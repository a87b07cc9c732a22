// What a ResNet does with pixels. Maps are `[count, height, width, channels]`.
#ifndef CONVOLUTION_H
#define CONVOLUTION_H

#include "packed_linear.h"

#pragma GCC visibility push(hidden)

// A convolution of 3 x 3 pixels in float32.
typedef struct clip_convolution clip_convolution;

// Makes a convolution of `weights`, `[outputs, 3, 3, inputs]`, and `bias`, `[outputs]`, both copied. NULL without memory.
clip_convolution *clip_convolution_create(
    size_t outputs, size_t inputs, const float *weights, const float *bias);

void clip_convolution_destroy(clip_convolution *convolution);

// A map and its size.
typedef struct {
    size_t count, height, width;
    const float *pixels;
} clip_map;

// Convolves a map, zero outside: `output` is of its size. False without memory.
_Bool clip_convolution_apply(
    clip_isa isa, const clip_convolution *convolution, clip_map map, clip_ending ending, float *output, int threads);

// The mean of every 2 x 2 pixels; an odd line or column at the end is left out.
void clip_average_by_two(clip_map map, size_t channels, float *output, int threads);

// The 3 x 3 pixels around every `stride`-th one, beside one another, zero outside the map.
void clip_neighbourhoods(clip_map map, size_t channels, size_t stride, float *output, int threads);

// Makes a map of planes that lie one after another, `[count, channels, height, width]`, which `map.pixels` are.
void clip_interleave_planes(clip_map map, size_t channels, float *output, int threads);

#pragma GCC visibility pop

#endif
