#ifndef CLIP_IMAGE_MESSAGE_H
#define CLIP_IMAGE_MESSAGE_H

#include <stdio.h>

#include "CImageCodecs.h"

// Stores why a call failed, cut to what fits, and gives the status back for a `return`.
static inline clip_image_status clip_fail(
    clip_image_status status, clip_image_message *message, const char *text) {
    snprintf(message->text, sizeof message->text, "%s", text);
    return status;
}

#endif
