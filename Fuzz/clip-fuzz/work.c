#include "work.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

// Counters that libFuzzer takes for code that was reached: a value that was never seen is new, and its input is kept
// (llvm.org/docs/LibFuzzer.html, "extra counters"). One for each doubling of each cost of a byte.
enum { doublings = 48 };
enum cost { allocated_bytes, allocations, nanoseconds, cost_count };
__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t reached[cost_count * doublings];

static uint64_t spent[2];
static uint64_t start_time;

// What an input may allocate in all, freed or not: so much, and so much for each of its bytes. Set by
// CLIPW_FUZZ_BASE and CLIPW_FUZZ_SLOPE, in bytes; without them nothing is refused.
static uint64_t base, slope;

static void note(size_t bytes) {
    __atomic_fetch_add(&spent[allocated_bytes], bytes, __ATOMIC_RELAXED);
    __atomic_fetch_add(&spent[allocations], 1, __ATOMIC_RELAXED);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static uint64_t number(const char *name) {
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 10) : 0;
}

static void reach(enum cost cost, uint64_t per_byte) {
    int doubling = per_byte == 0 ? 0 : 64 - __builtin_clzll(per_byte);
    if (doubling >= doublings) doubling = doublings - 1;
    reached[cost * doublings + doubling] = 1;
}

void work_end(size_t count) {
    uint64_t size = count + 64;  // so that the shortest inputs are not the dearest
    uint64_t bytes = spent[allocated_bytes];
    reach(allocated_bytes, bytes / size);
    reach(allocations, spent[allocations] * 16 / size);
    // In steps of a sixteenth of a millisecond: what is shorter is noise.
    reach(nanoseconds, ((now() - start_time) >> 16) * 64 / size);
    if (base > 0 && bytes > base + slope * count) {
        fprintf(stderr, "an input of %zu bytes allocated %llu\n", count, (unsigned long long)bytes);
        abort();
    }
}

#if __has_feature(address_sanitizer)

// The sanitizer's allocator tells.
int __sanitizer_install_malloc_and_free_hooks(
    void (*on_malloc)(const volatile void *, size_t), void (*on_free)(const volatile void *));

static void allocated(const volatile void *address, size_t bytes) {
    (void)address;
    note(bytes);
}

static void freed(const volatile void *address) { (void)address; }

static void watch(void) { __sanitizer_install_malloc_and_free_hooks(allocated, freed); }

#else

// The C library's allocator under its other names, so that these can stand before it.
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *address, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);

void *malloc(size_t bytes) {
    note(bytes);
    return __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes) {
    note(count * bytes);
    return __libc_calloc(count, bytes);
}

void *realloc(void *address, size_t bytes) {
    note(bytes);
    return __libc_realloc(address, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes) {
    note(bytes);
    return __libc_memalign(alignment, bytes);
}

int posix_memalign(void **address, size_t alignment, size_t bytes) {
    note(bytes);
    void *result = __libc_memalign(alignment, bytes);
    if (!result) return ENOMEM;
    *address = result;
    return 0;
}

static void watch(void) {}

#endif

void work_begin(void) {
    static int is_ready;
    if (!is_ready) {
        is_ready = 1;
        base = number("CLIPW_FUZZ_BASE");
        slope = number("CLIPW_FUZZ_SLOPE");
        watch();
    }
    spent[allocated_bytes] = spent[allocations] = 0;
    start_time = now();
}
