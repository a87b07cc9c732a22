// What a fork means for threads.
#ifndef FORKS_H
#define FORKS_H

#include <stdbool.h>

#pragma GCC visibility push(hidden)

// Whether this process was made by fork(2) after the library was loaded. It then has a working pool, whatever the pool did in
// the parent, which does not notice. What makes a process without the handlers of pthread_atfork(3), such as vfork or
// _Fork, must be followed by exec as ever.
bool clip_is_forked(void);

#pragma GCC visibility pop

#endif
