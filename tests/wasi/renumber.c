// fd_renumber, the lowest free number, many open files, and granted directories that move.
#include "wasi.h"

int main(void) {
    char bytes[8];
    u32 r[4];
    u32 one = open_at(ROOT, "first", 0, R_ALL, 0);
    u32 two = open_at(ROOT, "digits", 0, R_ALL, 0);
    CHECK(one == 4 && two == 5);
    CHECK(read_bytes(two, bytes, 3) == 3);
    OK(raw_fd_renumber(two, one));
    EXPECT(BADF, raw_fd_tell(two, P(r)));
    // The position comes along.
    CHECK(read_bytes(one, bytes, 1) == 1 && bytes[0] == '3');
    OK(raw_fd_renumber(one, one));
    CHECK(read_bytes(one, bytes, 1) == 1 && bytes[0] == '4');
    EXPECT(BADF, raw_fd_renumber(one, 99));
    // The lowest free number is given next.
    u32 numbers[100];
    for (u32 i = 0; i < 100; i++) {
        numbers[i] = open_at(ROOT, "first", 0, R_READ, 0);
        CHECK(numbers[i] == 5 + i);
    }
    OK(raw_fd_close(numbers[50]));
    OK(raw_fd_close(numbers[10]));
    CHECK(open_at(ROOT, "first", 0, R_READ, 0) == numbers[10]);
    CHECK(open_at(ROOT, "first", 0, R_READ, 0) == numbers[50]);
    // Standard input can be replaced, by a number that stays what it was.
    OK(raw_fd_renumber(numbers[99], 0));
    CHECK(read_bytes(0, bytes, 5) == 5 && memcmp(bytes, "first", 5) == 0);
    OK(raw_fd_close(0));
    EXPECT(BADF, raw_fd_read(0, 0, 0, P(r)));
    CHECK(open_at(ROOT, "digits", 0, R_READ, 0) == 0);
    CHECK(read_bytes(0, bytes, 1) == 1 && bytes[0] == '0');
    // A granted directory keeps its name under another number, and is gone where it was.
    OK(raw_fd_renumber(ROOT, numbers[0]));
    EXPECT(BADF, raw_fd_prestat_get(ROOT, P(r)));
    OK(raw_fd_prestat_get(numbers[0], P(r)));
    CHECK((r[0] & 0xff) == 0 && r[1] == 1);
    OK(raw_fd_prestat_dir_name(numbers[0], P(bytes), 1));
    CHECK(bytes[0] == '/');
    EXPECT(NAMETOOLONG, raw_fd_prestat_dir_name(numbers[0], P(bytes), 0));
    EXPECT(FAULT, raw_fd_prestat_dir_name(numbers[0], BEYOND, 1));
    EXPECT(FAULT, raw_fd_prestat_get(numbers[0], BEYOND));
    CHECK(open_at(numbers[0], "first", 0, R_READ, 0) == ROOT);
    return done();
}
