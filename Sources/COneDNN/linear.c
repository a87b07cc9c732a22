#include "linear.h"

#include <stdlib.h>
#include <string.h>

// Rows for which the layout of weights is chosen: those of some pictures.
enum { TYPICAL_ROWS = 400 };

struct operation_key clip_key_for(
    const clip_onednn_linear *linear, int threads, size_t rows, clip_epilogue epilogue, clip_pointwise function) {
    bool is_activated = epilogue == CLIP_STORE_ACTIVATED || epilogue == CLIP_ACCUMULATE_ACTIVATED;
    return (struct operation_key){
        .rows = rows, .threads = threads, .outputs = linear->outputs,
        .inputs = linear->inputs, .epilogue = epilogue, .function = is_activated ? function : CLIP_RELU,
        .has_bias = linear->bias};
}

// Takes weights, [outputs, inputs], into the layout that oneDNN prefers.
static bool pack(clip_onednn_linear *linear, int threads, const float *weights) {
    dnnl_dims_t shape = {(dnnl_dim_t)linear->inputs, (dnnl_dim_t)linear->outputs};
    dnnl_memory_desc_t given, any;
    struct operation operation;
    struct operation_key key = clip_key_for(linear, threads, TYPICAL_ROWS, CLIP_STORE, CLIP_RELU);
    // Read as [inputs, outputs], the weights are transposed.
    if (dnnl_memory_desc_init_by_tag(&given, 2, shape, dnnl_f32, dnnl_ba) != dnnl_success) return false;
    if (dnnl_memory_desc_init_by_tag(&any, 2, shape, dnnl_f32, dnnl_format_tag_any) != dnnl_success) return false;
    clip_lock_making();
    bool is_made = clip_make_operation(linear->engine->engine, &key, &any, &operation);
    clip_unlock_making();
    if (!is_made) return false;
    dnnl_primitive_destroy(operation.primitive);
    linear->layout = operation.weights;
    linear->weights = clip_allocate(dnnl_memory_desc_get_size(&linear->layout));
    if (!linear->weights) return false;

    dnnl_engine_t engine = linear->engine->engine;
    dnnl_primitive_desc_t description = NULL;
    dnnl_primitive_t reorder = NULL;
    dnnl_memory_t source = NULL, target = NULL;
    dnnl_stream_t stream = NULL;
    clip_lock_making();
    is_made = dnnl_reorder_primitive_desc_create(&description, &given, engine, &linear->layout, engine, NULL)
            == dnnl_success
        && dnnl_primitive_create(&reorder, description) == dnnl_success;
    clip_unlock_making();
    bool is_packed = is_made
        && dnnl_memory_create(&source, &given, engine, (void *)weights) == dnnl_success
        && dnnl_memory_create(&target, &linear->layout, engine, linear->weights) == dnnl_success
        && dnnl_stream_create(&stream, engine, dnnl_stream_default_flags) == dnnl_success
        && dnnl_primitive_execute(
               reorder, stream, 2, (dnnl_exec_arg_t[]){{DNNL_ARG_FROM, source}, {DNNL_ARG_TO, target}})
            == dnnl_success
        && dnnl_stream_wait(stream) == dnnl_success;
    if (stream) dnnl_stream_destroy(stream);
    if (source) dnnl_memory_destroy(source);
    if (target) dnnl_memory_destroy(target);
    if (reorder) dnnl_primitive_destroy(reorder);
    if (description) dnnl_primitive_desc_destroy(description);
    return is_packed;
}

clip_onednn_linear *clip_onednn_linear_create(
    clip_onednn *engine, size_t outputs, size_t inputs, const float *weights, const float *bias) {
    clip_onednn_linear *linear = calloc(1, sizeof *linear);
    if (!linear) return NULL;
    *linear = (clip_onednn_linear){.engine = engine, .outputs = outputs, .inputs = inputs};
    if (bias) {
        linear->bias = clip_allocate(outputs * sizeof *bias);
        if (linear->bias) memcpy(linear->bias, bias, outputs * sizeof *bias);
    }
    struct openmp_threads threads = clip_take_threads(engine);
    bool is_packed = (!bias || linear->bias) && pack(linear, threads.taken, weights);
    clip_give_back(threads);
    if (is_packed) return linear;
    clip_onednn_linear_destroy(linear);
    return NULL;
}

void clip_onednn_linear_destroy(clip_onednn_linear *linear) {
    if (!linear) return;
    free(linear->weights);
    free(linear->bias);
    free(linear);
}
