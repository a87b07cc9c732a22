// Moving and averaging pixels, line by line.
#include "CKernels.h"

#include <stdbool.h>
#include <string.h>

// Work on the lines of a map; threads take the ones that none has taken yet.
struct map_task {
    void (*make_line)(const struct map_task *task, size_t line);
    clip_map map;
    size_t channels, stride;
    size_t height, width;  // of the result
    float *output;
    size_t next_line;
};

static void make_lines(void *context) {
    struct map_task *task = context;
    while (true) {
        size_t line = __atomic_fetch_add(&task->next_line, 1, __ATOMIC_RELAXED);
        if (line >= task->map.count * task->height) return;
        task->make_line(task, line);
    }
}

static void average_line(const struct map_task *task, size_t line) {
    size_t channels = task->channels, image = line / task->height, y = line % task->height;
    const float *upper = task->map.pixels + (image * task->map.height + 2 * y) * task->map.width * channels;
    const float *lower = upper + task->map.width * channels;
    float *target = task->output + line * task->width * channels;
    for (size_t x = 0; x < task->width; x++) {
        const float *a = upper + 2 * x * channels, *b = lower + 2 * x * channels;
        for (size_t channel = 0; channel < channels; channel++) {
            target[x * channels + channel] =
                (a[channel] + a[channels + channel] + b[channel] + b[channels + channel]) / 4;
        }
    }
}

void clip_average_by_two(clip_map map, size_t channels, float *output, int threads) {
    struct map_task task = {
        .make_line = average_line, .map = map, .channels = channels, .height = map.height / 2, .width = map.width / 2,
        .output = output};
    clip_parallel(make_lines, &task, clip_usable_threads(threads));
}

static void gather_line(const struct map_task *task, size_t line) {
    const clip_map *map = &task->map;
    size_t channels = task->channels, image = line / task->height;
    float *target = task->output + line * task->width * 9 * channels;
    for (size_t column = 0; column < task->width; column++) {
        for (size_t i = 0; i < 9; i++, target += channels) {
            // One before the first is the largest number there is, and outside too.
            size_t y = line % task->height * task->stride + i / 3 - 1, x = column * task->stride + i % 3 - 1;
            if (y < map->height && x < map->width) {
                const float *source = map->pixels + ((image * map->height + y) * map->width + x) * channels;
                memcpy(target, source, channels * sizeof *target);
            } else {
                memset(target, 0, channels * sizeof *target);
            }
        }
    }
}

void clip_neighbourhoods(clip_map map, size_t channels, size_t stride, float *output, int threads) {
    struct map_task task = {
        .make_line = gather_line, .map = map, .channels = channels, .stride = stride,
        .height = (map.height - 1) / stride + 1, .width = (map.width - 1) / stride + 1, .output = output};
    clip_parallel(make_lines, &task, clip_usable_threads(threads));
}

static void interleave_line(const struct map_task *task, size_t line) {
    size_t area = task->height * task->width, image = line / task->height, y = line % task->height;
    const float *planes = task->map.pixels + image * task->channels * area + y * task->width;
    float *target = task->output + line * task->width * task->channels;
    for (size_t x = 0; x < task->width; x++) {
        for (size_t channel = 0; channel < task->channels; channel++) *target++ = planes[channel * area + x];
    }
}

void clip_interleave_planes(clip_map map, size_t channels, float *output, int threads) {
    struct map_task task = {
        .make_line = interleave_line, .map = map, .channels = channels, .height = map.height, .width = map.width,
        .output = output};
    clip_parallel(make_lines, &task, clip_usable_threads(threads));
}
