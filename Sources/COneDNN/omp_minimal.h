// The function of OpenMP that is needed, so that no compiler's omp.h is.
#ifndef OMP_MINIMAL_H
#define OMP_MINIMAL_H

// How many threads parallel regions begun by the calling thread get.
void omp_set_num_threads(int threads);

#endif
