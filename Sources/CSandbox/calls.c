#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// Calls that no command makes. What is not among them stays, so that another version of a library works as ever.
static const int forbidden[] = {
    // Connections
    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
    // Programs and processes
    SYS_execve, SYS_execveat, SYS_fork, SYS_vfork,
    // What does things without their own calls
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_bpf, SYS_userfaultfd, SYS_perf_event_open,
    // Other processes
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_open, SYS_pidfd_getfd, SYS_pidfd_send_signal,
    SYS_kcmp, SYS_process_madvise,
    // Rights: of users, and of files by their paths, which Landlock does not know
    SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid, SYS_setresgid, SYS_setfsuid, SYS_setfsgid,
    SYS_setgroups, SYS_capset, SYS_chmod, SYS_fchmodat, SYS_chown, SYS_lchown, SYS_fchownat, SYS_setxattr, SYS_lsetxattr,
    SYS_removexattr, SYS_lremovexattr, SYS_utime, SYS_utimes, SYS_futimesat, SYS_open_by_handle_at,
    SYS_name_to_handle_at, SYS_add_key, SYS_request_key, SYS_keyctl,
    // Mounts and namespaces
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns, SYS_open_tree, SYS_move_mount, SYS_fsopen,
    SYS_fsconfig, SYS_fsmount, SYS_fspick, SYS_mount_setattr, SYS_fanotify_init, SYS_quotactl,
    // The machine
    SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_kexec_file_load, SYS_reboot, SYS_swapon,
    SYS_swapoff, SYS_acct, SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime, SYS_sethostname,
    SYS_setdomainname, SYS_iopl, SYS_ioperm, SYS_modify_ldt, SYS_syslog,
};
enum { COUNT = sizeof forbidden / sizeof *forbidden, OTHER_INTERFACE = 0x40000000 };

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
// Leaves the next statement out unless what was loaded compares so.
#define IF(comparison, value) BPF_JUMP(BPF_JMP | comparison | BPF_K, value, 0, 1)
#define UNLESS(comparison, value) BPF_JUMP(BPF_JMP | comparison | BPF_K, value, 1, 0)
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, what)
#define FORBID RETURN(SECCOMP_RET_ERRNO | EPERM)
#define ALLOW RETURN(SECCOMP_RET_ALLOW)

void clip_sandbox_forbid_calls(void) {
    struct sock_filter statements[COUNT * 2 + 32];
    size_t count = 0;
#define ADD(...) statements[count++] = (struct sock_filter)__VA_ARGS__
    // The calls of 32 bits and of x32 have other numbers.
    ADD(LOAD(arch));
    ADD(UNLESS(BPF_JEQ, AUDIT_ARCH_X86_64));
    ADD(FORBID);
    ADD(LOAD(nr));
    ADD(IF(BPF_JGE, OTHER_INTERFACE));
    ADD(FORBID);
    for (size_t i = 0; i < COUNT; i++) {
        ADD(IF(BPF_JEQ, (unsigned)forbidden[i]));
        ADD(FORBID);
    }
    // Its flags are in memory, where a filter does not look; glibc then calls clone, which makes threads only.
    ADD(IF(BPF_JEQ, SYS_clone3));
    ADD(RETURN(SECCOMP_RET_ERRNO | ENOSYS));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4));
    ADD(LOAD(args[0]));
    ADD(UNLESS(BPF_JSET, CLONE_THREAD));
    ADD(FORBID);
    ADD(ALLOW);
    // Typing into a terminal for its user.
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 5));
    ADD(LOAD(args[1]));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TIOCSTI, 1, 0));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TIOCLINUX, 0, 1));
    ADD(FORBID);
    ADD(ALLOW);
    ADD(ALLOW);
    struct sock_fprog program = {.len = (unsigned short)count, .filter = statements};
    if (IS_UNDER_SANITIZER || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return;
    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
}
