#include "COpenBLAS.h"

#include <cblas.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void (*set_threads)(int);
static __typeof__(cblas_sgemm) *multiply;

static void load(void) {
    const char *core = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
            && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
        ? "SkylakeX"
        : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? "Haswell" : NULL;
    if (core) setenv("OPENBLAS_CORETYPE", core, 0);
    void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    set_threads = (void (*)(int))dlsym(library, "openblas_set_num_threads");
    multiply = (__typeof__(cblas_sgemm) *)dlsym(library, "cblas_sgemm");
    // Its own threads would compete with the project's, and their number would change the order of sums.
    if (set_threads) set_threads(1);
}

bool clip_openblas_load(void) {
    pthread_once(&once, load);
    return multiply && set_threads;
}

void clip_openblas_multiply(
    bool is_transposed, size_t m, size_t n, size_t k, float scale, const float *a, size_t a_stride,
    const float *b, size_t b_stride, float beta, float *c, size_t c_stride) {
    multiply(
        CblasRowMajor, CblasNoTrans, is_transposed ? CblasTrans : CblasNoTrans, (blasint)m, (blasint)n,
        (blasint)k, scale, a, (blasint)a_stride, b, (blasint)b_stride, beta, c, (blasint)c_stride);
}
