#include "engine.h"

#include "omp_minimal.h"
#include <stdlib.h>

clip_onednn *clip_onednn_create(int threads) {
    // For all of the process, in which oneDNN's own choice would end in SIGILL.
    if (clip_has_incomplete_avx2()) dnnl_set_max_cpu_isa(dnnl_cpu_isa_sse41);
    clip_onednn *engine = calloc(1, sizeof *engine);
    if (!engine) return NULL;
    engine->threads = threads;
    engine->cache = clip_create_cache();
    if (!engine->cache || dnnl_engine_create(&engine->engine, dnnl_cpu, 0) != dnnl_success) {
        clip_onednn_destroy(engine);
        return NULL;
    }
    return engine;
}

void clip_onednn_destroy(clip_onednn *engine) {
    if (!engine) return;
    if (engine->cache) clip_destroy_cache(engine->cache);
    if (engine->engine) dnnl_engine_destroy(engine->engine);
    free(engine);
}

struct openmp_threads clip_take_threads(const clip_onednn *engine) {
    struct openmp_threads threads = {
        .taken = clip_openmp_threads(engine->threads), .before = omp_get_max_threads()};
    omp_set_num_threads(threads.taken);
    return threads;
}

void clip_give_back(struct openmp_threads threads) { omp_set_num_threads(threads.before); }

void *clip_allocate(size_t bytes) {
    size_t rounded = (bytes + 63) / 64 * 64;
    return aligned_alloc(64, rounded > 0 ? rounded : 64);
}
