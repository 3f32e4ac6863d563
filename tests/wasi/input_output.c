// Reading and writing at and without a position, in many pieces, seeking, sizes, storage.
#include "wasi.h"

int main(void) {
    static char bytes[100000];
    static iovec vectors[1000];
    u32 n;
    u64 position;
    filestat stat;
    u32 file = open_at(ROOT, "new", O_CREAT_ | O_EXCL_, R_ALL, 0);

    // More pieces than the kernel gets at once: all are written; a read may stop earlier.
    u32 total = 0;
    for (u32 i = 0; i < 1000; i++) {
        vectors[i] = (iovec){P(bytes + total), i % 7 * 13};
        for (u32 j = 0; j < vectors[i].len; j++) bytes[total + j] = (char)(total + j * 31);
        total += vectors[i].len;
    }
    OK(raw_fd_write(file, P(vectors), 1000, P(&n)));
    CHECK(n == total);
    OK(raw_fd_tell(file, P(&position)));
    CHECK(position == total);
    OK(raw_fd_seek(file, 0, 0, P(&position)));
    static char copy[100000];
    for (u32 i = 0; i < 1000; i++) vectors[i].buf += P(copy) - P(bytes);
    u32 done_ = 0, from = 0;
    while (done_ < total && from < 1000) {
        OK(raw_fd_read(file, P(vectors + from), 1000 - from, P(&n)));
        CHECK(n > 0);
        done_ += n;
        while (from < 1000 && n >= vectors[from].len) n -= vectors[from++].len;
        if (n > 0) vectors[from].buf += n, vectors[from].len -= n;
    }
    CHECK(done_ == total && memcmp(bytes, copy, total) == 0);
    OK(raw_fd_read(file, P(vectors), 1, P(&n)));
    CHECK(n == 0);

    // Without pieces, and with empty ones.
    OK(raw_fd_write(file, 0, 0, P(&n)));
    CHECK(n == 0);
    iovec empty = {P(bytes), 0};
    OK(raw_fd_write(file, P(&empty), 1, P(&n)));
    OK(raw_fd_read(file, P(&empty), 1, P(&n)));
    CHECK(n == 0);

    // At an offset the position stays.
    iovec five = {P("HELLO"), 5};
    OK(raw_fd_seek(file, 3, 0, P(&position)));
    OK(raw_fd_pwrite(file, P(&five), 1, 10, P(&n)));
    CHECK(n == 5);
    five.buf = P(copy);
    OK(raw_fd_pread(file, P(&five), 1, 10, P(&n)));
    CHECK(n == 5 && memcmp(copy, "HELLO", 5) == 0);
    OK(raw_fd_pread(file, P(&five), 1, total - 2, P(&n)));
    CHECK(n == 2);
    OK(raw_fd_pread(file, P(&five), 1, total + 2, P(&n)));
    CHECK(n == 0);
    OK(raw_fd_tell(file, P(&position)));
    CHECK(position == 3);
    EXPECT(INVAL, raw_fd_pread(file, P(&five), 1, ~0ull, P(&n)));
    EXPECT(INVAL, raw_fd_pwrite(file, P(&five), 1, 1ull << 63, P(&n)));

    // Seeking.
    OK(raw_fd_seek(file, -1ll, 1, P(&position)));
    CHECK(position == 2);
    OK(raw_fd_seek(file, -4ll, 2, P(&position)));
    CHECK(position == total - 4);
    OK(raw_fd_seek(file, 1000, 2, P(&position)));
    CHECK(position == total + 1000);
    EXPECT(INVAL, raw_fd_seek(file, -1ll, 0, P(&position)));
    EXPECT(INVAL, raw_fd_seek(file, -(long long)total - 1, 2, P(&position)));
    EXPECT(INVAL, raw_fd_seek(file, 0, 3, P(&position)));
    // A file can have a hole.
    CHECK(write_bytes(file, "x", 1) == 1);
    OK(raw_fd_filestat_get(file, P(&stat)));
    CHECK(stat.size == total + 1001);

    // Sizes and storage.
    OK(raw_fd_filestat_set_size(file, 7));
    OK(raw_fd_filestat_get(file, P(&stat)));
    CHECK(stat.size == 7);
    OK(raw_fd_filestat_set_size(file, 70));
    OK(raw_fd_allocate(file, 60, 30));
    OK(raw_fd_filestat_get(file, P(&stat)));
    CHECK(stat.size == 90);
    OK(raw_fd_allocate(file, 0, 10));
    OK(raw_fd_filestat_get(file, P(&stat)));
    CHECK(stat.size == 90);
    EXPECT(INVAL, raw_fd_allocate(file, 0, 0));
    EXPECT(INVAL, raw_fd_allocate(file, ~0ull, 1));
    EXPECT(INVAL, raw_fd_allocate(file, 0, 1ull << 63));
    EXPECT(FBIG, raw_fd_allocate(file, (1ull << 63) - 2, 2));
    EXPECT(INVAL, raw_fd_filestat_set_size(file, 1ull << 63));

    for (u32 advice = 0; advice < 6; advice++) OK(raw_fd_advise(file, 10, 20, advice));
    OK(raw_fd_advise(file, 1ull << 40, 0, 0));
    EXPECT(INVAL, raw_fd_advise(file, 0, 0, 6));
    EXPECT(INVAL, raw_fd_advise(file, 0, 1ull << 63, 0));
    OK(raw_fd_sync(file));
    OK(raw_fd_datasync(file));

    // Appending takes no notice of the position.
    OK(raw_fd_close(file));
    file = open_at(ROOT, "first", 0, R_ALL, F_APPEND);
    OK(raw_fd_seek(file, 0, 0, P(&position)));
    CHECK(write_bytes(file, "second\n", 7) == 7);
    OK(raw_fd_seek(file, 0, 0, P(&position)));
    CHECK(read_bytes(file, copy, 100) == 13 && memcmp(copy, "first\nsecond\n", 13) == 0);

    // Standard input ends.
    CHECK(read_bytes(0, copy, 100) == 5 && memcmp(copy, "input", 5) == 0);
    CHECK(read_bytes(0, copy, 100) == 0);
    return done();
}
