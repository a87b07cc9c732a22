#include <string.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include "message.h"

static clip_image_status fail(VP8StatusCode code, clip_image_message *message) {
    switch (code) {
        case VP8_STATUS_OUT_OF_MEMORY:
            return clip_fail(CLIP_IMAGE_MEMORY, message, "there is not enough memory");
        case VP8_STATUS_UNSUPPORTED_FEATURE:
            return clip_fail(CLIP_IMAGE_UNSUPPORTED, message, "it uses a feature that libwebp does not read");
        case VP8_STATUS_NOT_ENOUGH_DATA: return clip_fail(CLIP_IMAGE_MALFORMED, message, "it ends early");
        default: return clip_fail(CLIP_IMAGE_MALFORMED, message, "libwebp finds its data damaged");
    }
}

clip_image_status clip_webp_header(
    const uint8_t *bytes, size_t count, clip_image_header *header, clip_image_message *message) {
    WebPBitstreamFeatures features;
    VP8StatusCode code = WebPGetFeatures(bytes, count, &features);
    if (code != VP8_STATUS_OK) return fail(code, message);
    header->width = (uint32_t)features.width;
    header->height = (uint32_t)features.height;
    header->pixels = features.has_alpha ? CLIP_PIXELS_RGBA : CLIP_PIXELS_RGB;
    // The lossless format takes no bits at all for a picture of one colour.
    header->pixels_per_bit = 0;
    return CLIP_IMAGE_OK;
}

// By way of the decoder for animations, which Pillow uses for every WebP: it puts the first picture where it
// belongs on the canvas.
clip_image_status clip_webp_pixels(
    const uint8_t *bytes, size_t count, uint8_t *pixels, size_t capacity, clip_image_message *message) {
    clip_image_header header;
    clip_image_status status = clip_webp_header(bytes, count, &header, message);
    if (status != CLIP_IMAGE_OK) return status;

    WebPAnimDecoderOptions options;
    WebPAnimDecoderOptionsInit(&options);
    WebPData data = {bytes, count};
    WebPAnimDecoder *decoder = WebPAnimDecoderNew(&data, &options);
    if (decoder == NULL) return clip_fail(CLIP_IMAGE_MALFORMED, message, "libwebp finds its data damaged");

    WebPAnimInfo info;
    uint8_t *canvas = NULL;
    int timestamp = 0;
    size_t channels = header.pixels == CLIP_PIXELS_RGBA ? 4 : 3;
    size_t count_of_pixels = (size_t)header.width * header.height;
    if (!WebPAnimDecoderGetInfo(decoder, &info) || info.canvas_width != header.width ||
        info.canvas_height != header.height || capacity != count_of_pixels * channels) {
        status = clip_fail(CLIP_IMAGE_MALFORMED, message, "its size is not that of its header");
    } else if (!WebPAnimDecoderGetNext(decoder, &canvas, &timestamp)) {
        status = clip_fail(CLIP_IMAGE_MALFORMED, message, "libwebp finds its data damaged");
    } else if (channels == 4) {
        memcpy(pixels, canvas, capacity);
    } else {
        for (size_t index = 0; index < count_of_pixels; index++) {
            memcpy(pixels + 3 * index, canvas + 4 * index, 3);
        }
    }
    WebPAnimDecoderDelete(decoder);
    return status;
}
