// usage: errnos every | links     The kernel answers with errors that it cannot be brought to give otherwise.
#include "../wasi/wasi.h"

// The numbers that Linux has for errors, the same on all machines, and those of WASI for them. What is not
// listed has no number in WASI and becomes IO.
static const uint8_t numbers[] = {
    [1] = PERM, [2] = NOENT, [3] = SRCH, [4] = INTR, [5] = IO, [6] = NXIO, [7] = TOOBIG, [8] = NOEXEC, [9] = BADF,
    [10] = CHILD, [11] = AGAIN, [12] = NOMEM, [13] = ACCES, [14] = FAULT, [16] = BUSY, [17] = EXIST, [18] = XDEV,
    [19] = NODEV, [20] = NOTDIR, [21] = ISDIR, [22] = INVAL, [23] = NFILE, [24] = MFILE, [25] = NOTTY, [26] = TXTBSY,
    [27] = FBIG, [28] = NOSPC, [29] = SPIPE, [30] = ROFS, [31] = MLINK, [32] = PIPE, [33] = DOM, [34] = RANGE,
    [35] = DEADLK, [36] = NAMETOOLONG, [37] = NOLCK, [38] = NOSYS, [39] = NOTEMPTY, [40] = LOOP, [42] = NOMSG,
    [43] = IDRM, [67] = NOLINK, [71] = PROTO, [72] = MULTIHOP, [74] = BADMSG, [75] = OVERFLOW, [84] = ILSEQ,
    [88] = NOTSOCK, [89] = DESTADDRREQ, [90] = MSGSIZE, [91] = PROTOTYPE, [92] = NOPROTOOPT, [93] = PROTONOSUPPORT,
    [95] = NOTSUP, [97] = AFNOSUPPORT, [98] = ADDRINUSE, [99] = ADDRNOTAVAIL, [100] = NETDOWN, [101] = NETUNREACH,
    [102] = NETRESET, [103] = CONNABORTED, [104] = CONNRESET, [105] = NOBUFS, [106] = ISCONN, [107] = NOTCONN,
    [110] = TIMEDOUT, [111] = CONNREFUSED, [113] = HOSTUNREACH, [114] = ALREADY, [115] = INPROGRESS, [116] = STALE,
    [122] = DQUOT, [125] = CANCELED, [130] = OWNERDEAD, [131] = NOTRECOVERABLE, [140] = 0,
};

// The kernel answers a seek to `MARK + error` with that error.
#define MARK (1ull << 62)

static void every(void) {
    static uint8_t seen[NOTCAPABLE + 1];
    u32 file = open_at(ROOT, "file", 0, R_ALL, 0);
    u64 position;
    for (u32 error = 1; error < sizeof numbers; error++) {
        u32 found = raw_fd_seek(file, MARK + error, 0, P(&position)), expected = numbers[error] ? numbers[error] : IO;
        if (found != expected) fail(PLACE, "an error of the kernel", error, "its number in WASI");
        seen[expected] = 1;
    }
    // All numbers have occurred but that of success and the one that Linux does not have.
    for (u32 number = 1; number < NOTCAPABLE; number++) CHECK(seen[number]);
}

// A file system with a small limit of links to a file or directory.
static void links(void) {
    EXPECT(MLINK, raw_path_link(ROOT, 0, S("file"), ROOT, S("link")));
    EXPECT(MLINK, raw_path_create_directory(ROOT, S("new")));
    EXPECT(MLINK, raw_path_rename(ROOT, S("sub"), ROOT, S("moved")));
}

int main(int argc, char **argv) {
    if (strcmp(argv[1], "every") == 0) every();
    if (strcmp(argv[1], "links") == 0) links();
    return done();
}
