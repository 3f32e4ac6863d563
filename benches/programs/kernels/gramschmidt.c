/* Orthonormal columns and an upper triangle whose product is the matrix: modified Gram-Schmidt. */
#include "kernel.h"
enum { MOST = 1000 };
typedef double Matrix[MOST][MOST];

KERNEL gramschmidt(int n, Matrix a, Matrix r, Matrix q) {
    for (int k = 0; k < n; k++) {
        double square = 0;
        for (int i = 0; i < n; i++) square += a[i][k] * a[i][k];
        r[k][k] = sqrt(square);
        for (int i = 0; i < n; i++) q[i][k] = a[i][k] / r[k][k];
        for (int j = k + 1; j < n; j++) {
            r[k][j] = 0;
            for (int i = 0; i < n; i++) r[k][j] += q[i][k] * a[i][j];
            for (int i = 0; i < n; i++) a[i][j] -= q[i][k] * r[k][j];
        }
    }
}

int main(int argc, char **argv) {
    int n = kernel_argument(argc, argv, 1, MOST);
    Matrix *a, *r, *q;
    ALLOCATE(a), ALLOCATE(r), ALLOCATE(q);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) (*a)[i][j] = kernel_value(i * i, j, 1) + (i == j ? 10 : 0);
    gramschmidt(n, *a, *r, *q);
    kernel_print((*r)[0], n, n, MOST);
    kernel_print((*q)[0], n, n, MOST);
    return 0;
}
