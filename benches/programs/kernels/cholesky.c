/* Decomposition of a positive definite matrix into a lower triangle and its transpose, in place. */
#include "kernel.h"
enum { MOST = 1200 };
typedef double Matrix[MOST][MOST];

KERNEL cholesky(int n, Matrix a) {
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
            for (int k = 0; k < j; k++) a[i][j] -= a[i][k] * a[j][k];
            a[i][j] /= a[j][j];
        }
        for (int k = 0; k < i; k++) a[i][i] -= a[i][k] * a[i][k];
        a[i][i] = sqrt(a[i][i]);
    }
}

int main(int argc, char **argv) {
    int n = kernel_argument(argc, argv, 1, MOST);
    Matrix *a;
    ALLOCATE(a);
    /* Diagonally dominant, so positive definite. */
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) (*a)[i][j] = kernel_value(i < j ? i : j, i < j ? j : i, 1) + (i == j ? n : 0);
    cholesky(n, *a);
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++) (*a)[i][j] = 0;
    kernel_print((*a)[0], n, n, MOST);
    return 0;
}
