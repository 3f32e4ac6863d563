/* Kernels on vectors of 128 bits: one source for wasm with `-msimd128` and for the machine itself.
 *
 * usage: kernels NAME ROUNDS
 *
 * Vectors are those of GNU C, which become the instructions of either side; only the lookup of bytes in a table has
 * no word in GNU C. Printed is a checksum, which must be the same everywhere, and how many nanoseconds the rounds took. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef int8_t i8x16 __attribute__((vector_size(16)));
typedef uint8_t u8x16 __attribute__((vector_size(16)));
typedef int8_t i8x8 __attribute__((vector_size(8)));
typedef int16_t i16x8 __attribute__((vector_size(16)));
typedef uint16_t u16x8 __attribute__((vector_size(16)));
typedef uint8_t u8x8 __attribute__((vector_size(8)));
typedef int32_t i32x4 __attribute__((vector_size(16)));
typedef uint32_t u32x4 __attribute__((vector_size(16)));
typedef float f32x4 __attribute__((vector_size(16)));

#define INLINE static inline __attribute__((always_inline))
/* For gcc, which leaves arrays of vectors in memory otherwise; clang unrolls by itself. */
#ifdef __clang__
#define UNROLLED
#else
#define UNROLLED _Pragma("GCC unroll 4")
#endif
#define KERNEL static __attribute__((noinline))

#define LOAD(type, from) ({ type value_; memcpy(&value_, (from), sizeof value_); value_; })
#define STORE(to, value) ({ __typeof__(value) value_ = (value); memcpy((to), &value_, sizeof value_); })

/* Bytes of `table` that `index` numbers; 0 where its highest bit is set. Other indices are below 16. */
INLINE u8x16 lookup(u8x16 table, u8x16 index) {
#ifdef __wasm__
    return (u8x16)__builtin_wasm_swizzle_i8x16((i8x16)table, (i8x16)index);
#elif defined(__SSSE3__)
    return (u8x16)__builtin_ia32_pshufb128((__attribute__((vector_size(16))) char)table,
                                           (__attribute__((vector_size(16))) char)index);
#else
#error "the native side needs -mssse3"
#endif
}

/* Sums of the products of neighbours. */
INLINE i32x4 dot_pairs(i16x8 a, i16x8 b) {
#ifdef __wasm__
    return __builtin_wasm_dot_s_i32x4_i16x8(a, b);
#else
    return __builtin_ia32_pmaddwd128(a, b);
#endif
}

enum { BYTES = 1 << 16 };
static uint8_t input[BYTES + 64], output[2 * BYTES + 64];

static void fill(uint32_t seed) {
    for (size_t i = 0; i < sizeof input; i++) {
        seed = seed * 1664525 + 1013904223;
        input[i] = seed >> 24;
    }
}

static uint32_t checksum(const void *from, size_t len) {
    uint32_t sum = 2166136261u;
    for (size_t i = 0; i < len; i++) sum = (sum ^ ((const uint8_t *)from)[i]) * 16777619u;
    return sum;
}

KERNEL uint32_t dot_i8(void) {
    i32x4 sum = {0};
    for (size_t i = 0; i < BYTES / 2; i += 16) {
        i8x16 a = LOAD(i8x16, input + i), b = LOAD(i8x16, input + BYTES / 2 + i);
        i16x8 a0 = __builtin_convertvector(__builtin_shufflevector(a, a, 0, 1, 2, 3, 4, 5, 6, 7), i16x8);
        i16x8 a1 = __builtin_convertvector(__builtin_shufflevector(a, a, 8, 9, 10, 11, 12, 13, 14, 15), i16x8);
        i16x8 b0 = __builtin_convertvector(__builtin_shufflevector(b, b, 0, 1, 2, 3, 4, 5, 6, 7), i16x8);
        i16x8 b1 = __builtin_convertvector(__builtin_shufflevector(b, b, 8, 9, 10, 11, 12, 13, 14, 15), i16x8);
        sum += dot_pairs(a0, b0) + dot_pairs(a1, b1);
    }
    return checksum(&sum, sizeof sum);
}

static float floats[2][BYTES / 4];

static void fill_floats(void) {
    for (size_t i = 0; i < BYTES / 4; i++) {
        floats[0][i] = (float)(input[i] - 128) / 64;
        floats[1][i] = (float)(input[i + 64] - 100) / 32;
    }
}

