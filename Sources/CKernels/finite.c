#include "kernels.h"

// Numbers whose count of hits fits into the narrowest of the lanes below.
enum { BLOCK = 1 << 14 };

// Counts the elements of one block that have every bit of `exponent`, in lanes of the elements' own width, so that the
// compiler compares a whole register at once.
#define COUNT(name, bits)                                                              \
    static bits name(const char *numbers, size_t count, bits exponent) {               \
        bits hits = 0;                                                                 \
        for (size_t index = 0; index < count; index += 1) {                            \
            bits number;                                                               \
            memcpy(&number, numbers + index * sizeof number, sizeof number);           \
            hits += (number & exponent) == exponent;                                   \
        }                                                                              \
        return hits;                                                                   \
    }

COUNT(count16, uint16_t)
COUNT(count32, uint32_t)
COUNT(count64, uint64_t)

size_t clip_count_non_finite(clip_float type, const void *numbers, size_t count) {
    const char *start = numbers;
    size_t hits = 0;
    while (count > 0) {
        size_t length = count < BLOCK ? count : BLOCK;
        switch (type) {
        case CLIP_FLOAT64:
            hits += count64(start, length, 0x7FF0000000000000);
            start += length * 8;
            break;
        case CLIP_FLOAT32:
            hits += count32(start, length, FLOAT32_INFINITY);
            start += length * 4;
            break;
        case CLIP_FLOAT16:
            hits += count16(start, length, 0x7C00);
            start += length * 2;
            break;
        case CLIP_BFLOAT16:
            hits += count16(start, length, 0x7F80);
            start += length * 2;
            break;
        }
        count -= length;
    }
    return hits;
}
