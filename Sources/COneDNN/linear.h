// A linear layer, as the files that make and that apply it share it.
#ifndef LINEAR_H
#define LINEAR_H

#include "engine.h"

#pragma GCC visibility push(hidden)

struct clip_onednn_linear {
    clip_onednn *engine;
    size_t outputs, inputs;
    dnnl_memory_desc_t layout;  // of the weights
    void *weights;
    float *bias;  // of every output; NULL for none
};

// What tells the layer's operation for some rows, on that many threads, from others.
struct operation_key clip_key_for(
    const clip_onednn_linear *linear, int threads, size_t rows, clip_epilogue epilogue, clip_pointwise function);

#pragma GCC visibility pop

#endif
