/* Electric and magnetic field in two dimensions by finite differences in time, with a pulse at one edge. */
#include "kernel.h"
enum { MOST = 1200 };
typedef double Grid[MOST][MOST];

KERNEL fdtd(int steps, int n, Grid ex, Grid ey, Grid hz) {
    for (int step = 0; step < steps; step++) {
        for (int j = 0; j < n; j++) ey[0][j] = step;
        for (int i = 1; i < n; i++)
            for (int j = 0; j < n; j++) ey[i][j] -= 0.5 * (hz[i][j] - hz[i - 1][j]);
        for (int i = 0; i < n; i++)
            for (int j = 1; j < n; j++) ex[i][j] -= 0.5 * (hz[i][j] - hz[i][j - 1]);
        for (int i = 0; i < n - 1; i++)
            for (int j = 0; j < n - 1; j++) hz[i][j] -= 0.7 * (ex[i][j + 1] - ex[i][j] + ey[i + 1][j] - ey[i][j]);
    }
}

int main(int argc, char **argv) {
    int n = kernel_argument(argc, argv, 1, MOST), steps = kernel_argument(argc, argv, 2, 100000);
    Grid *ex, *ey, *hz;
    ALLOCATE(ex), ALLOCATE(ey), ALLOCATE(hz);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            (*ex)[i][j] = kernel_value(i, j, 1), (*ey)[i][j] = kernel_value(i, j, 2), (*hz)[i][j] = kernel_value(i, j, 3);
    fdtd(steps, n, *ex, *ey, *hz);
    kernel_print((*hz)[0], n, n, MOST);
    return 0;
}