KERNEL uint32_t dot_f32(void) {
    f32x4 sum[4] = {{0}};
    for (size_t i = 0; i < BYTES / 4; i += 16)
        UNROLLED for (size_t j = 0; j < 4; j++)
            sum[j] += LOAD(f32x4, &floats[0][i + 4 * j]) * LOAD(f32x4, &floats[1][i + 4 * j]);
    return checksum(sum, sizeof sum);
}

/* A picture of 256 by 256 bytes; each becomes the mean of its three neighbours across and three down, by weights. */
KERNEL uint32_t blur(void) {
    enum { WIDTH = 256, HEIGHT = 256 };
    for (size_t y = 1; y + 1 < HEIGHT; y++)
        for (size_t x = 8; x + 8 < WIDTH; x += 8) {
            u16x8 sum = {0};
            for (size_t row = 0; row < 3; row++) {
                const uint8_t *from = input + (y + row - 1) * WIDTH + x;
                u16x8 left = __builtin_convertvector(LOAD(u8x8, from - 1), u16x8);
                u16x8 middle = __builtin_convertvector(LOAD(u8x8, from), u16x8);
                u16x8 right = __builtin_convertvector(LOAD(u8x8, from + 1), u16x8);
                u16x8 across = left + middle + middle + right;
                sum += row == 1 ? across + across : across;
            }
            u16x8 mean = (sum + 8) >> 4;
            STORE(output + y * WIDTH + x, __builtin_convertvector(mean, u8x8));
        }
    return output[257 * 100];
}

/* 12 bytes to 16 digits a time. */
KERNEL uint32_t base64(void) {
    const u8x16 spread = {1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10};
    const u8x16 shifts = {'a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
                          '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A',      0,        0};
    uint8_t *to = output;
    for (size_t i = 0; i + 16 <= BYTES; i += 12, to += 16) {
        u32x4 in = (u32x4)lookup(LOAD(u8x16, input + i), spread);
        u32x4 digits = (in >> 10 & 0x3f) | (in << 4 & 0x3f00) | (in >> 6 & 0x3f0000) | (in << 8 & 0x3f000000);
        u8x16 values = (u8x16)digits;
        u8x16 above = values - 51 & (u8x16)(values > 51);
        u8x16 letter = (u8x16)(values < 26) & 13;
        STORE(to, values + lookup(shifts, above | letter));
    }
    return output[1000];
}

