// Attention on bfloat16: both of its products are those of packed layers, with a head's keys, and then its values, as the
// weights.
#include "packed.h"

#include <stdlib.h>

struct attention_task {
    clip_isa isa;
    const uint16_t *qkv;  // [rows, 3 width]
    size_t width, heads, sequences;
    const uint32_t *starts;
    bool causal;
    float *output;
    size_t longest;     // sequence
    size_t next_head;   // of all sequences, that no thread has taken yet
    bool has_failed;    // for want of memory
};

// What a thread needs for a head: linear in the keys, since only a tile of queries has its scores held.
struct attention_scratch {
    uint8_t *keys;    // panels of keys, of pairs of a head's numbers
    uint8_t *values;  // panels of a head's numbers, of pairs of values
    float *scores;    // of a tile of queries: [key panels, TILE_ROWS, PANEL]
    uint16_t *powers; // of the scores: [TILE_ROWS, keys]
};

static size_t panels_of(size_t count) { return (count + PANEL - 1) / PANEL; }
static size_t pairs_of(size_t count) { return (count + 1) / 2; }

// Packs the rows of keys, `stride` numbers apart: [panels, pairs of numbers, PANEL keys, 2].
static void pack_keys(const uint16_t *rows, size_t stride, size_t count, size_t size, uint8_t *target) {
    for (size_t key = 0; key < panels_of(count) * PANEL; key++) {
        uint8_t *place = target + (key / PANEL * size / 2 * PANEL + key % PANEL) * GROUP_BYTES;
        for (size_t pair = 0; pair < size / 2; pair++, place += PANEL * GROUP_BYTES) {
            if (key < count) {
                memcpy(place, rows + key * stride + 2 * pair, GROUP_BYTES);
            } else {
                memset(place, 0, GROUP_BYTES);
            }
        }
    }
}

// Packs the rows of values: [panels, pairs of rows, PANEL numbers, 2].
static void pack_values(const uint16_t *rows, size_t stride, size_t count, size_t size, uint8_t *target) {
    for (size_t panel = 0; panel < panels_of(size); panel++) {
        const uint16_t *from = rows + panel * PANEL;
        size_t width = size - panel * PANEL < PANEL ? size - panel * PANEL : PANEL;
        for (size_t pair = 0; pair < pairs_of(count); pair++, target += PANEL * GROUP_BYTES) {
            const uint16_t *lower = from + 2 * pair * stride;
            uint32_t both[PANEL] = {0};
            for (size_t i = 0; i < width; i++) both[i] = lower[i];
            if (2 * pair + 1 < count) {
                for (size_t i = 0; i < width; i++) both[i] |= (uint32_t)lower[stride + i] << 16;
            }
            memcpy(target, both, sizeof both);
        }
    }
}

// e^(factor (score - largest)) of the first `visible` scores of a row, as bfloat16, and zeros up to `count`; returns their
// sum. The scores of each panel lie `panel_stride` apart. The plain twin of `clip_exponentials_avx512`, with factor log2 e.
static float plain_exponentials(
    clip_isa isa, const float *scores, size_t panel_stride, size_t visible, size_t count, float factor,
    uint16_t *powers) {
    float sum = 0, largest = scores[0];
    for (size_t i = 0; i < visible; i++) {
        float score = scores[i / PANEL * panel_stride + i % PANEL];
        largest = score > largest ? score : largest;
    }
    for (size_t i = 0; i < count; i++) {
        float power = 0;
        if (i < visible) power = __builtin_exp2f(factor * (scores[i / PANEL * panel_stride + i % PANEL] - largest));
        sum += power;
        clip_convert(isa, CLIP_FLOAT32, CLIP_BFLOAT16, &power, powers + i, 1);
    }
    return sum;
}

