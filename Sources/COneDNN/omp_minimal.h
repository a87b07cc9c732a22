// The functions of OpenMP that are needed, so that no compiler's omp.h is.
#ifndef OMP_MINIMAL_H
#define OMP_MINIMAL_H

// How many threads parallel regions begun by the calling thread get.
void omp_set_num_threads(int threads);
int omp_get_max_threads(void);

#endif
