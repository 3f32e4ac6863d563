// *_filestat_*: what is told of files, of links, and setting times.
#include "wasi.h"

#define ATIM 1
#define ATIM_NOW 2
#define MTIM 4
#define MTIM_NOW 8

int main(void) {
    filestat stat, other;
    u64 now;
    u32 file = open_at(ROOT, "file", 0, R_ALL, 0);
    OK(raw_fd_filestat_get(file, P(&stat)));
    OK(raw_path_filestat_get(ROOT, 0, S("file"), P(&other)));
    CHECK(stat.type == T_FILE && stat.size == 5 && stat.nlink == 1 && stat.ino != 0);
    CHECK(stat.dev == other.dev && stat.ino == other.ino && stat.mtim == other.mtim && stat.ctim == other.ctim);
    OK(raw_fd_filestat_get(ROOT, P(&other)));
    CHECK(other.type == T_DIRECTORY && other.dev == stat.dev && other.ino != stat.ino);
    OK(raw_path_filestat_get(ROOT, 0, S("."), P(&stat)));
    CHECK(other.ino == stat.ino);
    OK(raw_fd_filestat_get(0, P(&stat)));
    CHECK(stat.type == T_UNKNOWN);

    // A link, or what it leads to.
    OK(raw_path_filestat_get(ROOT, 0, S("to-file"), P(&stat)));
    CHECK(stat.type == T_SYMLINK && stat.size == 4);
    OK(raw_path_filestat_get(ROOT, 1, S("to-file"), P(&stat)));
    CHECK(stat.type == T_FILE && stat.size == 5);
    OK(raw_path_filestat_get(ROOT, 0, S("sub/up"), P(&stat)));
    CHECK(stat.type == T_SYMLINK);
    OK(raw_path_filestat_get(ROOT, 1, S("sub/up"), P(&stat)));
    CHECK(stat.type == T_FILE);
    OK(raw_path_filestat_get(ROOT, 0, S("link/"), P(&stat)));
    CHECK(stat.type == T_DIRECTORY);

    // Times, each as it is given, and the others left alone.
    u64 second = 1000000000;
    OK(raw_fd_filestat_set_times(file, 100 * second + 1, 200 * second + 2, ATIM | MTIM));
    OK(raw_fd_filestat_get(file, P(&stat)));
    CHECK(stat.atim == 100 * second + 1 && stat.mtim == 200 * second + 2);
    OK(raw_fd_filestat_set_times(file, 300 * second, 5, ATIM));
    OK(raw_fd_filestat_set_times(file, 5, 5, 0));
    OK(raw_fd_filestat_get(file, P(&stat)));
    CHECK(stat.atim == 300 * second && stat.mtim == 200 * second + 2);
    OK(raw_clock_time_get(0, 0, P(&now)));
    OK(raw_fd_filestat_set_times(file, 5, 5, MTIM_NOW));
    OK(raw_fd_filestat_get(file, P(&stat)));
    // File systems tell the time in ticks, which may lag behind the clock.
    CHECK(stat.atim == 300 * second && stat.mtim + second > now);
    u32 wrong[] = {ATIM | ATIM_NOW, MTIM | MTIM_NOW, 16, ~0u};
    for (u32 i = 0; i < 4; i++) {
        EXPECT(INVAL, raw_fd_filestat_set_times(file, 0, 0, wrong[i]));
        EXPECT(INVAL, raw_path_filestat_set_times(ROOT, 0, S("file"), 0, 0, wrong[i]));
    }
    OK(raw_path_filestat_set_times(ROOT, 0, S("file"), 7 * second, 8 * second, ATIM | MTIM));
    OK(raw_path_filestat_get(ROOT, 0, S("file"), P(&stat)));
    CHECK(stat.atim == 7 * second && stat.mtim == 8 * second);
    // Of a link itself, and through it.
    OK(raw_path_filestat_set_times(ROOT, 0, S("to-file"), 0, 9 * second, MTIM));
    OK(raw_path_filestat_get(ROOT, 0, S("to-file"), P(&stat)));
    CHECK(stat.mtim == 9 * second);
    OK(raw_path_filestat_get(ROOT, 1, S("to-file"), P(&stat)));
    CHECK(stat.mtim == 8 * second);
    OK(raw_path_filestat_set_times(ROOT, 1, S("sub/up"), 0, 10 * second, MTIM));
    OK(raw_path_filestat_get(ROOT, 0, S("file"), P(&stat)));
    CHECK(stat.mtim == 10 * second);
    OK(raw_path_filestat_set_times(ROOT, 0, S("link/"), 0, 11 * second, MTIM));
    OK(raw_path_filestat_get(ROOT, 0, S("sub"), P(&stat)));
    CHECK(stat.mtim == 11 * second);

    EXPECT(INVAL, raw_path_filestat_get(ROOT, 2, S("file"), P(&stat)));
    EXPECT(INVAL, raw_path_filestat_set_times(ROOT, 2, S("file"), 0, 0, 0));
    EXPECT(FAULT, raw_fd_filestat_get(file, BEYOND));
    EXPECT(FAULT, raw_path_filestat_get(ROOT, 0, S("file"), BEYOND));
    return done();
}
