// Bytes of a JPEG, PNG or WebP file in, pixels out, by libjpeg-turbo, libpng and libwebp.
//
// Each format has two functions. The first reads the header only, so that a caller can refuse a picture
// before any memory is taken for it; the second decodes into memory of the caller's. Neither keeps anything:
// what they allocate is freed when they return, whatever the file holds. There are no globals, so any number
// of threads may call them.
#ifndef CIMAGECODECS_H
#define CIMAGECODECS_H

#include <stddef.h>
#include <stdint.h>

// How a call ended.
typedef enum {
    CLIP_IMAGE_OK,
    CLIP_IMAGE_MALFORMED,    // the file breaks its format's rules, or ends early
    CLIP_IMAGE_UNSUPPORTED,  // the file is well formed, but not a kind that the library or this shim reads
    CLIP_IMAGE_LIMIT,        // decoding would take more than is allowed
    CLIP_IMAGE_MEMORY,       // there is not enough memory
} clip_image_status;

// What the bytes of a pixel are, by the names that Pillow has for it.
typedef enum {
    CLIP_PIXELS_1,     // 1 byte, 0 or 255
    CLIP_PIXELS_L,     // 1 byte
    CLIP_PIXELS_LA,    // 2 bytes
    CLIP_PIXELS_P,     // 1 byte, an index into the palette
    CLIP_PIXELS_RGB,   // 3 bytes
    CLIP_PIXELS_RGBA,  // 4 bytes
    CLIP_PIXELS_CMYK,  // 4 bytes, 255 is full ink
    CLIP_PIXELS_I16,   // 2 bytes, big-endian
} clip_pixels;

// A picture's header.
typedef struct {
    uint32_t width;
    uint32_t height;
    clip_pixels pixels;
    // How many pixels one bit of the file can hold at most; 0 where there is no bound.
    uint32_t pixels_per_bit;
} clip_image_header;

// A palette: `count` entries of red, green and blue.
typedef struct {
    uint32_t count;
    uint8_t entries[256 * 3];
} clip_image_palette;

// Why a call failed, in the library's words; ends with a zero.
typedef struct {
    char text[256];
} clip_image_message;

// Whether so many bytes can be taken: Swift's arrays end the process where they cannot.
_Bool clip_image_memory_is_there(size_t count);

// The pixel functions fill rows from the top without gaps: `capacity` must be width x height x bytes a pixel
// of the header that the first function gave for the same bytes.
//
// JPEG: as many as `scan_limit` scans are read. Every damage that the library notices is an error.
clip_image_status clip_jpeg_header(
    const uint8_t *bytes, size_t count, clip_image_header *header, clip_image_message *message);
clip_image_status clip_jpeg_pixels(
    const uint8_t *bytes, size_t count, int scan_limit, uint8_t *pixels, size_t capacity,
    clip_image_message *message);

// PNG: text, colour profiles and all else that is not needed for the pixels is passed over unread. The
// palette is filled for CLIP_PIXELS_P only.
clip_image_status clip_png_header(
    const uint8_t *bytes, size_t count, clip_image_header *header, clip_image_message *message);
clip_image_status clip_png_pixels(
    const uint8_t *bytes, size_t count, uint8_t *pixels, size_t capacity, clip_image_palette *palette,
    clip_image_message *message);

// WebP: of an animation, the first picture.
clip_image_status clip_webp_header(
    const uint8_t *bytes, size_t count, clip_image_header *header, clip_image_message *message);
clip_image_status clip_webp_pixels(
    const uint8_t *bytes, size_t count, uint8_t *pixels, size_t capacity, clip_image_message *message);

#endif
