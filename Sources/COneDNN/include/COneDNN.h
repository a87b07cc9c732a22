// Linear layers of float32 on oneDNN, version 2.6 of its C API. All calls of that library stand in this target; version 3
// changed the ones that describe operations.
#ifndef CONEDNN_H
#define CONEDNN_H

#include <CKernels.h>
#include <stdbool.h>
#include <stddef.h>

#pragma GCC visibility push(hidden)

// What becomes of a product and its bias.
typedef enum {
    CLIP_STORE,                // the result replaces the output
    CLIP_STORE_ACTIVATED,      // a function of it does
    CLIP_ACCUMULATE,           // it is added to the output
    CLIP_ACCUMULATE_ACTIVATED, // the same, and the sum replaced by a function of it
} clip_epilogue;

// What all layers of a model share: threads, and the operations that were made for some shape.
typedef struct clip_onednn clip_onednn;

// NULL without memory.
clip_onednn *clip_onednn_create(int threads);
void clip_onednn_destroy(clip_onednn *engine);

// A linear layer: its weights in the layout that oneDNN multiplies fastest.
typedef struct clip_onednn_linear clip_onednn_linear;

// Makes a layer of `weights`, `[outputs, inputs]`, and `bias`, `[outputs]` or NULL, both copied.
//
// NULL without memory, or where oneDNN cannot do it.
clip_onednn_linear *clip_onednn_linear_create(
    clip_onednn *engine, size_t outputs, size_t inputs, const float *weights, const float *bias);

void clip_onednn_linear_destroy(clip_onednn_linear *linear);

// Applies the layer to `rows` rows of input, `[rows, inputs]`; `output` is `[rows, outputs]`.
//
// May be called from several threads at once. False if oneDNN fails, for want of memory.
bool clip_onednn_linear_apply(
    const clip_onednn_linear *linear, size_t rows, const float *input, float *output, clip_epilogue epilogue,
    clip_pointwise function);

#pragma GCC visibility pop

#endif
