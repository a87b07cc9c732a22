#include "crew.h"

#include <immintrin.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

// A job has places for threads that are to join, and counts those that are at work: both in one word, so that a thread
// joins by one exchange, and the caller takes the places that are left away by another. From then on nobody joins.
enum { AT_WORK = 1, PLACE = 1 << 16, MOST_THREADS = 1 << 15 };

static uint32_t places_in(uint32_t state) { return state / PLACE; }
static uint32_t at_work_in(uint32_t state) { return state % PLACE; }

static atomic_bool is_taken;        // by a caller, whose job this is until it is given back:
static atomic_uint_least32_t state;
static void (*body)(void *context);  // written while nobody is at work or has a place
static void *context;

static int member_count;      // threads that were begun; of who has taken the crew
static atomic_bool is_crowd;  // more of them than processors

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t has_places = PTHREAD_COND_INITIALIZER, is_left = PTHREAD_COND_INITIALIZER;
static atomic_int sleeper_count;
static atomic_bool is_caller_asleep;

static _Thread_local bool is_working;

bool is_at_work(void) { return is_working; }

// Pauses before sleeping, of 18 ns on Zen 4: layers follow one another in microseconds, and going to sleep and being woken
// take tens of them. A caller waits for what the others have begun. On two processors, one of which another process was
// using too, ViT-B/32 took 1.2 times as long where threads waited for 20,000 pauses, and as long as this with nothing else
// at work. Where threads are more than processors they are in each other's way at once.
enum { PAUSES_FOR_PLACES = 2000, PAUSES_UNTIL_LEFT = 5000 };

static void wait_for_places(void) {
    for (int pauses = 0; pauses < PAUSES_FOR_PLACES && !atomic_load(&is_crowd); pauses++) {
        if (places_in(atomic_load(&state)) > 0) return;
        _mm_pause();
    }
    pthread_mutex_lock(&mutex);
    atomic_fetch_add(&sleeper_count, 1);
    while (places_in(atomic_load(&state)) == 0) pthread_cond_wait(&has_places, &mutex);
    atomic_fetch_sub(&sleeper_count, 1);
    pthread_mutex_unlock(&mutex);
}

static void leave(void) {
    if (atomic_fetch_sub(&state, AT_WORK) != AT_WORK || !atomic_load(&is_caller_asleep)) return;
    pthread_mutex_lock(&mutex);
    pthread_cond_signal(&is_left);
    pthread_mutex_unlock(&mutex);
}

static void wait_until_left(void) {
    for (int pauses = 0; pauses < PAUSES_UNTIL_LEFT && !atomic_load(&is_crowd); pauses++) {
        if (at_work_in(atomic_load(&state)) == 0) return;
        _mm_pause();
    }
    pthread_mutex_lock(&mutex);
    atomic_store(&is_caller_asleep, true);
    while (at_work_in(atomic_load(&state)) > 0) pthread_cond_wait(&is_left, &mutex);
    atomic_store(&is_caller_asleep, false);
    pthread_mutex_unlock(&mutex);
}

static void *work(void *unused) {
    is_working = true;
    while (true) {
        wait_for_places();
        uint32_t seen = atomic_load(&state);
        if (places_in(seen) == 0 || !atomic_compare_exchange_strong(&state, &seen, seen - PLACE + AT_WORK)) continue;
        body(context);
        leave();
    }
    return unused;
}

// Begins threads until there are as many, or as many as the system gives. Signals stay with the threads that the process
// began itself.
static void recruit(int count) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (pthread_t thread; member_count < count && pthread_create(&thread, NULL, work, NULL) == 0; member_count++) {
        pthread_detach(thread);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void work_together(void (*job)(void *context), void *its_context, int threads) {
    if (threads > MOST_THREADS) threads = MOST_THREADS;
    if (threads <= 1 || is_working || atomic_exchange(&is_taken, true)) {
        job(its_context);
        return;
    }
    if (member_count < threads - 1) {
        atomic_store(&is_crowd, threads > clip_processor_count());
        recruit(threads - 1);
    }
    body = job;
    context = its_context;
    atomic_store(&state, (uint32_t)(threads - 1) * PLACE);
    if (atomic_load(&sleeper_count) > 0) {
        pthread_mutex_lock(&mutex);
        pthread_cond_broadcast(&has_places);
        pthread_mutex_unlock(&mutex);
    }
    is_working = true;
    job(its_context);
    is_working = false;
    atomic_fetch_and(&state, PLACE - 1);
    wait_until_left();
    atomic_store(&is_taken, false);
}
