#include "forks.h"

#include "crew.h"

#include <pthread.h>
#include <stdatomic.h>

static atomic_bool is_child;

static void begin_as_child(void) {
    atomic_store(&is_child, true);
    clip_disband_crew();
}

// When the library is loaded, since it matters to OpenMP whether the process forked before its first job too.
__attribute__((constructor)) static void watch_forks(void) { pthread_atfork(clip_hold_crew, clip_release_crew, begin_as_child); }

bool clip_is_forked(void) { return atomic_load(&is_child); }
