/* Shortest paths between all pairs of nodes of a graph. */
#include "kernel.h"
enum { MOST = 1500 };
typedef int Matrix[MOST][MOST];

KERNEL floyd_warshall(int n, Matrix path) {
    for (int k = 0; k < n; k++)
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                path[i][j] = path[i][j] < path[i][k] + path[k][j] ? path[i][j] : path[i][k] + path[k][j];
}

int main(int argc, char **argv) {
    int n = kernel_argument(argc, argv, 1, MOST);
    Matrix *path;
    ALLOCATE(path);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) (*path)[i][j] = (i + j) % 13 == 0 || (i + j) % 7 == 0 ? 999 : i * j % 7 + 1 + i % 5;
    floyd_warshall(n, *path);
    long long sum = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) sum += (long long)(*path)[i][j] * (1 + (i + j) % 13);
    printf("%lld\n", sum);
    return 0;
}
