/* Product of matrices: C = alpha A B + beta C. */
#include "kernel.h"
enum { MOST = 1200 };
typedef double Matrix[MOST][MOST];

KERNEL gemm(int n, double alpha, double beta, Matrix c, Matrix a, Matrix b) {
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) c[i][j] *= beta;
        for (int k = 0; k < n; k++)
            for (int j = 0; j < n; j++) c[i][j] += alpha * a[i][k] * b[k][j];
    }
}

int main(int argc, char **argv) {
    int n = kernel_argument(argc, argv, 1, MOST);
    Matrix *a, *b, *c;
    ALLOCATE(a), ALLOCATE(b), ALLOCATE(c);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            (*a)[i][j] = kernel_value(i, j, 1), (*b)[i][j] = kernel_value(i, j, 2), (*c)[i][j] = kernel_value(i, j, 3);
    gemm(n, 1.5, 1.2, *c, *a, *b);
    kernel_print((*c)[0], n, n, MOST);
    return 0;
}
