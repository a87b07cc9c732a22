#include "packed.h"

#include <stdlib.h>

// Makes room for a layer, everything in it zero; NULL without memory.
static clip_packed_linear *create(
    clip_factors factors, size_t outputs, size_t inputs, const float *bias, size_t outlier_count) {
    static const size_t inputs_in_group[] = {
        [CLIP_FACTORS_FLOAT32] = 1, [CLIP_FACTORS_BFLOAT16] = 2, [CLIP_FACTORS_INT8] = 4};
    size_t in_group = inputs_in_group[factors];
    clip_packed_linear *linear = calloc(1, sizeof *linear);
    if (!linear) return NULL;
    *linear = (clip_packed_linear){
        .factors = factors, .outputs = outputs, .inputs = inputs, .groups = (inputs + in_group - 1) / in_group,
        .panels = (outputs + PANEL - 1) / PANEL, .outlier_count = outlier_count};
    size_t columns = linear->panels * PANEL;
    linear->weights = clip_allocate_lines(columns * linear->groups * GROUP_BYTES);
    linear->bias = calloc(columns, sizeof *linear->bias);
    bool has_all = linear->weights && linear->bias;
    if (factors == CLIP_FACTORS_INT8) {
        linear->offsets = calloc(columns, sizeof *linear->offsets);
        linear->scales = calloc(columns, sizeof *linear->scales);
        linear->outliers = calloc(outlier_count + 1, sizeof *linear->outliers);
        linear->outlier_weights = clip_allocate_lines(columns * outlier_count * sizeof *linear->outlier_weights);
        has_all = has_all && linear->offsets && linear->scales && linear->outliers && linear->outlier_weights;
    }
    if (!has_all) {
        clip_packed_linear_destroy(linear);
        return NULL;
    }
    if (outlier_count > 0) memset(linear->outlier_weights, 0, columns * outlier_count * sizeof(float));
    if (bias) memcpy(linear->bias, bias, outputs * sizeof *bias);
    return linear;
}

// Groups that are moved before the next row's: a line of each row, to as many lines of the panel, which stay in the cache.
enum { GROUPS_AT_ONCE = LINE / GROUP_BYTES };

// Puts the rows of weights of a panel, `stride` bytes apart and as many groups as the layer has, where they are read.
static void pack_panel(clip_packed_linear *linear, size_t panel, const uint8_t *rows, size_t stride, size_t count) {
    uint8_t *target = linear->weights + panel * linear->groups * PANEL * GROUP_BYTES;
    // The outputs that fill the last panel have no weights.
    if (count < PANEL) memset(target, 0, linear->groups * PANEL * GROUP_BYTES);
    for (size_t first = 0; first < linear->groups; first += GROUPS_AT_ONCE) {
        size_t end = first + GROUPS_AT_ONCE < linear->groups ? first + GROUPS_AT_ONCE : linear->groups;
        for (size_t output = 0; output < count; output++) {
            for (size_t group = first; group < end; group++) {
                memcpy(
                    target + (group * PANEL + output) * GROUP_BYTES, rows + output * stride + group * GROUP_BYTES,
                    GROUP_BYTES);
            }
        }
    }
}

// Packs all panels of `weights`, whose rows are `row_bytes` long, and which `make_rows` makes into rows of groups: those of
// a panel are in the cache when they are put into it, whose order is not that of reading.
static bool pack(
    clip_packed_linear *linear, const void *weights, size_t row_bytes, clip_float type,
    void (*make_row)(clip_float type, const void *weights, size_t inputs, uint8_t *row)) {
    size_t stride = linear->groups * GROUP_BYTES;
    uint8_t *rows = clip_allocate_lines(PANEL * stride);
    if (!rows) return false;
    for (size_t panel = 0; panel < linear->panels; panel++) {
        size_t first = panel * PANEL, count = linear->outputs - first < PANEL ? linear->outputs - first : PANEL;
        for (size_t row = 0; row < count; row++) {
            // What fills the last group.
            memset(rows + (row + 1) * stride - GROUP_BYTES, 0, GROUP_BYTES);
            make_row(type, (const uint8_t *)weights + (first + row) * row_bytes, linear->inputs, rows + row * stride);
        }
        pack_panel(linear, panel, rows, stride, count);
    }
    free(rows);
    return true;
}

static void make_float32_row(clip_float type, const void *weights, size_t inputs, uint8_t *row) {
    clip_convert(clip_best_isa(), type, CLIP_FLOAT32, weights, row, inputs);
}

static void make_bfloat16_row(clip_float type, const void *weights, size_t inputs, uint8_t *row) {
    clip_convert(clip_best_isa(), type, CLIP_BFLOAT16, weights, row, inputs);
}

static void copy_int8_row(clip_float type, const void *weights, size_t inputs, uint8_t *row) {
    (void)type;
    memcpy(row, weights, inputs);
}

clip_packed_linear *clip_packed_linear_create(
    clip_factors factors, size_t outputs, size_t inputs, clip_float type, const void *weights, const float *bias) {
    static const size_t item_bytes[] = {
        [CLIP_FLOAT64] = 8, [CLIP_FLOAT32] = 4, [CLIP_FLOAT16] = 2, [CLIP_BFLOAT16] = 2};
    clip_packed_linear *linear = create(factors, outputs, inputs, bias, 0);
    if (!linear) return NULL;
    bool is_float32 = factors == CLIP_FACTORS_FLOAT32;
    if (pack(linear, weights, inputs * item_bytes[type], type, is_float32 ? make_float32_row : make_bfloat16_row)) {
        return linear;
    }
    clip_packed_linear_destroy(linear);
    return NULL;
}

clip_packed_linear *clip_packed_linear_create_int8(
    size_t outputs, size_t inputs, const void *integers, const float *scales, const float *bias,
    const uint32_t *outliers, size_t outlier_count) {
    clip_packed_linear *linear = create(CLIP_FACTORS_INT8, outputs, inputs, bias, outlier_count);
    if (!linear) return NULL;
    if (!pack(linear, integers, inputs, CLIP_FLOAT32, copy_int8_row)) {
        clip_packed_linear_destroy(linear);
        return NULL;
    }
    memcpy(linear->scales, scales, outputs * sizeof *scales);
    if (outlier_count > 0) memcpy(linear->outliers, outliers, outlier_count * sizeof *outliers);
    for (size_t output = 0; output < outputs; output++) {
        const int8_t *weights = (const int8_t *)integers + output * inputs;
        int32_t sum = 0;
        for (size_t input = 0; input < inputs; input++) sum += weights[input];
        linear->offsets[output] = 128 * sum;
        float *of_outliers = linear->outlier_weights + output / PANEL * outlier_count * PANEL + output % PANEL;
        for (size_t i = 0; i < outlier_count; i++) of_outliers[i * PANEL] = weights[outliers[i]];
    }
    return linear;
}

void clip_packed_linear_destroy(clip_packed_linear *linear) {
    if (!linear) return;
    free(linear->weights);
    free(linear->bias);
    free(linear->offsets);
    free(linear->scales);
    free(linear->outliers);
    free(linear->outlier_weights);
    free(linear);
}

void *clip_allocate_lines(size_t bytes) {
    size_t rounded = (bytes + LINE - 1) / LINE * LINE;
    return aligned_alloc(LINE, rounded > 0 ? rounded : LINE);
}
