// random_get: any size, nothing outside of the range that was asked for.
#include "wasi.h"

int main(void) {
    u32 sizes[] = {0, 1, 2, 255, 256, 257, 4096, 1 << 20, (1 << 20) + 1, 40 << 20};
    for (u32 i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        u32 size = sizes[i];
        unsigned char *bytes = calloc(1, size + 2);
        bytes[0] = bytes[size + 1] = 0xa5;
        OK(raw_random_get(P(bytes + 1), size));
        CHECK(bytes[0] == 0xa5 && bytes[size + 1] == 0xa5);
        u32 different = 0;
        for (u32 at = 2; at <= size; at++) different += bytes[at] != bytes[at - 1];
        CHECK(size < 255 || different > size / 2);
        free(bytes);
    }
    u32 end = __builtin_wasm_memory_size(0) * 65536;
    OK(raw_random_get(end, 0));
    EXPECT(FAULT, raw_random_get(end, 1));
    EXPECT(FAULT, raw_random_get(end - 1, 2));
    EXPECT(FAULT, raw_random_get(1, 0xffffffff));
    EXPECT(FAULT, raw_random_get(BEYOND, 0));
    return done();
}
