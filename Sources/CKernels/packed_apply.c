#include "packed.h"

#include <stdlib.h>

// One layer at work on some rows; threads take what none has taken yet.
struct layer_task {
    clip_isa isa;
    const clip_packed_linear *linear;
    const clip_norm *norm;
    size_t rows;
    const float *input;
    struct encoded_rows encoded;
    bool is_input_encoded;  // float32 that nothing normalises is multiplied where it lies
    clip_ending ending;
    float *output;     // or NULL, and
    uint16_t *halves;  // the output as bfloat16
    size_t output_stride;
    int threads;
    size_t parts, next_part;
    size_t next_row;
    bool has_failed;  // for want of memory
    // Looked up once: tiles of 8-bit integers are so short that it showed.
    multiply_tile *multiply, *multiply_outliers;
    bool are_signs_split;  // rows are stored as `clip_split_signs_avx2` does
    size_t group_stride;   // bytes of a group of a row as it is multiplied
};

_Bool clip_multiplies(clip_factors factors) {
    bool has_avx2 = clip_best_isa() == CLIP_ISA_AVX2, has_avx512 = clip_best_isa() == CLIP_ISA_AVX512;
    switch (factors) {
    case CLIP_FACTORS_FLOAT32: return true;
    case CLIP_FACTORS_BFLOAT16: return has_avx512 && PROCESSOR_HAS(AVX512_BFLOAT16_FEATURES);
    case CLIP_FACTORS_INT8: return has_avx2 || (has_avx512 && PROCESSOR_HAS(AVX512_INT8_FEATURES));
    }
}

static multiply_tile *float32_tile_for(clip_isa isa) {
    switch (isa) {
    case CLIP_ISA_AVX512: return clip_multiply_tile_float32_avx512;
    case CLIP_ISA_AVX2: return clip_multiply_tile_float32_avx2;
    case CLIP_ISA_PORTABLE: return clip_multiply_tile_float32_portable;
    }
}

multiply_tile *clip_tile_for(clip_isa isa, clip_factors factors) {
    bool is_fast = isa == CLIP_ISA_AVX512 && clip_multiplies(factors);
    switch (factors) {
    case CLIP_FACTORS_FLOAT32: return float32_tile_for(isa);
    case CLIP_FACTORS_BFLOAT16: return is_fast ? clip_multiply_tile_bfloat16_avx512 : clip_plain_tile_bfloat16;
    case CLIP_FACTORS_INT8:
        if (isa == CLIP_ISA_AVX2) return clip_multiply_tile_int8_avx2;
        return is_fast ? clip_multiply_tile_int8_avx512 : clip_plain_tile_int8;
    }
}

static void choose_tiles(struct layer_task *task) {
    task->multiply = clip_tile_for(task->isa, task->linear->factors);
    task->multiply_outliers = clip_tile_for(task->isa, CLIP_FACTORS_FLOAT32);
    task->are_signs_split = task->multiply == clip_multiply_tile_int8_avx2;
    task->group_stride = GROUP_BYTES * (task->are_signs_split ? 2 : 1);
}

// Quantises a row, its outliers aside.
static void quantize_row(const struct layer_task *task, size_t row, const float *input, uint8_t *bytes) {
    const clip_packed_linear *linear = task->linear;
    bool is_split = task->are_signs_split;
    // From the second half of the row they go to where they belong, each before it is written over.
    uint8_t *integers = is_split ? bytes + linear->groups * GROUP_BYTES : bytes;
    task->encoded.scales[row] = clip_quantize_activations(
        task->isa, input, linear->inputs, linear->outliers, linear->outlier_count, integers);
    if (is_split) task->encoded.missing[row] = clip_split_signs_avx2(integers, linear->groups, bytes);
    for (size_t i = 0; i < linear->outlier_count; i++) {
        task->encoded.outliers[row * linear->outlier_count + i] = input[linear->outliers[i]];
    }
}

// A row as the layer multiplies it; `normalized` has room for its inputs.
static void encode_row(const struct layer_task *task, size_t row, float *normalized) {
    const clip_packed_linear *linear = task->linear;
    const float *input = task->input + row * linear->inputs;
    size_t stride = linear->groups * task->group_stride;
    uint8_t *bytes = task->encoded.bytes + row * stride;
    if (task->norm) {
        clip_layer_norm(
            task->isa, input, 1, linear->inputs, task->norm->gain, task->norm->bias, task->norm->epsilon,
            normalized);
        input = normalized;
    }
    memset(bytes + stride - GROUP_BYTES, 0, GROUP_BYTES);
    switch (linear->factors) {
    case CLIP_FACTORS_FLOAT32: memcpy(bytes, input, stride); break;
    case CLIP_FACTORS_BFLOAT16:
        clip_convert(task->isa, CLIP_FLOAT32, CLIP_BFLOAT16, input, bytes, linear->inputs);
        break;
    case CLIP_FACTORS_INT8: quantize_row(task, row, input, bytes); break;
    }
}

