#include "engine.h"
#include "omp_minimal.h"

#include <math.h>
#include <stdlib.h>

struct attention_task {
    const float *qkv;
    size_t width, heads, sequences;
    const uint32_t *starts;
    bool causal;
    float *output;
    size_t longest;    // sequence
    float *scores;     // [threads, longest, longest]
    size_t next_head;  // of all sequences, that no thread has taken yet
    size_t next_thread;
    bool has_failed;
};

// One head of one sequence: softmax(q k^T / sqrt(d)) v.
static bool attend(const struct attention_task *task, size_t sequence, size_t head, float *scores) {
    dnnl_dim_t count = task->starts[sequence + 1] - task->starts[sequence];
    dnnl_dim_t size = (dnnl_dim_t)(task->width / task->heads), stride = 3 * (dnnl_dim_t)task->width;
    size_t start = task->starts[sequence];
    const float *queries = task->qkv + start * (size_t)stride + head * (size_t)size;
    const float *keys = queries + task->width, *values = keys + task->width;
    float *output = task->output + start * task->width + head * (size_t)size;
    float scale = 1 / sqrtf((float)size);
    if (dnnl_sgemm('N', 'T', count, count, size, scale, queries, stride, keys, stride, 0, scores, count)
        != dnnl_success) {
        return false;
    }
    for (dnnl_dim_t row = 0; row < count; row++) {
        dnnl_dim_t visible = task->causal ? row + 1 : count;
        float *line = scores + row * count;
        clip_softmax(clip_best_isa(), line, (size_t)visible);
        for (dnnl_dim_t later = visible; later < count; later++) line[later] = 0;
    }
    return dnnl_sgemm(
               'N', 'N', count, size, count, 1, scores, count, values, stride, 0, output,
               (dnnl_dim_t)task->width)
        == dnnl_success;
}

static void attend_some(void *context) {
    struct attention_task *task = context;
    size_t thread = __atomic_fetch_add(&task->next_thread, 1, __ATOMIC_RELAXED);
    float *scores = task->scores + thread * task->longest * task->longest;
    while (true) {
        size_t index = __atomic_fetch_add(&task->next_head, 1, __ATOMIC_RELAXED);
        if (index >= task->sequences * task->heads) return;
        if (!attend(task, index / task->heads, index % task->heads, scores)) {
            __atomic_store_n(&task->has_failed, true, __ATOMIC_RELAXED);
        }
    }
}

bool clip_onednn_attention(
    clip_onednn *engine, const float *qkv, size_t width, size_t heads, const uint32_t *starts,
    size_t sequences, bool causal, float *output) {
    struct attention_task task = {
        .qkv = qkv, .width = width, .heads = heads, .sequences = sequences, .starts = starts,
        .causal = causal, .output = output};
    for (size_t i = 0; i < sequences; i++) {
        size_t count = starts[i + 1] - starts[i];
        if (count > task.longest) task.longest = count;
    }
    task.scores = allocate((size_t)engine->threads * task.longest * task.longest * sizeof *task.scores);
    if (!task.scores) return false;
    omp_set_num_threads(engine->threads);
    // Inside the parallel region, dnnl_sgemm does not begin one of its own.
    clip_parallel(attend_some, &task, engine->threads);
    free(task.scores);
    return !task.has_failed;
}
