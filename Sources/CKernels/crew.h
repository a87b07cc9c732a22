// The threads that work for those who call.
#ifndef CREW_H
#define CREW_H

#include "CKernels.h"

#include <stdbool.h>

#pragma GCC visibility push(hidden)

// Calls `body` on the caller's thread, and on those of up to `threads` - 1 members that come before it is done here;
// returns when all that came have left. Whoever calls while the crew has a job, or from within one, works alone, and so
// does everyone where the system gives no threads.
//
// The caller does not wait for a member that has not joined. Where other processes have its processor that may take
// milliseconds, in which a layer would have been computed many times.
void clip_work_together(void (*body)(void *context), void *context, int threads);

// A fork copies the crew's state and none of its threads. Before a fork the crew is held, so that its lock is free in the
// child; then the parent releases it and goes on, and the child disbands it and begins threads anew when it needs them.
void clip_hold_crew(void);
void clip_release_crew(void);
void clip_disband_crew(void);

// Whether the calling thread is at a job of the crew.
bool clip_is_at_work(void);

#pragma GCC visibility pop

#endif
