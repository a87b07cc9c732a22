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

#endif