enum { ROWS_AT_ONCE = 4 };

static void encode_rows(void *context) {
    struct layer_task *task = context;
    float *normalized = clip_allocate_lines(task->linear->inputs * sizeof *normalized);
    if (!normalized) __atomic_store_n(&task->has_failed, true, __ATOMIC_RELAXED);
    while (normalized) {
        size_t row = __atomic_fetch_add(&task->next_row, ROWS_AT_ONCE, __ATOMIC_RELAXED);
        if (row >= task->rows) break;
        size_t end = row + ROWS_AT_ONCE < task->rows ? row + ROWS_AT_ONCE : task->rows;
        for (; row < end; row++) encode_row(task, row, normalized);
    }
    free(normalized);
}

static void finish_tile_plainly(
    clip_isa isa, const clip_packed_linear *linear, size_t panel, size_t rows, const float *sums,
    const struct tile_output *target) {
    const struct elementwise_kernels *kernels = clip_elementwise_kernels_for(isa);
    size_t column = panel * PANEL;
    size_t count = linear->outputs - column < PANEL ? linear->outputs - column : PANEL;
    for (size_t row = 0; row < rows; row++) {
        float values[PANEL];
        float *outputs = target->numbers ? target->numbers + row * target->stride + column : values;
        kernels->finish_sums(
            linear, panel, sums + row * PANEL, target->missing ? target->missing + row : NULL,
            target->row_scales ? target->row_scales[row] : 1,
            target->outlier_sums ? target->outlier_sums + row * PANEL : NULL, target->is_added ? outputs : NULL, count,
            outputs);
        if (target->function) kernels->apply(*target->function, outputs, count);
        if (target->numbers) continue;
        clip_convert(
            isa, CLIP_FLOAT32, CLIP_BFLOAT16, values, target->halves + row * target->stride + column, count);
    }
}

// Where a panel's products with some rows are made.
struct panel_task {
    const struct layer_task *layer;
    size_t panel, next;  // that this thread goes on with
    size_t first_row, row_count, tiles;
};

// Groups that some tiles are multiplied with before those that follow, so that their weights stay in the second-level cache:
// of 3,072 inputs, a Zen 4 reached 74 % of the peak of AVX2 with whole panels, and 90 % in three parts. The sums of as many
// tiles wait meanwhile. Fewer groups are one part, and no sums wait.
enum { GROUPS_AT_ONCE = 1024, WAITING_TILES = 16 };

static size_t first_row_of(const struct panel_task *task, size_t tile) {
    return task->first_row + task->row_count * tile / task->tiles;
}

// The sums of a tile, from its 8-bit products and from those of its outliers, become outputs.
static void finish(const struct panel_task *task, size_t tile, const void *sums) {
    const struct layer_task *layer = task->layer;
    const clip_packed_linear *linear = layer->linear;
    size_t first = first_row_of(task, tile), rows = first_row_of(task, tile + 1) - first;
    size_t outlier_stride = linear->outlier_count * sizeof(float);
    const uint8_t *outlier_weights = (const uint8_t *)linear->outlier_weights + task->panel * outlier_stride * PANEL;
    struct lines_ahead nothing_ahead = {.first = outlier_weights};
    float outlier_sums[TILE_ROWS * PANEL];
    if (linear->outlier_count > 0) {
        layer->multiply_outliers(
            rows, (const uint8_t *)layer->encoded.outliers + first * outlier_stride, outlier_stride, outlier_weights,
            linear->outlier_count, &nothing_ahead, outlier_sums);
    }
    struct tile_output target = {
        .row_scales = layer->encoded.scales ? layer->encoded.scales + first : NULL,
        .missing = layer->encoded.missing ? layer->encoded.missing + first : NULL,
        .outlier_sums = linear->outlier_count > 0 ? outlier_sums : NULL, .is_added = layer->ending.is_added,
        .function = layer->ending.function, .stride = layer->output_stride,
        .numbers = layer->output ? layer->output + first * layer->output_stride : NULL,
        .halves = layer->halves ? layer->halves + first * layer->output_stride : NULL};
    if (layer->isa == CLIP_ISA_AVX512) {
        clip_finish_tile_avx512(linear, task->panel, rows, sums, &target);
    } else {
        finish_tile_plainly(layer->isa, linear, task->panel, rows, sums, &target);
    }
}

