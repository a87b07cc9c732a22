#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

// No chunk other than pixels may take more memory once inflated.
static const png_alloc_size_t chunk_memory_limit = 1 << 20;

// What is left of the file, and how to say why reading it failed.
typedef struct {
    const uint8_t *bytes;
    size_t left;
    clip_image_status status;
    clip_image_message *message;
} png_call;

static void on_error(png_structp png, png_const_charp text) {
    png_call *call = png_get_error_ptr(png);
    call->status = clip_fail(CLIP_IMAGE_MALFORMED, call->message, text);
    png_longjmp(png, 1);
}

// Warnings are about chunks that do not reach the pixels.
static void on_warning(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void read_bytes(png_structp png, png_bytep target, size_t count) {
    png_call *call = png_get_io_ptr(png);
    if (count > call->left) png_error(png, "it ends early");
    memcpy(target, call->bytes, count);
    call->bytes += count;
    call->left -= count;
}

// Both are NULL where there is not enough memory.
static void prepare(png_call *call, png_structp *png, png_infop *info) {
    *info = NULL;
    *png = png_create_read_struct(PNG_LIBPNG_VER_STRING, call, on_error, on_warning);
    if (*png == NULL) return;
    *info = png_create_info_struct(*png);
    if (*info == NULL) png_destroy_read_struct(png, NULL, NULL);
}

// Reads up to the first pixel and chooses the form that they come in.
static void read_header(png_structp png, png_infop info, png_call *call, clip_image_header *header) {
    png_set_read_fn(png, call, read_bytes);
    // The caller has limits of its own, and compares the header with them before there are pixels.
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(png, chunk_memory_limit);
    // Known chunks too are not even inflated: a profile or a text of some kilobytes could become gigabytes.
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_set_check_for_invalid_index(png, 0);
    png_read_info(png, info);

    int depth = png_get_bit_depth(png, info);
    int colour = png_get_color_type(png, info);
    header->width = png_get_image_width(png, info);
    header->height = png_get_image_height(png, info);
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
    int bits = depth * png_get_channels(png, info);
    header->pixels_per_bit = (1032 + (uint32_t)bits - 1) / (uint32_t)bits;
}

clip_image_status clip_png_header(
    const uint8_t *bytes, size_t count, clip_image_header *header, clip_image_message *message) {
    png_call call = {bytes, count, CLIP_IMAGE_OK, message};
    png_structp png;
    png_infop info;
    prepare(&call, &png, &info);
    if (png == NULL) return clip_fail(CLIP_IMAGE_MEMORY, message, "there is not enough memory");
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return call.status;
    }
    read_header(png, info, &call, header);
    png_destroy_read_struct(&png, &info, NULL);
    return CLIP_IMAGE_OK;
}

clip_image_status clip_png_pixels(
    const uint8_t *bytes, size_t count, uint8_t *pixels, size_t capacity, clip_image_palette *palette,
    clip_image_message *message) {
    png_call call = {bytes, count, CLIP_IMAGE_OK, message};
    png_structp png;
    png_infop info;
    prepare(&call, &png, &info);
    if (png == NULL) return clip_fail(CLIP_IMAGE_MEMORY, message, "there is not enough memory");
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return call.status;
    }
    clip_image_header header;
    read_header(png, info, &call, &header);

    palette->count = 0;
    png_colorp entries = NULL;
    int entry_count = 0;
    if (header.pixels == CLIP_PIXELS_P && png_get_PLTE(png, info, &entries, &entry_count) != 0) {
        for (int index = 0; index < entry_count && index < 256; index++) {
            palette->entries[3 * index] = entries[index].red;
            palette->entries[3 * index + 1] = entries[index].green;
            palette->entries[3 * index + 2] = entries[index].blue;
            palette->count++;
        }
    }

    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    size_t stride = png_get_rowbytes(png, info);
    if (stride == 0 || capacity / stride != header.height || capacity % stride != 0) {
        png_error(png, "its size is not that of its header");
    }
    for (int pass = 0; pass < passes; pass++) {
        for (size_t row = 0; row < header.height; row++) png_read_row(png, pixels + row * stride, NULL);
    }
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    return CLIP_IMAGE_OK;
}
