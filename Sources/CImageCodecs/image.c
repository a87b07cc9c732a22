#include <stdlib.h>
#include <string.h>

#include "decoder.h"

_Bool clip_image_memory_is_there(size_t count) {
    // Volatile, or the compiler would leave out both calls and say yes.
    void *volatile memory = malloc(count);
    free(memory);
    return memory != NULL;
}

static size_t bytes_per_pixel(clip_pixels pixels) {
    switch (pixels) {
        case CLIP_PIXELS_LA:
        case CLIP_PIXELS_I16: return 2;
        case CLIP_PIXELS_RGB: return 3;
        case CLIP_PIXELS_RGBA:
        case CLIP_PIXELS_CMYK: return 4;
        default: return 1;
    }
}

clip_image_status clip_image_open(
    clip_image_format format, const uint8_t *bytes, size_t count, clip_image_decoder **decoder,
    clip_image_header *header, clip_image_message *message) {
    *decoder = NULL;
    memset(header, 0, sizeof *header);
    clip_image_status status;
    switch (format) {
        case CLIP_IMAGE_JPEG: status = clip_jpeg_open(bytes, count, decoder, header, message); break;
        case CLIP_IMAGE_PNG: status = clip_png_open(bytes, count, decoder, header, message); break;
        default: status = clip_webp_open(bytes, count, decoder, header, message);
    }
    if (status == CLIP_IMAGE_OK) {
        // A side has at most 32 bits, so that this cannot overflow 64.
        (*decoder)->stride = (size_t)header->width * bytes_per_pixel(header->pixels);
        (*decoder)->rows_left = header->height;
    }
    return status;
}

clip_image_status clip_image_start(
    clip_image_decoder *decoder, const clip_image_limits *limits, clip_image_message *message) {
    return decoder->start(decoder, limits, message);
}

clip_image_status clip_image_rows(
    clip_image_decoder *decoder, uint8_t *rows, size_t count, size_t capacity, clip_image_message *message) {
    if (count > decoder->rows_left || decoder->stride == 0 || capacity % decoder->stride != 0 ||
        capacity / decoder->stride != count) {
        return clip_fail(CLIP_IMAGE_MALFORMED, message, "its size is not that of its header");
    }
    clip_image_status status = decoder->rows(decoder, rows, count, message);
    if (status == CLIP_IMAGE_OK) decoder->rows_left -= (uint32_t)count;
    return status;
}

clip_image_status clip_image_finish(clip_image_decoder *decoder, clip_image_message *message) {
    return decoder->finish(decoder, message);
}

uint64_t clip_image_visits(const clip_image_decoder *decoder) { return decoder->visits; }

void clip_image_close(clip_image_decoder *decoder) {
    if (decoder != NULL) decoder->close(decoder);
}
