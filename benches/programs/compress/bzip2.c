/* Compresses and decompresses so many KiB with bzip2. */
#include "text.h"
#include "bzlib.h"

/* What the library calls when it finds itself to be wrong; without it, it needs stdio of its own. */
void bz_internal_error(int code) {
    fprintf(stderr, "bzip2: internal error %d\n", code);
    exit(1);
}

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    unsigned size = (unsigned)atoi(argv[1]) << 10, length = size + size / 100 + 600, got = size;
    unsigned char *text = text_allocate(size), *packed = text_allocate(length), *back = text_allocate(size);
    text_fill(text, size);
    if (BZ2_bzBuffToBuffCompress((char *)packed, &length, (char *)text, size, 9, 0, 0) != BZ_OK) return 1;
    if (BZ2_bzBuffToBuffDecompress((char *)back, &got, (char *)packed, length, 0, 0) != BZ_OK) return 1;
    if (got != size) return 1;
    text_compare(text, back, size);
    printf("%u of %u bytes, %08x\n", length, size, text_digest(packed, length));
    return 0;
}
