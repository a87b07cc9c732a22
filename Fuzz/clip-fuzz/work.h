#ifndef CLIP_FUZZ_WORK_H
#define CLIP_FUZZ_WORK_H

#include <stddef.h>

// What an input costs: the bytes and the number of its allocations, and its time.

// An input begins.
void work_begin(void);

// An input of `count` bytes ends. libFuzzer is told how much each of its bytes cost, and keeps inputs that cost more than
// any before; one that allocated more than is allowed for its size ends the process.
void work_end(size_t count);

#endif
