#include "CKernels.h"

// The entry point that compilers call for `#pragma omp parallel`, in libgomp's stable interface. Calling it
// needs no compiler support, and shares the one pool of threads with oneDNN, which is built on it.
void GOMP_parallel(void (*body)(void *), void *context, unsigned threads, unsigned flags);

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

void clip_parallel(void (*body)(void *context), void *context, int threads) {
    job mine = {body, context};
    __tsan_release(&mine);
    GOMP_parallel(run, &mine, (unsigned)threads, 0);
    __tsan_acquire(&mine);
}
#else
void clip_parallel(void (*body)(void *context), void *context, int threads) {
    if (threads == 1) {
        body(context);
    } else {
        GOMP_parallel(body, context, (unsigned)threads, 0);
    }
}
#endif

// Whether the calling thread is one of several in a parallel region; of OpenMP's interface, so that no compiler's omp.h
// is needed.
int omp_in_parallel(void);

int clip_usable_threads(int threads) { return omp_in_parallel() ? 1 : threads; }
