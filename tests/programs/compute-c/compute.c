/* Integer, float, memory and call-heavy work whose results are printed: a wrong instruction shows. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 88172645463325252u;
static uint64_t random_number(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static uint32_t crc32(const uint8_t *bytes, size_t length) {
    uint32_t crc = ~0u;
    for (size_t i = 0; i < length; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xedb88320u & -(crc & 1));
    }
    return ~crc;
}

static int ackermann(int m, int n) {
    return m == 0 ? n + 1 : ackermann(m - 1, n == 0 ? 1 : ackermann(m, n - 1));
}

static int ascending(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static uint64_t integers(void) {
    uint64_t hash = 1469598103934665603u;
    for (int i = 0; i < 20000; i++) {
        uint64_t a = random_number(), b = random_number() | 1;
        int64_t c = (int64_t)a >> (b & 63), d = (int64_t)b | 1;
        uint32_t e = (uint32_t)a, f = (uint32_t)b;
        hash = (hash ^ (a / b) ^ (a % b) ^ (uint64_t)(c / d) ^ (uint64_t)(c % d)) * 1099511628211u;
        hash ^= (uint64_t)__builtin_popcountll(a) + ((uint64_t)__builtin_clzll(b) << 8) + ((uint64_t)__builtin_ctzll(b) << 16);
        hash ^= __builtin_rotateleft64(a, (int)(b & 63)) + __builtin_rotateright32(e, f & 31);
        hash += (uint64_t)(int64_t)(int8_t)a + (uint64_t)(int64_t)(int16_t)b + (uint64_t)(int64_t)(int32_t)e;
        hash ^= (uint64_t)(e / f) + (e % f) + (uint64_t)((int32_t)e >> (f & 31));
    }
    return hash;
}

static uint64_t floats(void) {
    uint64_t hash = 0;
    for (int i = 0; i < 20000; i++) {
        double a = (double)(int64_t)random_number() / 3e9, b = (double)random_number() / 7e17;
        float c = (float)a, d = (float)b;
        double results[] = {a + b, a - b, a * b, a / b, sqrt(fabs(a)), floor(a), ceil(a), trunc(a), nearbyint(a),
            fmin(a, b), fmax(a, b), copysign(b, a), (double)(c + d), (double)(c * d), (double)(c / d),
            (double)sqrtf(fabsf(c)), (double)(int32_t)(a / 1e4), (double)(uint32_t)b, (double)(float)(int64_t)a};
        for (size_t j = 0; j < sizeof results / sizeof *results; j++) {
            uint64_t bits;
            memcpy(&bits, &results[j], sizeof bits);
            hash = hash * 31 + bits;
        }
    }
    return hash;
}

int main(void) {
    printf("integers %016llx\n", (unsigned long long)integers());
    printf("floats %016llx\n", (unsigned long long)floats());
    printf("ackermann(2, 300) = %d\n", ackermann(2, 300));

    size_t count = 20000;
    uint64_t *numbers = malloc(count * sizeof *numbers);
    for (size_t i = 0; i < count; i++) numbers[i] = random_number();
    qsort(numbers, count, sizeof *numbers, ascending);
    printf("sorted crc %08x\n", (unsigned)crc32((uint8_t *)numbers, count * sizeof *numbers));
    memmove(numbers + 1, numbers, 1000 * sizeof *numbers);
    memset(numbers, 0xa5, 100);
    printf("moved crc %08x\n", (unsigned)crc32((uint8_t *)numbers, count * sizeof *numbers));
    free(numbers);

    double pi = 0, e = 1, term = 1;
    for (int i = 0; i < 100000; i++) pi += (i % 2 ? -4.0 : 4.0) / (2 * i + 1);
    for (int i = 1; i < 20; i++) e += term /= i;
    printf("%.12f %.15f %.10f %.10f\n", pi, e, sin(1.0), pow(2.0, 0.5));
    printf("%s %g %g %g\n", "special", INFINITY, -0.0, 1e-310);
    return 0;
}
