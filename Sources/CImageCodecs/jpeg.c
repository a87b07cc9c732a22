#include <setjmp.h>
#include <string.h>

#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>

#include "message.h"

// What the coefficients of a progressive picture may take, which the library keeps of all of it at once: three bytes a
// pixel with the usual sampling of colours, six without, so that the largest picture fits with the usual one.
static const long coefficient_memory_limit = 640L << 20;

// What one call needs. libjpeg hands `errors` and `progress` back to the callbacks, which find the rest
// behind them: both begin with the library's own structure.
typedef struct {
    struct jpeg_error_mgr errors;
    jmp_buf jump;
    clip_image_status status;
    clip_image_message *message;
} jpeg_failure;

typedef struct {
    struct jpeg_progress_mgr progress;
    int scan_limit;
} jpeg_scan_count;

static void leave(j_common_ptr common, clip_image_status status) {
    jpeg_failure *failure = (jpeg_failure *)common->err;
    char text[JMSG_LENGTH_MAX];
    common->err->format_message(common, text);
    failure->status = clip_fail(status, failure->message, text);
    longjmp(failure->jump, 1);
}

static void on_error(j_common_ptr common) {
    switch (common->err->msg_code) {
        case JERR_OUT_OF_MEMORY:
            leave(common, CLIP_IMAGE_MEMORY);
            break;
        case JERR_IMAGE_TOO_BIG:
            leave(common, CLIP_IMAGE_LIMIT);
            break;
        case JERR_NO_BACKING_STORE: {
            // The library would like to write to the disk what is over its limit.
            jpeg_failure *failure = (jpeg_failure *)common->err;
            failure->status =
                clip_fail(CLIP_IMAGE_LIMIT, failure->message, "decoding its scans takes more memory than is allowed");
            longjmp(failure->jump, 1);
        }
        case JERR_SOF_UNSUPPORTED:
        case JERR_BAD_PRECISION:
        case JERR_CONVERSION_NOTIMPL:
        case JERR_CCIR601_NOTIMPL:
        case JERR_FRACT_SAMPLE_NOTIMPL:
        case JERR_ARITH_NOTIMPL:
        case JERR_NOT_COMPILED:
            leave(common, CLIP_IMAGE_UNSUPPORTED);
            break;
        default:
            leave(common, CLIP_IMAGE_MALFORMED);
    }
}

// A negative level is a warning: the library goes on with pixels that it made up. Some warnings are about what does
// not reach the pixels, such as the bytes that cameras leave between two markers.
static void on_message(j_common_ptr common, int level) {
    if (level >= 0) return;
    switch (common->err->msg_code) {
        case JWRN_JFIF_MAJOR:
        case JWRN_ADOBE_XFORM:
        case JWRN_EXTRANEOUS_DATA:
#ifdef LIBJPEG_TURBO_VERSION_NUMBER
        case JWRN_BOGUS_ICC:
#endif
            return;
        default:
            leave(common, CLIP_IMAGE_MALFORMED);
    }
}

// Every scan of a progressive file goes over all of the picture, so that a small file of many scans would
// take very long.
static void on_progress(j_common_ptr common) {
    j_decompress_ptr decoder = (j_decompress_ptr)common;
    if (decoder->input_scan_number <= ((jpeg_scan_count *)common->progress)->scan_limit) return;
    jpeg_failure *failure = (jpeg_failure *)common->err;
    failure->status = clip_fail(CLIP_IMAGE_LIMIT, failure->message, "more scans than are read");
    longjmp(failure->jump, 1);
}

static void prepare(
    struct jpeg_decompress_struct *decoder, jpeg_failure *failure, clip_image_message *message) {
    // Zero, so that destroying it is right even where creating it fails.
    memset(decoder, 0, sizeof *decoder);
    memset(failure, 0, sizeof *failure);
    decoder->err = jpeg_std_error(&failure->errors);
    failure->errors.error_exit = on_error;
    failure->errors.emit_message = on_message;
    failure->message = message;
}

