#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Of linux/landlock.h, which in Debian 12 is older than the kernels that it runs on.
enum {
    CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446,
    RULESET_VERSION = 1,  // flag
    PATH_BENEATH = 1,     // type of rule
};
enum {
    EXECUTE = 1 << 0, WRITE_FILE = 1 << 1, READ_FILE = 1 << 2, READ_DIR = 1 << 3, REMOVE_DIR = 1 << 4,
    REMOVE_FILE = 1 << 5, MAKE_CHAR = 1 << 6, MAKE_DIR = 1 << 7, MAKE_REG = 1 << 8, MAKE_SOCK = 1 << 9,
    MAKE_FIFO = 1 << 10, MAKE_BLOCK = 1 << 11, MAKE_SYM = 1 << 12, REFER = 1 << 13, TRUNCATE = 1 << 14,
    IOCTL_DEV = 1 << 15,
};
enum { BIND_TCP = 1 << 0, CONNECT_TCP = 1 << 1 };
enum { ABSTRACT_UNIX_SOCKETS = 1 << 0, SIGNALS = 1 << 1 };

struct ruleset_attributes {
    uint64_t handled_files, handled_network, scoped;
};
struct __attribute__((packed)) path_attributes {
    uint64_t allowed;
    int32_t parent;
};

// Whether the call that failed would have gone well with more descriptors or memory.
static bool is_exhausted(void) { return errno == EMFILE || errno == ENFILE || errno == ENOMEM; }

static long version(void) { return syscall(CREATE_RULESET, NULL, 0, RULESET_VERSION); }

// Rights to files that this version of Landlock knows.
static uint64_t known_rights(long version) {
    uint64_t first = REFER - 1;
    return first | (version >= 2 ? REFER : 0) | (version >= 3 ? TRUNCATE : 0) | (version >= 5 ? IOCTL_DEV : 0);
}

int clip_sandbox_begin(void) {
    long known = version();
    if (known < 1 || IS_UNDER_SANITIZER) return -1;
    struct ruleset_attributes attributes = {
        .handled_files = known_rights(known), .handled_network = known >= 4 ? BIND_TCP | CONNECT_TCP : 0,
        .scoped = known >= 6 ? ABSTRACT_UNIX_SOCKETS | SIGNALS : 0};
    size_t size = known >= 6 ? sizeof attributes : known >= 4 ? 16 : 8;
    int paths = (int)syscall(CREATE_RULESET, &attributes, size, 0);
    return paths >= 0 ? paths : is_exhausted() ? -2 : -1;
}

bool clip_sandbox_allow(int paths, const char *path, clip_sandbox_access access) {
    int descriptor;
    do {
        descriptor = open(path, O_PATH | O_CLOEXEC);
    } while (descriptor < 0 && errno == EINTR);
    struct stat status;
    // What is not there needs no rule.
    if (descriptor < 0) return !is_exhausted();
    bool is_added = fstat(descriptor, &status) == 0;
    if (is_added) {
        uint64_t of_files = READ_FILE | (access == CSANDBOX_WRITE ? WRITE_FILE | TRUNCATE : 0);
        uint64_t of_folders = READ_DIR
            | (access == CSANDBOX_WRITE ? REMOVE_FILE | REMOVE_DIR | MAKE_REG | MAKE_DIR | REFER : 0);
        struct path_attributes attributes = {
            .allowed = (of_files | (S_ISDIR(status.st_mode) ? of_folders : 0)) & known_rights(version()),
            .parent = descriptor};
        is_added = syscall(ADD_RULE, paths, PATH_BENEATH, &attributes, 0) == 0 || !is_exhausted();
    }
    close(descriptor);
    return is_added;
}

static int allow_library(struct dl_phdr_info *library, size_t size, void *paths) {
    (void)size;
    char folder[4096];
    size_t length = strlen(library->dlpi_name);
    if (length == 0 || length >= sizeof folder) return 0;
    memcpy(folder, library->dlpi_name, length + 1);
    char *end = strrchr(folder, '/');
    if (!end || end == folder) return 0;
    *end = 0;
    // Anything but 0 ends the walk.
    return !clip_sandbox_allow(*(int *)paths, folder, CSANDBOX_READ);
}

bool clip_sandbox_allow_loaded_libraries(int paths) { return dl_iterate_phdr(allow_library, &paths) == 0; }

void clip_sandbox_enforce(int paths) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) syscall(RESTRICT_SELF, paths, 0);
    close(paths);
}
