/* Two updates of rank 1, a product with the transposed matrix, one with the matrix: gemver of BLAS-2. */
#include "kernel.h"
enum { MOST = 4000 };
typedef double Matrix[MOST][MOST];
typedef double Vector[MOST];

KERNEL gemver(int n, double alpha, double beta, Matrix a, Vector *v) {
    enum { U1, V1, U2, V2, W, X, Y, Z };
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) a[i][j] += v[U1][i] * v[V1][j] + v[U2][i] * v[V2][j];
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) v[X][i] += beta * a[j][i] * v[Y][j];
    for (int i = 0; i < n; i++) v[X][i] += v[Z][i];
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) v[W][i] += alpha * a[i][j] * v[X][j];
}

int main(int argc, char **argv) {
    int n = kernel_argument(argc, argv, 1, MOST), steps = kernel_argument(argc, argv, 2, 1000);
    Matrix *a;
    Vector(*vectors)[8];
    ALLOCATE(a), ALLOCATE(vectors);
    for (int k = 0; k < 8; k++)
        for (int i = 0; i < n; i++) (*vectors)[k][i] = k == 4 || k == 5 ? 0 : kernel_value(i, k, 1) / n;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) (*a)[i][j] = kernel_value(i, j, 2) / n;
    for (int step = 0; step < steps; step++) gemver(n, 1.5, 1.2, *a, *vectors);
    kernel_print((*vectors)[4], 1, n, MOST);
    return 0;
}
