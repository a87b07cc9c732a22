// Bytes of a JPEG, PNG or WebP file in, rows of pixels out, by libjpeg-turbo, libpng and libwebp.
//
// A decoder is opened, which reads the file's header only and of a WebP the list of its chunks, so that a caller
// can refuse an image before memory is taken for it; then it is started, gives its rows from the top, is finished
// and closed. There are no globals, so any number of threads may have decoders. Whatever fails leaves the decoder
// such that it can only be closed.
#ifndef CIMAGECODECS_H
#define CIMAGECODECS_H

#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

typedef enum {
    CLIP_IMAGE_JPEG,
    CLIP_IMAGE_PNG,
    CLIP_IMAGE_WEBP,
} clip_image_format;

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

// A palette: `count` entries of red, green and blue.
typedef struct {
    uint32_t count;
    uint8_t entries[256 * 3];
} clip_image_palette;

// An image's header.
typedef struct {
    uint32_t width;
    uint32_t height;
    clip_pixels pixels;
    // How many pixels one bit of the file can hold at most; 0 where there is no bound.
    uint32_t pixels_per_bit;
    // The most bytes of memory that the decoder takes at once, from the start to the end.
    uint64_t memory;
    // JPEG: blocks of coefficients in all components, each of which a scan may visit; else 0.
    uint64_t blocks;
    // Of CLIP_PIXELS_P only; else without entries.
    clip_image_palette palette;
    // WebP: the lossless stream among the file's bytes, behind the size that may precede it, and the size. Its tables
    // come on top of `memory`. Without bytes where there is none.
    struct {
        size_t offset;
        size_t count;
        uint32_t width;
        uint32_t height;
    } lossless;
} clip_image_header;

// What decoding may cost.
typedef struct {
    // JPEG: scans, and visits of blocks by all scans together. Every scan goes over all blocks of its
    // components, also where none of its bytes is about them.
    uint32_t scans;
    uint64_t visits;
} clip_image_limits;

// Why a call failed, in the library's words; ends with a zero.
typedef struct {
    char text[256];
} clip_image_message;

typedef struct clip_image_decoder clip_image_decoder;

// Whether so many bytes can be taken: Swift's arrays end the process where they cannot.
_Bool clip_image_memory_is_there(size_t count);

// Opens a decoder and reads the header. The bytes must stay where they are until the decoder is closed;
// `decoder` is NULL unless the status is CLIP_IMAGE_OK.
//
// JPEG: every damage that the library notices is an error, here and later. PNG: text, colour profiles and all
// else that is not needed for the pixels is passed over unread. WebP: of an animation, the first image.
clip_image_status clip_image_open(
    clip_image_format format, const uint8_t *bytes, size_t count, clip_image_decoder **decoder,
    clip_image_header *header, clip_image_message *message);

// Takes the memory that the header told, and gets ready to give rows.
clip_image_status clip_image_start(
    clip_image_decoder *decoder, const clip_image_limits *limits, clip_image_message *message);

// Gives the next `count` rows, without gaps; `capacity` must be `count` x width x bytes a pixel.
clip_image_status clip_image_rows(
    clip_image_decoder *decoder, uint8_t *rows, size_t count, size_t capacity, clip_image_message *message);

// Reads what follows the last row.
clip_image_status clip_image_finish(clip_image_decoder *decoder, clip_image_message *message);

// JPEG: blocks that scans have visited so far, of which each scan is counted as it begins; else 0.
uint64_t clip_image_visits(const clip_image_decoder *decoder);

// Gives back all memory; the decoder may be NULL.
void clip_image_close(clip_image_decoder *decoder);

#pragma GCC visibility pop

#endif
