#define _GNU_SOURCE
#include "COpenBLAS.h"

#include <CKernels.h>
#include <cblas.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static __typeof__(cblas_sgemm) *multiply;

// Products hold it for reading and a fork for writing, so that no lock of OpenBLAS's is taken to a child by a thread that
// is not there. Those that wait for a fork are few and short; were readers preferred, a fork might wait for ever.
static pthread_rwlock_t products = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;

static void before_fork(void) { pthread_rwlock_wrlock(&products); }
static void after_fork(void) { pthread_rwlock_unlock(&products); }

// Anew: those who waited in the parent are not there.
static void after_fork_in_child(void) {
    products = (pthread_rwlock_t)PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
}

// OpenBLAS takes 128 MiB for each product that is computed at a time, keeps it for later ones, and asks for ever where it
// gets none. So products are counted, and whether there is room for another is tried before OpenBLAS asks: `slots` is how
// many it may have memory for, `taken` how many are at work. All of it may be untouched yet, hence room for all of them.
static pthread_mutex_t slots_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t slot_is_free = PTHREAD_COND_INITIALIZER;
static size_t slots, taken;

static bool has_room_for(size_t count) {
    size_t size = count * (129 << 20);
    void *room = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return room != MAP_FAILED && munmap(room, size) == 0;
}

// Waits only while another product is at work, since loading has taken the first slot.
static void take_slot(void) {
    pthread_mutex_lock(&slots_mutex);
    while (taken == slots) {
        if (has_room_for(slots + 1)) slots++;
        else pthread_cond_wait(&slot_is_free, &slots_mutex);
    }
    taken++;
    pthread_mutex_unlock(&slots_mutex);
}

static void free_slot(void) {
    pthread_mutex_lock(&slots_mutex);
    taken--;
    pthread_cond_signal(&slot_is_free);
    pthread_mutex_unlock(&slots_mutex);
}

// The kernels that OpenBLAS is told to use; NULL for its own choice.
static const char *core(void) {
    const char *wanted = getenv("OPENBLAS_CORETYPE");
    if (wanted) return wanted;
    switch (clip_best_isa()) {
    case CLIP_ISA_AVX512: return "SkylakeX";
    case CLIP_ISA_AVX2: return "Haswell";
    case CLIP_ISA_PORTABLE: return clip_has_incomplete_avx2() ? "Prescott" : NULL;
    }
}

// Loads the library apart from what the process has already: a copy of it, on a copy of the C library with an environment
// of its own.
static void *load_apart(void) {
    static char core_type[64];
    static char *environment[] = {"OPENBLAS_NUM_THREADS=1", NULL, NULL};
    Lmid_t namespace;
    void *c_library = dlmopen(LM_ID_NEWLM, "libc.so.6", RTLD_NOW);
    if (!c_library || dlinfo(c_library, RTLD_DI_LMID, &namespace) != 0) return NULL;
    char ***its_environment = dlsym(c_library, "environ");
    if (!its_environment) return NULL;
    if (core()) {
        snprintf(core_type, sizeof core_type, "OPENBLAS_CORETYPE=%s", core());
        environment[1] = core_type;
    }
    *its_environment = environment;
    return dlmopen(namespace, "libopenblas.so.0", RTLD_NOW);
}

// A product that is large enough to need the memory of the first slot. False where there is none.
static bool take_first_slot(__typeof__(cblas_sgemm) *multiply) {
    enum { side = 128 };
    static float zeros[side * side], result[side * side];
    if (!has_room_for(1)) return false;
    multiply(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, side, side, side, 1, zeros, side, zeros, side, 0, result, side);
    slots = 1;
    return true;
}

static void load(void) {
    void *library = load_apart();
    if (!library) return;
    __typeof__(cblas_sgemm) *loaded = (__typeof__(cblas_sgemm) *)dlsym(library, "cblas_sgemm");
    if (!loaded || !take_first_slot(loaded)) return;
    if (pthread_atfork(before_fork, after_fork, after_fork_in_child) != 0) return;
    multiply = loaded;
}

bool clip_openblas_load(void) {
    pthread_once(&once, load);
    return multiply != NULL;
}

void clip_openblas_multiply(
    bool is_transposed, size_t m, size_t n, size_t k, float scale, const float *a, size_t a_stride,
    const float *b, size_t b_stride, float beta, float *c, size_t c_stride) {
    pthread_rwlock_rdlock(&products);
    take_slot();
    multiply(
        CblasRowMajor, CblasNoTrans, is_transposed ? CblasTrans : CblasNoTrans, (blasint)m, (blasint)n,
        (blasint)k, scale, a, (blasint)a_stride, b, (blasint)b_stride, beta, c, (blasint)c_stride);
    free_slot();
    pthread_rwlock_unlock(&products);
}
