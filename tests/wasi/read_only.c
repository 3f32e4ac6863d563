// A directory granted for reading only: what is there can be read, nothing can be changed (EROFS).
#include "wasi.h"

int main(void) {
    static char room[256];
    u32 r = P(room), fd;
    char bytes[8];
    u32 file = open_at(ROOT, "file", 0, R_ALL & ~R_WRITE, 0);
    CHECK(read_bytes(file, bytes, 8) == 5);
    CHECK(write_bytes(file, bytes, 1) == (u32)-1);
    EXPECT(INVAL, raw_fd_filestat_set_size(file, 0));
    EXPECT(BADF, raw_fd_allocate(file, 0, 100));
    EXPECT(ROFS, raw_fd_filestat_set_times(file, 0, 0, 1));
    EXPECT(ROFS, raw_path_open(ROOT, 1, S("file"), 0, R_WRITE, 0, 0, P(&fd)));
    EXPECT(ROFS, raw_path_open(ROOT, 1, S("file"), 0, R_READ | R_WRITE, 0, 0, P(&fd)));
    EXPECT(ROFS, raw_path_open(ROOT, 1, S("file"), O_TRUNC_, R_READ, 0, 0, P(&fd)));
    EXPECT(ROFS, raw_path_open(ROOT, 1, S("new"), O_CREAT_, R_READ, 0, 0, P(&fd)));
    EXPECT(ROFS, raw_path_open(ROOT, 1, S("new"), O_CREAT_, R_WRITE, 0, 0, P(&fd)));
    EXPECT(NOENT, raw_path_open(ROOT, 1, S("new"), 0, R_WRITE, 0, 0, P(&fd)));
    EXPECT(EXIST, raw_path_open(ROOT, 1, S("file"), O_CREAT_ | O_EXCL_, R_READ, 0, 0, P(&fd)));
    EXPECT(NOTCAPABLE, raw_path_open(ROOT, 1, S("../x"), 0, R_WRITE, 0, 0, P(&fd)));
    OK(raw_path_open(ROOT, 1, S("file"), O_CREAT_, R_READ, 0, 0, P(&fd)));
    EXPECT(ROFS, raw_path_create_directory(ROOT, S("new")));
    EXPECT(ROFS, raw_path_remove_directory(ROOT, S("sub")));
    EXPECT(ROFS, raw_path_unlink_file(ROOT, S("file")));
    EXPECT(ROFS, raw_path_filestat_set_times(ROOT, 0, S("file"), 0, 0, 1));
    EXPECT(ROFS, raw_path_symlink(S("x"), ROOT, S("new")));
    // Between this directory and one that can be written to: neither way.
    u32 other = ROOT + 1;
    EXPECT(ROFS, raw_path_link(ROOT, 0, S("file"), other, S("new")));
    EXPECT(ROFS, raw_path_link(other, 0, S("file"), ROOT, S("new")));
    EXPECT(ROFS, raw_path_rename(ROOT, S("file"), other, S("new")));
    EXPECT(ROFS, raw_path_rename(other, S("file"), ROOT, S("new")));
    // Directories below are so, too.
    u32 sub = open_at(ROOT, "sub", O_DIRECTORY_, R_ALL & ~R_WRITE, 0);
    EXPECT(ROFS, raw_path_unlink_file(sub, S("deep")));
    EXPECT(ROFS, raw_path_open(sub, 1, S("deep"), 0, R_WRITE, 0, 0, P(&fd)));
    OK(raw_path_open(sub, 1, S("deep"), 0, R_READ, 0, 0, P(&fd)));
    OK(raw_path_readlink(ROOT, S("to-file"), r, 8, r + 16));
    OK(raw_path_create_directory(other, S("new")));
    return done();
}
