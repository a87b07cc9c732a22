#include <stdlib.h>
#include <string.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include "decoder.h"

typedef struct {
    clip_image_decoder base;
    WebPDemuxer *demuxer;
    WebPIterator frame;
    uint32_t width;
    uint32_t height;
    _Bool has_alpha;
    // The canvas, of which the rows in `given` were handed out.
    uint8_t *canvas;
    size_t given;
} webp_decoder;

static clip_image_status fail(VP8StatusCode code, clip_image_message *message) {
    switch (code) {
        case VP8_STATUS_OUT_OF_MEMORY: return clip_fail_without_memory(message);
        case VP8_STATUS_UNSUPPORTED_FEATURE:
            return clip_fail(CLIP_IMAGE_UNSUPPORTED, message, "it uses a feature that libwebp does not read");
        case VP8_STATUS_NOT_ENOUGH_DATA: return clip_fail(CLIP_IMAGE_MALFORMED, message, "it ends early");
        default: return clip_fail(CLIP_IMAGE_MALFORMED, message, "libwebp finds its data damaged");
    }
}

// Decodes the frame to its place on the canvas.
static clip_image_status decode_frame(webp_decoder *image, clip_image_message *message) {
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config)) return fail(VP8_STATUS_INVALID_PARAM, message);
    const WebPIterator *frame = &image->frame;
    size_t channels = image->has_alpha ? 4 : 3;
    // The demultiplexer has seen that the frame lies on the canvas; the library that its pixels are as many
    // as it says.
    size_t offset = (size_t)frame->y_offset * image->base.stride + (size_t)frame->x_offset * channels;
    config.output.colorspace = image->has_alpha ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = image->canvas + offset;
    config.output.u.RGBA.stride = (int)image->base.stride;
    config.output.u.RGBA.size = (size_t)image->height * image->base.stride - offset;
    VP8StatusCode code = WebPDecode(frame->fragment.bytes, frame->fragment.size, &config);
    return code == VP8_STATUS_OK ? CLIP_IMAGE_OK : fail(code, message);
}

// Decodes the whole image: libwebp gives rows of its own only to a canvas that is held whole, and a lossless
// image refers to pixels anywhere above.
static clip_image_status start(
    clip_image_decoder *base, const clip_image_limits *limits, clip_image_message *message) {
    (void)limits;
    webp_decoder *image = (webp_decoder *)base;
    // Zero where the frame does not reach.
    image->canvas = calloc(image->height, base->stride);
    return image->canvas == NULL ? clip_fail_without_memory(message) : decode_frame(image, message);
}

static clip_image_status rows(
    clip_image_decoder *base, uint8_t *rows, size_t count, clip_image_message *message) {
    webp_decoder *image = (webp_decoder *)base;
    if (image->canvas == NULL) return clip_fail(CLIP_IMAGE_MALFORMED, message, "it has not been started");
    memcpy(rows, image->canvas + image->given * base->stride, count * base->stride);
    image->given += count;
    return CLIP_IMAGE_OK;
}

static clip_image_status finish(clip_image_decoder *base, clip_image_message *message) {
    (void)base;
    (void)message;
    return CLIP_IMAGE_OK;
}

static void close_image(clip_image_decoder *base) {
    webp_decoder *image = (webp_decoder *)base;
    WebPDemuxReleaseIterator(&image->frame);
    WebPDemuxDelete(image->demuxer);
    free(image->canvas);
    free(image);
}

// The canvas, rows of a few hundred bytes a column, and what decoding holds beside them. A lossless image has
// four bytes a pixel of its own, and its transforms and the groups of its blocks as much again for every 4 x 4
// pixels, three times. The alpha of a lossy image has a byte a pixel, and may be coded as a lossless image. The
// demultiplexer keeps 32 bytes for each chunk, which has at least eight. Sides are at most 2^24 and their product
// 2^32, so that nothing here overflows.
static uint64_t memory(const WebPBitstreamFeatures *features, size_t count) {
    uint64_t pixels = (uint64_t)features->width * (uint64_t)features->height;
    uint64_t quarters = 4 * (features->has_alpha ? 4 : 3);
    const uint64_t lossless = 4 * 4 + 3;
    const int format_lossy = 1;
    const int format_lossless = 2;
    if (features->format == format_lossless) {
        quarters += lossless;
    } else if (features->format != format_lossy || features->has_alpha) {
        quarters += 4 + lossless;
    }
    return (pixels * quarters + 3) / 4 + 256 * (uint64_t)features->width + 4 * (uint64_t)count + (1 << 20);
}

