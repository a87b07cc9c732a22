#include "engine.h"

#include <stdlib.h>

struct attention_task {
    const float *qkv;
    size_t width, heads, sequences;
    const uint32_t *starts;
    bool causal;
    float *output;
    size_t scratch_size;  // of one thread, in numbers
    float *scratch;
    size_t next_head;  // of all sequences, that no thread has taken yet
    size_t next_thread;
};

// One head of one sequence.
static void attend(const struct attention_task *task, size_t sequence, size_t head, float *scratch) {
    size_t count = task->starts[sequence + 1] - task->starts[sequence];
    size_t size = task->width / task->heads, stride = 3 * task->width;
    size_t start = task->starts[sequence];
    const float *queries = task->qkv + start * stride + head * size;
    clip_attend(
        clip_best_isa(), queries, queries + task->width, queries + 2 * task->width, stride, count, count, size,
        task->causal, task->output + start * task->width + head * size, task->width, scratch);
}

static void attend_some(void *context) {
    struct attention_task *task = context;
    size_t thread = __atomic_fetch_add(&task->next_thread, 1, __ATOMIC_RELAXED);
    float *scratch = task->scratch + thread * task->scratch_size;
    while (true) {
        size_t index = __atomic_fetch_add(&task->next_head, 1, __ATOMIC_RELAXED);
        if (index >= task->sequences * task->heads) return;
        attend(task, index / task->heads, index % task->heads, scratch);
    }
}

bool clip_onednn_attention(
    clip_onednn *engine, const float *qkv, size_t width, size_t heads, const uint32_t *starts,
    size_t sequences, bool causal, float *output) {
    struct attention_task task = {
        .qkv = qkv, .width = width, .heads = heads, .sequences = sequences, .starts = starts,
        .causal = causal, .output = output};
    size_t longest = 0;
    for (size_t i = 0; i < sequences; i++) {
        size_t count = starts[i + 1] - starts[i];
        if (count > longest) longest = count;
    }
    int threads = usable_threads(engine);
    task.scratch_size = (clip_attention_scratch(longest, longest, width / heads) + 15) / 16 * 16;
    task.scratch = allocate((size_t)threads * task.scratch_size * sizeof *task.scratch);
    if (!task.scratch) return false;
    clip_parallel(attend_some, &task, threads);
    free(task.scratch);
    return true;
}
