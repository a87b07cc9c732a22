#include "resampling.h"

#include <stdlib.h>

static const struct resampling *resampling_for(clip_isa isa) {
    switch (isa) {
    case CLIP_ISA_AVX512: return &clip_resampling_avx512;
    case CLIP_ISA_AVX2: return &clip_resampling_avx2;
    case CLIP_ISA_PORTABLE: return &clip_resampling_portable;
    }
}

_Bool clip_resample_across(
    clip_isa isa, const uint8_t *pixels, size_t rows, size_t columns, const clip_sampling *sampling, uint8_t *output) {
    const struct resampling *resampling = resampling_for(isa);
    // Taps of weight zero may lie behind the line.
    uint8_t *line = calloc(3 * (columns + sampling->taps) + OVERREAD, 1);
    if (!line) return 0;
    for (size_t row = 0; row < rows; row++) {
        memcpy(line, pixels + row * 3 * columns, 3 * columns);
        resampling->across_line(line, sampling, output + row * 3 * sampling->outputs);
    }
    free(line);
    return 1;
}

_Bool clip_resample_down(
    clip_isa isa, const uint8_t *lines, size_t width, const clip_sampling *sampling, size_t line_count, uint8_t *output) {
    const struct resampling *resampling = resampling_for(isa);
    int32_t *sums = malloc(width * sizeof *sums);
    const uint8_t **taps = malloc(sampling->taps * sizeof *taps);
    for (size_t row = 0; row < sampling->outputs && sums && taps; row++) {
        // Taps of weight zero may lie behind the last line.
        size_t first = sampling->starts[row], left = line_count - first;
        size_t count = sampling->taps < left ? sampling->taps : left;
        for (size_t tap = 0; tap < count; tap++) taps[tap] = lines + (first + tap) * width;
        resampling->down_line(
            taps, sampling->weights + row * sampling->taps, count, width, sampling->fraction_bits, sums,
            output + row * width);
    }
    _Bool is_done = sums && taps;
    free(sums);
    free(taps);
    return is_done;
}
