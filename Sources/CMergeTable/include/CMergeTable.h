// CLIP's own merges: 48,894 pairs of token ids, little-endian uint16, in order of rank.
//
// Scripts/make_merge_table.py writes merges.bin from OpenAI's `bpe_simple_vocab_16e6.txt.gz`, whose SHA-256 is
// 924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a.
#ifndef CMERGETABLE_H
#define CMERGETABLE_H

#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

// The number of merges.
size_t clip_merges_count(void);

// The token at a position, two for each merge; 0 past the end.
uint16_t clip_merges_token(size_t position);

#pragma GCC visibility pop

#endif
