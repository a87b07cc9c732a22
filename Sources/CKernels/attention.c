#include "packed.h"

#include <stdlib.h>

struct attention_task {
    clip_isa isa;
    const float *qkv;
    size_t width, heads, sequences;
    const uint32_t *starts;
    bool is_causal;
    float *output;
    size_t scratch_size;  // of one thread, in numbers
    size_t next_head;     // of all sequences, that no thread has taken yet
    bool has_failed;      // for want of memory
};

// One head of one sequence.
static void attend(const struct attention_task *task, size_t sequence, size_t head, float *scratch) {
    size_t count = task->starts[sequence + 1] - task->starts[sequence];
    size_t size = task->width / task->heads, stride = 3 * task->width;
    size_t start = task->starts[sequence];
    const float *queries = task->qkv + start * stride + head * size;
    clip_attend(
        task->isa, queries, queries + task->width, queries + 2 * task->width, stride, count, count, size,
        task->is_causal, task->output + start * task->width + head * size, task->width, scratch);
}

static void attend_some(void *context) {
    struct attention_task *task = context;
    float *scratch = clip_allocate_lines(task->scratch_size * sizeof *scratch);
    if (!scratch) __atomic_store_n(&task->has_failed, true, __ATOMIC_RELAXED);
    while (scratch) {
        size_t index = __atomic_fetch_add(&task->next_head, 1, __ATOMIC_RELAXED);
        if (index >= task->sequences * task->heads) break;
        attend(task, index / task->heads, index % task->heads, scratch);
    }
    free(scratch);
}

size_t clip_longest_sequence(const uint32_t *starts, size_t sequences) {
    size_t longest = 0;
    for (size_t i = 0; i < sequences; i++) {
        size_t count = starts[i + 1] - starts[i];
        if (count > longest) longest = count;
    }
    return longest;
}

_Bool clip_attend_heads(
    clip_isa isa, const float *qkv, size_t width, size_t heads, const uint32_t *starts, size_t sequences,
    _Bool is_causal, float *output, int threads) {
    struct attention_task task = {
        .isa = isa, .qkv = qkv, .width = width, .heads = heads, .sequences = sequences, .starts = starts,
        .is_causal = is_causal, .output = output};
    size_t longest = clip_longest_sequence(starts, sequences);
    task.scratch_size = clip_attention_scratch(longest, longest, width / heads);
    clip_parallel(attend_some, &task, clip_usable_threads(threads));
    return !task.has_failed;
}