// Finds the lossless stream in the chunks of the frame: the image, behind five bytes that have its size, or the
// alpha of a lossy one, behind a byte that tells whether it is coded so.
static void find_lossless(const webp_decoder *image, const uint8_t *file, clip_image_header *header) {
    const uint8_t *bytes = image->frame.fragment.bytes;
    size_t left = image->frame.fragment.size;
    while (left > 8) {
        const uint8_t *content = bytes + 8;
        size_t count = bytes[4] | bytes[5] << 8 | bytes[6] << 16 | (size_t)bytes[7] << 24;
        if (count > left - 8) count = left - 8;
        _Bool is_image = memcmp(bytes, "VP8L", 4) == 0;
        _Bool is_alpha = memcmp(bytes, "ALPH", 4) == 0 && (content[0] & 3) == 1;
        size_t offset = is_image ? 5 : 1;
        if ((is_image || is_alpha) && count > offset) {
            header->lossless.offset = (size_t)(content + offset - file);
            header->lossless.count = count - offset;
            header->lossless.width = (uint32_t)image->frame.width;
            header->lossless.height = (uint32_t)image->frame.height;
        }
        count += count & 1;
        if (count > left - 8) break;
        bytes += 8 + count;
        left -= 8 + count;
    }
}

// Finds what is decoded: as Pillow does it for every WebP, the first frame of an animation, put where it belongs.
static clip_image_status open_frame(
    webp_decoder *image, const uint8_t *bytes, size_t count, clip_image_message *message) {
    image->demuxer = WebPDemux(&(WebPData){bytes, count});
    if (image->demuxer == NULL || !WebPDemuxGetFrame(image->demuxer, 1, &image->frame)) {
        return clip_fail(CLIP_IMAGE_MALFORMED, message, "libwebp finds its data damaged");
    }
    if (WebPDemuxGetI(image->demuxer, WEBP_FF_CANVAS_WIDTH) != image->width ||
        WebPDemuxGetI(image->demuxer, WEBP_FF_CANVAS_HEIGHT) != image->height) {
        return clip_fail(CLIP_IMAGE_MALFORMED, message, "its size is not that of its header");
    }
    return CLIP_IMAGE_OK;
}

clip_image_status clip_webp_open(
    const uint8_t *bytes, size_t count, clip_image_decoder **decoder, clip_image_header *header,
    clip_image_message *message) {
    WebPBitstreamFeatures features;
    VP8StatusCode code = WebPGetFeatures(bytes, count, &features);
    if (code != VP8_STATUS_OK) return fail(code, message);
    // Zero, so that releasing what was not made is right.
    webp_decoder *image = calloc(1, sizeof *image);
    if (image == NULL) return clip_fail_without_memory(message);
    image->base = (clip_image_decoder){.start = start, .rows = rows, .finish = finish, .close = close_image};
    header->width = image->width = (uint32_t)features.width;
    header->height = image->height = (uint32_t)features.height;
    image->has_alpha = features.has_alpha != 0;
    header->pixels = image->has_alpha ? CLIP_PIXELS_RGBA : CLIP_PIXELS_RGB;
    // The lossless format takes no bits at all for an image of one colour.
    header->pixels_per_bit = 0;
    header->memory = memory(&features, count);
    clip_image_status status = open_frame(image, bytes, count, message);
    if (status != CLIP_IMAGE_OK) {
        close_image(&image->base);
        return status;
    }
    find_lossless(image, bytes, header);
    *decoder = &image->base;
    return CLIP_IMAGE_OK;
}
