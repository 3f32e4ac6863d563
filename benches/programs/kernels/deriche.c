/* Deriche's edge detector: a recursive filter over rows and columns of an image, forwards and backwards. */
#include "kernel.h"
enum { MOST = 2200 };
typedef float Image[MOST][MOST];

KERNEL deriche(int n, float alpha, Image in, Image out, Image forward, Image backward) {
    float decay = expf(-alpha), square = expf(-2 * alpha);
    float gain = (1 - decay) * (1 - decay) / (1 + 2 * alpha * decay - square);
    float now = gain, before = gain * decay * (alpha - 1), next = gain * decay * (alpha + 1), beyond = -gain * square;
    float feedback1 = powf(2, -alpha), feedback2 = -square;
    for (int i = 0; i < n; i++) {
        float y1 = 0, y2 = 0, x1 = 0;
        for (int j = 0; j < n; j++) {
            forward[i][j] = now * in[i][j] + before * x1 + feedback1 * y1 + feedback2 * y2;
            x1 = in[i][j], y2 = y1, y1 = forward[i][j];
        }
        float x2 = 0;
        x1 = y1 = y2 = 0;
        for (int j = n - 1; j >= 0; j--) {
            backward[i][j] = next * x1 + beyond * x2 + feedback1 * y1 + feedback2 * y2;
            x2 = x1, x1 = in[i][j], y2 = y1, y1 = backward[i][j];
        }
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) out[i][j] = forward[i][j] + backward[i][j];
    for (int j = 0; j < n; j++) {
        float y1 = 0, y2 = 0, x1 = 0;
        for (int i = 0; i < n; i++) {
            forward[i][j] = now * out[i][j] + before * x1 + feedback1 * y1 + feedback2 * y2;
            x1 = out[i][j], y2 = y1, y1 = forward[i][j];
        }
        float x2 = 0;
        x1 = y1 = y2 = 0;
        for (int i = n - 1; i >= 0; i--) {
            backward[i][j] = next * x1 + beyond * x2 + feedback1 * y1 + feedback2 * y2;
            x2 = x1, x1 = out[i][j], y2 = y1, y1 = backward[i][j];
        }
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) out[i][j] = forward[i][j] + backward[i][j];
}

int main(int argc, char **argv) {
    int n = kernel_argument(argc, argv, 1, MOST), steps = kernel_argument(argc, argv, 2, 1000);
    Image *in, *out, *forward, *backward;
    ALLOCATE(in), ALLOCATE(out), ALLOCATE(forward), ALLOCATE(backward);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) (*in)[i][j] = (float)kernel_value(i, j, 1);
    for (int step = 0; step < steps; step++) deriche(n, 0.25f, *in, *out, *forward, *backward);
    double sum = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) sum += (*out)[i][j] * (1 + (i + j) % 13);
    printf("%.4e\n", sum);
    return 0;
}
