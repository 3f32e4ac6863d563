// usage: socket stream | datagram | many | standard | listener | patient      Standard input is a socket of that kind.
#include "../wasi/wasi.h"

enum { PEEK = 1, WAITALL = 2, TRUNCATED = 1 };
static char room[1 << 16];
static u32 n;
static uint16_t flags;

static u32 receive(u32 fd, u32 len, u32 how) {
    iovec vectors[] = {{P(room), len / 2}, {P(room + len / 2), len - len / 2}};
    memset(room, 0, 64);
    return raw_sock_recv(fd, P(vectors), 2, how, P(&n), P(&flags));
}

static u32 send_(u32 fd, const char *text) {
    iovec vector = {P(text), (u32)strlen(text)};
    return raw_sock_send(fd, P(&vector), 1, 0, P(&n));
}

static void errors(u32 fd) {
    iovec vector = {P(room), 8};
    EXPECT(INVAL, receive(fd, 8, 4));
    EXPECT(INVAL, raw_sock_send(fd, P(&vector), 1, 1, P(&n)));
    EXPECT(INVAL, raw_sock_shutdown(fd, 0));
    EXPECT(INVAL, raw_sock_shutdown(fd, 4));
    EXPECT(FAULT, raw_sock_recv(fd, BEYOND, 1, 0, P(&n), P(&flags)));
    EXPECT(FAULT, raw_sock_recv(fd, P(&vector), 1, 0, BEYOND, P(&flags)));
    EXPECT(FAULT, raw_sock_recv(fd, P(&vector), 1, 0, P(&n), BEYOND));
    EXPECT(FAULT, raw_sock_send(fd, BEYOND, 1, 0, P(&n)));
    EXPECT(FAULT, raw_sock_send(fd, P(&vector), 1, 0, BEYOND));
    vector.buf = BEYOND;
    vector.len = 0x2000;
    EXPECT(FAULT, raw_sock_recv(fd, P(&vector), 1, 0, P(&n), P(&flags)));
    EXPECT(FAULT, raw_sock_send(fd, P(&vector), 1, 0, P(&n)));
    fdstat stat;
    OK(raw_fd_fdstat_get(fd, P(&stat)));
    CHECK(stat.type == T_STREAM || stat.type == T_DGRAM);
    EXPECT(SPIPE, raw_fd_seek(fd, 0, 0, P(room)));
}

// The peer sends "hello world", waits for "answer", closes.
static void stream(u32 fd) {
    errors(fd);
    OK(receive(fd, 5, PEEK));
    CHECK(n > 0 && memcmp(room, "hello", n) == 0);
    OK(receive(fd, 11, WAITALL));
    CHECK(n == 11 && memcmp(room, "hello world", 11) == 0 && flags == 0);
    OK(send_(fd, "ans"));
    CHECK(n == 3 && write_bytes(fd, "wer", 3) == 3);
    OK(receive(fd, 8, 0));
    CHECK(n == 0);
    // The signal of a broken pipe would end the process.
    u32 found;
    while ((found = send_(fd, "into the void")) == SUCCESS) {
    }
    CHECK(found == PIPE || found == CONNRESET);
    found = raw_sock_shutdown(fd, 3);
    CHECK(found == SUCCESS || found == NOTCONN);
}

// The peer sends "0123456789" and "ab", and closes.
static void datagram(u32 fd) {
    errors(fd);
    fdstat stat;
    OK(raw_fd_fdstat_get(fd, P(&stat)));
    CHECK(stat.type == T_DGRAM);
    OK(receive(fd, 4, PEEK));
    CHECK(n == 4 && flags == TRUNCATED);
    OK(receive(fd, 4, 0));
    CHECK(n == 4 && memcmp(room, "0123", 4) == 0 && flags == TRUNCATED);
    OK(receive(fd, 4, 0));
    CHECK(n == 2 && memcmp(room, "ab", 2) == 0 && flags == 0);
    EXPECT(NOTSUP, raw_sock_accept(fd, 0, P(&n)));
}