// Some queries of one head, from `first` on, with the keys that any of them sees.
static void attend_tile(
    const struct attention_task *task, const uint16_t *queries, size_t first, size_t rows, size_t count,
    const struct attention_scratch *scratch, float *output) {
    size_t size = task->width / task->heads, stride = 3 * task->width * sizeof(uint16_t);
    multiply_tile *multiply = clip_tile_for(task->isa, CLIP_FACTORS_BFLOAT16);
    const uint8_t *inputs = (const uint8_t *)queries + first * stride;
    struct lines_ahead nothing_ahead = {.first = scratch->keys};
    size_t seen = task->causal ? first + rows : count;
    size_t panel_stride = TILE_ROWS * PANEL, power_count = panels_of(seen) * PANEL;
    for (size_t panel = 0; panel < panels_of(seen); panel++) {
        const uint8_t *keys = scratch->keys + panel * size / 2 * PANEL * GROUP_BYTES;
        multiply(rows, inputs, stride, keys, size / 2, &nothing_ahead, scratch->scores + panel * panel_stride);
    }
    float sums[TILE_ROWS], factor = 1.44269504f / __builtin_sqrtf((float)size);
    for (size_t row = 0; row < rows; row++) {
        size_t visible = task->causal ? first + row + 1 : count;
        const float *scores = scratch->scores + row * PANEL;
        uint16_t *powers = scratch->powers + row * power_count;
        sums[row] = task->isa == CLIP_ISA_AVX512
            ? clip_exponentials_avx512(scores, panel_stride, visible, power_count, factor, powers)
            : plain_exponentials(task->isa, scores, panel_stride, visible, power_count, factor, powers);
    }
    for (size_t panel = 0; panel < panels_of(size); panel++) {
        const uint8_t *values = scratch->values + panel * pairs_of(count) * PANEL * GROUP_BYTES;
        size_t width = size - panel * PANEL < PANEL ? size - panel * PANEL : PANEL;
        float attended[TILE_ROWS * PANEL];
        multiply(
            rows, (const uint8_t *)scratch->powers, power_count * sizeof(uint16_t), values, pairs_of(seen),
            &nothing_ahead, attended);
        for (size_t row = 0; row < rows; row++) {
            float *target = output + (first + row) * task->width + panel * PANEL;
            for (size_t i = 0; i < width; i++) target[i] = attended[row * PANEL + i] / sums[row];
        }
    }
}

// One head of one sequence.
static void attend(
    const struct attention_task *task, size_t sequence, size_t head, const struct attention_scratch *scratch) {
    size_t size = task->width / task->heads, stride = 3 * task->width, start = task->starts[sequence];
    size_t count = task->starts[sequence + 1] - start;
    const uint16_t *queries = task->qkv + start * stride + head * size;
    pack_keys(queries + task->width, stride, count, size, scratch->keys);
    pack_values(queries + 2 * task->width, stride, count, size, scratch->values);
    size_t tiles = (count + TILE_ROWS - 1) / TILE_ROWS;
    for (size_t tile = 0; tile < tiles; tile++) {
        size_t first = count * tile / tiles;
        attend_tile(
            task, queries, first, count * (tile + 1) / tiles - first, count, scratch,
            task->output + start * task->width + head * size);
    }
}

// Where a head's parts lie in memory that begins at a cache line, as each of them then does; how much that is.
static size_t lay_out(struct attention_scratch *scratch, uint8_t *memory, size_t count, size_t size) {
    size_t keys = panels_of(count) * PANEL * GROUP_BYTES * (size / 2);
    size_t values = panels_of(size) * PANEL * GROUP_BYTES * pairs_of(count);
    size_t scores = panels_of(count) * TILE_ROWS * PANEL * sizeof(float);
    size_t powers = panels_of(count) * TILE_ROWS * PANEL * sizeof(uint16_t);
    if (memory) {
        scratch->keys = memory;
        scratch->values = memory + keys;
        scratch->scores = (float *)(memory + keys + values);
        scratch->powers = (uint16_t *)(memory + keys + values + scores);
    }
    return keys + values + scores + powers;
}

size_t clip_packed_attention_scratch(size_t key_count, size_t size) { return lay_out(NULL, NULL, key_count, size); }

static void attend_some(void *context) {
    struct attention_task *task = context;
    size_t size = task->width / task->heads;
    struct attention_scratch scratch;
    uint8_t *memory = clip_allocate_lines(clip_packed_attention_scratch(task->longest, size));
    if (memory) {
        lay_out(&scratch, memory, task->longest, size);
    } else {
        __atomic_store_n(&task->has_failed, true, __ATOMIC_RELAXED);
    }
    while (memory) {
        size_t index = __atomic_fetch_add(&task->next_head, 1, __ATOMIC_RELAXED);
        if (index >= task->sequences * task->heads) break;
        attend(task, index / task->heads, index % task->heads, &scratch);
    }
    free(memory);
}

_Bool clip_packed_attention(
    clip_isa isa, const clip_packed_linear *projection, const clip_norm *norm, const float *input, size_t heads,
    const uint32_t *starts, size_t sequences, _Bool is_causal, float *output, int threads) {
    struct attention_task task = {
        .isa = isa, .width = projection->outputs / 3, .heads = heads, .sequences = sequences, .starts = starts,
        .causal = is_causal, .output = output, .longest = clip_longest_sequence(starts, sequences)};
    size_t rows = starts[sequences];
    uint16_t *qkv = clip_allocate_lines(rows * projection->outputs * sizeof *qkv);
    task.qkv = qkv;
    bool is_done = qkv && clip_project_to_bfloat16(isa, projection, norm, rows, input, qkv, threads);
    if (is_done) clip_parallel(attend_some, &task, clip_usable_threads(threads));
    free(qkv);
    return is_done && !task.has_failed;
}
