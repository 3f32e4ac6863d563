/* Clocks, sleeping and randomness, checked by the program itself: only the verdicts are printed. */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long long now(clockid_t clock) {
    struct timespec time;
    return clock_gettime(clock, &time) ? -1 : time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(void) {
    long long wall = now(CLOCK_REALTIME), before = now(CLOCK_MONOTONIC);
    printf("wall clock after 2024: %d\n", wall > 1704067200LL * 1000000000LL);
    struct timespec pause = {0, 20 * 1000 * 1000};
    int slept = nanosleep(&pause, NULL);
    long long passed = now(CLOCK_MONOTONIC) - before;
    printf("slept: %d, at least 20 ms: %d, at most 10 s: %d\n", slept, passed >= 20000000, passed < 10000000000LL);
    struct timespec resolution;
    printf("resolution: %d\n", clock_getres(CLOCK_MONOTONIC, &resolution) == 0 && resolution.tv_nsec > 0);
    unsigned char first[64] = {0}, second[64] = {0};
    int refused = getentropy(first, sizeof first) | getentropy(second, sizeof second);
    printf("random: %d, differs: %d\n", refused, memcmp(first, second, sizeof first) != 0);
    return 0;
}
