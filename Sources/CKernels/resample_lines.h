// Resampling lines, once for each instruction set: a file that includes this one sets the compiler's target and
// `resampling_of_this_file` first. Sums are of integers, so that their order does not show.
#include "resampling.h"

typedef uint8_t bytes_16 __attribute__((vector_size(16)));
typedef int32_t numbers_16 __attribute__((vector_size(64)));
typedef int32_t numbers_4 __attribute__((vector_size(16)));

// The pixels of a line, which is readable `OVERREAD` bytes beyond its last pixel that counts.
static void across_line(const uint8_t *line, const clip_sampling *sampling, uint8_t *output) {
    const int32_t half = 1 << (sampling->fraction_bits - 1);
    for (size_t column = 0; column < sampling->outputs; column++) {
        const uint8_t *pixels = line + 3 * (size_t)sampling->starts[column];
        const int32_t *weights = sampling->weights + column * sampling->taps;
        numbers_16 sums = {0};
        for (size_t tap = 0; tap < sampling->taps; tap += 4) {
            // Red, green, blue and nothing of four pixels, with the weight of each four times.
            bytes_16 four;
            memcpy(&four, pixels + 3 * tap, sizeof four);
            four = __builtin_shufflevector(
                four, (bytes_16){0}, 0, 1, 2, 16, 3, 4, 5, 16, 6, 7, 8, 16, 9, 10, 11, 16);
            numbers_4 of_pixels;
            memcpy(&of_pixels, weights + tap, sizeof of_pixels);
            numbers_16 factors = __builtin_shufflevector(
                of_pixels, of_pixels, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
            sums += __builtin_convertvector(four, numbers_16) * factors;
        }
        numbers_4 sum = __builtin_shufflevector(sums, sums, 0, 1, 2, 3) + __builtin_shufflevector(sums, sums, 4, 5, 6, 7)
            + __builtin_shufflevector(sums, sums, 8, 9, 10, 11) + __builtin_shufflevector(sums, sums, 12, 13, 14, 15);
        sum = (sum + half) >> sampling->fraction_bits;
        for (int channel = 0; channel < 3; channel++) {
            output[3 * column + (size_t)channel] = (uint8_t)(sum[channel] < 0 ? 0 : sum[channel] > 255 ? 255 : sum[channel]);
        }
    }
}

// One line of many, each with a weight; `sums` has room for a line.
static void down_line(
    const uint8_t *const *lines, const int32_t *weights, size_t count, size_t width, int fraction_bits, int32_t *sums,
    uint8_t *output) {
    for (size_t i = 0; i < width; i++) sums[i] = 1 << (fraction_bits - 1);
    for (size_t tap = 0; tap < count; tap++) {
        const uint8_t *line = lines[tap];
        int32_t weight = weights[tap];
        for (size_t i = 0; i < width; i++) sums[i] += line[i] * weight;
    }
    for (size_t i = 0; i < width; i++) {
        int32_t sum = sums[i] >> fraction_bits;
        output[i] = (uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
    }
}

const struct resampling resampling_of_this_file = {across_line, down_line};
