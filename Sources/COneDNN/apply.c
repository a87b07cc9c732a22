#include "linear.h"

#include <stdlib.h>

// Runs the layer's product.
static bool execute(
    const clip_onednn_linear *linear, const struct operation *operation, const float *input, float *output) {
    dnnl_engine_t engine = linear->engine->engine;
    dnnl_memory_t source = NULL, weights = NULL, bias = NULL, target = NULL, scratchpad = NULL;
    dnnl_stream_t stream = NULL;
    void *scratch = clip_allocate(dnnl_memory_desc_get_size(&operation->scratchpad));
    bool has_bias = linear->bias;
    bool is_done = scratch
        && dnnl_memory_create(&source, &operation->source, engine, (void *)input) == dnnl_success
        && dnnl_memory_create(&weights, &linear->layout, engine, linear->weights) == dnnl_success
        && dnnl_memory_create(&target, &operation->target, engine, output) == dnnl_success
        && (!has_bias || dnnl_memory_create(&bias, &operation->bias, engine, linear->bias) == dnnl_success)
        && dnnl_memory_create(&scratchpad, &operation->scratchpad, engine, scratch) == dnnl_success
        && dnnl_stream_create(&stream, engine, dnnl_stream_default_flags) == dnnl_success
        && dnnl_primitive_execute(
               operation->primitive, stream, has_bias ? 5 : 4,
               (dnnl_exec_arg_t[]){
                   {DNNL_ARG_SRC, source}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_DST, target},
                   {DNNL_ARG_SCRATCHPAD, scratchpad}, {DNNL_ARG_BIAS, bias}})
            == dnnl_success
        && dnnl_stream_wait(stream) == dnnl_success;
    if (stream) dnnl_stream_destroy(stream);
    if (source) dnnl_memory_destroy(source);
    if (weights) dnnl_memory_destroy(weights);
    if (bias) dnnl_memory_destroy(bias);
    if (target) dnnl_memory_destroy(target);
    if (scratchpad) dnnl_memory_destroy(scratchpad);
    free(scratch);
    return is_done;
}

static bool apply(
    const clip_onednn_linear *linear, int threads, size_t rows, const float *input, float *output,
    clip_epilogue epilogue, clip_pointwise function) {
    struct operation_key key = clip_key_for(linear, threads, rows, epilogue, function);
    struct operation operation;
    if (!clip_find_operation(linear->engine, &key, &linear->layout, &operation)) return false;
    bool is_done = execute(linear, &operation, input, output);
    if (operation.is_owned) dnnl_primitive_destroy(operation.primitive);
    return is_done;
}

bool clip_onednn_linear_apply(
    const clip_onednn_linear *linear, size_t rows, const float *input, float *output, clip_epilogue epilogue,
    clip_pointwise function) {
    if (rows == 0) return true;
    struct openmp_threads threads = clip_take_threads(linear->engine);
    bool is_done = apply(linear, threads.taken, rows, input, output, epilogue, function);
    clip_give_back(threads);
    return is_done;
}