// The peer sends back three datagrams. Each of the calls takes as many ranges as the kernel does, and no more.
static void many(u32 fd) {
    enum { MOST = 1024 };
    static iovec vectors[MOST + 1];
    for (u32 i = 0; i <= MOST; i++) vectors[i] = (iovec){P(room + i), 1};
    for (u32 i = 0; i < MOST; i++) room[i] = (char)(i * 7);
    OK(raw_fd_write(fd, P(vectors), 100, P(&n)));
    CHECK(n == 100);
    OK(raw_sock_send(fd, P(vectors), MOST, 0, P(&n)));
    CHECK(n == MOST);
    OK(raw_fd_write(fd, P(vectors), MOST, P(&n)));
    CHECK(n == MOST);
    EXPECT(MSGSIZE, raw_sock_send(fd, P(vectors), MOST + 1, 0, P(&n)));
    EXPECT(MSGSIZE, raw_fd_write(fd, P(vectors), MOST + 1, P(&n)));
    EXPECT(MSGSIZE, raw_sock_recv(fd, P(vectors), MOST + 1, 0, P(&n), P(&flags)));
    EXPECT(MSGSIZE, raw_fd_read(fd, P(vectors), MOST + 1, P(&n)));
    for (u32 message = 0; message < 3; message++) {
        memset(room, 0, MOST);
        u32 len = message == 0 ? 100 : MOST;
        flags = 0;
        if (message == 1) OK(raw_fd_read(fd, P(vectors), len, P(&n)));
        else OK(raw_sock_recv(fd, P(vectors), len, 0, P(&n), P(&flags)));
        CHECK(n == len && flags == 0);
        for (u32 i = 0; i < len; i++) CHECK(room[i] == (char)(i * 7));
    }
}

// The peer has closed. Used as a socket, a standard stream gives an error; as a stream it ends the program.
static void standard(u32 fd) {
    iovec vector = {P("x"), 1};
    EXPECT(PIPE, raw_sock_send(fd, P(&vector), 1, 0, P(&n)));
    EXPECT(PIPE, raw_fd_write(fd, P(&vector), 1, P(&n)));
    done();
    fdstat stat;
    OK(raw_fd_fdstat_get(2, P(&stat)));
    CHECK(stat.type == T_STREAM);
    raw_fd_write(2, P(&vector), 1, P(&n));
}

// Two peers connect; each is answered.
static void listener(u32 fd) {
    EXPECT(INVAL, raw_sock_accept(fd, 1, P(&n)));
    EXPECT(FAULT, raw_sock_accept(fd, 0, BEYOND));
    EXPECT(NOTCONN, send_(fd, "x"));
    u32 peers[2];
    for (u32 i = 0; i < 2; i++) {
        OK(raw_sock_accept(fd, i == 0 ? 0 : F_NONBLOCK, P(&peers[i])));
        fdstat stat;
        OK(raw_fd_fdstat_get(peers[i], P(&stat)));
        CHECK(stat.type == T_STREAM && stat.flags == (i == 0 ? 0 : F_NONBLOCK));
    }
    OK(raw_fd_fdstat_set_flags(fd, F_NONBLOCK));
    EXPECT(AGAIN, raw_sock_accept(fd, 0, P(&n)));
    OK(send_(peers[1], "second"));
    OK(send_(peers[0], "first"));
    OK(raw_sock_shutdown(peers[0], 2));
    // Writing to a connection that is gone, too, is an error and not the end.
    u32 found;
    do {
        found = write_bytes(peers[0], "x", 1);
    } while (found == 1);
    iovec vector = {P(room), 1};
    EXPECT(PIPE, raw_fd_write(peers[0], P(&vector), 1, P(&n)));
    OK(raw_fd_close(peers[0]));
    OK(raw_fd_close(peers[1]));
}

// The process is stopped and goes on while it waits for what comes late.
static void patient(u32 fd) {
    u32 received = 0;
    for (u32 i = 0; i < 4 && received < 4; i++) {
        OK(receive(fd, 4 - received, 0));
        CHECK(n > 0 && memcmp(room, &"late"[received], n) == 0);
        received += n;
    }
    CHECK(received == 4);
}

int main(int argc, char **argv) {
    if (strcmp(argv[1], "stream") == 0) stream(0);
    if (strcmp(argv[1], "datagram") == 0) datagram(0);
    if (strcmp(argv[1], "many") == 0) many(0);
    if (strcmp(argv[1], "standard") == 0) standard(0);
    if (strcmp(argv[1], "listener") == 0) listener(0);
    if (strcmp(argv[1], "patient") == 0) patient(0);
    return done();
}
