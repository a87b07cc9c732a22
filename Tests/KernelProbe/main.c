// Does to a process what the tests' own must not suffer: forks it while its threads are at work, and loads OpenBLAS beside
// another one. Prints what it finds, `NAME COUNT` in lines, and ends with 0; KernelsTests/HostTests.swift tells what
// must come out.
//
//   kernel-probe fork idle|busy     children of a process whose threads sleep, or are at work
//   kernel-probe refork idle|busy   the same in a child
//   kernel-probe openblas           with an OpenBLAS of the host's
//   kernel-probe features           the instruction set, after some of its kernels have run
#define _GNU_SOURCE
#include <CKernels.h>
#include <COpenBLAS.h>
#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 3, SIDE = 96, NUMBERS = SIDE * SIDE, FORKS = 20, SECONDS = 20 };

// MARK: Threads that meet

struct meeting {
    atomic_int arrived;
};

static void arrive(void *context) {
    struct meeting *meeting = context;
    atomic_fetch_add(&meeting->arrived, 1);
    for (int waited = 0; atomic_load(&meeting->arrived) < THREADS && waited < 1000; waited++) usleep(1000);
}

// How many threads come to a job when the first waits for the others.
static int threads_that_meet(void) {
    struct meeting meeting = {0};
    clip_parallel(arrive, &meeting, THREADS);
    return atomic_load(&meeting.arrived);
}

// MARK: Products

struct layers {
    float numbers[NUMBERS];
    clip_packed_linear *packed;
    float expected[2 * NUMBERS];
};

static bool compute(const struct layers *layers, float *results) {
    bool is_done = clip_packed_linear_apply(
        clip_best_isa(), layers->packed, NULL, SIDE, layers->numbers, (clip_ending){0}, results, THREADS);
    clip_openblas_multiply(
        false, SIDE, SIDE, SIDE, 1, layers->numbers, SIDE, layers->numbers, SIDE, 0, results + NUMBERS, SIDE);
    return is_done;
}

static struct layers *make_layers(void) {
    struct layers *layers = calloc(1, sizeof *layers);
    for (int i = 0; i < NUMBERS; i++) layers->numbers[i] = (float)(i % 17 - 8);
    layers->packed = clip_packed_linear_create(
        CLIP_FACTORS_FLOAT32, SIDE, SIDE, CLIP_FLOAT32, layers->numbers, NULL);
    return clip_openblas_load() && compute(layers, layers->expected) ? layers : NULL;
}

static void free_layers(struct layers *layers) {
    clip_packed_linear_destroy(layers->packed);
    free(layers);
}

// The numbers are small and whole, so that every order of sums gives the same.
static bool is_right(const struct layers *layers) {
    float *results = calloc(2 * NUMBERS, sizeof *results);
    bool is_same = compute(layers, results) && memcmp(results, layers->expected, sizeof layers->expected) == 0;
    free(results);
    return is_same;
}

// MARK: Forks

static atomic_bool is_over;

static void *compute_on(void *layers) {
    while (!atomic_load(&is_over)) {
        if (!is_right(layers)) abort();
    }
    return NULL;
}

static int fork_processes(bool is_busy) {
    struct layers *layers = make_layers();
    if (!layers) return 1;
    int met = threads_that_meet(), children = 0, right = 0;
    pthread_t others[2];
    for (int i = 0; i < 2 && is_busy; i++) pthread_create(&others[i], NULL, compute_on, layers);
    for (int i = 0; i < FORKS; i++) {
        pid_t child = fork();
        if (child == 0) {
            // A child that waits for a lock or a thread of the parent's would wait for ever.
            alarm(SECONDS);
            _exit(is_right(layers) && is_right(layers) ? threads_that_meet() : 0);
        }
        int status = -1;
        if (child < 0 || waitpid(child, &status, 0) != child) return 1;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != THREADS) break;
        children += 1;
        right += is_right(layers);
    }
    atomic_store(&is_over, true);
    for (int i = 0; i < 2 && is_busy; i++) pthread_join(others[i], NULL);
    printf("threads-before %d\nchildren-with-all-threads %d\nright-in-parent %d\nthreads-after %d\n", met, children, right,
           threads_that_meet());
    free_layers(layers);
    return 0;
}

