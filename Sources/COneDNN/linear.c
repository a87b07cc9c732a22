#include "engine.h"

#include <stdlib.h>
#include <string.h>

struct clip_onednn_linear {
    clip_onednn *engine;
    clip_compute compute;
    size_t outputs, inputs;
    dnnl_memory_desc_t layout;  // of the weights
    void *weights;
    float *bias;  // of every output; NULL for none, but zeros in 8-bit layers

    // 8-bit layers: the scale of every output, and 128 times the sum of its weights, since inputs are stored with
    // 128 added to them.
    float *scales;
    int32_t *offsets;
    // The inputs that are computed in float32, and their weights, [outlier_count, outputs].
    uint32_t *outliers;
    size_t outlier_count;
    float *outlier_weights;
};

// Rows for which the layout of weights is chosen: those of some pictures.
enum { TYPICAL_ROWS = 400 };

static struct operation_key key_for(
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
    linear->scales = copy(scales, outputs * sizeof *scales);
    linear->offsets = allocate(outputs * sizeof *linear->offsets);
    linear->outliers = copy(outliers, outlier_count * sizeof *outliers);
    linear->outlier_count = outlier_count;
    linear->outlier_weights = allocate(outlier_count * outputs * sizeof *linear->outlier_weights);
    if (!linear->bias || !linear->scales || !linear->offsets || !linear->outliers || !linear->outlier_weights
        || !pack(linear, weights, dnnl_s8, dnnl_s8)) {
        clip_onednn_linear_destroy(linear);
        return NULL;
    }
    for (size_t output = 0; output < outputs; output++) {
        int32_t sum = 0;
        for (size_t input = 0; input < inputs; input++) sum += weights[output * inputs + input];
        linear->offsets[output] = 128 * sum;
        for (size_t i = 0; i < outlier_count; i++) {
            linear->outlier_weights[i * outputs + output] =
                scales[output] * (float)weights[output * inputs + outliers[i]];
        }
    }
    return linear;
}

void clip_onednn_linear_destroy(clip_onednn_linear *linear) {
    if (!linear) return;
    free(linear->weights);
    free(linear->bias);
    free(linear->scales);
    free(linear->offsets);
    free(linear->outliers);
    free(linear->outlier_weights);
    free(linear);
}

static bool execute(
    const clip_onednn_linear *linear, const struct operation *operation, const void *input, void *output) {
    dnnl_engine_t engine = linear->engine->engine;
    dnnl_memory_t source = NULL, weights = NULL, bias = NULL, target = NULL, scratchpad = NULL;
    dnnl_stream_t stream = NULL;
    void *scratch = allocate(dnnl_memory_desc_get_size(&operation->scratchpad));
    bool has_bias = linear->bias && linear->compute != CLIP_COMPUTE_INT8;
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

// The work of one thread on a share of the rows, before or after the product.
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
};

enum { ROWS_AT_ONCE = 8 };

static bool take_rows(struct rows_task *task, size_t *first, size_t *end) {
    *first = __atomic_fetch_add(&task->next, ROWS_AT_ONCE, __ATOMIC_RELAXED);
    if (*first >= task->rows) return false;
    *end = *first + ROWS_AT_ONCE < task->rows ? *first + ROWS_AT_ONCE : task->rows;
    return true;
}

static void round_rows(void *context) {
    struct rows_task *task = context;
    size_t width = task->linear->inputs, first, end;
    while (take_rows(task, &first, &end)) {
        clip_convert(
            clip_best_isa(), CLIP_FLOAT32, CLIP_BFLOAT16, task->input + first * width,
            task->halves + first * width, (end - first) * width);
    }
}

static void quantize_rows(void *context) {
    struct rows_task *task = context;
    const clip_onednn_linear *linear = task->linear;
    size_t width = linear->inputs, first, end;
    while (take_rows(task, &first, &end)) {
        for (size_t row = first; row < end; row++) {
            task->row_scales[row] = clip_quantize_activations(
                clip_best_isa(), task->input + row * width, width, linear->outliers, linear->outlier_count,
                task->bytes + row * width);
        }
    }
}

static void dequantize_rows(void *context) {
    struct rows_task *task = context;
    const clip_onednn_linear *linear = task->linear;
    size_t width = linear->outputs, first, end;
    bool is_activated =
        task->epilogue == CLIP_STORE_ACTIVATED || task->epilogue == CLIP_ACCUMULATE_ACTIVATED;
    bool is_added = task->epilogue == CLIP_ACCUMULATE || task->epilogue == CLIP_ACCUMULATE_ACTIVATED;
    while (take_rows(task, &first, &end)) {
        for (size_t row = first; row < end; row++) {
            const float *input = task->input + row * linear->inputs;
            float *output = task->output + row * width;
            clip_dequantize_sums(
                clip_best_isa(), task->sums + row * width, linear->offsets, task->row_scales[row],
                linear->scales, linear->bias, width, is_added, output);
            for (size_t i = 0; i < linear->outlier_count; i++) {
                clip_add_scaled(
                    clip_best_isa(), input[linear->outliers[i]], linear->outlier_weights + i * width, output,
                    width);
            }
            if (is_activated) clip_apply(clip_best_isa(), task->function, output, width);
        }
    }
}

static void run(struct rows_task *task, void (*body)(void *)) {
    task->next = 0;
    int threads = usable_threads(task->linear->engine);
    if (threads == 1) {
        body(task);
    } else {
        clip_parallel(body, task, threads);
    }
}

static bool apply_int8(struct rows_task *task, const struct operation *operation) {
    const clip_onednn_linear *linear = task->linear;
    task->bytes = allocate(task->rows * linear->inputs);
    task->row_scales = allocate(task->rows * sizeof *task->row_scales);
    task->sums = allocate(task->rows * linear->outputs * sizeof *task->sums);
    bool is_done = task->bytes && task->row_scales && task->sums;
    if (is_done) {
        run(task, quantize_rows);
        is_done = execute(linear, operation, task->bytes, task->sums);
    }
    if (is_done) run(task, dequantize_rows);
    free(task->bytes);
    free(task->row_scales);
    free(task->sums);
    return is_done;
}

static bool apply_bfloat16(struct rows_task *task, const struct operation *operation) {
    task->halves = allocate(task->rows * task->linear->inputs * sizeof *task->halves);
    if (!task->halves) return false;
    run(task, round_rows);
    bool is_done = execute(task->linear, operation, task->halves, task->output);
    free(task->halves);
    return is_done;
}

bool clip_onednn_linear_apply(
    const clip_onednn_linear *linear, size_t rows, const float *input, float *output, clip_epilogue epilogue,
    clip_pointwise function) {
    if (rows == 0) return true;
    struct operation_key key = key_for(linear, rows, epilogue, function);
    struct operation operation;
    if (!find_operation(linear->engine, &key, &linear->layout, &operation)) return false;
    struct rows_task task = {
        .linear = linear, .rows = rows, .input = input, .output = output, .epilogue = epilogue,
        .function = function};
    bool is_done;
    switch (linear->compute) {
    case CLIP_COMPUTE_FLOAT32: is_done = execute(linear, &operation, input, output); break;
    case CLIP_COMPUTE_BFLOAT16: is_done = apply_bfloat16(&task, &operation); break;
    case CLIP_COMPUTE_INT8: is_done = apply_int8(&task, &operation); break;
    }
    if (operation.is_owned) dnnl_primitive_destroy(operation.primitive);
    return is_done;
}
