// Counts what a command takes of the heap. Preloaded into it by AllocationCounter, which compiles this file.
//
//   CLIPW_ALLOCATIONS=PATH    a file that is written when the command ends: how many allocations there were, how many bytes
//                             were asked for in all, and the most bytes that were held at once
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

// glibc's own names for its functions, so that none has to be looked up, which would itself allocate.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *address);

static atomic_long count, bytes, held, peak;

static void *counted(void *address, size_t size) {
    if (!address) return address;
    atomic_fetch_add(&count, 1);
    atomic_fetch_add(&bytes, (long)size);
    long now = (long)malloc_usable_size(address);
    now += atomic_fetch_add(&held, now);
    long most = atomic_load(&peak);
    while (most < now && !atomic_compare_exchange_weak(&peak, &most, now)) {}
    return address;
}

static void uncount(void *address) {
    if (address) atomic_fetch_sub(&held, (long)malloc_usable_size(address));
}

void *malloc(size_t size) { return counted(__libc_malloc(size), size); }

void *calloc(size_t number, size_t size) { return counted(__libc_calloc(number, size), number * size); }

void *realloc(void *old, size_t size) {
    long before = old ? (long)malloc_usable_size(old) : 0;
    void *address = __libc_realloc(old, size);
    // It is the old block still where there is no new one, unless that was asked to be none.
    if (address || size == 0) atomic_fetch_sub(&held, before);
    return counted(address, size);
}

void *memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size), size); }

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **address, size_t alignment, size_t size) {
    void *made = memalign(alignment, size);
    if (!made) return ENOMEM;
    *address = made;
    return 0;
}

void free(void *address) {
    uncount(address);
    __libc_free(address);
}

static int file = -1;

// Before the sandbox, which lets a command make no file elsewhere; at a number that its own files do not reach.
__attribute__((constructor)) static void open_report(void) {
    const char *path = getenv("CLIPW_ALLOCATIONS");
    if (!path) return;
    int opened = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    file = fcntl(opened, F_DUPFD_CLOEXEC, 100);
    close(opened);
}

__attribute__((destructor)) static void report(void) {
    char line[128];
    int length = snprintf(line, sizeof line, "%ld %ld %ld\n", atomic_load(&count), atomic_load(&bytes), atomic_load(&peak));
    if (file >= 0 && write(file, line, (size_t)length) != length) abort();
}
