// The four Linux calls that glibc shows only with _GNU_SOURCE, which Swift's Glibc module does not set.
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

#endif
