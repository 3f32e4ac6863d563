/* Means of five neighbours, from one grid to the other and back. */
#include "kernel.h"
enum { MOST = 1300 };
typedef double Grid[MOST][MOST];

KERNEL jacobi(int steps, int n, Grid a, Grid b) {
    for (int step = 0; step < steps; step++) {
        for (int i = 1; i < n - 1; i++)
            for (int j = 1; j < n - 1; j++)
                b[i][j] = 0.2 * (a[i][j] + a[i][j - 1] + a[i][j + 1] + a[i + 1][j] + a[i - 1][j]);
        for (int i = 1; i < n - 1; i++)
            for (int j = 1; j < n - 1; j++)
                a[i][j] = 0.2 * (b[i][j] + b[i][j - 1] + b[i][j + 1] + b[i + 1][j] + b[i - 1][j]);
    }
}

int main(int argc, char **argv) {
    int n = kernel_argument(argc, argv, 1, MOST), steps = kernel_argument(argc, argv, 2, 100000);
    Grid *a, *b;
    ALLOCATE(a), ALLOCATE(b);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) (*a)[i][j] = (*b)[i][j] = kernel_value(i, j, 1);
    jacobi(steps, n, *a, *b);
    kernel_print((*a)[0], n, n, MOST);
    return 0;
}
