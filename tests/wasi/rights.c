// Rights and flags of descriptors: what they allow, that they only shrink, what is handed on.
#include "wasi.h"

int main(void) {
    static char room[256];
    iovec vector = {P(room), 8};
    u32 r = P(room + 128), v = P(&vector);
    fdstat stat;

    u32 file = open_at(ROOT, "first", 0, R_READ | R_SEEK | R_FILESTAT_GET, F_APPEND);
    OK(raw_fd_fdstat_get(file, P(&stat)));
    CHECK(stat.type == T_FILE && stat.flags == F_APPEND);
    CHECK(stat.base == (R_READ | R_SEEK | R_FILESTAT_GET) && stat.inheriting == 0);
    EXPECT(BADF, raw_fd_write(file, v, 1, r));
    EXPECT(BADF, raw_fd_pwrite(file, v, 1, 0, r));
    EXPECT(NOTCAPABLE, raw_fd_advise(file, 0, 0, 0));
    EXPECT(NOTCAPABLE, raw_fd_allocate(file, 0, 1));
    EXPECT(NOTCAPABLE, raw_fd_sync(file));
    EXPECT(NOTCAPABLE, raw_fd_datasync(file));
    EXPECT(NOTCAPABLE, raw_fd_fdstat_set_flags(file, 0));
    EXPECT(NOTCAPABLE, raw_fd_filestat_set_size(file, 0));
    EXPECT(NOTCAPABLE, raw_fd_filestat_set_times(file, 0, 0, 0));
    // The right to seek includes that to tell.
    OK(raw_fd_tell(file, r));
    EXPECT(NOTCAPABLE, raw_fd_fdstat_set_rights(file, R_READ | R_WRITE, 0));
    EXPECT(NOTCAPABLE, raw_fd_fdstat_set_rights(file, R_READ, R_READ));
    OK(raw_fd_fdstat_set_rights(file, R_READ, 0));
    EXPECT(NOTCAPABLE, raw_fd_seek(file, 0, 0, r));
    EXPECT(NOTCAPABLE, raw_fd_tell(file, r));
    EXPECT(NOTCAPABLE, raw_fd_filestat_get(file, r));
    EXPECT(NOTCAPABLE, raw_fd_fdstat_set_rights(file, R_READ | R_SEEK, 0));
    OK(raw_fd_fdstat_set_rights(file, 0, 0));
    EXPECT(BADF, raw_fd_read(file, v, 1, r));
    OK(raw_fd_close(file));

    // With the right to tell alone one can seek to where one is.
    file = open_at(ROOT, "digits", 0, R_READ | R_TELL, 0);
    OK(raw_fd_tell(file, r));
    OK(raw_fd_seek(file, 0, 1, r));
    EXPECT(NOTCAPABLE, raw_fd_seek(file, 1, 1, r));
    OK(raw_fd_close(file));

    // A directory hands on what it has.
    u32 directory = open_at(ROOT, "sub", O_DIRECTORY_, R_ALL & ~R_WRITE, 0);
    OK(raw_fd_fdstat_get(directory, P(&stat)));
    CHECK(stat.type == T_DIRECTORY && (stat.base & R_READDIR) && !(stat.base & R_SEEK));
    OK(raw_fd_fdstat_set_rights(directory, R_PATH_OPEN, R_READ | R_WRITE));
    file = open_at(directory, "deep", 0, R_ALL, 0);
    OK(raw_fd_fdstat_get(file, P(&stat)));
    CHECK(stat.base == (R_READ | R_WRITE));
    EXPECT(NOTCAPABLE, raw_path_open(directory, 0, S("new"), O_CREAT_, R_WRITE, 0, 0, r));
    EXPECT(NOTCAPABLE, raw_path_open(directory, 0, S("deep"), O_TRUNC_, R_WRITE, 0, 0, r));
    EXPECT(NOTCAPABLE, raw_fd_readdir(directory, r, 16, 0, r + 32));
    EXPECT(NOTCAPABLE, raw_path_create_directory(directory, S("x")));
    EXPECT(NOTCAPABLE, raw_path_filestat_get(directory, 0, S("deep"), r));
    EXPECT(NOTCAPABLE, raw_path_filestat_set_times(directory, 0, S("deep"), 0, 0, 0));
    EXPECT(NOTCAPABLE, raw_path_link(directory, 0, S("deep"), ROOT, S("x")));
    EXPECT(NOTCAPABLE, raw_path_link(ROOT, 0, S("first"), directory, S("x")));
    EXPECT(NOTCAPABLE, raw_path_readlink(directory, S("deep"), r, 8, r + 32));
    EXPECT(NOTCAPABLE, raw_path_remove_directory(directory, S("x")));
    EXPECT(NOTCAPABLE, raw_path_rename(directory, S("deep"), ROOT, S("x")));
    EXPECT(NOTCAPABLE, raw_path_rename(ROOT, S("first"), directory, S("x")));
    EXPECT(NOTCAPABLE, raw_path_symlink(S("x"), directory, S("y")));
    EXPECT(NOTCAPABLE, raw_path_unlink_file(directory, S("deep")));
    OK(raw_fd_fdstat_set_rights(directory, 0, 0));
    EXPECT(NOTCAPABLE, raw_path_open(directory, 0, S("deep"), 0, R_READ, 0, 0, r));

    // Flags: those that can change, those that cannot, those that are none.
    file = open_at(ROOT, "first", 0, R_ALL, 0);
    OK(raw_fd_fdstat_set_flags(file, F_APPEND | F_NONBLOCK));
    OK(raw_fd_fdstat_get(file, P(&stat)));
    CHECK(stat.flags == (F_APPEND | F_NONBLOCK));
    OK(raw_fd_fdstat_set_flags(file, F_NONBLOCK));
    OK(raw_fd_fdstat_get(file, P(&stat)));
    CHECK(stat.flags == F_NONBLOCK);
    EXPECT(NOTSUP, raw_fd_fdstat_set_flags(file, F_SYNC));
    EXPECT(NOTSUP, raw_fd_fdstat_set_flags(file, F_DSYNC | F_NONBLOCK));
    EXPECT(INVAL, raw_fd_fdstat_set_flags(file, 32));
    OK(raw_fd_close(file));
    u32 flags[] = {F_DSYNC, F_SYNC, F_SYNC | F_APPEND};
    for (u32 i = 0; i < 3; i++) {
        file = open_at(ROOT, "first", 0, R_ALL, flags[i]);
        OK(raw_fd_fdstat_get(file, P(&stat)));
        CHECK(stat.flags == flags[i]);
        OK(raw_fd_fdstat_set_flags(file, flags[i]));
        OK(raw_fd_close(file));
    }
    // To read synchronously is to write so.
    file = open_at(ROOT, "first", 0, R_ALL, F_RSYNC);
    OK(raw_fd_fdstat_get(file, P(&stat)));
    CHECK(stat.flags == F_SYNC);
    EXPECT(INVAL, raw_path_open(ROOT, 0, S("first"), 0, R_READ, 0, 32, r));
    EXPECT(FAULT, raw_fd_fdstat_get(file, BEYOND));
    return done();
}
