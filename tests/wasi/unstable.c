// The snapshot before preview1: what had another layout or other numbers there.
#define WASI "wasi_unstable"
#include "wasi.h"

typedef struct { u64 dev, ino; uint8_t type; u32 nlink; u64 size, atim, mtim, ctim; } old_filestat;
typedef struct {
    u64 userdata;
    uint8_t type;
    u64 identifier;
    u32 id;
    u64 timeout, precision;
    uint16_t flags;
} old_clock;
typedef struct { u64 userdata; uint8_t type; _Alignas(8) u32 fd; u64 unused[4]; } old_fd;
_Static_assert(sizeof(old_filestat) == 56 && sizeof(old_clock) == 56 && sizeof(old_fd) == 56, "its layouts");
typedef struct { u64 userdata; uint16_t error; uint8_t type; u64 nbytes; uint16_t flags; } event;
enum { CURRENT, END, START };

int main(void) {
    struct { old_filestat stat; u64 behind; } place = {.behind = 0x5a5a};
    old_filestat *stat = &place.stat;
    u64 position, start, end;
    u32 count;
    u32 file = open_at(ROOT, "digits", 0, R_ALL, 0);
    OK(raw_fd_filestat_get(file, P(stat)));
    CHECK(stat->type == T_FILE && stat->nlink == 1 && stat->size == 10 && stat->mtim > 0);
    memset(stat, 0, sizeof *stat);
    OK(raw_path_filestat_get(ROOT, 0, S("digits"), P(stat)));
    CHECK(stat->type == T_FILE && stat->nlink == 1 && stat->size == 10 && place.behind == 0x5a5a);

    OK(raw_fd_seek(file, 4, START, P(&position)));
    CHECK(position == 4);
    OK(raw_fd_seek(file, 2, CURRENT, P(&position)));
    CHECK(position == 6);
    OK(raw_fd_seek(file, -1ll, END, P(&position)));
    CHECK(position == 9);
    EXPECT(INVAL, raw_fd_seek(file, 0, 3, P(&position)));
    OK(raw_fd_tell(file, P(&position)));
    CHECK(position == 9);

    union { old_clock clock; old_fd fd; } in[2];
    event out[2];
    in[0].clock = (old_clock){11, 0, 99, 1, 20000000, 0, 0};
    OK(raw_clock_time_get(1, 0, P(&start)));
    OK(raw_poll_oneoff(P(in), P(out), 1, P(&count)));
    OK(raw_clock_time_get(1, 0, P(&end)));
    CHECK(count == 1 && out[0].userdata == 11 && out[0].error == 0 && end - start >= 20000000);
    in[0].clock = (old_clock){12, 0, 99, 1, end + 100000000000ull, 0, 1};
    in[1].fd = (old_fd){13, 1, file};
    OK(raw_poll_oneoff(P(in), P(out), 2, P(&count)));
    CHECK(count == 1 && out[0].userdata == 13 && out[0].type == 1 && out[0].nbytes == 1);
    EXPECT(INVAL, raw_poll_oneoff(P(in), P(out), 0, P(&count)));
    // What did not change.
    char bytes[4];
    CHECK(read_bytes(file, bytes, 4) == 1 && bytes[0] == '9');
    return done();
}
