#include "winograd.h"

#include <stdlib.h>

// G g of three weights.
static void transform_weights(const float g[3], size_t stride, float result[4]) {
    float first = g[0], second = g[stride], third = g[2 * stride];
    result[0] = first;
    result[1] = (first + second + third) / 2;
    result[2] = (first - second + third) / 2;
    result[3] = third;
}

// Puts the weights of an output and an input, 3 x 3 that lie `inputs` apart, where the products of each position read them.
static void pack_weights(clip_convolution *convolution, size_t output, size_t input, const float *weights) {
    float columns[3][4], values[POSITIONS];
    for (size_t x = 0; x < 3; x++) {
        transform_weights(weights + x * convolution->inputs, 3 * convolution->inputs, columns[x]);
    }
    for (size_t y = 0; y < 4; y++) {
        float row[3] = {columns[0][y], columns[1][y], columns[2][y]};
        transform_weights(row, 1, values + 4 * y);
    }
    float *panel = (float *)convolution->weights + output / PANEL * POSITIONS * convolution->inputs * PANEL;
    for (size_t position = 0; position < POSITIONS; position++) {
        panel[(position * convolution->inputs + input) * PANEL + output % PANEL] = values[position];
    }
}

clip_convolution *clip_convolution_create(
    size_t outputs, size_t inputs, const float *weights, const float *bias) {
    clip_convolution *convolution = calloc(1, sizeof *convolution);
    if (!convolution) return NULL;
    size_t panels = (outputs + PANEL - 1) / PANEL, bytes = panels * POSITIONS * inputs * PANEL * sizeof(float);
    *convolution = (clip_convolution){
        .outputs = outputs, .inputs = inputs, .panels = panels, .weights = clip_allocate_lines(bytes),
        .bias = calloc(panels * PANEL, sizeof(float))};
    if (!convolution->weights || !convolution->bias) {
        clip_convolution_destroy(convolution);
        return NULL;
    }
    memset(convolution->weights, 0, bytes);
    memcpy(convolution->bias, bias, outputs * sizeof *bias);
    for (size_t output = 0; output < outputs; output++) {
        for (size_t input = 0; input < inputs; input++) {
            pack_weights(convolution, output, input, weights + output * 9 * inputs + input);
        }
    }
    return convolution;
}

void clip_convolution_destroy(clip_convolution *convolution) {
    if (!convolution) return;
    free(convolution->weights);
    free(convolution->bias);
    free(convolution);
}

// A convolution at work; threads take the parts that none has taken yet.
struct convolution_task {
    const struct winograd_transforms *transforms;
    multiply_tile *multiply;
    void (*apply)(clip_pointwise function, float *values, size_t count);
    const clip_convolution *convolution;
    clip_map map;
    clip_ending ending;
    float *output;
    const float *zeros;     // a pixel outside
    size_t columns, lines;  // of squares in a picture
    size_t squares;         // in all pictures
    size_t square_parts, panel_parts;
    size_t next_part;
    bool has_failed;  // for want of memory
};

// Where a square's upper left output is.
struct place {
    size_t image, y, x;
};

static struct place place_of(const struct convolution_task *task, size_t square) {
    size_t line = square / task->columns;
    return (struct place){line / task->lines, line % task->lines * 2, square % task->columns * 2};
}

static size_t pixel_at(const clip_map *map, struct place place) {
    return (place.image * map->height + place.y) * map->width + place.x;
}

// The inputs around the outputs of a square, transformed.
static void transform_square(const struct convolution_task *task, size_t square, float *target, size_t stride) {
    const clip_map *map = &task->map;
    size_t channels = task->convolution->inputs;
    struct place place = place_of(task, square);
    const float *pixels[POSITIONS];
    for (size_t i = 0; i < POSITIONS; i++) {
        // One before the first is the largest number there is, and outside too.
        size_t y = place.y + i / 4 - 1, x = place.x + i % 4 - 1;
        bool is_inside = y < map->height && x < map->width;
        pixels[i] =
            is_inside ? map->pixels + pixel_at(map, (struct place){place.image, y, x}) * channels : task->zeros;
    }
    task->transforms->inputs(pixels, channels, target, stride);
}

// The outputs of a square for a panel, from the sums of all positions.
static void finish_square(
    const struct convolution_task *task, size_t square, size_t panel, const float *sums, size_t stride) {
    const clip_convolution *convolution = task->convolution;
    struct place place = place_of(task, square);
    size_t column = panel * PANEL;
    size_t count = convolution->outputs - column < PANEL ? convolution->outputs - column : PANEL;
    float outputs[SQUARE_OUTPUTS][PANEL];
    task->transforms->sums(sums, stride, convolution->bias + column, outputs);
    for (size_t i = 0; i < SQUARE_OUTPUTS; i++) {
        struct place pixel = {place.image, place.y + i / 2, place.x + i % 2};
        if (pixel.y >= task->map.height || pixel.x >= task->map.width) continue;
        float *target = task->output + pixel_at(&task->map, pixel) * convolution->outputs + column;
        for (size_t output = 0; output < count && task->ending.is_added; output++) {
            outputs[i][output] += target[output];
        }
        if (task->ending.function) task->apply(*task->ending.function, outputs[i], count);
        memcpy(target, outputs[i], count * sizeof *target);
    }
}

