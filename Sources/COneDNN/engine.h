// What the files of this target share.
#ifndef ENGINE_H
#define ENGINE_H

#include "COneDNN.h"

#include <oneapi/dnnl/dnnl.h>

#pragma GCC visibility push(hidden)

// An operation for one shape.
struct operation {
    dnnl_primitive_t primitive;
    dnnl_memory_desc_t source, weights, bias, target, scratchpad;
    bool is_owned;  // not by the engine: to be destroyed after use
};

// What tells operations apart.
struct operation_key {
    size_t rows, outputs, inputs;
    int threads;
    clip_epilogue epilogue;
    clip_pointwise function;
    bool has_bias;
};

struct clip_onednn {
    dnnl_engine_t engine;
    int threads;
    struct operation_cache *cache;
};

// An operation of this kind on weights of this layout, from the cache or made now; false if it cannot be made.
bool clip_find_operation(
    clip_onednn *engine, const struct operation_key *key, const dnnl_memory_desc_t *weights,
    struct operation *operation);

// Makes an operation; with weights of `format_tag_any`, oneDNN chooses their layout.
bool clip_make_operation(
    dnnl_engine_t engine, const struct operation_key *key, const dnnl_memory_desc_t *weights,
    struct operation *operation);

// Held while oneDNN makes an operation, and by a fork, so that a child finds none of oneDNN's locks taken.
void clip_lock_making(void);
void clip_unlock_making(void);

struct operation_cache *clip_create_cache(void);
void clip_destroy_cache(struct operation_cache *cache);

// How many threads oneDNN may use on the calling thread, and how many OpenMP's regions there had before.
struct openmp_threads {
    int taken, before;
};

// Tells OpenMP, which oneDNN asks, and afterwards gives the calling thread back what it had: it is the host's.
struct openmp_threads clip_take_threads(const clip_onednn *engine);
void clip_give_back(struct openmp_threads threads);

// Memory aligned to a cache line.
void *clip_allocate(size_t bytes);

#pragma GCC visibility pop

#endif
