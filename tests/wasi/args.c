// args_* and environ_*: sizes, contents, and addresses beyond the memory.
#include "wasi.h"

static void strings(u32 (*sizes_get)(u32, u32), u32 (*get)(u32, u32), u32 expected, const char *const *texts) {
    u32 count, bytes;
    OK(sizes_get(P(&count), P(&bytes)));
    CHECK(count == expected);
    static u32 pointers[16];
    static char buffer[256];
    memset(buffer, '#', sizeof buffer);
    OK(get(P(pointers), P(buffer)));
    u32 length = 0;
    for (u32 i = 0; i < count; i++) {
        CHECK(pointers[i] == P(buffer) + length);
        CHECK(texts[i] == NULL || strcmp(buffer + length, texts[i]) == 0);
        length += strlen(buffer + length) + 1;
    }
    CHECK(length == bytes && buffer[length] == '#');
    EXPECT(FAULT, sizes_get(BEYOND, P(&bytes)));
    EXPECT(FAULT, sizes_get(P(&count), BEYOND));
    if (count > 0) {
        EXPECT(FAULT, get(BEYOND, P(buffer)));
        EXPECT(FAULT, get(P(pointers), BEYOND));
        // Room for the first byte only.
        EXPECT(FAULT, get(P(pointers), __builtin_wasm_memory_size(0) * 65536 - 1));
    }
}

int main(void) {
    const char *arguments[] = {NULL, "one", "", "with \"quotes\" and\nlines", "\xc3\xa4"};
    strings(raw_args_sizes_get, raw_args_get, 5, arguments);
    const char *variables[] = {"EMPTY=", "NAME=a value", "OTHER=x=y"};
    strings(raw_environ_sizes_get, raw_environ_get, 3, variables);
    CHECK(strcmp(getenv("NAME"), "a value") == 0 && getenv("HOME") == NULL);
    return done();
}
