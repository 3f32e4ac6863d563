/* Means of nine neighbours in place: each element waits for the one before. */
#include "kernel.h"
enum { MOST = 2000 };
typedef double Grid[MOST][MOST];

KERNEL seidel(int steps, int n, Grid a) {
    for (int step = 0; step < steps; step++)
        for (int i = 1; i < n - 1; i++)
            for (int j = 1; j < n - 1; j++)
                a[i][j] = (a[i - 1][j - 1] + a[i - 1][j] + a[i - 1][j + 1] + a[i][j - 1] + a[i][j] + a[i][j + 1] +
                           a[i + 1][j - 1] + a[i + 1][j] + a[i + 1][j + 1]) /
                          9;
}

int main(int argc, char **argv) {
    int n = kernel_argument(argc, argv, 1, MOST), steps = kernel_argument(argc, argv, 2, 100000);
    Grid *a;
    ALLOCATE(a);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) (*a)[i][j] = kernel_value(i, j, 1);
    seidel(steps, n, *a);
    kernel_print((*a)[0], n, n, MOST);
    return 0;
}