/* Whether text is UTF-8, by the classes of neighbouring half-bytes (Keiser and Lemire, 2020). */
KERNEL uint32_t utf8(void) {
    enum { SHORT = 1, LONG = 2, OVER3 = 4, LARGE = 8, SURROGATE = 16, OVER2 = 32, LARGE1000 = 64, TWO = 128, CARRY = SHORT | LONG | TWO };
    const u8x16 first_high = {LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, TWO, TWO, TWO, TWO,
                              SHORT | OVER2, SHORT, SHORT | OVER3 | SURROGATE, SHORT | LARGE | LARGE1000 | 64};
    const u8x16 first_low = {CARRY | OVER3 | OVER2 | 64, CARRY | OVER2, CARRY, CARRY, CARRY | LARGE, CARRY | LARGE | LARGE1000,
                             CARRY | LARGE | LARGE1000, CARRY | LARGE | LARGE1000, CARRY | LARGE | LARGE1000,
                             CARRY | LARGE | LARGE1000, CARRY | LARGE | LARGE1000, CARRY | LARGE | LARGE1000,
                             CARRY | LARGE | LARGE1000, CARRY | LARGE | LARGE1000 | SURROGATE,
                             CARRY | LARGE | LARGE1000, CARRY | LARGE | LARGE1000};
    const u8x16 second_high = {SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT,
                               LONG | OVER2 | TWO | OVER3 | LARGE1000, LONG | OVER2 | TWO | OVER3 | LARGE,
                               LONG | OVER2 | TWO | SURROGATE | LARGE, LONG | OVER2 | TWO | SURROGATE | LARGE,
                               SHORT, SHORT, SHORT, SHORT};
    u8x16 previous = {0}, errors = {0};
    for (size_t i = 0; i < BYTES; i += 16) {
        u8x16 now = LOAD(u8x16, output + i);
        u8x16 back1 = __builtin_shufflevector(previous, now, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
        u8x16 back2 = __builtin_shufflevector(previous, now, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
        u8x16 back3 = __builtin_shufflevector(previous, now, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
        u8x16 special = lookup(first_high, back1 >> 4) & lookup(first_low, back1 & 15) & lookup(second_high, now >> 4);
        u8x16 must = (u8x16)(back2 > 0xdf) | (u8x16)(back3 > 0xef);
        errors |= special ^ (must & 0x80);
        previous = now;
    }
    return checksum(&errors, sizeof errors);
}

static void fill_text(void) {
    static const char *const words[] = {"plain ", "\xc3\xa4\xc3\xb6", "\xe2\x82\xac ", "\xf0\x9f\x98\x80", "text. "};
    size_t at = 0;
    for (size_t i = 0; at + 8 < BYTES; i++) {
        const char *word = words[input[i % BYTES] % 5];
        memcpy(output + at, word, strlen(word));
        at += strlen(word);
    }
    memset(output + at, ' ', BYTES - at);
}

#define ROTATE(value, bits) ((value) << (bits) | (value) >> (32 - (bits)))
#define QUARTER(a, b, c, d) \
    (a += b, d ^= a, d = ROTATE(d, 16), c += d, b ^= c, b = ROTATE(b, 12), \
     a += b, d ^= a, d = ROTATE(d, 8), c += d, b ^= c, b = ROTATE(b, 7))

/* Four blocks at once, a lane each. */
KERNEL uint32_t chacha20(void) {
    u32x4 state[16], start[16];
    for (int i = 0; i < 16; i++) start[i] = (u32x4){0} + LOAD(uint32_t, input + 4 * i);
    start[12] = (u32x4){0, 1, 2, 3};
    for (size_t at = 0; at < BYTES; at += 256) {
        memcpy(state, start, sizeof state);
        for (int round = 0; round < 10; round++) {
            QUARTER(state[0], state[4], state[8], state[12]);
            QUARTER(state[1], state[5], state[9], state[13]);
            QUARTER(state[2], state[6], state[10], state[14]);
            QUARTER(state[3], state[7], state[11], state[15]);
            QUARTER(state[0], state[5], state[10], state[15]);
            QUARTER(state[1], state[6], state[11], state[12]);
            QUARTER(state[2], state[7], state[8], state[13]);
            QUARTER(state[3], state[4], state[9], state[14]);
        }
        for (int i = 0; i < 16; i++)
            STORE(output + at + 16 * i, LOAD(u32x4, input + at + 16 * i) ^ (state[i] + start[i]));
        start[12] += 4;
    }
    return output[777];
}

/* 64 by 64 floats. */
KERNEL uint32_t matmul(void) {
    enum { SIZE = 64 };
    float *product = (float *)output;
    for (size_t i = 0; i < SIZE; i++)
        for (size_t j = 0; j < SIZE; j += 16) {
            f32x4 sum[4] = {{0}};
            for (size_t k = 0; k < SIZE; k++) {
                float one = floats[0][i * SIZE + k];
                f32x4 left = {one, one, one, one};
                const float *row = &floats[1][k * SIZE + j];
                UNROLLED for (int l = 0; l < 4; l++) sum[l] += left * LOAD(f32x4, row + 4 * l);
            }
            UNROLLED for (int l = 0; l < 4; l++) STORE(product + i * SIZE + j + 4 * l, sum[l]);
        }
    return output[4321];
}

static const struct {
    const char *name;
    uint32_t (*run)(void);
} kernels[] = {{"dot-i8", dot_i8}, {"dot-f32", dot_f32},   {"blur", blur},    {"base64", base64},
               {"utf8", utf8},     {"chacha20", chacha20}, {"matmul", matmul}};

static int64_t nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
        if (!strcmp(kernels[i].name, argv[1])) {
            uint32_t sum = 0;
            fill(1);
            fill_floats();
            fill_text();
            int64_t start = nanoseconds();
            for (long rounds = atol(argv[2]); rounds > 0; rounds--) {
                sum = sum * 31 + kernels[i].run();
                /* No round is known to be like the last. */
                __asm__ volatile("" ::: "memory");
            }
            int64_t duration = nanoseconds() - start;
            printf("%08x-%08x\n", sum, checksum(output, sizeof output));
            fprintf(stderr, "%lld\n", (long long)duration);
            return 0;
        }
    return 2;
}
