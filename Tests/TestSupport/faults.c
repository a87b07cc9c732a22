// Makes one call of a command to the system go wrong. Preloaded into it by FaultLibrary, which compiles this file.
//
//   CLIPW_FAULT=CALL:N:HOW    the N-th CALL fails with EIO, ENOSPC, EINTR, EMFILE, ENOMEM or EAGAIN and only that one;
//                             `short` moves one byte only; `flip` writes another first byte, as a bad disk would;
//                             `shrink` and `change` do to the file that is about to be
//                             read what another process could do: empty it, or change the byte that is next. Calls
//                             for files that have no name yet, which no other process finds, are not counted then.
//                             `late` begins a thread that comes after a minute, and ends the process then.
//   CLIPW_FAULT_MARK=PATH     a file that is made at the start, and gets a byte when it happens
//   CLIPW_CALLS=PATH          a file that gets a line for each call that decides what a loss of power leaves:
//                             `write INODE`, `sync INODE`, `link INODE NAME`, `rename INODE NAME`
//
// What the sandbox forbids a command is done before it begins, or by another process.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long calls;
static int mark = -1, other_process = -1, calls_made = -1;

// What is asked of the other process: to do this to a file that the command has open.
struct disturbance {
    pid_t process;
    int descriptor;
    off_t offset;
    char how[16];
};

static void disturb_file(const struct disturbance *wanted) {
    char path[64], byte = 0;
    snprintf(path, sizeof path, "/proc/%d/fd/%d", wanted->process, wanted->descriptor);
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    if (strcmp(wanted->how, "shrink") == 0) syscall(SYS_ftruncate, file, 0);
    if (strcmp(wanted->how, "change") == 0 && syscall(SYS_pread64, file, &byte, 1, wanted->offset) == 1) {
        byte ^= 1;
        syscall(SYS_pwrite64, file, &byte, 1, wanted->offset);
    }
    syscall(SYS_close, file);
}

// Ends with the command, whose end of the connection is closed then.
static void disturb_files(int connection) {
    for (int stream = 0; stream <= 2; stream++) close(stream);
    struct disturbance wanted;
    while (recv(connection, &wanted, sizeof wanted, 0) == sizeof wanted) {
        disturb_file(&wanted);
        if (send(connection, "", 1, 0) != 1) break;
    }
    _exit(0);
}

// A number that the command's own files do not reach.
static int opened_for_notes(const char *path) {
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int far = fcntl(file, F_DUPFD_CLOEXEC, 100);
    close(file);
    return far;
}

// Notes a call that succeeded, for the file that a path from a directory leads to, or that a descriptor stands for.
static void note(const char *call, int descriptor, const char *path) {
    struct stat status;
    if (calls_made < 0 || syscall(SYS_newfstatat, descriptor, path ? path : "", &status, AT_EMPTY_PATH) != 0) return;
    char line[512];
    int length = snprintf(line, sizeof line, "%s %lu %s\n", call, (unsigned long)status.st_ino, path ? path : "");
    syscall(SYS_write, calls_made, line, length);
}

__attribute__((constructor)) static void prepare(void) {
    const char *notes = getenv("CLIPW_CALLS");
    if (notes) calls_made = opened_for_notes(notes);
    const char *fault = getenv("CLIPW_FAULT"), *path = getenv("CLIPW_FAULT_MARK");
    if (!fault || !path) return;
    mark = opened_for_notes(path);
    if (!strstr(fault, ":shrink") && !strstr(fault, ":change")) return;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) abort();
    if (fork() == 0) {
        close(ends[0]);
        disturb_files(ends[1]);
    }
    close(ends[1]);
    other_process = fcntl(ends[0], F_DUPFD_CLOEXEC, 100);
    close(ends[0]);
}

static int number_of(const char *how) {
    static const struct {
        const char *name;
        int number;
    } numbers[] = {{"EIO", EIO},       {"ENOSPC", ENOSPC}, {"EINTR", EINTR},
                   {"EMFILE", EMFILE}, {"ENOMEM", ENOMEM}, {"EAGAIN", EAGAIN}};
    for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) {
        if (strcmp(numbers[index].name, how) == 0) return numbers[index].number;
    }
    return 0;
}

// Whether the file that a descriptor stands for has a name that another process could open.
static int has_name(int descriptor) {
    struct stat status;
    return syscall(SYS_fstat, descriptor, &status) == 0 && status.st_nlink > 0;
}

