/* Decomposition of a matrix into a lower and an upper triangle, in place. */
#include "kernel.h"
enum { MOST = 1200 };
typedef double Matrix[MOST][MOST];

KERNEL lu(int n, Matrix a) {
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
            for (int k = 0; k < j; k++) a[i][j] -= a[i][k] * a[k][j];
            a[i][j] /= a[j][j];
        }
        for (int j = i; j < n; j++)
            for (int k = 0; k < i; k++) a[i][j] -= a[i][k] * a[k][j];
    }
}

int main(int argc, char **argv) {
    int n = kernel_argument(argc, argv, 1, MOST);
    Matrix *a;
    ALLOCATE(a);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) (*a)[i][j] = kernel_value(i, j, 1) + (i == j ? n : 0);
    lu(n, *a);
    kernel_print((*a)[0], n, n, MOST);
    return 0;
}
