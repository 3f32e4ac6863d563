// Calls on files of a kind that they are not for: ENOTDIR, EISDIR, ESPIPE, ENOTSOCK, EINVAL.
#include "wasi.h"

int main(void) {
    static char room[256];
    iovec vector = {P(room), 8};
    u32 r = P(room + 128), v = P(&vector);
    u32 file = open_at(ROOT, "first", 0, R_ALL, 0);
    EXPECT(NOTDIR, raw_path_create_directory(file, S("x")));
    EXPECT(NOTDIR, raw_path_filestat_get(file, 0, S("x"), r));
    EXPECT(NOTDIR, raw_path_filestat_set_times(file, 0, S("x"), 0, 0, 0));
    EXPECT(NOTDIR, raw_path_link(file, 0, S("x"), ROOT, S("y")));
    EXPECT(NOTDIR, raw_path_link(ROOT, 0, S("first"), file, S("y")));
    EXPECT(NOTDIR, raw_path_open(file, 0, S("x"), 0, 0, 0, 0, r));
    EXPECT(NOTDIR, raw_path_readlink(file, S("x"), r, 8, r + 32));
    EXPECT(NOTDIR, raw_path_remove_directory(file, S("x")));
    EXPECT(NOTDIR, raw_path_rename(file, S("x"), ROOT, S("y")));
    EXPECT(NOTDIR, raw_path_rename(ROOT, S("first"), file, S("y")));
    EXPECT(NOTDIR, raw_path_symlink(S("x"), file, S("y")));
    EXPECT(NOTDIR, raw_path_unlink_file(file, S("x")));
    EXPECT(NOTDIR, raw_fd_readdir(file, r, 16, 0, r + 32));
    for (u32 fd = 0; fd < 6; fd++) {
        if (fd == 4) fd = file;
        EXPECT(NOTSOCK, raw_sock_accept(fd, 0, r));
        EXPECT(NOTSOCK, raw_sock_recv(fd, v, 1, 0, r, r + 8));
        EXPECT(NOTSOCK, raw_sock_send(fd, v, 1, 0, r));
        EXPECT(NOTSOCK, raw_sock_shutdown(fd, 1));
        if (fd == file) break;
    }
    u32 directory = open_at(ROOT, "sub", O_DIRECTORY_, R_ALL & ~R_WRITE, 0);
    CHECK(directory != (u32)-1);
    EXPECT(ISDIR, raw_fd_read(directory, v, 1, r));
    EXPECT(ISDIR, raw_fd_pread(directory, v, 1, 0, r));
    EXPECT(BADF, raw_fd_write(directory, v, 1, r));
    EXPECT(BADF, raw_fd_pwrite(directory, v, 1, 0, r));
    EXPECT(ISDIR, raw_fd_seek(directory, 0, 0, r));
    EXPECT(ISDIR, raw_fd_tell(directory, r));
    OK(raw_fd_sync(directory));
    OK(raw_fd_datasync(directory));
    EXPECT(ISDIR, raw_path_open(ROOT, 0, S("sub"), 0, R_READ | R_WRITE, 0, 0, r));
    EXPECT(NOTDIR, raw_path_open(ROOT, 0, S("first"), O_DIRECTORY_, R_READ, 0, 0, r));
    // Standard input and output are pipes here.
    EXPECT(SPIPE, raw_fd_seek(1, 0, 0, r));
    EXPECT(SPIPE, raw_fd_tell(0, r));
    EXPECT(SPIPE, raw_fd_pread(0, v, 1, 0, r));
    EXPECT(SPIPE, raw_fd_pwrite(1, v, 1, 0, r));
    EXPECT(SPIPE, raw_fd_advise(0, 0, 0, 0));
    EXPECT(SPIPE, raw_fd_allocate(1, 0, 1));
    EXPECT(INVAL, raw_fd_filestat_set_size(1, 0));
    EXPECT(BADF, raw_fd_read(1, v, 1, r));
    EXPECT(BADF, raw_fd_write(0, v, 1, r));
    fdstat stat;
    OK(raw_fd_fdstat_get(0, P(&stat)));
    CHECK(stat.type == T_UNKNOWN && (stat.base & R_READ) && !(stat.base & (R_WRITE | R_SEEK | R_TELL)));
    OK(raw_fd_fdstat_get(1, P(&stat)));
    CHECK(stat.type == T_UNKNOWN && (stat.base & R_WRITE) && !(stat.base & R_READ));
    return done();
}
