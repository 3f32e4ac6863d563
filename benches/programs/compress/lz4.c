/* Compresses so many KiB with LZ4, fast and well, and decompresses them, so many times. */
#include "text.h"
#include "lz4.h"
#include "lz4hc.h"

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    int size = atoi(argv[1]) << 10, bound = LZ4_compressBound(size);
    unsigned char *text = text_allocate(size), *packed = text_allocate(bound), *back = text_allocate(size);
    text_fill(text, size);
    for (int level = 0; level <= 9; level += 9) {
        /* The fast way is some ten times as fast. */
        for (int round = atoi(argv[2]) * (level ? 1 : 10); round > 0; round--) {
            const char *from = (const char *)text;
            int length = level ? LZ4_compress_HC(from, (char *)packed, size, bound, level)
                               : LZ4_compress_default(from, (char *)packed, size, bound);
            for (int again = 0; again < 4; again++)
                if (LZ4_decompress_safe((const char *)packed, (char *)back, length, size) != size) return 1;
            text_compare(text, back, size);
        }
        /* How well depends on the width of registers: not printed. */
        printf("level %d: %d bytes there and back, %08x\n", level, size, text_digest(back, size));
    }
    return 0;
}
