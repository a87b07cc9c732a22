// The system calls by which a process gives up what it does not need: Landlock, landlock(7), and a filter of system calls,
// seccomp(2). They have no functions in glibc. Each does nothing where the kernel does not have it, and in a build for a
// sanitizer.
#ifndef CSANDBOX_H
#define CSANDBOX_H

#include <stdbool.h>

#pragma GCC visibility push(hidden)

// A sanitizer's runtime starts processes that look into this one, and writes where it was told.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_UNDER_SANITIZER true
#endif
#endif
#ifndef IS_UNDER_SANITIZER
#define IS_UNDER_SANITIZER false
#endif

// What may be done beneath a path.
typedef enum {
    CSANDBOX_READ,  // files read, folders listed
    CSANDBOX_WRITE, // that, and files made, written, renamed and removed
} clip_sandbox_access;

// A set of paths that will be all that can be opened, as a descriptor; -1 where the kernel has no Landlock, and -2 where
// there is no descriptor or memory left.
int clip_sandbox_begin(void);

// Adds what lies at a path, or behind the link that it is, and beneath. A path that leads nowhere adds nothing. False
// where there is no descriptor or memory left, and the path could not be added.
bool clip_sandbox_allow(int paths, const char *path, clip_sandbox_access access);

// Adds the folders of the shared libraries that are loaded; false as above.
bool clip_sandbox_allow_loaded_libraries(int paths);

// From now on this thread and those that it begins open nothing else; closes the descriptor.
void clip_sandbox_enforce(int paths);

// From now on all threads get EPERM for what makes connections, starts programs and processes, or changes other
// processes, users' rights, mounts and the machine.
void clip_sandbox_forbid_calls(void);

#pragma GCC visibility pop

#endif