static void add_sums(clip_factors factors, size_t rows, const uint32_t *sums, uint32_t *totals) {
    for (size_t i = 0; i < rows * PANEL; i++) {
        totals[i] = factors == CLIP_FACTORS_INT8 ? totals[i] + sums[i] : bits_of(float_of(totals[i]) + float_of(sums[i]));
    }
}

// The products of the tiles from `first` up to `end` with a panel, part by part of its groups, while the next part is
// fetched.
static void multiply_tiles(const struct panel_task *task, size_t first, size_t end) {
    const struct layer_task *layer = task->layer;
    const clip_packed_linear *linear = layer->linear;
    size_t groups = linear->groups, stride = groups * layer->group_stride, group_bytes = PANEL * GROUP_BYTES;
    size_t parts = (groups + GROUPS_AT_ONCE - 1) / GROUPS_AT_ONCE;
    const uint8_t *weights = linear->weights + task->panel * groups * group_bytes;
    const uint8_t *next_panel = linear->weights + task->next * groups * group_bytes;
    uint32_t sums[TILE_ROWS * PANEL] __attribute__((aligned(LINE)));
    uint32_t totals[WAITING_TILES][TILE_ROWS * PANEL] __attribute__((aligned(LINE)));
    for (size_t part = 0; part < parts; part++) {
        size_t group = groups * part / parts, count = groups * (part + 1) / parts - group;
        const uint8_t *next = part + 1 < parts ? weights + (group + count) * group_bytes
            : end < task->tiles ? weights : next_panel;
        for (size_t tile = first; tile < end; tile++) {
            size_t row = first_row_of(task, tile), rows = first_row_of(task, tile + 1) - row;
            struct lines_ahead ahead = parts > 1 ? share_ahead(next, count, tile - first, end - first)
                : share_ahead(next_panel, count, tile, task->tiles);
            layer->multiply(
                rows, layer->encoded.bytes + row * stride + group * layer->group_stride, stride, weights + group * group_bytes,
                count, &ahead, part == 0 ? totals[tile - first] : sums);
            if (part > 0) add_sums(linear->factors, rows, sums, totals[tile - first]);
        }
    }
    for (size_t tile = first; tile < end; tile++) finish(task, tile, totals[tile - first]);
}

// A panel's products with some rows, while the next panel is fetched.
static void multiply_panel(
    const struct layer_task *layer, size_t panel, size_t next, size_t first_row, size_t row_count) {
    size_t tile_rows = layer->are_signs_split ? SIGNED_TILE_ROWS : TILE_ROWS;
    struct panel_task task = {
        .layer = layer, .panel = panel, .next = next, .first_row = first_row, .row_count = row_count,
        .tiles = (row_count + tile_rows - 1) / tile_rows};
    size_t tiles_at_once = layer->linear->groups > GROUPS_AT_ONCE ? WAITING_TILES : 1;
    for (size_t tile = 0; tile < task.tiles; tile += tiles_at_once) {
        multiply_tiles(&task, tile, tile + tiles_at_once < task.tiles ? tile + tiles_at_once : task.tiles);
    }
}

// Rows that are multiplied with all panels, one after another, while they stay in the cache.
enum { BLOCK_ROWS = 96 };

// Whether there are more rows than outputs, as in a ResNet's first stages: then weights are read again for every block of
// rows, which are many, and else rows for every panel.
static bool is_split_by_rows(const struct layer_task *task) { return task->rows > task->linear->outputs; }

// Some rows with all panels, or all rows with a panel; of panels, `next` is the one that this thread goes on with.
static void multiply_part(const struct layer_task *task, size_t part, size_t next) {
    if (!is_split_by_rows(task)) {
        multiply_panel(task, part, next, 0, task->rows);
        return;
    }
    size_t first = task->rows * part / task->parts, count = task->rows * (part + 1) / task->parts - first;
    for (size_t panel = 0; panel < task->linear->panels; panel++) {
        multiply_panel(task, panel, panel + 1 < task->linear->panels ? panel + 1 : 0, first, count);
    }
}

static size_t take_part(struct layer_task *task) { return __atomic_fetch_add(&task->next_part, 1, __ATOMIC_RELAXED); }

// Whether there is a panel that a thread can take ahead, to have it fetched meanwhile, and leave one to each of the others.
static bool has_panels_to_spare(const struct layer_task *task) {
    size_t taken = __atomic_load_n(&task->next_part, __ATOMIC_RELAXED);
    return !is_split_by_rows(task) && taken + (size_t)task->threads <= task->parts;
}

static void multiply_parts(void *context) {
    struct layer_task *task = context;
    for (size_t part = take_part(task); part < task->parts;) {
        if (has_panels_to_spare(task)) {
            size_t next = take_part(task);
            multiply_part(task, part, next < task->parts ? next : part);
            part = next;
        } else {
            multiply_part(task, part, part);
            part = take_part(task);
        }
    }
}

