// poll_oneoff: clocks relative and absolute, descriptors of every kind, errors of single subscriptions.
#include "wasi.h"

typedef struct {
    u64 userdata;
    uint8_t type;
    _Alignas(8) u32 id_or_fd;
    u64 timeout, precision;
    uint16_t flags;
} subscription;
typedef struct {
    u64 userdata;
    uint16_t error;
    uint8_t type;
    u64 nbytes;
    uint16_t flags;
} event;
_Static_assert(sizeof(subscription) == 48 && sizeof(event) == 32, "the layout of the specification");
enum { CLOCK, FD_READ, FD_WRITE };

#define MILLISECOND 1000000ull

static u64 now(u32 clock) {
    u64 time = 0;
    OK(raw_clock_time_get(clock, 0, P(&time)));
    return time;
}

static subscription clock_(u64 userdata, u32 id, u64 timeout, uint16_t flags) {
    return (subscription){userdata, CLOCK, id, timeout, 0, flags};
}

static subscription fd_(u64 userdata, uint8_t type, u32 fd) { return (subscription){userdata, type, fd, 0, 0, 0}; }

int main(void) {
    subscription in[40];
    event out[40];
    u32 count;

    EXPECT(INVAL, raw_poll_oneoff(P(in), P(out), 0, P(&count)));

    // Relative, on both clocks.
    for (u32 id = 0; id < 2; id++) {
        in[0] = clock_(7, id, 30 * MILLISECOND, 0);
        u64 start = now(1);
        OK(raw_poll_oneoff(P(in), P(out), 1, P(&count)));
        u64 end = now(1);
        CHECK(count == 1 && out[0].userdata == 7 && out[0].error == 0 && out[0].type == CLOCK);
        CHECK(end - start >= 30 * MILLISECOND);
        // Absolute: in the future and in the past.
        in[0] = clock_(8, id, now(id) + 30 * MILLISECOND, 1);
        start = now(1);
        OK(raw_poll_oneoff(P(in), P(out), 1, P(&count)));
        CHECK(count == 1 && out[0].userdata == 8 && now(1) - start >= 29 * MILLISECOND);
        in[0] = clock_(9, id, 1, 1);
        OK(raw_poll_oneoff(P(in), P(out), 1, P(&count)));
        CHECK(count == 1 && out[0].error == 0);
    }
    // The earliest of several clocks, and none that comes later.
    in[0] = clock_(1, 1, 1000000 * MILLISECOND, 0);
    in[1] = clock_(2, 1, 10 * MILLISECOND, 0);
    in[2] = clock_(3, 0, ~0ull, 0);
    in[3] = clock_(4, 0, now(0) + 1000000 * MILLISECOND, 1);
    OK(raw_poll_oneoff(P(in), P(out), 4, P(&count)));
    CHECK(count == 1 && out[0].userdata == 2);
    // Clocks that cannot be waited for, and flags that are none.
    in[0] = clock_(1, 2, 0, 0);
    in[1] = clock_(2, 3, 0, 1);
    in[2] = clock_(3, 4, 0, 0);
    in[3] = clock_(4, 1, 0, 2);
    OK(raw_poll_oneoff(P(in), P(out), 4, P(&count)));
    CHECK(count == 4 && out[0].error == NOTSUP && out[1].error == NOTSUP);
    CHECK(out[2].error == INVAL && out[3].error == INVAL && out[3].userdata == 4);
    in[0].type = 3;
    EXPECT(INVAL, raw_poll_oneoff(P(in), P(out), 1, P(&count)));

    // Standard input has five bytes and has ended; output can be written; files are always ready.
    u32 file = open_at(ROOT, "digits", 0, R_ALL, 0);
    in[0] = fd_(1, FD_READ, 0);
    in[1] = fd_(2, FD_WRITE, 1);
    in[2] = fd_(3, FD_READ, file);
    in[3] = fd_(4, FD_WRITE, file);
    in[4] = clock_(5, 1, 100000 * MILLISECOND, 0);
    // What was written to the pipe may take a moment to arrive.
    OK(raw_poll_oneoff(P(in), P(out), 1, P(&count)));
    CHECK(count == 1 && out[0].type == FD_READ && out[0].nbytes == 5);
    OK(raw_poll_oneoff(P(in), P(out), 5, P(&count)));
    CHECK(count == 4);
    for (u32 i = 0; i < 4; i++) CHECK(out[i].userdata == i + 1 && out[i].error == 0 && out[i].type == in[i].type);
    CHECK(out[0].nbytes == 5 && out[2].nbytes == 10);
    char text[8];
    CHECK(read_bytes(0, text, 5) == 5);
    in[0] = fd_(1, FD_READ, 0);
    in[1] = clock_(2, 1, 10000 * MILLISECOND, 0);
    OK(raw_poll_oneoff(P(in), P(out), 2, P(&count)));
    CHECK(count == 1 && out[0].userdata == 1 && out[0].nbytes == 0 && (out[0].flags & 1) == 1);

    // Descriptors that are none, and one without the right.
    OK(raw_fd_fdstat_set_rights(file, R_READ, 0));
    in[0] = fd_(1, FD_READ, 99);
    in[1] = fd_(2, FD_READ, file);
    in[2] = fd_(3, FD_WRITE, 1);
    OK(raw_poll_oneoff(P(in), P(out), 3, P(&count)));
    CHECK(count == 3 && out[0].error == BADF && out[1].error == NOTCAPABLE && out[2].error == 0);

    // More than the runtime has room for on its stack, with errors in between.
    for (u32 i = 0; i < 40; i++) in[i] = fd_(i, FD_WRITE, i % 4 == 3 ? 77 : 1);
    OK(raw_poll_oneoff(P(in), P(out), 40, P(&count)));
    CHECK(count == 40);
    for (u32 i = 0; i < 40; i++) CHECK(out[i].userdata == i && out[i].error == (i % 4 == 3 ? BADF : SUCCESS));

    EXPECT(FAULT, raw_poll_oneoff(BEYOND, P(out), 1, P(&count)));
    EXPECT(FAULT, raw_poll_oneoff(P(in), BEYOND, 1, P(&count)));
    EXPECT(FAULT, raw_poll_oneoff(P(in), P(out), 1, BEYOND));
    EXPECT(FAULT, raw_poll_oneoff(P(in), P(out), 0x06000000, P(&count)));
    EXPECT(FAULT, raw_poll_oneoff(P(in), P(out), 0xffffffff, P(&count)));
    return done();
}
