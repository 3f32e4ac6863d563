// Files within the executable (--embed): read, listed and described as any, and nothing can be changed.
#include "wasi.h"

int main(void) {
    static unsigned char buffer[1024];
    static char room[64];
    u32 used, fd, n;
    u64 position;
    filestat stat, other;
    fdstat state;
    // Granted directories first, then the embedded ones.
    u32 one = ROOT + 1, two = ROOT + 2;
    OK(raw_fd_prestat_get(one, P(buffer)));
    CHECK(buffer[0] == 0 && buffer[4] == 9);
    OK(raw_fd_prestat_dir_name(one, P(buffer), 9));
    CHECK(memcmp(buffer, "/embedded", 9) == 0);
    EXPECT(NAMETOOLONG, raw_fd_prestat_dir_name(one, P(buffer), 8));

    // Reading, with and without a position.
    u32 file = open_at(two, "digits", 0, R_ALL & ~R_WRITE, 0);
    CHECK(read_bytes(file, room, 4) == 4 && memcmp(room, "0123", 4) == 0);
    OK(raw_fd_tell(file, P(&position)));
    CHECK(position == 4);
    iovec vectors[] = {{P(room), 3}, {P(room + 8), 0}, {P(room + 16), 20}};
    OK(raw_fd_pread(file, P(vectors), 3, 1, P(&n)));
    CHECK(n == 9 && memcmp(room, "123", 3) == 0 && memcmp(room + 16, "456789", 6) == 0);
    OK(raw_fd_pread(file, P(vectors), 3, 10, P(&n)));
    CHECK(n == 0);
    OK(raw_fd_pread(file, P(vectors), 3, 1ull << 62, P(&n)));
    CHECK(n == 0);
    EXPECT(INVAL, raw_fd_pread(file, P(vectors), 3, ~0ull, P(&n)));
    OK(raw_fd_read(file, P(vectors), 3, P(&n)));
    CHECK(n == 6 && memcmp(room, "456", 3) == 0);
    CHECK(read_bytes(file, room, 4) == 0);
    OK(raw_fd_seek(file, -3ll, 2, P(&position)));
    CHECK(position == 7);
    OK(raw_fd_seek(file, -2ll, 1, P(&position)));
    CHECK(position == 5 && read_bytes(file, room, 9) == 5);
    OK(raw_fd_seek(file, 100, 0, P(&position)));
    CHECK(position == 100 && read_bytes(file, room, 9) == 0);
    EXPECT(INVAL, raw_fd_seek(file, -1ll, 0, P(&position)));
    EXPECT(INVAL, raw_fd_seek(file, -11ll, 2, P(&position)));
    EXPECT(OVERFLOW, raw_fd_seek(file, 0x7fffffffffffffffll, 1, P(&position)));
    EXPECT(INVAL, raw_fd_seek(file, 0, 3, P(&position)));
    EXPECT(FAULT, raw_fd_seek(file, 0, 0, BEYOND));
    EXPECT(FAULT, raw_fd_read(file, P(vectors), 3, BEYOND));
    vectors[1].buf = BEYOND;
    vectors[1].len = 0x2000;
    EXPECT(FAULT, raw_fd_read(file, P(vectors), 3, P(&n)));
    OK(raw_fd_sync(file));
    OK(raw_fd_datasync(file));
    OK(raw_fd_advise(file, 0, 0, 3));
    EXPECT(INVAL, raw_fd_advise(file, 0, 0, 6));

    // What there is to know.
    OK(raw_fd_filestat_get(file, P(&stat)));
    OK(raw_path_filestat_get(two, 1, S("sub/../digits"), P(&other)));
    CHECK(stat.type == T_FILE && stat.size == 10 && stat.nlink == 1 && stat.atim == 0 && stat.mtim == 0 && stat.ctim == 0);
    CHECK(stat.dev == other.dev && stat.ino == other.ino);
    OK(raw_path_filestat_get(two, 0, S("first"), P(&other)));
    CHECK(stat.ino != other.ino);
    OK(raw_fd_fdstat_get(file, P(&state)));
    CHECK(state.type == T_FILE && state.flags == 0 && (state.base & R_READ) && !(state.base & R_WRITE));
    OK(raw_fd_fdstat_get(two, P(&state)));
    CHECK(state.type == T_DIRECTORY && (state.base & R_PATH_OPEN));

    // Nothing can be changed.
    CHECK(write_bytes(file, "x", 1) == (u32)-1);
    EXPECT(BADF, raw_fd_write(file, P(vectors), 1, P(&n)));
    EXPECT(BADF, raw_fd_pwrite(file, P(vectors), 1, 0, P(&n)));
    EXPECT(NOTCAPABLE, raw_fd_allocate(file, 0, 1));
    EXPECT(NOTCAPABLE, raw_fd_filestat_set_size(file, 0));
    EXPECT(NOTCAPABLE, raw_fd_fdstat_set_flags(file, F_APPEND));
    EXPECT(ROFS, raw_fd_filestat_set_times(file, 0, 0, 1));
    EXPECT(ROFS, raw_path_open(two, 1, S("digits"), 0, R_WRITE, 0, 0, P(&fd)));
    EXPECT(ROFS, raw_path_open(two, 1, S("digits"), O_TRUNC_, R_READ, 0, 0, P(&fd)));
    EXPECT(ROFS, raw_path_open(two, 1, S("new"), O_CREAT_, R_READ, 0, 0, P(&fd)));
    EXPECT(NOENT, raw_path_open(two, 1, S("new"), 0, R_WRITE, 0, 0, P(&fd)));
    EXPECT(EXIST, raw_path_open(two, 1, S("digits"), O_CREAT_ | O_EXCL_, R_READ, 0, 0, P(&fd)));
    EXPECT(ISDIR, raw_path_open(two, 1, S("new/"), O_CREAT_, R_READ, 0, 0, P(&fd)));
    EXPECT(ROFS, raw_path_create_directory(two, S("new")));
    EXPECT(ROFS, raw_path_remove_directory(two, S("sub")));
    EXPECT(ROFS, raw_path_unlink_file(two, S("digits")));
    EXPECT(ROFS, raw_path_filestat_set_times(two, 0, S("digits"), 0, 0, 1));
    EXPECT(ROFS, raw_path_symlink(S("x"), two, S("new")));
    EXPECT(ROFS, raw_path_link(two, 0, S("digits"), ROOT, S("new")));
    EXPECT(ROFS, raw_path_link(ROOT, 0, S("first"), two, S("new")));
    EXPECT(ROFS, raw_path_rename(two, S("digits"), ROOT, S("new")));
    EXPECT(ROFS, raw_path_rename(ROOT, S("first"), two, S("new")));

    // Paths, by the rules of any directory.
    struct { const char *path; u32 found; } paths[] = {
        {"", NOENT}, {"/digits", NOTCAPABLE}, {"..", NOTCAPABLE}, {"sub/../..", NOTCAPABLE}, {"../digits", NOTCAPABLE},
        {"digits/", NOTDIR}, {"digits/x", NOTDIR}, {"digits/..", NOTDIR}, {"nothing", NOENT}, {"nothing/x", NOENT},
        {"sub/nothing/..", NOENT}, {"digit", NOENT}, {"digitss", NOENT}, {".", SUCCESS}, {"sub/", SUCCESS},
        {"sub//./deep", SUCCESS}, {"sub/..", SUCCESS}, {"./sub/../digits", SUCCESS}};
    for (u32 i = 0; i < sizeof paths / sizeof *paths; i++) {
        EXPECT(paths[i].found, raw_path_filestat_get(two, 1, S(paths[i].path), P(&stat)));
        EXPECT(paths[i].found, raw_path_open(two, 1, S(paths[i].path), 0, R_READ, 0, 0, P(&fd)));
        u32 no_link = paths[i].found == SUCCESS ? INVAL : paths[i].found;
        EXPECT(no_link, raw_path_readlink(two, S(paths[i].path), P(room), 8, P(&used)));
    }
    EXPECT(INVAL, raw_path_filestat_get(two, 1, P("di\0its"), 6, P(&stat)));
    static char long_name[300];
    memset(long_name, 'n', 256);
    EXPECT(NAMETOOLONG, raw_path_filestat_get(two, 1, S(long_name), P(&stat)));
    EXPECT(NOTDIR, raw_path_open(two, 1, S("digits"), O_DIRECTORY_, R_READ, 0, 0, P(&fd)));
    u32 sub = open_at(two, "sub", O_DIRECTORY_, R_ALL & ~R_WRITE, 0);
    OK(raw_path_filestat_get(sub, 1, S("deep"), P(&stat)));
    EXPECT(NOTCAPABLE, raw_path_filestat_get(sub, 1, S("../digits"), P(&stat)));
    EXPECT(ISDIR, raw_fd_read(sub, P(vectors), 1, P(&n)));
    EXPECT(ISDIR, raw_fd_seek(sub, 0, 0, P(&position)));
    // In the other directory links have become what they led to.
    OK(raw_path_filestat_get(one, 0, S("to-file"), P(&stat)));
    CHECK(stat.type == T_FILE && stat.size == 5);
    OK(raw_path_filestat_get(one, 0, S("link/deep"), P(&stat)));

    // Lists, a byte more at a time, and from every cookie on.
    const char *names[] = {".", "..", "digits", "first", "sub"};
    OK(raw_fd_readdir(two, P(buffer), sizeof buffer, 0, P(&used)));
    u32 at = 0;
    for (u32 i = 0; i < 5; i++) {
        dirent entry;
        memcpy(&entry, buffer + at, sizeof entry);
        CHECK(entry.next == i + 1 && entry.namlen == strlen(names[i]));
        CHECK(memcmp(buffer + at + sizeof entry, names[i], entry.namlen) == 0);
        CHECK(entry.type == (i == 2 || i == 3 ? T_FILE : T_DIRECTORY));
        at += sizeof entry + entry.namlen;
    }
    CHECK(at == used);
    static unsigned char part[1024];
    for (u32 size = 0; size <= used; size++) {
        memset(part, 0xa5, sizeof part);
        OK(raw_fd_readdir(two, P(part), size, 0, P(&n)));
        CHECK(n == size && memcmp(part, buffer, size) == 0 && part[size] == 0xa5);
    }
    OK(raw_fd_readdir(two, P(part), sizeof part, 3, P(&n)));
    CHECK(n == 24 + 5 + 24 + 3);
    u64 ends[] = {5, 6, 1ull << 40, ~0ull};
    for (u32 i = 0; i < 4; i++) {
        OK(raw_fd_readdir(two, P(part), sizeof part, ends[i], P(&n)));
        CHECK(n == 0);
    }
    EXPECT(NOTDIR, raw_fd_readdir(file, P(part), 8, 0, P(&n)));

    EXPECT(NOTSOCK, raw_sock_shutdown(file, 1));
    OK(raw_fd_renumber(file, sub));
    CHECK(read_bytes(sub, room, 1) == 0);
    OK(raw_fd_close(sub));
    EXPECT(BADF, raw_fd_read(sub, P(vectors), 1, P(&n)));
    OK(raw_fd_close(two));
    return done();
}
