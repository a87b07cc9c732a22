// Products of matrices by OpenBLAS, which is loaded when the first one is asked for.
#ifndef COPENBLAS_H
#define COPENBLAS_H

#include <stdbool.h>
#include <stddef.h>

#pragma GCC visibility push(hidden)

// Loads the library, once; false if it is not there, or if there is no room for its buffers.
//
// Its threads would compete with the project's, and their number would change the order of sums. It chooses its kernels
// while it is loaded, and its version 0.3.21 takes processors newer than itself for much older ones. It is told both, one
// thread and which kernels, only by variables of the environment, or for the threads by a call that counts for all of the
// process; in a library neither is ours to change. A host with an OpenBLAS of its own, as NumPy has, would compute on one
// thread from then on, or we on as many as it has set. So it is loaded into a link namespace of its own, dlmopen(3), where
// the copy of the C library that comes with it has an environment that says just this: the host's environment and OpenBLAS
// stay what they are, and theirs is not ours. OPENBLAS_CORETYPE, where the host has it, counts.
//
// The other ways fall short: openblas_set_num_threads_local is not there before 0.3.27 and is process-wide where
// OpenBLAS has threads of its own; Debian's serial variant has the same name to the loader and must be told its kernels
// by the environment all the same.
bool clip_openblas_load(void);

// c = scale a b + beta c, of row-major float32 matrices on the calling thread: `a` is [m, k], `b` is [k, n], or
// [n, k] where it is transposed, `c` is [m, n]; rows begin `*_stride` numbers apart.
//
// The library must have been loaded. A fork waits until products that other threads have begun are done.
void clip_openblas_multiply(
    bool is_transposed, size_t m, size_t n, size_t k, float scale, const float *a, size_t a_stride,
    const float *b, size_t b_stride, float beta, float *c, size_t c_stride);

#pragma GCC visibility pop

#endif
