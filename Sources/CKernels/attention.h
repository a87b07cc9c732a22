// Attention of one head, once for each instruction set, as elementwise.h: a file that includes this one sets the
// compiler's target and `attention_of_this_file` first.
//
// Sums may be contracted to fused operations here, so the last bits differ between instruction sets.
#include "kernels.h"

// 16 numbers: one register of AVX-512, two of AVX2, four of the portable set.
typedef float vector __attribute__((vector_size(64), aligned(4), may_alias));

enum { WIDTH = 16, ROWS = 4, COLUMNS = 4 };

// c[rows, 16 columns] = a[rows, count] b[count, 16 columns], with at most 4 rows and 4 columns of 16 numbers in
// registers; each number of `a` is multiplied with a row of `b`.
static inline __attribute__((always_inline)) void block(
    int rows, int columns, size_t count, const float *a, size_t a_stride, const float *b, size_t b_stride,
    float *c, size_t c_stride) {
    vector sums[ROWS][COLUMNS];
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) sums[row][column] = (vector){0};
    }
    for (size_t i = 0; i < count; i++) {
        vector factors[COLUMNS];
        for (int column = 0; column < columns; column++) {
            factors[column] = *(const vector *)(b + i * b_stride + column * WIDTH);
        }
        for (int row = 0; row < rows; row++) {
            float factor = a[row * a_stride + i];
            for (int column = 0; column < columns; column++) sums[row][column] += factor * factors[column];
        }
    }
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
            *(vector *)(c + row * c_stride + column * WIDTH) = sums[row][column];
        }
    }
}

// The same for any number of rows, and of columns in sixteens.
static void product(
    size_t rows, size_t sixteens, size_t count, const float *a, size_t a_stride, const float *b,
    size_t b_stride, float *c, size_t c_stride) {
    for (size_t column = 0; column < sixteens; column += COLUMNS) {
        size_t columns = sixteens - column < COLUMNS ? sixteens - column : COLUMNS;
        const float *factors = b + column * WIDTH;
        size_t row = 0;
        for (; row + ROWS <= rows; row += ROWS) {
            const float *from = a + row * a_stride;
            float *to = c + row * c_stride + column * WIDTH;
            // Constant arguments, so that the sums stay in registers.
            switch (columns) {
            case 1: block(ROWS, 1, count, from, a_stride, factors, b_stride, to, c_stride); break;
            case 2: block(ROWS, 2, count, from, a_stride, factors, b_stride, to, c_stride); break;
            case 3: block(ROWS, 3, count, from, a_stride, factors, b_stride, to, c_stride); break;
            default: block(ROWS, 4, count, from, a_stride, factors, b_stride, to, c_stride);
            }
        }
        for (; row < rows; row++) {
            const float *from = a + row * a_stride;
            float *to = c + row * c_stride + column * WIDTH;
            switch (columns) {
            case 1: block(1, 1, count, from, a_stride, factors, b_stride, to, c_stride); break;
            case 2: block(1, 2, count, from, a_stride, factors, b_stride, to, c_stride); break;
            case 3: block(1, 3, count, from, a_stride, factors, b_stride, to, c_stride); break;
            default: block(1, 4, count, from, a_stride, factors, b_stride, to, c_stride);
            }
        }
    }
}

static size_t rounded_up(size_t count) { return (count + WIDTH - 1) / WIDTH * WIDTH; }

static void attend(
    const float *queries, const float *keys, const float *values, size_t stride, size_t query_count,
    size_t key_count, size_t size, clip_softmax_row *softmax, _Bool is_causal, float *output,
    size_t output_stride, float *scratch) {
    size_t key_width = rounded_up(key_count), value_width = rounded_up(size);
    float *transposed = scratch;                           // [size, key_width], scaled
    float *padded = transposed + size * key_width;         // values: [key_count, value_width]
    float *scores = padded + key_count * value_width;      // [queries at once, key_width]
    float *sums = scores + attention_rows(query_count) * key_width;  // of as many: [queries at once, value_width]
    float scale = 1 / __builtin_sqrtf((float)size);
    for (size_t key = 0; key < key_count; key++) {
        for (size_t i = 0; i < size; i++) transposed[i * key_width + key] = keys[key * stride + i] * scale;
        for (size_t i = 0; i < size; i++) padded[key * value_width + i] = values[key * stride + i];
        for (size_t i = size; i < value_width; i++) padded[key * value_width + i] = 0;
    }
    for (size_t i = 0; i < size; i++) {
        for (size_t key = key_count; key < key_width; key++) transposed[i * key_width + key] = 0;
    }
    for (size_t first = 0; first < query_count; first += ATTENTION_ROWS) {
        size_t rows = attention_rows(query_count - first);
        const float *from = queries + first * stride;
        // The queries are the last rows of the sequence: row 0 of them sees all keys but those behind it.
        size_t first_visible = is_causal ? key_count - query_count + first + 1 : key_count;
        size_t seen = is_causal ? first_visible + rows - 1 : key_count;
        product(rows, rounded_up(seen) / WIDTH, size, from, stride, transposed, key_width, scores, key_width);
        for (size_t row = 0; row < rows; row++) {
            size_t visible = is_causal ? first_visible + row : seen;
            softmax(scores + row * key_width, visible);
            for (size_t key = visible; key < seen; key++) scores[row * key_width + key] = 0;
        }
        product(rows, value_width / WIDTH, seen, scores, key_width, padded, value_width, sums, value_width);
        for (size_t row = 0; row < rows; row++) {
            memcpy(output + (first + row) * output_stride, sums + row * value_width, size * sizeof *output);
        }
    }
}

clip_attention *const attention_of_this_file = attend;
