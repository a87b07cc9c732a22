#define _GNU_SOURCE
#include "CLinux.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

// Names that a signal handler removes: a table without locks, since a handler may not wait for one.
enum { FREE, CHANGING, USED };

static struct {
    atomic_int state;
    int directory;
    char name[NAME_MAX + 1];
} unfinished[CLIP_LINUX_UNFINISHED_LIMIT];

static atomic_int is_ending;

int clip_linux_note_unfinished(int directory, const char *name) {
    if (strlen(name) > NAME_MAX) return -1;
    // The process is about to end: a name that is made now would stay.
    while (atomic_load(&is_ending)) pause();
    for (int slot = 0; slot < CLIP_LINUX_UNFINISHED_LIMIT; slot++) {
        int expected = FREE;
        if (!atomic_compare_exchange_strong(&unfinished[slot].state, &expected, CHANGING)) continue;
        unfinished[slot].directory = directory;
        strcpy(unfinished[slot].name, name);
        atomic_store(&unfinished[slot].state, USED);
        return slot;
    }
    return -1;
}

void clip_linux_forget_unfinished(int slot) {
    if (slot >= 0 && slot < CLIP_LINUX_UNFINISHED_LIMIT) atomic_store(&unfinished[slot].state, FREE);
}

// Calls only what signal-safety(7) lists. SA_RESETHAND has put the default action back, which ends the process as soon as
// the signal that is raised here can arrive: when this function returns.
static void end(int number) {
    atomic_store(&is_ending, 1);
    for (int slot = 0; slot < CLIP_LINUX_UNFINISHED_LIMIT; slot++)
        if (atomic_load(&unfinished[slot].state) == USED)
            unlinkat(unfinished[slot].directory, unfinished[slot].name, 0);
    raise(number);
}

void clip_linux_remove_unfinished_on_signals(void) {
    static const int numbers[] = {SIGHUP, SIGINT, SIGTERM};
    struct sigaction ours = {.sa_handler = end, .sa_flags = (int)SA_RESETHAND};
    // A second signal must not end the process while the first one's handler removes names.
    for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) sigaddset(&ours.sa_mask, numbers[index]);
    for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) {
        struct sigaction there;
        // What is ignored, as nohup(1) has it, stays ignored.
        if (sigaction(numbers[index], NULL, &there) == 0 && there.sa_handler == SIG_DFL)
            sigaction(numbers[index], &ours, NULL);
    }
}
