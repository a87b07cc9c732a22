// Products of matrices by OpenBLAS, which is loaded when the first one is asked for.
#ifndef COPENBLAS_H
#define COPENBLAS_H

#include <stdbool.h>
#include <stddef.h>

// Loads the library, once; false if it is not there, or if there is no room for its buffers.
//
// OpenBLAS chooses its kernels while it is loaded, and its version 0.3.21 takes processors newer than itself for
// much older ones. So it is told which to use, unless OPENBLAS_CORETYPE is set already.
bool clip_openblas_load(void);

// c = scale a b + beta c, of row-major float32 matrices on the calling thread: `a` is [m, k], `b` is [k, n], or
// [n, k] where it is transposed, `c` is [m, n]; rows begin `*_stride` numbers apart.
//
// The library must have been loaded.
void clip_openblas_multiply(
    bool is_transposed, size_t m, size_t n, size_t k, float scale, const float *a, size_t a_stride,
    const float *b, size_t b_stride, float beta, float *c, size_t c_stride);

#endif
