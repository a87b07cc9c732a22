// The threads that work for those who call.
#ifndef CREW_H
#define CREW_H

#include "CKernels.h"

#include <stdbool.h>

// Calls `job` on the caller's thread, and on up to `threads` - 1 others that come before it is done here; returns when all
// that came have left. Whoever calls while the crew has a job, or from within one, works alone.
//
// The caller never waits for a thread that has not begun. Where other processes have taken its processor it may not begin
// for milliseconds, in which a layer would have been computed many times.
void work_together(void (*job)(void *context), void *context, int threads);

// Whether the calling thread is at a job of the crew.
bool is_at_work(void);

#endif