// How this call is to go wrong, or NULL. By system calls of its own, so that it does not meet itself.
static const char *fault_of(const char *call) {
    const char *fault = getenv("CLIPW_FAULT");
    size_t length = strlen(call);
    if (!fault || strncmp(fault, call, length) != 0 || fault[length] != ':') return NULL;
    char *how;
    long wanted = strtol(fault + length + 1, &how, 10);
    if (atomic_fetch_add(&calls, 1) + 1 != wanted) return NULL;
    syscall(SYS_write, mark, "x", 1);
    return how + 1;
}

#define FAIL_IF_WANTED(call)                                                                                          \
    const char *how = fault_of(call);                                                                                 \
    if (how && number_of(how)) {                                                                                      \
        errno = number_of(how);                                                                                       \
        return -1;                                                                                                    \
    }
#define NEXT(function) ((__typeof__(&function))dlsym(RTLD_NEXT, #function))

static void disturb(int descriptor, off_t offset, const char *how) {
    struct disturbance wanted = {.process = getpid(), .descriptor = descriptor, .offset = offset};
    snprintf(wanted.how, sizeof wanted.how, "%s", how);
    char done;
    if (send(other_process, &wanted, sizeof wanted, 0) != sizeof wanted || recv(other_process, &done, 1, 0) != 1) abort();
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
    if (!has_name(descriptor)) return NEXT(pread)(descriptor, bytes, count, offset);
    FAIL_IF_WANTED("pread")
    if (how && strcmp(how, "short") == 0 && count > 1) count = 1;
    if (how && strcmp(how, "short") != 0) disturb(descriptor, offset, how);
    return NEXT(pread)(descriptor, bytes, count, offset);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    FAIL_IF_WANTED("pwrite")
    if (how && strcmp(how, "flip") == 0 && count > 0) {
        char flipped = *(const char *)bytes ^ 1;
        return NEXT(pwrite)(descriptor, &flipped, 1, offset);
    }
    ssize_t result = NEXT(pwrite)(descriptor, bytes, how && count > 1 ? 1 : count, offset);
    if (result > 0) note("write", descriptor, NULL);
    return result;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    FAIL_IF_WANTED("write")
    return NEXT(write)(descriptor, bytes, how && count > 1 ? 1 : count);
}

int fsync(int descriptor) {
    FAIL_IF_WANTED("fsync")
    int result = NEXT(fsync)(descriptor);
    if (result == 0) note("sync", descriptor, NULL);
    return result;
}

int fallocate(int descriptor, int mode, off_t offset, off_t count) {
    FAIL_IF_WANTED("fallocate")
    return NEXT(fallocate)(descriptor, mode, offset, count);
}

int renameat(int from, const char *source, int to, const char *target) {
    FAIL_IF_WANTED("renameat")
    int result = NEXT(renameat)(from, source, to, target);
    if (result == 0) note("rename", to, target);
    return result;
}

int linkat(int from, const char *source, int to, const char *target, int flags) {
    FAIL_IF_WANTED("linkat")
    int result = NEXT(linkat)(from, source, to, target, flags);
    if (result == 0) note("link", to, target);
    return result;
}

int fstat(int descriptor, struct stat *status) {
    FAIL_IF_WANTED("fstat")
    return NEXT(fstat)(descriptor, status);
}

int open(const char *path, int flags, ...) {
    FAIL_IF_WANTED("open")
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return NEXT(open)(path, flags, mode);
}

int openat(int directory, const char *path, int flags, ...) {
    FAIL_IF_WANTED("openat")
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    // A file system without files that have no name, as NFS, FUSE and vfat are.
    if ((flags & O_TMPFILE) == O_TMPFILE && getenv("CLIPW_NO_TMPFILE")) {
        errno = EOPNOTSUPP;
        return -1;
    }
    return NEXT(openat)(directory, path, flags, mode);
}

void *mmap(void *address, size_t count, int protection, int flags, int descriptor, off_t offset) {
    const char *how = fault_of("mmap");
    if (how) {
        errno = number_of(how);
        return MAP_FAILED;
    }
    return NEXT(mmap)(address, count, protection, flags, descriptor, offset);
}

static void *come_late(void *unused) {
    sleep(60);
    _exit(1);
    return unused;
}

int pthread_create(
    pthread_t *thread, const pthread_attr_t *attributes, void *(*routine)(void *argument), void *argument) {
    const char *how = fault_of("pthread_create");
    if (how && number_of(how)) return number_of(how);
    return NEXT(pthread_create)(thread, attributes, how ? come_late : routine, argument);
}
