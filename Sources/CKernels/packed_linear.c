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
    linear->weights = allocate_lines(columns * linear->groups * GROUP_BYTES);
    linear->bias = calloc(columns, sizeof *linear->bias);
    bool has_all = linear->weights && linear->bias;
    if (factors == CLIP_FACTORS_INT8) {
        linear->offsets = calloc(columns, sizeof *linear->offsets);
        linear->scales = calloc(columns, sizeof *linear->scales);
        linear->outliers = calloc(outlier_count + 1, sizeof *linear->outliers);
        linear->outlier_weights = allocate_lines(columns * outlier_count * sizeof *linear->outlier_weights);
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

// Puts a row of weights, as many groups as the layer has, into its panel.
static void pack_row(clip_packed_linear *linear, size_t output, const uint8_t *row) {
    uint8_t *target = linear->weights + (output / PANEL * linear->groups * PANEL + output % PANEL) * GROUP_BYTES;
    for (size_t group = 0; group < linear->groups; group++) {
        memcpy(target + group * PANEL * GROUP_BYTES, row + group * GROUP_BYTES, GROUP_BYTES);
    }
}

// The outputs that fill the last panel have no weights.
static void clear_last_panel(clip_packed_linear *linear, uint8_t *row) {
    memset(row, 0, linear->groups * GROUP_BYTES);
    for (size_t output = linear->outputs; output < linear->panels * PANEL; output++) pack_row(linear, output, row);
}

clip_packed_linear *clip_packed_linear_create(
    clip_factors factors, size_t outputs, size_t inputs, const float *weights, const float *bias) {
    clip_packed_linear *linear = create(factors, outputs, inputs, bias, 0);
    if (!linear) return NULL;
    uint8_t *row = allocate_lines(linear->groups * GROUP_BYTES);
    if (!row) {
        clip_packed_linear_destroy(linear);
        return NULL;
    }
    clear_last_panel(linear, row);
    clip_float type = factors == CLIP_FACTORS_FLOAT32 ? CLIP_FLOAT32 : CLIP_BFLOAT16;
    for (size_t output = 0; output < outputs; output++) {
        clip_convert(clip_best_isa(), CLIP_FLOAT32, type, weights + output * inputs, row, inputs);
        pack_row(linear, output, row);
    }
    free(row);
    return linear;
}

clip_packed_linear *clip_packed_linear_create_int8(
    size_t outputs, size_t inputs, const void *integers, const float *scales, const float *bias,
    const uint32_t *outliers, size_t outlier_count) {
    clip_packed_linear *linear = create(CLIP_FACTORS_INT8, outputs, inputs, bias, outlier_count);
    if (!linear) return NULL;
    uint8_t *row = allocate_lines(linear->groups * GROUP_BYTES);
    if (!row) {
        clip_packed_linear_destroy(linear);
        return NULL;
    }
    clear_last_panel(linear, row);
    memcpy(linear->scales, scales, outputs * sizeof *scales);
    if (outlier_count > 0) memcpy(linear->outliers, outliers, outlier_count * sizeof *outliers);
    for (size_t output = 0; output < outputs; output++) {
        const int8_t *weights = (const int8_t *)integers + output * inputs;
        memcpy(row, weights, inputs);
        pack_row(linear, output, row);
        int32_t sum = 0;
        for (size_t input = 0; input < inputs; input++) sum += weights[input];
        linear->offsets[output] = 128 * sum;
        float *of_outliers = linear->outlier_weights + output / PANEL * outlier_count * PANEL + output % PANEL;
        for (size_t i = 0; i < outlier_count; i++) of_outliers[i * PANEL] = weights[outliers[i]];
    }
    free(row);
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

void *allocate_lines(size_t bytes) {
    size_t rounded = (bytes + LINE - 1) / LINE * LINE;
    return aligned_alloc(LINE, rounded > 0 ? rounded : LINE);
}
