#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/xattr.h>
#include <unistd.h>

int clip_linux_open_nameless(int directory, mode_t permissions) {
    return openat(directory, ".", O_RDWR | O_CLOEXEC | O_TMPFILE, permissions);
}

int clip_linux_reserve(int descriptor, off_t length) {
    return fallocate(descriptor, 0, 0, length);
}

void clip_linux_begin_writeback(int descriptor, off_t offset, off_t length) {
    (void)sync_file_range(descriptor, offset, length, SYNC_FILE_RANGE_WRITE);
}

int clip_linux_open_in_memory(void) {
    return memfd_create("clipw", MFD_CLOEXEC);
}

int clip_linux_open_to_look(int directory, const char *path) {
    return openat(directory, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

long long clip_linux_taken_byte_count(int socket) {
    struct tcp_info info = {0};
    socklen_t length = sizeof info;
    int unread = 0;
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0 ||
        length < offsetof(struct tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received ||
        ioctl(socket, SIOCINQ, &unread) != 0)
        return 0;
    return (long long)info.tcpi_bytes_received - unread;
}

int clip_linux_has_access_list(int directory, const char *name) {
    char path[64 + 256];
    int length = snprintf(path, sizeof path, "/proc/self/fd/%d/%s", directory, name);
    // Where it cannot be told there may be one.
    if (length < 0 || (size_t)length >= sizeof path) return 1;
    return lgetxattr(path, "system.posix_acl_access", NULL, 0) >= 0 || (errno != ENODATA && errno != EOPNOTSUPP);
}

void clip_linux_open_standard_descriptors(void) {
    // The wrong way round, so that what is printed to a closed stream is an error still.
    static const int flags[] = {O_WRONLY, O_RDONLY, O_RDONLY};
    for (int number = 0; number <= 2; number++)
        if (fcntl(number, F_GETFD) == -1 && errno == EBADF && openat(AT_FDCWD, "/dev/null", flags[number]) < 0) return;
}
