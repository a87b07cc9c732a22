#include "engine.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// Operations are kept until the engine goes, up to this many; what comes after is made each time.
//
// A tower needs four for every number of rows, and the rows of texts vary.
enum { CACHE_CAPACITY = 1024 };

struct operation_cache {
    size_t count;
    struct entry {
        struct operation_key key;
        dnnl_memory_desc_t weights;
        struct operation operation;
    } entries[CACHE_CAPACITY];
};

static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;

void clip_lock_making(void) { pthread_mutex_lock(&making); }

void clip_unlock_making(void) { pthread_mutex_unlock(&making); }

__attribute__((constructor)) static void watch_forks(void) { pthread_atfork(clip_lock_making, clip_unlock_making, clip_unlock_making); }

struct operation_cache *clip_create_cache(void) { return calloc(1, sizeof(struct operation_cache)); }

void clip_destroy_cache(struct operation_cache *cache) {
    for (size_t i = 0; i < cache->count; i++) {
        dnnl_primitive_destroy(cache->entries[i].operation.primitive);
    }
    free(cache);
}

static bool is_same(const struct operation_key *a, const struct operation_key *b) {
    return a->rows == b->rows && a->outputs == b->outputs && a->inputs == b->inputs && a->threads == b->threads
        && a->epilogue == b->epilogue && a->function == b->function && a->has_bias == b->has_bias;
}

bool clip_find_operation(
    clip_onednn *engine, const struct operation_key *key, const dnnl_memory_desc_t *weights,
    struct operation *operation) {
    struct operation_cache *cache = engine->cache;
    clip_lock_making();
    bool is_found = false;
    for (size_t i = 0; i < cache->count && !is_found; i++) {
        struct entry *entry = &cache->entries[i];
        if (!is_same(&entry->key, key) || !dnnl_memory_desc_equal(&entry->weights, weights)) continue;
        *operation = entry->operation;
        is_found = true;
    }
    if (!is_found && clip_make_operation(engine->engine, key, weights, operation)) {
        is_found = true;
        operation->is_owned = cache->count == CACHE_CAPACITY;
        if (!operation->is_owned) {
            cache->entries[cache->count] = (struct entry){*key, *weights, *operation};
            cache->count += 1;
        }
    }
    clip_unlock_making();
    return is_found;
}

static dnnl_alg_kind_t algorithm(clip_pointwise function) {
    switch (function) {
    case CLIP_QUICK_GELU: return dnnl_eltwise_swish;
    case CLIP_GELU: return dnnl_eltwise_gelu_erf;
    case CLIP_GELU_TANH: return dnnl_eltwise_gelu_tanh;
    case CLIP_RELU: return dnnl_eltwise_relu;
    }
}

static dnnl_status_t append_epilogue(dnnl_post_ops_t operations, clip_epilogue epilogue, clip_pointwise function) {
    dnnl_status_t status = dnnl_success;
    if (epilogue == CLIP_ACCUMULATE || epilogue == CLIP_ACCUMULATE_ACTIVATED) {
        status = dnnl_post_ops_append_sum(operations, 1);
    }
    if (status == dnnl_success && (epilogue == CLIP_STORE_ACTIVATED || epilogue == CLIP_ACCUMULATE_ACTIVATED)) {
        float alpha = function == CLIP_QUICK_GELU ? 1.702f : 0;
        status = dnnl_post_ops_append_eltwise(operations, 1, algorithm(function), alpha, 0);
    }
    return status;
}

bool clip_make_operation(
    dnnl_engine_t engine, const struct operation_key *key, const dnnl_memory_desc_t *weights,
    struct operation *operation) {
    dnnl_dim_t rows = (dnnl_dim_t)key->rows, outputs = (dnnl_dim_t)key->outputs, inputs = (dnnl_dim_t)key->inputs;
    dnnl_memory_desc_t source, bias, target;
    dnnl_matmul_desc_t description;
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_post_ops_t post_operations = NULL;
    dnnl_primitive_desc_t primitive = NULL;
    bool is_made = dnnl_memory_desc_init_by_tag(&source, 2, (dnnl_dims_t){rows, inputs}, dnnl_f32, dnnl_ab)
            == dnnl_success
        && dnnl_memory_desc_init_by_tag(&bias, 2, (dnnl_dims_t){1, outputs}, dnnl_f32, dnnl_ab) == dnnl_success
        && dnnl_memory_desc_init_by_tag(&target, 2, (dnnl_dims_t){rows, outputs}, dnnl_f32, dnnl_ab)
            == dnnl_success
        && dnnl_matmul_desc_init(&description, &source, weights, key->has_bias ? &bias : NULL, &target)
            == dnnl_success
        && dnnl_primitive_attr_create(&attributes) == dnnl_success
        // oneDNN's own scratchpad belongs to the thread that made the operation, and others run it too.
        && dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user) == dnnl_success
        && dnnl_post_ops_create(&post_operations) == dnnl_success
        && append_epilogue(post_operations, key->epilogue, key->function) == dnnl_success
        && dnnl_primitive_attr_set_post_ops(attributes, post_operations) == dnnl_success
        && dnnl_primitive_desc_create(&primitive, &description, attributes, engine, NULL) == dnnl_success;
    if (is_made) {
        *operation = (struct operation){
            .source = source, .bias = bias, .target = target,
            .weights = *dnnl_primitive_desc_query_md(primitive, dnnl_query_weights_md, 0),
            .scratchpad = *dnnl_primitive_desc_query_md(primitive, dnnl_query_scratchpad_md, 0)};
        is_made = dnnl_primitive_create(&operation->primitive, primitive) == dnnl_success;
    }
    if (primitive) dnnl_primitive_desc_destroy(primitive);
    if (post_operations) dnnl_post_ops_destroy(post_operations);
    if (attributes) dnnl_primitive_attr_destroy(attributes);
    return is_made;
}
