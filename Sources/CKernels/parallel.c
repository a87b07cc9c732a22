#include "crew.h"
#include "forks.h"
#include "packed_linear.h"

// The entry point that compilers call for `#pragma omp parallel`, in libgomp's stable interface, so that calling it needs no
// compiler support; and whether the calling thread is one of several in such a region, of OpenMP's interface.
void GOMP_parallel(void (*body)(void *), void *context, unsigned threads, unsigned flags);
int omp_in_parallel(void);

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define HAS_THREAD_SANITIZER
#endif
#endif

#ifdef HAS_THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>

// libgomp is not built with the sanitizer, which therefore does not see that the threads begin after what the caller
// did before, and end before what it does next.
typedef struct {
    void (*body)(void *context);
    void *context;
} job;

static void run(void *argument) {
    job *mine = argument;
    __tsan_acquire(mine);
    mine->body(mine->context);
    __tsan_release(mine);
}

static void run_on_openmp(void (*body)(void *context), void *context, int threads) {
    job mine = {body, context};
    __tsan_release(&mine);
    GOMP_parallel(run, &mine, (unsigned)threads, 0);
    __tsan_acquire(&mine);
}
#else
static void run_on_openmp(void (*body)(void *context), void *context, int threads) {
    GOMP_parallel(body, context, (unsigned)threads, 0);
}
#endif

// Whether layers are oneDNN's, which brings OpenMP's threads: a second pool beside it would fight with it for processors.
static bool has_layers_of_onednn(void) { return !clip_multiplies(CLIP_FACTORS_FLOAT32); }

void clip_parallel(void (*body)(void *context), void *context, int threads) {
    if (threads == 1) {
        body(context);
    } else if (has_layers_of_onednn() && !clip_is_forked()) {
        run_on_openmp(body, context, threads);
    } else {
        clip_work_together(body, context, threads);
    }
}

int clip_usable_threads(int threads) { return clip_is_at_work() || omp_in_parallel() ? 1 : threads; }

int clip_openmp_threads(int threads) { return clip_is_forked() ? 1 : clip_usable_threads(threads); }
