#include "linear.h"

#include <stdlib.h>
#include <string.h>

// Rows for which the layout of weights is chosen: those of some pictures.
enum { TYPICAL_ROWS = 400 };

struct operation_key key_for(
    const clip_onednn_linear *linear, size_t rows, clip_epilogue epilogue, clip_pointwise function) {
    bool is_integer = linear->compute == CLIP_COMPUTE_INT8;
    bool is_activated = epilogue == CLIP_STORE_ACTIVATED || epilogue == CLIP_ACCUMULATE_ACTIVATED;
    return (struct operation_key){
        .rows = rows, .threads = usable_threads(linear->engine), .outputs = linear->outputs, .inputs = linear->inputs, .compute = linear->compute,
        .epilogue = is_integer ? CLIP_STORE : epilogue,
        .function = is_integer || !is_activated ? CLIP_RELU : function,
        .has_bias = linear->bias && !is_integer};
}

// Takes weights, [outputs, inputs], into the layout that oneDNN prefers, and from `type` into its own.
static bool pack(clip_onednn_linear *linear, const void *weights, dnnl_data_type_t from, dnnl_data_type_t to) {
    dnnl_dims_t shape = {(dnnl_dim_t)linear->inputs, (dnnl_dim_t)linear->outputs};
    dnnl_memory_desc_t given, any;
    struct operation operation;
    struct operation_key key = key_for(linear, TYPICAL_ROWS, CLIP_STORE, CLIP_RELU);
    // Read as [inputs, outputs], the weights are transposed.
    if (dnnl_memory_desc_init_by_tag(&given, 2, shape, from, dnnl_ba) != dnnl_success) return false;
    if (dnnl_memory_desc_init_by_tag(&any, 2, shape, to, dnnl_format_tag_any) != dnnl_success) return false;
    if (!make_operation(linear->engine->engine, &key, &any, &operation)) return false;
    dnnl_primitive_destroy(operation.primitive);
    linear->layout = operation.weights;
    linear->weights = allocate(dnnl_memory_desc_get_size(&linear->layout));
    if (!linear->weights) return false;

    dnnl_engine_t engine = linear->engine->engine;
    dnnl_primitive_desc_t description = NULL;
    dnnl_primitive_t reorder = NULL;
    dnnl_memory_t source = NULL, target = NULL;
    dnnl_stream_t stream = NULL;
    bool is_packed = dnnl_reorder_primitive_desc_create(&description, &given, engine, &linear->layout, engine, NULL)
            == dnnl_success
        && dnnl_primitive_create(&reorder, description) == dnnl_success
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

static void *copy(const void *source, size_t bytes) {
    void *result = allocate(bytes);
    if (result) memcpy(result, source, bytes);
    return result;
}

static void *allocate_zeros(size_t bytes) {
    void *result = allocate(bytes);
    if (result) memset(result, 0, bytes);
    return result;
}

static clip_onednn_linear *create(
    clip_onednn *engine, clip_compute compute, size_t outputs, size_t inputs, const float *bias) {
    clip_onednn_linear *linear = calloc(1, sizeof *linear);
    if (!linear) return NULL;
    *linear = (clip_onednn_linear){
        .engine = engine, .compute = compute, .outputs = outputs, .inputs = inputs,
        .bias = bias ? copy(bias, outputs * sizeof *bias) : NULL};
    if (bias && !linear->bias) {
        free(linear);
        return NULL;
    }
    return linear;
}

clip_onednn_linear *clip_onednn_linear_create(
    clip_onednn *engine, clip_compute compute, size_t outputs, size_t inputs, const float *weights,
    const float *bias) {
    clip_onednn_linear *linear = create(engine, compute, outputs, inputs, bias);
    if (!linear) return NULL;
    if (pack(linear, weights, dnnl_f32, compute == CLIP_COMPUTE_FLOAT32 ? dnnl_f32 : dnnl_bf16)) return linear;
    clip_onednn_linear_destroy(linear);
    return NULL;
}

clip_onednn_linear *clip_onednn_linear_create_int8(
    clip_onednn *engine, size_t outputs, size_t inputs, const void *integers, const float *scales,
    const float *bias, const uint32_t *outliers, size_t outlier_count) {
    const int8_t *weights = integers;
    clip_onednn_linear *linear = create(engine, CLIP_COMPUTE_INT8, outputs, inputs, bias);
    if (!linear) return NULL;
    if (!bias) linear->bias = allocate_zeros(outputs * sizeof *linear->bias);
    int32_t *offsets = allocate(outputs * sizeof *offsets);
    float *outlier_weights = allocate(outlier_count * outputs * sizeof *outlier_weights);
    linear->outliers = copy(outliers, outlier_count * sizeof *outliers);
    linear->product = (clip_integer_product){
        .outputs = outputs, .offsets = offsets, .scales = copy(scales, outputs * sizeof *scales),
        .bias = linear->bias, .outlier_count = outlier_count, .outlier_weights = outlier_weights};
    if (!linear->bias || !offsets || !outlier_weights || !linear->outliers || !linear->product.scales
        || !pack(linear, weights, dnnl_s8, dnnl_s8)) {
        clip_onednn_linear_destroy(linear);
        return NULL;
    }
    for (size_t output = 0; output < outputs; output++) {
        int32_t sum = 0;
        for (size_t input = 0; input < inputs; input++) sum += weights[output * inputs + input];
        offsets[output] = 128 * sum;
        for (size_t i = 0; i < outlier_count; i++) {
            outlier_weights[i * outputs + output] =
                scales[output] * (float)weights[output * inputs + outliers[i]];
        }
    }
    return linear;
}

void clip_onednn_linear_destroy(clip_onednn_linear *linear) {
    if (!linear) return;
    free(linear->weights);
    free(linear->bias);
    free((void *)linear->product.scales);
    free((void *)linear->product.offsets);
    free((void *)linear->product.outlier_weights);
    free(linear->outliers);
    free(linear);
}
