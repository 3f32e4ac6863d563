// usage: pipe endless | closed | partial
#include "../wasi/wasi.h"

static char bytes[1 << 20];

// Writes until that fails, which a broken pipe does by ending the process, unless the signal is ignored.
static int endless(u32 expected) {
    iovec vector = {P(bytes), 4096};
    u32 n, found;
    while ((found = raw_fd_write(1, P(&vector), 1, P(&n))) == SUCCESS) {
    }
    EXPECT(expected, found);
    return failures;
}

// A pipe that does not wait takes what there is room for, and then nothing.
static int partial(void) {
    OK(raw_fd_fdstat_set_flags(1, F_NONBLOCK));
    static iovec vectors[200];
    for (u32 i = 0; i < 200; i++) vectors[i] = (iovec){P(bytes), 1000};
    u32 n, sum = 0, found;
    OK(raw_fd_write(1, P(vectors), 200, P(&n)));
    CHECK(n > 0 && n < 200000);
    sum = n;
    while ((found = raw_fd_write(1, P(vectors), 1, P(&n))) == SUCCESS) sum += n;
    EXPECT(AGAIN, found);
    // How much it was, in four bytes.
    for (u32 i = 0; i < 4; i++) bytes[i] = (char)(sum >> 8 * i);
    CHECK(write_bytes(2, bytes, 4) == 4);
    return failures;
}

int main(int argc, char **argv) {
    memset(bytes, 'x', sizeof bytes);
    if (strcmp(argv[1], "endless") == 0) return endless(SUCCESS);
    if (strcmp(argv[1], "closed") == 0) return endless(PIPE);
    return partial();
}
