/* How many bases of a strand of RNA can pair, by Nussinov's dynamic programming. */
#include "kernel.h"
enum { MOST = 2500 };
typedef int Matrix[MOST][MOST];

static inline int larger(int a, int b) { return a >= b ? a : b; }

KERNEL nussinov(int n, const char *base, Matrix table) {
    for (int i = n - 1; i >= 0; i--)
        for (int j = i + 1; j < n; j++) {
            table[i][j] = larger(table[i][j], table[i][j - 1]);
            if (i + 1 < n) {
                table[i][j] = larger(table[i][j], table[i + 1][j]);
                int pair = i < j - 1 && base[i] + base[j] == 3;
                table[i][j] = larger(table[i][j], table[i + 1][j - 1] + pair);
            }
            for (int k = i + 1; k < j; k++) table[i][j] = larger(table[i][j], table[i][k] + table[k + 1][j]);
        }
}

int main(int argc, char **argv) {
    int n = kernel_argument(argc, argv, 1, MOST);
    Matrix *table;
    char(*base)[MOST];
    ALLOCATE(table), ALLOCATE(base);
    for (int i = 0; i < n; i++) (*base)[i] = (char)((i * i + i / 3) % 4);
    nussinov(n, *base, *table);
    long long sum = 0;
    for (int i = 0; i < n; i++)
        for (int j = i; j < n; j++) sum += (long long)(*table)[i][j] * (1 + (i + j) % 13);
    printf("%d %lld\n", (*table)[0][n - 1], sum);
    return 0;
}
