#include "COpenBLAS.h"

#include <cblas.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static __typeof__(cblas_sgemm) *multiply;

// OpenBLAS takes 128 MiB for each thread that multiplies, and where it gets none it asks again for ever. So whether
// there is room is tried here, before it asks.
static bool has_room(void) {
    size_t size = (size_t)sysconf(_SC_NPROCESSORS_ONLN) * (128 << 20);
    void *room = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return room != MAP_FAILED && munmap(room, size) == 0;
}

static void load(void) {
    if (!has_room()) return;
    const char *core = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
            && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
        ? "SkylakeX"
        : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? "Haswell" : NULL;
    if (core) setenv("OPENBLAS_CORETYPE", core, 0);
    // Its own threads would compete with the project's, and their number would change the order of sums.
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    multiply = (__typeof__(cblas_sgemm) *)dlsym(library, "cblas_sgemm");
}

bool clip_openblas_load(void) {
    pthread_once(&once, load);
    return multiply != NULL;
}

void clip_openblas_multiply(
    bool is_transposed, size_t m, size_t n, size_t k, float scale, const float *a, size_t a_stride,
    const float *b, size_t b_stride, float beta, float *c, size_t c_stride) {
    multiply(
        CblasRowMajor, CblasNoTrans, is_transposed ? CblasTrans : CblasNoTrans, (blasint)m, (blasint)n,
        (blasint)k, scale, a, (blasint)a_stride, b, (blasint)b_stride, beta, c, (blasint)c_stride);
}