static clip_image_status check_components(const struct jpeg_decompress_struct *decoder, clip_pixels *pixels,
                                          clip_image_message *message) {
    switch (decoder->num_components) {
        case 1: *pixels = CLIP_PIXELS_L; return CLIP_IMAGE_OK;
        case 3: *pixels = CLIP_PIXELS_RGB; return CLIP_IMAGE_OK;
        case 4: *pixels = CLIP_PIXELS_CMYK; return CLIP_IMAGE_OK;
        default:
            return clip_fail(CLIP_IMAGE_UNSUPPORTED, message, "its number of colours is not 1, 3 or 4");
    }
}

clip_image_status clip_jpeg_header(
    const uint8_t *bytes, size_t count, clip_image_header *header, clip_image_message *message) {
    struct jpeg_decompress_struct decoder;
    jpeg_failure failure;
    prepare(&decoder, &failure, message);
    if (setjmp(failure.jump)) {
        jpeg_destroy_decompress(&decoder);
        return failure.status;
    }
    jpeg_create_decompress(&decoder);
    jpeg_mem_src(&decoder, bytes, count);
    jpeg_read_header(&decoder, TRUE);
    clip_image_status status = check_components(&decoder, &header->pixels, message);
    header->width = decoder.image_width;
    header->height = decoder.image_height;
    // A Huffman code has at least one bit, and one block of 8 x 8 has at least one code for its constant
    // part. The component with the most blocks may still have one for each 32 x 32 pixels, as sampling
    // factors go to 4 and the library does not ask that one of them is the largest.
    header->pixels_per_bit = decoder.arith_code ? 0 : 8 * 8 * 4 * 4;
    jpeg_destroy_decompress(&decoder);
    return status;
}

clip_image_status clip_jpeg_pixels(
    const uint8_t *bytes, size_t count, int scan_limit, uint8_t *pixels, size_t capacity,
    clip_image_message *message) {
    struct jpeg_decompress_struct decoder;
    jpeg_failure failure;
    jpeg_scan_count scans;
    prepare(&decoder, &failure, message);
    if (setjmp(failure.jump)) {
        jpeg_destroy_decompress(&decoder);
        return failure.status;
    }
    jpeg_create_decompress(&decoder);
    memset(&scans, 0, sizeof scans);
    scans.progress.progress_monitor = on_progress;
    scans.scan_limit = scan_limit;
    decoder.progress = &scans.progress;
    decoder.mem->max_memory_to_use = coefficient_memory_limit;
    jpeg_mem_src(&decoder, bytes, count);
    jpeg_read_header(&decoder, TRUE);

    clip_pixels kind = CLIP_PIXELS_L;
    clip_image_status status = check_components(&decoder, &kind, message);
    if (status != CLIP_IMAGE_OK) {
        jpeg_destroy_decompress(&decoder);
        return status;
    }
    // What Pillow asks for; the exact integer transform and smooth chroma are the library's defaults, and
    // written down because the pixels hang on them.
    decoder.out_color_space = kind == CLIP_PIXELS_L     ? JCS_GRAYSCALE
                              : kind == CLIP_PIXELS_RGB ? JCS_RGB
                                                        : JCS_CMYK;
    decoder.dct_method = JDCT_ISLOW;
    decoder.do_fancy_upsampling = TRUE;
    // Before any memory is taken for pixels.
    jpeg_calc_output_dimensions(&decoder);
    size_t stride = (size_t)decoder.output_width * (size_t)decoder.output_components;
    if (stride == 0 || capacity / stride != decoder.output_height || capacity % stride != 0) {
        jpeg_destroy_decompress(&decoder);
        return clip_fail(CLIP_IMAGE_MALFORMED, message, "its size is not that of its header");
    }
    jpeg_start_decompress(&decoder);
    while (decoder.output_scanline < decoder.output_height) {
        JSAMPROW row = pixels + decoder.output_scanline * stride;
        jpeg_read_scanlines(&decoder, &row, 1);
    }
    jpeg_finish_decompress(&decoder);
    jpeg_destroy_decompress(&decoder);

    // The ink of a four-colour JPEG is stored inverted, as Adobe does it; Pillow takes that for granted.
    if (kind == CLIP_PIXELS_CMYK) {
        for (size_t index = 0; index < capacity; index++) pixels[index] = 255 - pixels[index];
    }
    return CLIP_IMAGE_OK;
}
