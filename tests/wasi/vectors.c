// Arrays of ranges: each is checked before anything is read or written, lengths are added up without overflow.
#include "wasi.h"

static iovec vectors[2000];
static char room[64];
static u32 n;

// Every function that takes an array of ranges.
static u32 read_(u32 fd, u32 v, u32 len) { return raw_fd_read(fd, v, len, P(&n)); }
static u32 pread_(u32 fd, u32 v, u32 len) { return raw_fd_pread(fd, v, len, 0, P(&n)); }
static u32 write_(u32 fd, u32 v, u32 len) { return raw_fd_write(fd, v, len, P(&n)); }
static u32 pwrite_(u32 fd, u32 v, u32 len) { return raw_fd_pwrite(fd, v, len, 0, P(&n)); }

// The lengths of a few ranges add up to more than 2^32, in a memory that has room for each of them.
static void overflow(u32 file) {
    u32 large = 300u << 20;
    if (__builtin_wasm_memory_grow(0, large >> 16) == (size_t)-1) return;
    for (u32 j = 0; j < 15; j++) vectors[j] = (iovec){0, large};
    EXPECT(INVAL, read_(file, P(vectors), 15));
    EXPECT(INVAL, write_(file, P(vectors), 15));
}

int main(void) {
    u32 end = __builtin_wasm_memory_size(0) * 65536;
    u32 file = open_at(ROOT, "digits", 0, R_ALL, 0);
    u32 (*const all[])(u32, u32, u32) = {read_, pread_, write_, pwrite_};
    for (u32 i = 0; i < 4; i++) {
        u32 (*call)(u32, u32, u32) = all[i];
        // The array itself.
        EXPECT(FAULT, call(file, BEYOND, 1));
        EXPECT(FAULT, call(file, end - 4, 1));
        EXPECT(FAULT, call(file, P(vectors), 0x20000000));
        EXPECT(FAULT, call(file, P(vectors), 0xffffffff));
        EXPECT(FAULT, call(file, end - 8, 2));
        OK(call(file, end, 0));
        // A range in it, the first and a later one; nothing has been done then.
        iovec bad[] = {{P(room), 0xffffffff}, {end, 1}, {end - 1, 2}, {BEYOND, 0x2000}, {0xffffffff, 0xffffffff}};
        for (u32 j = 0; j < 5; j++) {
            vectors[0] = (iovec){P(room), 4};
            vectors[1] = bad[j];
            EXPECT(FAULT, call(file, P(vectors + 1), 1));
            EXPECT(FAULT, call(file, P(vectors), 2));
        }
        // An end of the memory that fits exactly.
        vectors[0] = (iovec){end - 4, 4};
        OK(call(file, P(vectors), 1));
        vectors[0] = (iovec){end, 0};
        OK(call(file, P(vectors), 1));
    }
    // The result has no room: nothing may have been written before that is known.
    filestat stat;
    u32 fresh = open_at(ROOT, "fresh", O_CREAT_, R_ALL, 0);
    vectors[0] = (iovec){P(room), 4};
    EXPECT(FAULT, raw_fd_write(fresh, P(vectors), 1, BEYOND));
    EXPECT(FAULT, raw_fd_write(fresh, P(vectors), 1, end - 3));
    EXPECT(FAULT, raw_fd_pwrite(fresh, P(vectors), 1, 0, end));
    OK(raw_fd_filestat_get(fresh, P(&stat)));
    CHECK(stat.size == 0);
    u64 position;
    EXPECT(FAULT, raw_fd_read(file, P(vectors), 1, BEYOND));
    EXPECT(FAULT, raw_fd_seek(file, 5, 0, BEYOND));
    OK(raw_fd_seek(file, 3, 0, P(&position)));
    EXPECT(FAULT, raw_fd_seek(file, 5, 0, end - 7));
    EXPECT(FAULT, raw_fd_tell(file, end - 7));
    OK(raw_fd_tell(file, P(&position)));
    CHECK(position == 3);
    // A bad range among as many as go at once: nothing is written. Behind them: what was written before is told,
    // the error comes next.
    for (u32 j = 0; j < 2000; j++) vectors[j] = (iovec){P(room), 1};
    vectors[90] = (iovec){BEYOND, 0x2000};
    EXPECT(FAULT, raw_fd_write(fresh, P(vectors), 100, P(&n)));
    OK(raw_fd_filestat_get(fresh, P(&stat)));
    CHECK(stat.size == 0);
    vectors[90] = (iovec){P(room), 1};
    vectors[1900] = (iovec){BEYOND, 0x2000};
    OK(raw_fd_write(fresh, P(vectors), 2000, P(&n)));
    CHECK(n > 0 && n <= 1900);
    EXPECT(FAULT, raw_fd_write(fresh, P(vectors + n), 2000 - n, P(&n)));
    vectors[1900] = (iovec){P(room), 1};
    OK(raw_fd_pwrite(fresh, P(vectors), 2000, 0, P(&n)));
    CHECK(n == 2000);
    overflow(file);
    return done();
}
