#include "kernels.h"

#include <stdlib.h>

// The widest set that the environment allows.
static clip_isa allowed_isa(void) {
    const char *name = getenv("CLIPW_INSTRUCTION_SET");
    if (name && strcmp(name, "portable") == 0) return CLIP_ISA_PORTABLE;
    if (name && strcmp(name, "avx2") == 0) return CLIP_ISA_AVX2;
    return CLIP_ISA_AVX512;
}

static clip_isa supported_isa(void) {
    if (PROCESSOR_HAS(AVX512_FEATURES)) return CLIP_ISA_AVX512;
    if (PROCESSOR_HAS(AVX2_FEATURES)) return CLIP_ISA_AVX2;
    return CLIP_ISA_PORTABLE;
}

clip_isa clip_best_isa(void) {
    // One more than the set, once it is known: it does not change, and is asked for often.
    static int known;
    int found = __atomic_load_n(&known, __ATOMIC_RELAXED);
    if (found > 0) return (clip_isa)(found - 1);
    clip_isa allowed = allowed_isa(), supported = supported_isa();
    clip_isa best = allowed < supported ? allowed : supported;
    __atomic_store_n(&known, (int)best + 1, __ATOMIC_RELAXED);
    return best;
}

_Bool clip_has_incomplete_avx2(void) { return PROCESSOR_HAS(AVX2_ALONE) && !PROCESSOR_HAS(AVX2_FEATURES); }

const struct kernels *clip_kernels_for(clip_isa isa) {
    switch (isa) {
    case CLIP_ISA_AVX512: return &clip_avx512_kernels;
    case CLIP_ISA_AVX2: return &clip_avx2_kernels;
    case CLIP_ISA_PORTABLE: return &clip_portable_kernels;
    }
}