// The products of all squares of a part with a panel, position by position; the next position's weights are fetched
// meanwhile, as in a packed layer.
static void multiply_squares(
    const struct convolution_task *task, size_t panel, size_t squares, const float *inputs, float *sums) {
    size_t channels = task->convolution->inputs, position_bytes = channels * PANEL * sizeof(float);
    size_t tiles = (squares + TILE_ROWS - 1) / TILE_ROWS;
    const uint8_t *weights = task->convolution->weights + panel * POSITIONS * position_bytes;
    for (size_t position = 0; position < POSITIONS; position++, weights += position_bytes) {
        const uint8_t *next = position + 1 < POSITIONS ? weights + position_bytes : weights;
        for (size_t tile = 0; tile < tiles; tile++) {
            size_t first = squares * tile / tiles, rows = squares * (tile + 1) / tiles - first;
            const float *from = inputs + (position * squares + first) * channels;
            struct lines_ahead ahead = share_ahead(next, channels, tile, tiles);
            task->multiply(
                rows, (const uint8_t *)from, channels * sizeof *from, weights, channels, &ahead,
                sums + (position * squares + first) * PANEL);
        }
    }
}

// Squares whose inputs are transformed, multiplied and finished while they are in the cache.
enum { SQUARES_AT_ONCE = 48 };

static void convolve_part(const struct convolution_task *task, size_t part, float *inputs, float *sums) {
    const clip_convolution *convolution = task->convolution;
    size_t square_part = part / task->panel_parts, panel_part = part % task->panel_parts;
    size_t first = task->squares * square_part / task->square_parts;
    size_t count = task->squares * (square_part + 1) / task->square_parts - first;
    for (size_t i = 0; i < count; i++) {
        transform_square(task, first + i, inputs + i * convolution->inputs, count * convolution->inputs);
    }
    size_t end = convolution->panels * (panel_part + 1) / task->panel_parts;
    for (size_t panel = convolution->panels * panel_part / task->panel_parts; panel < end; panel++) {
        multiply_squares(task, panel, count, inputs, sums);
        for (size_t i = 0; i < count; i++) finish_square(task, first + i, panel, sums + i * PANEL, count * PANEL);
    }
}

static void convolve_parts(void *context) {
    struct convolution_task *task = context;
    size_t squares = SQUARES_AT_ONCE < task->squares ? SQUARES_AT_ONCE : task->squares;
    float *inputs = clip_allocate_lines(POSITIONS * squares * task->convolution->inputs * sizeof *inputs);
    float *sums = clip_allocate_lines(POSITIONS * squares * PANEL * sizeof *sums);
    bool has_memory = inputs && sums;
    if (!has_memory) __atomic_store_n(&task->has_failed, true, __ATOMIC_RELAXED);
    while (has_memory) {
        size_t part = __atomic_fetch_add(&task->next_part, 1, __ATOMIC_RELAXED);
        if (part >= task->square_parts * task->panel_parts) break;
        convolve_part(task, part, inputs, sums);
    }
    free(inputs);
    free(sums);
}

static const struct winograd_transforms *transforms_for(clip_isa isa) {
    switch (isa) {
    case CLIP_ISA_AVX512: return &clip_winograd_avx512;
    case CLIP_ISA_AVX2: return &clip_winograd_avx2;
    case CLIP_ISA_PORTABLE: return &clip_winograd_portable;
    }
}

_Bool clip_convolution_apply(
    clip_isa isa, const clip_convolution *convolution, clip_map map, clip_ending ending, float *output, int threads) {
    float *zeros = calloc(convolution->inputs, sizeof *zeros);
    if (!zeros) return false;
    size_t usable = (size_t)clip_usable_threads(threads);
    struct convolution_task task = {
        .transforms = transforms_for(isa), .multiply = clip_tile_for(isa, CLIP_FACTORS_FLOAT32),
        .apply = clip_elementwise_kernels_for(isa)->apply, .convolution = convolution, .map = map, .ending = ending,
        .output = output, .zeros = zeros, .columns = (map.width + 1) / 2, .lines = (map.height + 1) / 2};
    task.squares = map.count * task.lines * task.columns;
    // As many parts for each thread; where there are few squares, each thread takes some of the outputs instead, so that
    // the weights are read once.
    size_t squares_of_threads = SQUARES_AT_ONCE * usable;
    bool is_large = task.squares > SQUARES_AT_ONCE;
    task.square_parts = is_large ? (task.squares + squares_of_threads - 1) / squares_of_threads * usable : 1;
    task.panel_parts = is_large ? 1 : usable < convolution->panels ? usable : convolution->panels;
    if (task.squares > 0) clip_parallel(convolve_parts, &task, (int)usable);
    free(zeros);
    return !task.has_failed;
}
