// What libFuzzer calls, handed on to the Swift target FuzzTargets; main() is in libFuzzer's own library.
#include <stddef.h>
#include <stdint.h>

#include "work.h"

typedef size_t (*byte_mutator)(uint8_t *bytes, size_t count, size_t capacity);

// In LibFuzzer.swift.
void clip_fuzz_begin(void);
void clip_fuzz_run(const uint8_t *bytes, size_t count);
size_t clip_fuzz_mutate(
    uint8_t *bytes, size_t count, size_t capacity, unsigned int seed, byte_mutator mutate);

// In libFuzzer: changes bytes in place without knowing what they mean.
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t count, size_t capacity);

int LLVMFuzzerInitialize(int *argument_count, char ***arguments) {
    (void)argument_count;
    (void)arguments;
    clip_fuzz_begin();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    work_begin();
    clip_fuzz_run(bytes, count);
    work_end(count);
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t count, size_t capacity, unsigned int seed) {
    return clip_fuzz_mutate(bytes, count, capacity, seed, LLVMFuzzerMutate);
}
