#include "kernels.h"

#define ELEMENT static inline

// Defines an array conversion from one of a single element's bits. The bits are loaded and stored with
// memcpy since neither array need be aligned.
#define CONVERSION(name, source_type, target_type, convert)                            \
    static void name(const void *source, void *target, size_t count) {                 \
        for (size_t index = 0; index < count; index += 1) {                            \
            source_type from;                                                          \
            memcpy(&from, (const char *)source + index * sizeof from, sizeof from);    \
            target_type to = convert(from);                                            \
            memcpy((char *)target + index * sizeof to, &to, sizeof to);                \
        }                                                                              \
    }

// The processor's own conversions: they round to nearest even and make NaN quiet.
ELEMENT float narrow(double value) { return (float)value; }
ELEMENT double widen(float value) { return (double)value; }

ELEMENT uint16_t float16_from(float value) {
    uint32_t bits = bits_of(value);
    uint32_t sign = bits >> 16 & 0x8000;
    uint32_t magnitude = bits & SIGNLESS;
    if (magnitude > FLOAT32_INFINITY) return sign | 0x7E00 | (magnitude >> 13 & 0x3FF);
    // From 65536 up; from 65520, half way to it from the largest float16, the carry below gives infinity.
    if (magnitude >= 0x47800000) return sign | 0x7C00;
    // Below 2^-14 the result is a multiple of 2^-24, the last place of numbers around 0.5: adding 0.5 rounds
    // to it.
    if (magnitude < 0x38800000) return sign | (bits_of(float_of(magnitude) + 0.5f) - bits_of(0.5f));
    // Just under half of the dropped 13 bits' weight, or just half if the last kept bit is odd; then the
    // exponent's bias changes from 127 to 15.
    uint32_t rounded = magnitude + 0xFFF + (magnitude >> 13 & 1);
    return sign | ((rounded >> 13) - (112 << 10));
}

ELEMENT float float32_from_float16(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    uint32_t magnitude = half & 0x7FFF;
    if (magnitude > 0x7C00) return float_of(sign | 0x7FC00000 | magnitude << 13);
    if (magnitude == 0x7C00) return float_of(sign | FLOAT32_INFINITY);
    // As if its exponent had a float32's bias, which makes it 2^112 times too small, subnormal or not.
    float scaled = float_of(magnitude << 13) * 0x1p112f;
    return float_of(sign | bits_of(scaled));
}

ELEMENT uint16_t bfloat16_from(float value) {
    uint32_t bits = bits_of(value);
    if ((bits & SIGNLESS) > FLOAT32_INFINITY) return BFLOAT16_NAN;
    return (bits + 0x7FFF + (bits >> 16 & 1)) >> 16;
}

ELEMENT uint32_t float32_bits_from_bfloat16(uint16_t upper) { return (uint32_t)upper << 16; }

CONVERSION(float64_to_float32, double, float, narrow)
CONVERSION(float32_to_float64, float, double, widen)
CONVERSION(float16_to_float32, uint16_t, float, float32_from_float16)
CONVERSION(float32_to_float16, float, uint16_t, float16_from)
CONVERSION(bfloat16_to_float32, uint16_t, uint32_t, float32_bits_from_bfloat16)
CONVERSION(float32_to_bfloat16, float, uint16_t, bfloat16_from)

static uint32_t largest_magnitude(const void *row, size_t count) {
    uint32_t largest = 0;
    for (size_t index = 0; index < count; index += 1) {
        uint32_t magnitude = float32_bits_at(row, index) & SIGNLESS;
        if (magnitude > largest) largest = magnitude;
    }
    return largest;
}

static void quantize(const void *row, size_t count, float scale, int8_t *integers) {
    for (size_t index = 0; index < count; index += 1) {
        float quotient = float_of(float32_bits_at(row, index)) / scale;
        // The last place of numbers around 1.5 * 2^23 is 1: adding it rounds to an integer, which the low
        // bits of the sum then hold. rintf would be a call for each element.
        integers[index] = (int8_t)bits_of(quotient + 0x1.8p23f);
    }
}

const struct kernels clip_portable_kernels = {
    .to_float32 = {
        [CLIP_FLOAT64] = float64_to_float32,
        [CLIP_FLOAT16] = float16_to_float32,
        [CLIP_BFLOAT16] = bfloat16_to_float32,
    },
    .from_float32 = {
        [CLIP_FLOAT64] = float32_to_float64,
        [CLIP_FLOAT16] = float32_to_float16,
        [CLIP_BFLOAT16] = float32_to_bfloat16,
    },
    .largest_magnitude = largest_magnitude,
    .quantize = quantize,
};
