#define _GNU_SOURCE
#include "CLinux.h"

#include <fcntl.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>

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

int clinux_open_to_look(int directory, const char *path) {
    return openat(directory, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

long long clinux_taken_byte_count(int socket) {
    struct tcp_info info = {0};
    socklen_t length = sizeof info;
    int unread = 0;
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0 ||
        length < offsetof(struct tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received ||
        ioctl(socket, SIOCINQ, &unread) != 0)
        return 0;
    return (long long)info.tcpi_bytes_received - unread;
}