static int fork_processes_in_child(bool is_busy) {
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        alarm(5 * SECONDS);
        exit(fork_processes(is_busy));
    }
    int status;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

// MARK: OpenBLAS beside a host's

extern char **environ;

static int count_environment(void) {
    int count = 0;
    while (environ[count]) count += 1;
    return count;
}

static int count_threads(void) {
    int count = 0;
    DIR *tasks = opendir("/proc/self/task");
    while (readdir(tasks)) count += 1;
    closedir(tasks);
    return count - 2;
}

static int load_beside_host(void) {
    void *of_host = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_GLOBAL);
    int (*thread_count)(void) = (int (*)(void))dlsym(of_host, "openblas_get_num_threads");
    void (*set_thread_count)(int) = (void (*)(int))dlsym(of_host, "openblas_set_num_threads");
    set_thread_count(2);
    char **variables = environ;
    int variable_count = count_environment(), threads = count_threads();
    struct layers *layers = make_layers();
    if (!layers) return 1;
    float *a = calloc(512 * 512, sizeof *a), *c = calloc(512 * 512, sizeof *c);
    // Beside the threads that the layers have begun.
    int threads_with_layers = count_threads();
    clip_openblas_multiply(false, 512, 512, 512, 1, a, 512, a, 512, 0, c, 512);
    printf("variables-more %d\nenvironment-moved %d\nthreads-of-host %d\nthreads-more %d\nthreads-by-layers %d\n",
           count_environment() - variable_count, environ != variables, thread_count(),
           count_threads() - threads_with_layers, threads_with_layers - threads);
    free(a);
    free(c);
    free_layers(layers);
    return 0;
}

// MARK: Instruction sets

static int try_features(void) {
    struct layers *layers = make_layers();
    if (!layers) return 1;
    float row[SIDE], halves[SIDE];
    memcpy(row, layers->numbers, sizeof row);
    clip_apply(clip_best_isa(), CLIP_GELU, row, SIDE);
    clip_softmax(clip_best_isa(), row, SIDE);
    clip_convert(clip_best_isa(), CLIP_FLOAT32, CLIP_FLOAT16, row, halves, SIDE);
    float *scratch = calloc(clip_attention_scratch(SIDE, SIDE, SIDE), sizeof *scratch);
    float *output = calloc(NUMBERS, sizeof *output);
    clip_attend(
        clip_best_isa(), layers->numbers, layers->numbers, layers->numbers, SIDE, SIDE, SIDE, SIDE, false, output, SIDE,
        scratch);
    clip_convolution *convolution = clip_convolution_create(8, 8, layers->numbers, layers->numbers);
    clip_map map = {.count = 1, .height = 8, .width = 8, .pixels = layers->numbers};
    bool is_done = clip_convolution_apply(clip_best_isa(), convolution, map, (clip_ending){0}, output, 1);
    printf("instruction-set %d\nright %d\n", clip_best_isa(), is_done && is_right(layers));
    clip_convolution_destroy(convolution);
    free(scratch);
    free(output);
    free_layers(layers);
    return 0;
}

int main(int count, char **arguments) {
    // Whatever waits for ever is ended, where who began this process blocked that signal too.
    sigset_t nothing;
    sigemptyset(&nothing);
    sigprocmask(SIG_SETMASK, &nothing, NULL);
    alarm(5 * SECONDS);

    if (count == 3 && strcmp(arguments[1], "fork") == 0) return fork_processes(strcmp(arguments[2], "busy") == 0);
    if (count == 3 && strcmp(arguments[1], "refork") == 0) {
        return fork_processes_in_child(strcmp(arguments[2], "busy") == 0);
    }
    if (count == 2 && strcmp(arguments[1], "openblas") == 0) return load_beside_host();
    if (count == 2 && strcmp(arguments[1], "features") == 0) return try_features();
    return 64;
}
