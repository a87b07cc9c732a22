#include "linear.h"

#include <stdlib.h>

bool execute(
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

enum { ROWS_AT_ONCE = 8 };

bool take_rows(struct rows_task *task, size_t *first, size_t *end) {
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

void quantize_rows(void *context) {
    struct rows_task *task = context;
    const clip_onednn_linear *linear = task->linear;
    size_t width = linear->inputs, first, end;
    while (take_rows(task, &first, &end)) {
        for (size_t row = first; row < end; row++) {
            task->row_scales[row] = clip_quantize_activations(
                clip_best_isa(), task->input + row * width, width, linear->outliers, linear->product.outlier_count,
                task->bytes + row * width);
        }
    }
}

// The values of a row's outliers; room for as many as a layer has inputs is never needed, see OutlierInputs.
void gather_outliers(const clip_onednn_linear *linear, const float *row, float *values) {
    for (size_t i = 0; i < linear->product.outlier_count; i++) values[i] = row[linear->outliers[i]];
}

void finish_rows(void *context) {
    struct rows_task *task = context;
    const clip_onednn_linear *linear = task->linear;
    size_t width = linear->outputs, first, end;
    const clip_pointwise *function =
        task->epilogue == CLIP_STORE_ACTIVATED || task->epilogue == CLIP_ACCUMULATE_ACTIVATED
        ? &task->function
        : NULL;
    bool is_added = task->epilogue == CLIP_ACCUMULATE || task->epilogue == CLIP_ACCUMULATE_ACTIVATED;
    float outliers[MAXIMUM_OUTLIERS];
    while (take_rows(task, &first, &end)) {
        for (size_t row = first; row < end; row++) {
            gather_outliers(linear, task->input + row * linear->inputs, outliers);
            clip_finish_row(
                clip_best_isa(), &linear->product, task->sums + row * width, task->row_scales[row], outliers,
                function, is_added, task->output + row * width);
        }
    }
}

void run_rows(struct rows_task *task, void (*body)(void *), void *context) {
    task->next = 0;
    int threads = usable_threads(task->linear->engine);
    if (threads == 1) {
        body(context);
    } else {
        clip_parallel(body, context, threads);
    }
}

bool allocate_integers(struct rows_task *task) {
    task->bytes = allocate(task->rows * task->linear->inputs);
    task->row_scales = allocate(task->rows * sizeof *task->row_scales);
    task->sums = allocate(task->rows * task->linear->outputs * sizeof *task->sums);
    return task->bytes && task->row_scales && task->sums;
}

void free_integers(struct rows_task *task) {
    free(task->bytes);
    free(task->row_scales);
    free(task->sums);
}

static bool apply_int8(struct rows_task *task, const struct operation *operation) {
    bool is_done = allocate_integers(task);
    if (is_done) {
        run_rows(task, quantize_rows, task);
        is_done = execute(task->linear, operation, task->bytes, task->sums);
    }
    if (is_done) run_rows(task, finish_rows, task);
    free_integers(task);
    return is_done;
}

static bool apply_bfloat16(struct rows_task *task, const struct operation *operation) {
    task->halves = allocate(task->rows * task->linear->inputs * sizeof *task->halves);
    if (!task->halves) return false;
    run_rows(task, round_rows, task);
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
