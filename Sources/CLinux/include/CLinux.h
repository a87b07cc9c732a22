// The six Linux calls that glibc shows only with _GNU_SOURCE, which Swift's Glibc module does not set.
#ifndef CLINUX_H
#define CLINUX_H

#include <sys/types.h>

// open(2) with O_TMPFILE: a writable file in the directory that has no name yet, or -1 with errno.
int clinux_open_nameless(int directory, mode_t permissions);

// fallocate(2), mode 0: takes the disk space of the first `length` bytes; 0, or -1 with errno.
int clinux_reserve(int descriptor, off_t length);

// sync_file_range(2): begins to write a range to the disk without waiting for it. Only a hint.
void clinux_begin_writeback(int descriptor, off_t offset, off_t length);

// memfd_create(2): a file that has no name and lies in memory, or -1 with errno.
int clinux_open_in_memory(void);

// open(2) with O_PATH: a directory, relative to another one, to be looked at though it may not be read; or -1 with errno.
int clinux_open_to_look(int directory, const char *path);

// tcp(7), TCP_INFO and SIOCINQ: bytes that a connection brought and that were read; 0 for what is no connection.
long long clinux_taken_byte_count(int socket);

#endif
