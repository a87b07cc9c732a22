#include "CKernels.h"

// The entry point that compilers call for `#pragma omp parallel`, in libgomp's stable interface. Calling it
// needs no compiler support, and shares the one pool of threads with oneDNN, which is built on it.
void GOMP_parallel(void (*body)(void *), void *context, unsigned threads, unsigned flags);

void clip_parallel(void (*body)(void *context), void *context, int threads) {
    GOMP_parallel(body, context, (unsigned)threads, 0);
}
