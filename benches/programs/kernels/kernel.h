/* What the kernels share. Each is a program of its own: KERNEL SIZE [STEPS]. Arrays have fixed rows and come
 * from the heap, loops run to a size that only the caller knows, as in numerical libraries. */
#ifndef KERNEL_H
#define KERNEL_H
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Kept apart from their callers, so that no size is known when they are compiled. */
#define KERNEL __attribute__((noinline)) static void

/* The argument at a place, between 1 and the most that arrays have room for. */
static inline int kernel_argument(int argc, char **argv, int place, int most) {
    int value = place < argc ? atoi(argv[place]) : 0;
    if (value >= 1 && value <= most) return value;
    fprintf(stderr, "argument %d must be from 1 to %d\n", place, most);
    exit(2);
}

static inline void *kernel_allocate(size_t bytes) {
    void *memory = calloc(1, bytes);
    if (memory) return memory;
    fprintf(stderr, "out of memory\n");
    exit(1);
}

#define ALLOCATE(array) ((array) = kernel_allocate(sizeof *(array)))

/* A number between 0 and 1 that depends on three others. */
static inline double kernel_value(int i, int j, int salt) {
    return (double)((i * 131 + j * 71 + salt * 37) % 1021 + 1) / 1024;
}

/* Prints a sum of rows by columns, in which each element has its own weight. */
static inline void kernel_print(const double *values, int rows, int columns, size_t row_length) {
    double sum = 0;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) sum += values[i * row_length + j] * (1 + (i * 7 + j) % 13);
    printf("%.10e\n", sum);
}
#endif
