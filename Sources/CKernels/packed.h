// Packed linear layers, as the files that make and that apply them share them.
//
// The weights of 64 outputs make a panel. In it, group after group, lie for each output the weights of as many
// consecutive inputs as fill four bytes: one float32, two bfloat16 or four 8-bit integers, which is what the instructions
// multiply at once. Rows of inputs are made of the same groups. What is missing at the ends is zero.
#ifndef PACKED_H
#define PACKED_H

#include "kernels.h"

#pragma GCC visibility push(hidden)

enum {
    PANEL = 64,      // outputs: four registers of AVX-512, eight of AVX2
    TILE_ROWS = 6,   // rows whose sums for a panel stay in registers
    SIGNED_TILE_ROWS = 5,  // the same, of rows that are stored as magnitudes and signs
    GROUP_BYTES = 4,
    LINE = 64,       // bytes that memory and caches exchange at once
};

struct clip_packed_linear {
    clip_factors factors;
    size_t outputs, inputs;
    size_t groups;        // in a row of inputs
    size_t panels;
    uint8_t *weights;     // [panels, groups, PANEL, GROUP_BYTES]
    float *bias;          // of every output, to the end of the last panel

    // 8-bit layers: what turns sums into numbers. The offsets are 128 times the sums of weights, since inputs are stored
    // with 128 added to them, but where their signs are split.
    int32_t *offsets;
    float *scales;
    size_t outlier_count;
    uint32_t *outliers;      // the inputs that are computed in float32
    float *outlier_weights;  // theirs, whole numbers in panels of float32
};

// Rows as a layer multiplies them.
struct encoded_rows {
    uint8_t *bytes;    // [rows, groups, GROUP_BYTES], or [rows, groups, 2, GROUP_BYTES] for `clip_multiply_tile_int8_avx2`
    float *scales;     // of each row
    int32_t *missing;  // of each row, where its sums are less by that and not more by the offsets; else NULL
    float *outliers;  // [rows, outlier_count]
};

// Cache lines that will be needed soon, and are asked for meanwhile.
struct lines_ahead {
    const uint8_t *first;
    size_t pace;  // lines for every `PACE_GROUPS` groups; 0 for the first one alone
};

enum { PACE_GROUPS = 1 << 16, LINES_IN_GROUP = PANEL * GROUP_BYTES / LINE };

// What a tile, one of `tiles` with a panel of `groups` groups, asks for of the next panel: an equal share, of at most a line
// for each group. A model does not fit into a cache, what is asked for only when it is needed is waited for, and what is
// asked for all at once keeps the memory from other work.
static inline struct lines_ahead share_ahead(const uint8_t *next, size_t groups, size_t tile, size_t tiles) {
    size_t pace = tiles > LINES_IN_GROUP ? LINES_IN_GROUP * PACE_GROUPS / tiles : PACE_GROUPS;
    return (struct lines_ahead){.first = next + groups * tile * pace / PACE_GROUPS * LINE, .pace = pace};
}

// The products of at most `TILE_ROWS` rows, `stride` bytes apart, with a panel: `sums` is `[rows, PANEL]`, float32 or
// int32_t. Asks for the lines ahead.
typedef void multiply_tile(
    size_t rows, const uint8_t *bytes, size_t stride, const uint8_t *panel, size_t groups,
    const struct lines_ahead *ahead, void *sums);

extern multiply_tile clip_multiply_tile_float32_portable, clip_multiply_tile_float32_avx2, clip_multiply_tile_float32_avx512;
extern multiply_tile clip_multiply_tile_bfloat16_avx512, clip_multiply_tile_int8_avx512, clip_multiply_tile_int8_avx2;
extern multiply_tile clip_plain_tile_bfloat16, clip_plain_tile_int8;

// Stores a row of 8-bit integers, to which 128 is added, as the tile for AVX2 multiplies them; returns what is missing from
// its sums. The integers may be the second half of `target`.
int32_t clip_split_signs_avx2(const uint8_t *integers, size_t groups, uint8_t *target);

// Where the outputs of a tile go, and what they are made of beside its sums.
struct tile_output {
    const float *row_scales;    // of its rows; NULL for 1
    const int32_t *missing;     // from its rows' sums; NULL where these are more by the layer's offsets
    const float *outlier_sums;  // as its sums; NULL for none
    bool is_added;              // to what is there
    const clip_pointwise *function;
    float *numbers;    // the first row's; or NULL, and
    uint16_t *halves;  // bfloat16
    size_t stride;     // from row to row
};

// Turns the sums of a tile into outputs.
typedef void finish_tile(
    const clip_packed_linear *linear, size_t panel, size_t rows, const void *sums, const struct tile_output *target);

extern finish_tile clip_finish_tile_avx512;

// e^(factor' (score - largest)), factor' = factor / log2 e, of the first `visible` scores of a row, as bfloat16, and zeros up
// to `count`, a multiple of 16; returns their sum. The scores of each panel lie `panel_stride` apart.
float clip_exponentials_avx512(
    const float *scores, size_t panel_stride, size_t visible, size_t count, float factor, uint16_t *powers);

// The tile of an instruction set.
multiply_tile *clip_tile_for(clip_isa isa, clip_factors factors);

// Applies a layer, its outputs rounded to bfloat16: [rows, outputs]. False without memory.
_Bool clip_project_to_bfloat16(
    clip_isa isa, const clip_packed_linear *linear, const clip_norm *norm, size_t rows, const float *input,
    uint16_t *output, int threads);

// Memory that begins at a cache line; NULL if there is none.
void *clip_allocate_lines(size_t bytes);

#pragma GCC visibility pop

#endif
