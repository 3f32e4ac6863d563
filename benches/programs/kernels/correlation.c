/* Correlation of each pair of columns. */
#include "kernel.h"
enum { MOST = 1200 };
typedef double Matrix[MOST][MOST];

KERNEL correlation(int n, Matrix data, Matrix result, double mean[MOST], double deviation[MOST]) {
    double count = n;
    for (int j = 0; j < n; j++) {
        mean[j] = 0;
        for (int i = 0; i < n; i++) mean[j] += data[i][j];
        mean[j] /= count;
    }
    for (int j = 0; j < n; j++) {
        deviation[j] = 0;
        for (int i = 0; i < n; i++) deviation[j] += (data[i][j] - mean[j]) * (data[i][j] - mean[j]);
        deviation[j] = sqrt(deviation[j] / count);
        if (deviation[j] <= 0.1) deviation[j] = 1;
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) data[i][j] = (data[i][j] - mean[j]) / (sqrt(count) * deviation[j]);
    for (int i = 0; i < n; i++) {
        result[i][i] = 1;
        for (int j = i + 1; j < n; j++) {
            result[i][j] = 0;
            for (int k = 0; k < n; k++) result[i][j] += data[k][i] * data[k][j];
            result[j][i] = result[i][j];
        }
    }
}

int main(int argc, char **argv) {
    int n = kernel_argument(argc, argv, 1, MOST);
    Matrix *data, *result;
    double(*mean)[MOST], (*deviation)[MOST];
    ALLOCATE(data), ALLOCATE(result), ALLOCATE(mean), ALLOCATE(deviation);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) (*data)[i][j] = kernel_value(i * 3 + j, i * j % 911, 1);
    correlation(n, *data, *result, *mean, *deviation);
    kernel_print((*result)[0], n, n, MOST);
    return 0;
}
