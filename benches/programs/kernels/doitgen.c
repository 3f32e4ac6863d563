/* Contraction of a tensor of three dimensions with a matrix: A[r][q][p] = sum of A[r][q][s] C[s][p]. */
#include "kernel.h"
enum { MOST = 220 };
typedef double Tensor[MOST][MOST][MOST];
typedef double Matrix[MOST][MOST];

KERNEL doitgen(int n, Tensor a, Matrix c, double sum[MOST]) {
    for (int r = 0; r < n; r++)
        for (int q = 0; q < n; q++) {
            for (int p = 0; p < n; p++) {
                sum[p] = 0;
                for (int s = 0; s < n; s++) sum[p] += a[r][q][s] * c[s][p];
            }
            for (int p = 0; p < n; p++) a[r][q][p] = sum[p];
        }
}

int main(int argc, char **argv) {
    int n = kernel_argument(argc, argv, 1, MOST);
    Tensor *a;
    Matrix *c;
    double(*sum)[MOST];
    ALLOCATE(a), ALLOCATE(c), ALLOCATE(sum);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            (*c)[i][j] = kernel_value(i, j, 1);
            for (int k = 0; k < n; k++) (*a)[i][j][k] = kernel_value(i + j, k, 2);
        }
    doitgen(n, *a, *c, *sum);
    kernel_print((*a)[n - 1][0], n, n, MOST);
    return 0;
}
