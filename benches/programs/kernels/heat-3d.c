/* Diffusion of heat in three dimensions, from one grid to the other and back. */
#include "kernel.h"
enum { MOST = 120 };
typedef double Grid[MOST][MOST][MOST];

#define SECOND(low, middle, high) (0.125 * ((high)-2.0 * (middle) + (low)))

static inline void half_step(int n, Grid to, Grid from) {
    for (int i = 1; i < n - 1; i++)
        for (int j = 1; j < n - 1; j++)
            for (int k = 1; k < n - 1; k++)
                to[i][j][k] = SECOND(from[i - 1][j][k], from[i][j][k], from[i + 1][j][k]) +
                              SECOND(from[i][j - 1][k], from[i][j][k], from[i][j + 1][k]) +
                              SECOND(from[i][j][k - 1], from[i][j][k], from[i][j][k + 1]) + from[i][j][k];
}

KERNEL heat(int steps, int n, Grid a, Grid b) {
    for (int step = 0; step < steps; step++) {
        half_step(n, b, a);
        half_step(n, a, b);
    }
}

int main(int argc, char **argv) {
    int n = kernel_argument(argc, argv, 1, MOST), steps = kernel_argument(argc, argv, 2, 100000);
    Grid *a, *b;
    ALLOCATE(a), ALLOCATE(b);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            for (int k = 0; k < n; k++) (*a)[i][j][k] = (*b)[i][j][k] = kernel_value(i, j, k);
    heat(steps, n, *a, *b);
    kernel_print((*a)[n / 2][0], n, n, MOST);
    return 0;
}
