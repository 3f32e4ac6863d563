/* Compresses and decompresses so many KiB with zstd, at three levels, so many times. */
#include "text.h"
#include "zstd.h"

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    size_t size = (size_t)atol(argv[1]) << 10, bound = ZSTD_compressBound(size);
    unsigned char *text = text_allocate(size), *packed = text_allocate(bound), *back = text_allocate(size);
    text_fill(text, size);
    static const int levels[] = {1, 3, 9};
    for (int i = 0; i < 3; i++) {
        for (int round = atoi(argv[2]); round > 0; round--) {
            size_t length = ZSTD_compress(packed, bound, text, size, levels[i]);
            if (ZSTD_isError(length) || ZSTD_decompress(back, size, packed, length) != size) return 1;
            text_compare(text, back, size);
        }
        /* How well may depend on the width of registers: not printed. */
        printf("level %d: %zu bytes there and back, %08x\n", levels[i], size, text_digest(back, size));
    }
    return 0;
}
