#include <limits.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

#include "decoder.h"

// libjpeg hands `decoder.err` back to the callbacks, which find the rest by it: it is the first member of
// what it lies in.
typedef struct {
    struct jpeg_error_mgr errors;
    jmp_buf jump;
    clip_image_status status;
    clip_image_message *message;
} jpeg_failure;

typedef struct {
    clip_image_decoder base;
    struct jpeg_decompress_struct decoder;
    jpeg_failure failure;
    struct jpeg_progress_mgr progress;
    clip_image_limits limits;
    int scan;
    clip_pixels pixels;
    uint64_t memory;
} jpeg_decoder;

static void stop(jpeg_failure *failure, clip_image_status status, const char *text) {
    failure->status = clip_fail(status, failure->message, text);
    longjmp(failure->jump, 1);
}

static void leave(j_common_ptr common, clip_image_status status) {
    char text[JMSG_LENGTH_MAX];
    common->err->format_message(common, text);
    stop((jpeg_failure *)common->err, status, text);
}

static void on_error(j_common_ptr common) {
    switch (common->err->msg_code) {
        case JERR_OUT_OF_MEMORY:
            leave(common, CLIP_IMAGE_MEMORY);
            break;
        case JERR_IMAGE_TOO_BIG:
            leave(common, CLIP_IMAGE_LIMIT);
            break;
        case JERR_NO_BACKING_STORE:
            // The library would like to write to the disk what is over its limit.
            stop(
                (jpeg_failure *)common->err, CLIP_IMAGE_LIMIT,
                "decoding its scans takes more memory than its header tells");
            break;
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

// A negative level is a warning: the library goes on with pixels that it made up. Some warnings are about
// what does not reach the pixels, such as the bytes that cameras leave between two markers.
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

// Called before each step of the input. Every scan goes over all blocks of its components, whatever its bytes
// are: they are charged when it begins, so that a small file of many scans does not take long.
static void on_progress(j_common_ptr common) {
    jpeg_decoder *image = common->client_data;
    j_decompress_ptr decoder = &image->decoder;
    if (decoder->input_scan_number == image->scan) return;
    image->scan = decoder->input_scan_number;
    if ((uint32_t)image->scan > image->limits.scans) {
        stop(&image->failure, CLIP_IMAGE_LIMIT, "more scans than are read");
    }
    // Sides are below 2^16, and blocks of an MCU at most 10.
    uint64_t visits = (uint64_t)decoder->MCUs_per_row * decoder->MCU_rows_in_scan;
    image->base.visits += visits * (uint64_t)decoder->blocks_in_MCU;
    if (image->base.visits > image->limits.visits) {
        stop(&image->failure, CLIP_IMAGE_LIMIT, "its scans go over its pixels more often than is allowed");
    }
}

static clip_image_status check_components(
    const struct jpeg_decompress_struct *decoder, clip_pixels *pixels, clip_image_message *message) {
    switch (decoder->num_components) {
        case 1: *pixels = CLIP_PIXELS_L; return CLIP_IMAGE_OK;
        case 3: *pixels = CLIP_PIXELS_RGB; return CLIP_IMAGE_OK;
        case 4: *pixels = CLIP_PIXELS_CMYK; return CLIP_IMAGE_OK;
        default:
            return clip_fail(CLIP_IMAGE_UNSUPPORTED, message, "its number of colours is not 1, 3 or 4");
    }
}

static uint64_t rounded_up(uint64_t value, uint64_t step) { return (value + step - 1) / step * step; }

// What the library allocates. With several scans it keeps the coefficients of the whole image, two bytes
// each; and always of each component ten groups of rows for context, and of all a group of rows at full
// width. There are at most four components of 2^16 / 8 squared blocks each, so that nothing here overflows.
static void measure(struct jpeg_decompress_struct *decoder, clip_image_header *header) {
    const uint64_t block = DCTSIZE2 * sizeof(JCOEF);
    uint64_t memory = 1 << 18;
    uint64_t full_width = rounded_up(decoder->image_width, 8 * MAX_SAMP_FACTOR);
    for (int index = 0; index < decoder->num_components; index++) {
        const jpeg_component_info *component = &decoder->comp_info[index];
        uint64_t columns = rounded_up(component->width_in_blocks, (uint64_t)component->h_samp_factor);
        uint64_t rows = rounded_up(component->height_in_blocks, (uint64_t)component->v_samp_factor);
        header->blocks += (uint64_t)component->width_in_blocks * component->height_in_blocks;
        if (jpeg_has_multiple_scans(decoder)) memory += rows * (columns * block + sizeof(void *));
        memory += columns * DCTSIZE * (uint64_t)component->v_samp_factor * (DCTSIZE + 4);
        memory += full_width * (uint64_t)(decoder->max_v_samp_factor + 2);
    }
    header->memory = memory;
}

static clip_image_status start(
    clip_image_decoder *base, const clip_image_limits *limits, clip_image_message *message) {
    jpeg_decoder *image = (jpeg_decoder *)base;
    struct jpeg_decompress_struct *decoder = &image->decoder;
    image->failure.message = message;
    if (setjmp(image->failure.jump)) return image->failure.status;
    image->limits = *limits;
    decoder->client_data = image;
    image->progress.progress_monitor = on_progress;
    decoder->progress = &image->progress;
    decoder->mem->max_memory_to_use = image->memory > LONG_MAX ? LONG_MAX : (long)image->memory;
    // What Pillow asks for; the exact integer transform and smooth chroma are the library's defaults, and
    // written down because the pixels hang on them.
    decoder->out_color_space = image->pixels == CLIP_PIXELS_L     ? JCS_GRAYSCALE
                               : image->pixels == CLIP_PIXELS_RGB ? JCS_RGB
                                                                  : JCS_CMYK;
    decoder->dct_method = JDCT_ISLOW;
    decoder->do_fancy_upsampling = TRUE;
    jpeg_calc_output_dimensions(decoder);
    if ((size_t)decoder->output_width * (size_t)decoder->output_components != base->stride ||
        decoder->output_height != base->rows_left) {
        return clip_fail(CLIP_IMAGE_MALFORMED, message, "its size is not that of its header");
    }
    jpeg_start_decompress(decoder);
    return CLIP_IMAGE_OK;
}

static clip_image_status rows(
    clip_image_decoder *base, uint8_t *rows, size_t count, clip_image_message *message) {
    jpeg_decoder *image = (jpeg_decoder *)base;
    image->failure.message = message;
    if (setjmp(image->failure.jump)) return image->failure.status;
    for (size_t index = 0; index < count; index++) {
        JSAMPROW row = rows + index * base->stride;
        jpeg_read_scanlines(&image->decoder, &row, 1);
    }
    // The ink of a four-colour JPEG is stored inverted, as Adobe does it; Pillow takes that for granted.
    if (image->pixels == CLIP_PIXELS_CMYK) {
        for (size_t index = 0; index < count * base->stride; index++) rows[index] = 255 - rows[index];
    }
    return CLIP_IMAGE_OK;
}

static clip_image_status finish(clip_image_decoder *base, clip_image_message *message) {
    jpeg_decoder *image = (jpeg_decoder *)base;
    image->failure.message = message;
    if (setjmp(image->failure.jump)) return image->failure.status;
    jpeg_finish_decompress(&image->decoder);
    return CLIP_IMAGE_OK;
}

static void close_image(clip_image_decoder *base) {
    jpeg_destroy_decompress(&((jpeg_decoder *)base)->decoder);
    free(base);
}

static clip_image_status read_header(
    jpeg_decoder *image, const uint8_t *bytes, size_t count, clip_image_header *header,
    clip_image_message *message) {
    if (setjmp(image->failure.jump)) return image->failure.status;
    struct jpeg_decompress_struct *decoder = &image->decoder;
    jpeg_create_decompress(decoder);
    jpeg_mem_src(decoder, bytes, count);
    jpeg_read_header(decoder, TRUE);
    clip_image_status status = check_components(decoder, &image->pixels, message);
    if (status != CLIP_IMAGE_OK) return status;
    header->width = decoder->image_width;
    header->height = decoder->image_height;
    header->pixels = image->pixels;
    // A Huffman code has at least one bit, and one block of 8 x 8 has at least one code for its constant
    // part. The component with the most blocks may still have one for each 32 x 32 pixels, as sampling
    // factors go to 4 and the library does not ask that one of them is the largest.
    header->pixels_per_bit = decoder->arith_code ? 0 : 8 * 8 * 4 * 4;
    measure(decoder, header);
    image->memory = header->memory;
    return CLIP_IMAGE_OK;
}

clip_image_status clip_jpeg_open(
    const uint8_t *bytes, size_t count, clip_image_decoder **decoder, clip_image_header *header,
    clip_image_message *message) {
    // Zero, so that destroying the library's decoder is right even where creating it fails.
    jpeg_decoder *image = calloc(1, sizeof *image);
    if (image == NULL) return clip_fail_without_memory(message);
    image->base = (clip_image_decoder){.start = start, .rows = rows, .finish = finish, .close = close_image};
    image->decoder.err = jpeg_std_error(&image->failure.errors);
    image->failure.errors.error_exit = on_error;
    image->failure.errors.emit_message = on_message;
    image->failure.message = message;
    clip_image_status status = read_header(image, bytes, count, header, message);
    if (status == CLIP_IMAGE_OK) {
        *decoder = &image->base;
    } else {
        close_image(&image->base);
    }
    return status;
}
