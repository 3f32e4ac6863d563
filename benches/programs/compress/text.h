/* What the compressors work on: bytes like those of documents and tables, the same in every run. */
#ifndef TEXT_H
#define TEXT_H
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t text_state = 12345;

static uint32_t text_random(uint32_t limit) {
    text_state = text_state * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)text_state * limit) >> 32);
}

/* Words of which few are frequent, numbers in columns, and now and then bytes without any pattern. */
static void text_fill(unsigned char *text, size_t size) {
    enum { WORDS = 4096, LONGEST = 12 };
    static char words[WORDS][LONGEST + 1];
    for (int i = 0; i < WORDS; i++) {
        int length = 2 + (int)text_random(LONGEST - 2);
        for (int k = 0; k < length; k++)
            words[i][k] = "etaoinshrdlucmfwypvbgk"[text_random(1 + text_random(22))];
    }
    size_t at = 0;
    while (at < size) {
        char piece[64];
        int length;
        uint32_t kind = text_random(64);
        if (kind == 0) {
            /* Compilers are free in which order they compute arguments: these are computed before. */
            uint32_t key = text_random(100000), euros = text_random(900), cents = text_random(100);
            const char *word = words[text_random(40)];
            length = snprintf(piece, sizeof piece, "\n%08u;%u.%02u;%s;", key, euros, cents, word);
        } else if (kind == 1) {
            for (length = 0; length < 24; length++) piece[length] = (char)text_random(256);
        } else {
            const char *word = words[text_random(1 + text_random(1 + text_random(WORDS)))];
            length = snprintf(piece, sizeof piece, "%s%s", word, kind < 6 ? ".\n" : " ");
        }
        for (int k = 0; k < length && at < size; k++) text[at++] = (unsigned char)piece[k];
    }
}

static uint32_t text_digest(const unsigned char *bytes, size_t size) {
    uint32_t digest = 2166136261u;
    for (size_t i = 0; i < size; i++) digest = (digest ^ bytes[i]) * 16777619u;
    return digest;
}

/* Ends the program if what came back is not what went in. */
static void text_compare(const unsigned char *before, const unsigned char *after, size_t size) {
    if (!memcmp(before, after, size)) return;
    fprintf(stderr, "what was decompressed differs from what was compressed\n");
    exit(1);
}

static void *text_allocate(size_t size) {
    void *memory = malloc(size);
    if (memory) return memory;
    fprintf(stderr, "out of memory\n");
    exit(1);
}
#endif
