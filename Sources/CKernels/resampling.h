// What one instruction set implements of resample.h, on lines.
#ifndef RESAMPLING_H
#define RESAMPLING_H

#include "CKernels.h"

#include <string.h>

#pragma GCC visibility push(hidden)

// Bytes behind a line's last pixel that may be read.
enum { OVERREAD = 16 };

struct resampling {
    void (*across_line)(const uint8_t *line, const clip_sampling *sampling, uint8_t *output);
    void (*down_line)(
        const uint8_t *const *lines, const int32_t *weights, size_t count, size_t width, int fraction_bits, int32_t *sums,
        uint8_t *output);
};

extern const struct resampling clip_resampling_portable, clip_resampling_avx2, clip_resampling_avx512;

#pragma GCC visibility pop

#endif
