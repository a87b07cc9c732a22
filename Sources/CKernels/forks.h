// What a fork means for threads.
#ifndef FORKS_H
#define FORKS_H

#include <stdbool.h>

// Whether this process was made by fork(2) after the library was loaded. It then has a working pool, whatever the pool did in
// the parent, which does not notice. What makes a process without the handlers of pthread_atfork(3), such as vfork or
// _Fork, must be followed by exec as ever.
bool is_forked(void);

#endif
