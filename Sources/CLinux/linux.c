#define _GNU_SOURCE
#include "CLinux.h"

#include <fcntl.h>
#include <sys/mman.h>

int clinux_open_nameless(int directory, mode_t permissions) {
    return openat(directory, ".", O_RDWR | O_CLOEXEC | O_TMPFILE, permissions);
}

int clinux_reserve(int descriptor, off_t length) {
    return fallocate(descriptor, 0, 0, length);
}

void clinux_begin_writeback(int descriptor, off_t offset, off_t length) {
    (void)sync_file_range(descriptor, offset, length, SYNC_FILE_RANGE_WRITE);
}

int clinux_open_in_memory(void) {
    return memfd_create("clipw", MFD_CLOEXEC);
}
