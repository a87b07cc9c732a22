// Convolutions by Winograd's minimal filtering, as the files that make and that apply them share them.
//
// Y = A'[(G g G') * (B' d B)]A for every 2 x 2 pixels Y of the output, with the 4 x 4 pixels d of the input around them and
// the 3 x 3 weights g (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015): 16 products where the
// plain way takes 36. The products of each of the 16 positions, over all squares and channels, are those of matrices.
#ifndef WINOGRAD_H
#define WINOGRAD_H

#include "packed.h"

#pragma GCC visibility push(hidden)

enum { POSITIONS = 16, SQUARE_OUTPUTS = 4 };

struct clip_convolution {
    size_t outputs, inputs, panels;
    uint8_t *weights;  // [panels, POSITIONS, inputs, PANEL], float32: those of each position are as a packed layer's
    float *bias;       // of every output, to the end of the last panel
};

// B' d B of 16 pixels of `channels` numbers: numbers of a position lie `stride` after those of the one before.
typedef void transform_inputs(const float *const pixels[POSITIONS], size_t channels, float *target, size_t stride);

// A' m A and the bias, for a panel: `sums` of a position lie `stride` after those of the one before.
typedef void transform_sums(const float *sums, size_t stride, const float *bias, float outputs[SQUARE_OUTPUTS][PANEL]);

struct winograd_transforms {
    transform_inputs *inputs;
    transform_sums *sums;
};

extern const struct winograd_transforms clip_winograd_portable, clip_winograd_avx2, clip_winograd_avx512;

#pragma GCC visibility pop

#endif
