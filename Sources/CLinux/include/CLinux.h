// The Linux calls that glibc shows only with _GNU_SOURCE, which Swift's Glibc module does not set.
#ifndef CLINUX_H
#define CLINUX_H

#include <sys/types.h>

#pragma GCC visibility push(hidden)

// open(2) with O_TMPFILE: a writable file in the directory that has no name yet, or -1 with errno.
int clip_linux_open_nameless(int directory, mode_t permissions);

// fallocate(2), mode 0: takes the disk space of the first `length` bytes; 0, or -1 with errno.
int clip_linux_reserve(int descriptor, off_t length);

// sync_file_range(2): begins to write a range to the disk without waiting for it. Only a hint.
void clip_linux_begin_writeback(int descriptor, off_t offset, off_t length);

// memfd_create(2): a file that has no name and lies in memory, or -1 with errno.
int clip_linux_open_in_memory(void);

// open(2) with O_PATH: a directory, relative to another one, to be looked at though it may not be read; or -1 with errno.
int clip_linux_open_to_look(int directory, const char *path);

// tcp(7), TCP_INFO and SIOCINQ: bytes that a connection brought and that were read; 0 for what is no connection.
long long clip_linux_taken_byte_count(int socket);

// Whether an entry of a directory has an access list beside its mode (acl(5)); a link is not followed.
int clip_linux_has_access_list(int directory, const char *name);

// Makes descriptors 0, 1 and 2 ones that fail with EBADF when they are used as they should be, where they are closed.
void clip_linux_open_standard_descriptors(void);

// How many names clip_linux_note_unfinished keeps at once.
enum { CLIP_LINUX_UNFINISHED_LIMIT = 64 };

// Notes a name in an open directory that is to be removed when a signal ends the process: a number for
// clip_linux_forget_unfinished, or -1 where there are too many. The directory stays open until it is forgotten.
int clip_linux_note_unfinished(int directory, const char *name);

// The name is no longer to be removed.
void clip_linux_forget_unfinished(int slot);

// Has SIGHUP, SIGINT and SIGTERM remove the names that are noted before they end the process as they would have; those that
// are ignored stay so. For programs of our own: a library leaves a process's signals alone.
void clip_linux_remove_unfinished_on_signals(void);

#pragma GCC visibility pop

#endif
