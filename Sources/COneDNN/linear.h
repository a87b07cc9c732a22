// A linear layer, as the files that make and that apply it share it.
#ifndef LINEAR_H
#define LINEAR_H

#include "engine.h"

struct clip_onednn_linear {
    clip_onednn *engine;
    clip_compute compute;
    size_t outputs, inputs;
    dnnl_memory_desc_t layout;  // of the weights
    void *weights;
    float *bias;  // of every output; NULL for none, but zeros in 8-bit layers

    // 8-bit layers: what turns sums into numbers. The offsets are 128 times the sums of weights, since inputs are
    // stored with 128 added to them.
    clip_integer_product product;
    uint32_t *outliers;  // the inputs that are computed in float32
};

// What tells the layer's operation for some rows from others.
struct operation_key key_for(
    const clip_onednn_linear *linear, size_t rows, clip_epilogue epilogue, clip_pointwise function);

// The work on the rows of a product, before and after it, which threads take in shares.
struct rows_task {
    const clip_onednn_linear *linear;
    size_t rows;
    const float *input;
    float *output;
    clip_epilogue epilogue;
    clip_pointwise function;
    uint8_t *bytes;     // the inputs as 8-bit integers
    float *row_scales;  // their scales
    int32_t *sums;      // of the product
    uint16_t *halves;   // the inputs as bfloat16
    size_t next;        // the row that no thread has taken yet
    size_t rows_done;   // by the step before
};

// Takes the next share of the rows; false when none is left.
bool take_rows(struct rows_task *task, size_t *first, size_t *end);

// Calls `body` with `context` on every thread, the rows of `task` not taken yet.
void run_rows(struct rows_task *task, void (*body)(void *), void *context);

// Runs the layer's product.
bool execute(
    const clip_onednn_linear *linear, const struct operation *operation, const void *input, void *output);

// The steps around a product of integers, for `run_rows`.
void quantize_rows(void *context);
void finish_rows(void *context);
bool allocate_integers(struct rows_task *task);
void free_integers(struct rows_task *task);

// The values of a row's outliers.
void gather_outliers(const clip_onednn_linear *linear, const float *row, float *values);

#endif
