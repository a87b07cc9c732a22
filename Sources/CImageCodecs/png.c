#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "decoder.h"

// No chunk other than pixels may take more memory once inflated.
static const png_alloc_size_t chunk_memory_limit = 1 << 20;

typedef struct {
    clip_image_decoder base;
    png_structp png;
    png_infop info;
    // What is left of the file, and how to say why reading it failed.
    const uint8_t *bytes;
    size_t left;
    clip_image_status status;
    clip_image_message *message;
    uint32_t width;
    uint32_t height;
    _Bool is_interlaced;
    // All rows of an interlaced image, whose passes each go over all of them; and those of them that were
    // given.
    uint8_t *held;
    size_t given;
} png_decoder;

static void on_error(png_structp png, png_const_charp text) {
    png_decoder *image = png_get_error_ptr(png);
    image->status = clip_fail(CLIP_IMAGE_MALFORMED, image->message, text);
    png_longjmp(png, 1);
}

// Warnings are about chunks that do not reach the pixels.
static void on_warning(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void read_bytes(png_structp png, png_bytep target, size_t count) {
    png_decoder *image = png_get_io_ptr(png);
    if (count > image->left) png_error(png, "it ends early");
    memcpy(target, image->bytes, count);
    image->bytes += count;
    image->left -= count;
}

// Chooses the form that pixels come in.
static void choose_pixels(png_decoder *image, clip_image_header *header) {
    png_structp png = image->png;
    int depth = png_get_bit_depth(png, image->info);
    int colour = png_get_color_type(png, image->info);
    switch (colour) {
        case PNG_COLOR_TYPE_GRAY:
            header->pixels = depth == 16 ? CLIP_PIXELS_I16 : depth == 1 ? CLIP_PIXELS_1 : CLIP_PIXELS_L;
            if (depth < 8) png_set_expand_gray_1_2_4_to_8(png);
            break;
        case PNG_COLOR_TYPE_PALETTE:
            header->pixels = CLIP_PIXELS_P;
            png_set_packing(png);
            break;
        case PNG_COLOR_TYPE_GRAY_ALPHA:
            header->pixels = depth == 16 ? CLIP_PIXELS_RGBA : CLIP_PIXELS_LA;
            if (depth == 16) png_set_gray_to_rgb(png);
            break;
        case PNG_COLOR_TYPE_RGB: header->pixels = CLIP_PIXELS_RGB; break;
        default: header->pixels = CLIP_PIXELS_RGBA;
    }
    // As Pillow does: the upper byte is kept, without rounding.
    if (depth == 16 && colour != PNG_COLOR_TYPE_GRAY) png_set_strip_16(png);
    // Deflate makes at most 1032 bits of one.
    int bits = depth * png_get_channels(png, image->info);
    header->pixels_per_bit = (1032 + (uint32_t)bits - 1) / (uint32_t)bits;
}

static void read_palette(png_decoder *image, clip_image_palette *palette) {
    png_colorp entries = NULL;
    int count = 0;
    if (png_get_PLTE(image->png, image->info, &entries, &count) == 0) return;
    for (int index = 0; index < count && index < 256; index++) {
        palette->entries[3 * index] = entries[index].red;
        palette->entries[3 * index + 1] = entries[index].green;
        palette->entries[3 * index + 2] = entries[index].blue;
        palette->count++;
    }
}

// Two rows of at most eight bytes a pixel, what zlib needs, and all rows where the image is interlaced. Sides
// have 31 bits, so that the caller's limits come before an overflow of the product could be believed.
static uint64_t memory(uint64_t width, uint64_t height, uint64_t stride, _Bool is_interlaced) {
    uint64_t rows = 3 * (8 * (width + 8) + 64) + (1 << 18);
    uint64_t held;
    uint64_t sum;
    if (__builtin_mul_overflow(stride, height, &held)) return UINT64_MAX;
    return __builtin_add_overflow(rows, is_interlaced ? held : 0, &sum) ? UINT64_MAX : sum;
}

static clip_image_status read_header(png_decoder *image, clip_image_header *header) {
    png_structp png = image->png;
    if (setjmp(png_jmpbuf(png))) return image->status;
    png_set_read_fn(png, image, read_bytes);
    // The caller has limits of its own, and compares the header with them before there are pixels.
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(png, chunk_memory_limit);
    // Known chunks too are not even inflated: a profile or a text of some kilobytes could become gigabytes.
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_set_check_for_invalid_index(png, 0);
    png_read_info(png, image->info);
    header->width = image->width = png_get_image_width(png, image->info);
    header->height = image->height = png_get_image_height(png, image->info);
    image->is_interlaced = png_get_interlace_type(png, image->info) != PNG_INTERLACE_NONE;
    choose_pixels(image, header);
    if (header->pixels == CLIP_PIXELS_P) read_palette(image, &header->palette);
    // At most four bytes a pixel are given.
    header->memory = memory(header->width, header->height, 4 * (uint64_t)header->width, image->is_interlaced);
    return CLIP_IMAGE_OK;
}

static clip_image_status start(
    clip_image_decoder *base, const clip_image_limits *limits, clip_image_message *message) {
    (void)limits;
    png_decoder *image = (png_decoder *)base;
    image->message = message;
    if (setjmp(png_jmpbuf(image->png))) return image->status;
    int passes = png_set_interlace_handling(image->png);
    png_read_update_info(image->png, image->info);
    if (png_get_rowbytes(image->png, image->info) != base->stride) {
        png_error(image->png, "its size is not that of its header");
    }
    if (!image->is_interlaced) return CLIP_IMAGE_OK;
    size_t count;
    if (__builtin_mul_overflow(base->stride, (size_t)image->height, &count)) {
        return clip_fail_without_memory(message);
    }
    image->held = malloc(count);
    if (image->held == NULL) return clip_fail_without_memory(message);
    for (int pass = 0; pass < passes; pass++) {
        for (size_t row = 0; row < image->height; row++) {
            png_read_row(image->png, image->held + row * base->stride, NULL);
        }
    }
    return CLIP_IMAGE_OK;
}

static clip_image_status rows(
    clip_image_decoder *base, uint8_t *rows, size_t count, clip_image_message *message) {
    png_decoder *image = (png_decoder *)base;
    if (image->is_interlaced) {
        if (image->held == NULL) return clip_fail(CLIP_IMAGE_MALFORMED, message, "it has not been started");
        memcpy(rows, image->held + image->given * base->stride, count * base->stride);
        image->given += count;
        return CLIP_IMAGE_OK;
    }
    image->message = message;
    if (setjmp(png_jmpbuf(image->png))) return image->status;
    for (size_t row = 0; row < count; row++) png_read_row(image->png, rows + row * base->stride, NULL);
    return CLIP_IMAGE_OK;
}

static clip_image_status finish(clip_image_decoder *base, clip_image_message *message) {
    png_decoder *image = (png_decoder *)base;
    image->message = message;
    if (setjmp(png_jmpbuf(image->png))) return image->status;
    png_read_end(image->png, NULL);
    return CLIP_IMAGE_OK;
}

static void close_image(clip_image_decoder *base) {
    png_decoder *image = (png_decoder *)base;
    if (image->png != NULL) png_destroy_read_struct(&image->png, &image->info, NULL);
    free(image->held);
    free(image);
}

clip_image_status clip_png_open(
    const uint8_t *bytes, size_t count, clip_image_decoder **decoder, clip_image_header *header,
    clip_image_message *message) {
    png_decoder *image = calloc(1, sizeof *image);
    if (image == NULL) return clip_fail_without_memory(message);
    image->base = (clip_image_decoder){.start = start, .rows = rows, .finish = finish, .close = close_image};
    image->bytes = bytes;
    image->left = count;
    image->message = message;
    image->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, image, on_error, on_warning);
    if (image->png != NULL) image->info = png_create_info_struct(image->png);
    clip_image_status status =
        image->info == NULL ? clip_fail_without_memory(message) : read_header(image, header);
    if (status == CLIP_IMAGE_OK) {
        *decoder = &image->base;
    } else {
        close_image(&image->base);
    }
    return status;
}
