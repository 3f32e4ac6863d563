// EBADF: every function that takes a descriptor, with numbers that are none.
#include "wasi.h"

int main(void) {
    static char room[256];
    iovec vector = {P(room), sizeof room};
    u32 r = P(room + 128), v = P(&vector);
    u32 numbers[] = {4, 15, 16, 17, 1000, 0x7fffffff, 0x80000000, 0xffffffff};
    for (u32 i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        u32 fd = numbers[i];
        EXPECT(BADF, raw_fd_advise(fd, 0, 0, 0));
        EXPECT(BADF, raw_fd_allocate(fd, 0, 1));
        EXPECT(BADF, raw_fd_close(fd));
        EXPECT(BADF, raw_fd_datasync(fd));
        EXPECT(BADF, raw_fd_fdstat_get(fd, r));
        EXPECT(BADF, raw_fd_fdstat_set_flags(fd, 0));
        EXPECT(BADF, raw_fd_fdstat_set_rights(fd, 0, 0));
        EXPECT(BADF, raw_fd_filestat_get(fd, r));
        EXPECT(BADF, raw_fd_filestat_set_size(fd, 0));
        EXPECT(BADF, raw_fd_filestat_set_times(fd, 0, 0, 0));
        EXPECT(BADF, raw_fd_pread(fd, v, 1, 0, r));
        EXPECT(BADF, raw_fd_prestat_get(fd, r));
        EXPECT(BADF, raw_fd_prestat_dir_name(fd, r, 1));
        EXPECT(BADF, raw_fd_pwrite(fd, v, 1, 0, r));
        EXPECT(BADF, raw_fd_read(fd, v, 1, r));
        EXPECT(BADF, raw_fd_readdir(fd, r, 16, 0, r + 32));
        EXPECT(BADF, raw_fd_renumber(fd, ROOT));
        EXPECT(BADF, raw_fd_renumber(ROOT, fd));
        EXPECT(BADF, raw_fd_seek(fd, 0, 0, r));
        EXPECT(BADF, raw_fd_sync(fd));
        EXPECT(BADF, raw_fd_tell(fd, r));
        EXPECT(BADF, raw_fd_write(fd, v, 1, r));
        EXPECT(BADF, raw_path_create_directory(fd, S("x")));
        EXPECT(BADF, raw_path_filestat_get(fd, 0, S("x"), r));
        EXPECT(BADF, raw_path_filestat_set_times(fd, 0, S("x"), 0, 0, 0));
        EXPECT(BADF, raw_path_link(fd, 0, S("first"), ROOT, S("x")));
        EXPECT(BADF, raw_path_link(ROOT, 0, S("first"), fd, S("x")));
        EXPECT(BADF, raw_path_open(fd, 0, S("x"), 0, 0, 0, 0, r));
        EXPECT(BADF, raw_path_readlink(fd, S("x"), r, 8, r + 32));
        EXPECT(BADF, raw_path_remove_directory(fd, S("x")));
        EXPECT(BADF, raw_path_rename(fd, S("first"), ROOT, S("x")));
        EXPECT(BADF, raw_path_rename(ROOT, S("first"), fd, S("x")));
        EXPECT(BADF, raw_path_symlink(S("x"), fd, S("y")));
        EXPECT(BADF, raw_path_unlink_file(fd, S("x")));
        EXPECT(BADF, raw_sock_accept(fd, 0, r));
        EXPECT(BADF, raw_sock_recv(fd, v, 1, 0, r, r + 8));
        EXPECT(BADF, raw_sock_send(fd, v, 1, 0, r));
        EXPECT(BADF, raw_sock_shutdown(fd, 1));
    }
    // What is open, but no granted directory; what is granted, but closed.
    EXPECT(BADF, raw_fd_prestat_get(1, r));
    OK(raw_fd_close(ROOT));
    EXPECT(BADF, raw_fd_close(ROOT));
    EXPECT(BADF, raw_fd_prestat_get(ROOT, r));
    return done();
}