static bool allocate_encoded(struct layer_task *task) {
    const clip_packed_linear *linear = task->linear;
    choose_tiles(task);
    task->is_input_encoded = linear->factors == CLIP_FACTORS_FLOAT32 && !task->norm;
    if (task->is_input_encoded) return true;
    task->encoded.bytes = clip_allocate_lines(task->rows * linear->groups * task->group_stride);
    if (linear->factors == CLIP_FACTORS_INT8) {
        task->encoded.scales = clip_allocate_lines(task->rows * sizeof *task->encoded.scales);
        task->encoded.outliers = clip_allocate_lines(task->rows * linear->outlier_count * sizeof *task->encoded.outliers);
        if (!task->encoded.scales || !task->encoded.outliers) return false;
        if (!task->are_signs_split) return task->encoded.bytes;
        task->encoded.missing = clip_allocate_lines(task->rows * sizeof *task->encoded.missing);
        if (!task->encoded.missing) return false;
    }
    return task->encoded.bytes;
}

static void free_encoded(struct layer_task *task) {
    if (!task->is_input_encoded) free(task->encoded.bytes);
    free(task->encoded.scales);
    free(task->encoded.missing);
    free(task->encoded.outliers);
}

static bool run(struct layer_task *task, bool is_encoded) {
    size_t threads = (size_t)task->threads, rows_of_threads = BLOCK_ROWS * threads;
    task->parts = is_split_by_rows(task) ? (task->rows + rows_of_threads - 1) / rows_of_threads * threads
                                         : task->linear->panels;
    if (task->is_input_encoded) {
        task->encoded.bytes = (uint8_t *)task->input;
    } else if (!is_encoded) {
        clip_parallel(encode_rows, task, task->threads);
    }
    if (task->has_failed) return false;
    clip_parallel(multiply_parts, task, task->threads);
    return true;
}

_Bool clip_packed_linear_apply(
    clip_isa isa, const clip_packed_linear *linear, const clip_norm *norm, size_t rows, const float *input,
    clip_ending ending, float *output, int threads) {
    struct layer_task task = {
        .isa = isa, .linear = linear, .norm = norm, .rows = rows, .input = input, .ending = ending, .output = output,
        .output_stride = linear->outputs, .threads = clip_usable_threads(threads)};
    bool is_done = allocate_encoded(&task) && run(&task, false);
    free_encoded(&task);
    return is_done;
}

_Bool clip_project_to_bfloat16(
    clip_isa isa, const clip_packed_linear *linear, const clip_norm *norm, size_t rows, const float *input,
    uint16_t *output, int threads) {
    struct layer_task task = {
        .isa = isa, .linear = linear, .norm = norm, .rows = rows, .input = input, .halves = output,
        .output_stride = linear->outputs, .threads = clip_usable_threads(threads)};
    bool is_done = allocate_encoded(&task) && run(&task, false);
    free_encoded(&task);
    return is_done;
}

_Bool clip_packed_pair_apply(
    clip_isa isa, const clip_packed_linear *first, clip_pointwise function, const clip_packed_linear *second,
    const clip_norm *norm, size_t rows, const float *input, float *output, int threads) {
    int usable = clip_usable_threads(threads);
    struct layer_task expansion = {
        .isa = isa, .linear = first, .norm = norm, .rows = rows, .input = input, .ending = {.function = &function},
        .output_stride = first->outputs, .threads = usable};
    struct layer_task contraction = {
        .isa = isa, .linear = second, .rows = rows, .ending = {.is_added = true}, .output = output,
        .output_stride = second->outputs, .threads = usable};
    bool is_done = allocate_encoded(&expansion) && allocate_encoded(&contraction);
    // bfloat16 is written where the second layer reads it; 8-bit integers need the largest of a whole row first.
    bool is_direct = second->factors == CLIP_FACTORS_BFLOAT16;
    float *hidden = NULL;
    if (is_direct) {
        expansion.halves = (uint16_t *)contraction.encoded.bytes;
        expansion.output_stride = second->groups * GROUP_BYTES / sizeof *expansion.halves;
        for (size_t row = 0; is_done && row < rows; row++) {
            memset(contraction.encoded.bytes + ((row + 1) * second->groups - 1) * GROUP_BYTES, 0, GROUP_BYTES);
        }
    } else {
        hidden = clip_allocate_lines(rows * first->outputs * sizeof *hidden);
        expansion.output = hidden;
        contraction.input = hidden;
    }
    is_done = is_done && (is_direct || hidden) && run(&expansion, false) && run(&contraction, is_direct);
    free_encoded(&expansion);
    free_encoded(&contraction);
    free(hidden);
    return is_done;
}
