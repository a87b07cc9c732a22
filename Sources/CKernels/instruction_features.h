// What the kernels of each instruction set are compiled for, and what is asked of the processor before they run: one
// list for both, so that no file can use an instruction that was not asked for.
//
// `one` is applied to each feature's name, `and` stands between them. A hypervisor may hide any of these alone.
#ifndef INSTRUCTION_FEATURES_H
#define INSTRUCTION_FEATURES_H

#pragma GCC visibility push(hidden)

#define AVX2_FEATURES(one, and) one("avx2") and one("fma") and one("f16c")
#define AVX512_FEATURES(one, and) \
    AVX2_FEATURES(one, and) and one("avx512f") and one("avx512bw") and one("avx512dq") and one("avx512vl")
#define AVX512_BFLOAT16_FEATURES(one, and) AVX512_FEATURES(one, and) and one("avx512bf16")
#define AVX512_INT8_FEATURES(one, and) AVX512_FEATURES(one, and) and one("avx512vnni")

#define FEATURE_NAME(name) name

// What libraries ask for before they use FMA too.
#define AVX2_ALONE(one, and) one("avx2")

// The compiler's `target` attribute for one of the lists.
#define COMPILED_FOR(features) __attribute__((target(features(FEATURE_NAME, ","))))

// Whether the processor has all of a list, and the operating system saves the registers that they need: the compiler's
// runtime asks XGETBV for AVX's and AVX-512's before it reports a feature of theirs.
#define PROCESSOR_HAS(features) (features(__builtin_cpu_supports, &&))

#pragma GCC visibility pop

#endif
