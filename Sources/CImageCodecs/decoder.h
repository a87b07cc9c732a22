#ifndef CLIP_IMAGE_DECODER_H
#define CLIP_IMAGE_DECODER_H

#include <stdio.h>

#include "CImageCodecs.h"

#pragma GCC visibility push(hidden)

// What each format's decoder begins with.
struct clip_image_decoder {
    clip_image_status (*start)(clip_image_decoder *, const clip_image_limits *, clip_image_message *);
    clip_image_status (*rows)(clip_image_decoder *, uint8_t *rows, size_t count, clip_image_message *);
    clip_image_status (*finish)(clip_image_decoder *, clip_image_message *);
    void (*close)(clip_image_decoder *);
    // Bytes from one row to the next, and rows that have not been given.
    size_t stride;
    uint32_t rows_left;
    uint64_t visits;
};

// Each allocates a decoder, or leaves NULL.
clip_image_status clip_jpeg_open(
    const uint8_t *bytes, size_t count, clip_image_decoder **decoder, clip_image_header *header,
    clip_image_message *message);
clip_image_status clip_png_open(
    const uint8_t *bytes, size_t count, clip_image_decoder **decoder, clip_image_header *header,
    clip_image_message *message);
clip_image_status clip_webp_open(
    const uint8_t *bytes, size_t count, clip_image_decoder **decoder, clip_image_header *header,
    clip_image_message *message);

// Stores why a call failed, cut to what fits, and gives the status back for a `return`.
static inline clip_image_status clip_fail(
    clip_image_status status, clip_image_message *message, const char *text) {
    snprintf(message->text, sizeof message->text, "%s", text);
    return status;
}

static inline clip_image_status clip_fail_without_memory(clip_image_message *message) {
    return clip_fail(CLIP_IMAGE_MEMORY, message, "there is not enough memory");
}

#pragma GCC visibility pop

#endif
