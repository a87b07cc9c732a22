// Tells ThreadSanitizer of Swift's Mutex. Scripts/sanitize.sh compiles and preloads it.
//
// A Mutex that nobody holds is taken by an atomic operation in the caller's own code, which the sanitizer sees. One that is
// held is waited for in libswiftSynchronization, which is built without the sanitizer: what the holder did before would
// seem to race with what comes next. The mutex's address stands for both ways.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

typedef SWIFT void lock_slow(uint32_t thread, SELF);
typedef SWIFT bool try_lock_slow(SELF);
typedef SWIFT void unlock_slow(SELF);

static void tell(const char *function, void *address) {
    void (*annotate)(void *) = (void (*)(void *))dlsym(RTLD_DEFAULT, function);
    if (annotate) annotate(address);
}

// Synchronization._MutexHandle._lockSlow(Swift.UInt32) -> ()
SWIFT void lock(uint32_t thread, SELF) __asm__("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
SWIFT void lock(uint32_t thread, SELF) {
    ((lock_slow *)dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"))(thread, self);
    tell("__tsan_acquire", self);
}

// Synchronization._MutexHandle._tryLockSlow() -> Swift.Bool
SWIFT bool try_lock(SELF) __asm__("$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF");
SWIFT bool try_lock(SELF) {
    bool is_locked = ((try_lock_slow *)dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"))(self);
    if (is_locked) tell("__tsan_acquire", self);
    return is_locked;
}

// Synchronization._MutexHandle._unlockSlow() -> ()
SWIFT void unlock(SELF) __asm__("$s15Synchronization12_MutexHandleV11_unlockSlowyyF");
SWIFT void unlock(SELF) {
    tell("__tsan_release", self);
    ((unlock_slow *)dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"))(self);
}
