// Tries what somebody would who has taken a command over, at the moment when it reads its input or first prints, and
// prints how each attempt ended: lines `intruder: ATTEMPT ERRNO` on standard error. Preloaded by Intruder.
//
//   CLIPW_READS_BEFORE=N  lets this many reads of files pass before: a list of names is read before anything is forbidden
//   CLIPW_OLD_KERNEL=1    first takes Landlock and seccomp's filters away, as on a kernel that has neither
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LANDLOCK_CREATE_RULESET = 444 };

__attribute__((constructor)) static void become_old_kernel(void) {
    if (!getenv("CLIPW_OLD_KERNEL")) return;
    struct sock_filter statements[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, LANDLOCK_CREATE_RULESET, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_seccomp, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof statements / sizeof *statements, .filter = statements};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) abort();
}

static void report(const char *attempt, long result) {
    dprintf(2, "intruder: %s %s\n", attempt, result < 0 ? strerrorname_np(errno) : "OK");
}

static void intrude(void) {
    static atomic_bool has_been;
    if (atomic_exchange(&has_been, 1)) return;
    const char *outside = getenv("CLIPW_OUTSIDE");
    // What the kernel has.
    unsigned action = SECCOMP_RET_ERRNO;
    report("landlock", syscall(LANDLOCK_CREATE_RULESET, NULL, 0, 1));
    report("seccomp", syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action));
    report("open", syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY));
    report("write", syscall(SYS_openat, AT_FDCWD, outside, O_WRONLY | O_CREAT, 0600));
    report("remove", syscall(SYS_unlinkat, AT_FDCWD, outside, 0));
    report("socket", syscall(SYS_socket, AF_INET, SOCK_STREAM, 0));
    report("process_vm_readv", syscall(SYS_process_vm_readv, getpid(), NULL, 0, NULL, 0, 0));
    report("io_uring", syscall(SYS_io_uring_setup, 1, NULL));
    // One that succeeds leaves nobody to go on, so it is the child that tries it, if there can be one.
    char *arguments[] = {"echo", "intruder: execve OK", NULL}, *variables[] = {NULL};
    long child = syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, 0);
    if (child != 0) report("clone", child);
    if (child > 0) {
        waitpid((pid_t)child, NULL, 0);
    } else {
        report("execve", syscall(SYS_execve, "/bin/echo", arguments, variables));
    }
}

#define NEXT(function) ((__typeof__(&function))dlsym(RTLD_NEXT, #function))

ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
    static atomic_int reads;
    const char *before = getenv("CLIPW_READS_BEFORE");
    if (atomic_fetch_add(&reads, 1) >= (before ? atoi(before) : 0)) intrude();
    return NEXT(pread)(descriptor, bytes, count, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    intrude();
    return NEXT(write)(descriptor, bytes, count);
}
