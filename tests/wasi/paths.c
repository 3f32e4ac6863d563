// The rules of paths, for every function that takes one: what leads out is refused, links are followed within
// the directory only, and what is no path is an error.
#include "wasi.h"

static char room[4096];

static u32 stat_(const char *path, u32 len) { return raw_path_filestat_get(ROOT, 1, P(path), len, P(room)); }
static u32 open_(const char *path, u32 len) {
    u32 fd, found = raw_path_open(ROOT, 1, P(path), len, 0, R_READ, 0, 0, P(&fd));
    if (found == SUCCESS) raw_fd_close(fd);
    return found;
}
static u32 create_(const char *path, u32 len) {
    u32 fd, found = raw_path_open(ROOT, 1, P(path), len, O_CREAT_, R_WRITE, 0, 0, P(&fd));
    if (found == SUCCESS) raw_fd_close(fd);
    return found;
}
static u32 mkdir_(const char *path, u32 len) { return raw_path_create_directory(ROOT, P(path), len); }
static u32 rmdir_(const char *path, u32 len) { return raw_path_remove_directory(ROOT, P(path), len); }
static u32 unlink_(const char *path, u32 len) { return raw_path_unlink_file(ROOT, P(path), len); }
static u32 readlink_(const char *path, u32 len) {
    return raw_path_readlink(ROOT, P(path), len, P(room), 64, P(room + 64));
}
static u32 times_(const char *path, u32 len) { return raw_path_filestat_set_times(ROOT, 1, P(path), len, 0, 0, 2); }
static u32 link_from(const char *path, u32 len) { return raw_path_link(ROOT, 0, P(path), len, ROOT, S("new")); }
static u32 link_to(const char *path, u32 len) { return raw_path_link(ROOT, 0, S("file"), ROOT, P(path), len); }
static u32 rename_from(const char *path, u32 len) { return raw_path_rename(ROOT, P(path), len, ROOT, S("new")); }
static u32 rename_to(const char *path, u32 len) { return raw_path_rename(ROOT, S("file"), ROOT, P(path), len); }
static u32 symlink_(const char *path, u32 len) { return raw_path_symlink(S("file"), ROOT, P(path), len); }

typedef u32 function(const char *path, u32 len);
static function *const all[] = {stat_,  open_,     create_, mkdir_,      rmdir_,    unlink_, readlink_,
                                times_, link_from, link_to, rename_from, rename_to, symlink_};
#define COUNT (sizeof all / sizeof *all)

static void every(u32 expected, const char *path, u32 len) {
    for (u32 i = 0; i < COUNT; i++) {
        u32 found = all[i](path, len);
        if (found != expected) {
            char number[] = {'f', (char)('a' + i), ' ', 0};
            say(2, number);
            fail("every", path, found, "another");
        }
    }
}

int main(void) {
    // For every function.
    const char *out[] = {"/", "/file", "/tmp/x", "..", "../x", "sub/../..", "sub/../../x", "sub/inner/../../../x",
                         "absolute-dir/x", "out/x", "out-inside/x", "link/../../x", "here/here/../x", "sub/up/../../x"};
    for (u32 i = 0; i < sizeof out / sizeof *out; i++) {
        u32 expected = i == 13 ? NOTDIR : NOTCAPABLE;
        every(expected, out[i], strlen(out[i]));
    }
    every(NOENT, "", 0);
    every(NOENT, "nothing/x", 9);
    every(NOTDIR, "file/x", 6);
    every(NOTDIR, "to-file/x", 9);
    every(LOOP, "loop-a/x", 8);
    every(NOENT, "dangling/x", 10);
    // The magic of /proc is not followed, whichever way paths are resolved.
    for (u32 i = 0; i < COUNT; i++) CHECK(all[i]("magic/etc/passwd", 16) == NOTCAPABLE);
    // NUL: within, in front, and behind.
    every(INVAL, "fi\0le", 5);
    every(INVAL, "\0", 1);
    every(INVAL, "file\0", 5);
    // Too long: the path, and a name in it.
    static char path[8192];
    memset(path, 'n', sizeof path);
    every(NAMETOOLONG, path, 4096);
    every(NAMETOOLONG, path, 8192);
    path[256] = '/';
    every(NAMETOOLONG, path, 300);
    // Addresses.
    every(FAULT, (char *)BEYOND, 1);
    every(FAULT, path, 0xffffffff);

    // Absolute and looping links at the end: only those functions refuse them that follow them.
    u32 followers[] = {0, 1, 2, 7};
    const char *names[] = {"absolute", "out", "out-inside", "magic", "absolute-dir/"};
    for (u32 i = 0; i < 4; i++) {
        for (u32 j = 0; j < 5; j++) {
            u32 expected = j == 4 && followers[i] == 2 ? ISDIR : NOTCAPABLE;
            EXPECT(expected, all[followers[i]](names[j], strlen(names[j])));
        }
        EXPECT(LOOP, all[followers[i]]("loop-a", 6));
    }
    OK(readlink_("absolute", 8));
    CHECK(memcmp(room, "/etc/passwd", 11) == 0);
    u32 fd;
    EXPECT(LOOP, raw_path_open(ROOT, 0, S("to-file"), 0, R_READ, 0, 0, P(&fd)));
    EXPECT(LOOP, raw_path_open(ROOT, 0, S("dangling"), O_CREAT_, R_READ, 0, 0, P(&fd)));
    EXPECT(NOTDIR, raw_path_open(ROOT, 0, S("link"), O_DIRECTORY_, R_READ, 0, 0, P(&fd)));
    EXPECT(INVAL, raw_path_open(ROOT, 2, S("file"), 0, R_READ, 0, 0, P(&fd)));
    EXPECT(INVAL, raw_path_open(ROOT, 0, S("file"), 16, R_READ, 0, 0, P(&fd)));
    EXPECT(INVAL, raw_path_open(ROOT, 0, S("new"), O_CREAT_ | O_DIRECTORY_, R_READ, 0, 0, P(&fd)));
    EXPECT(FAULT, raw_path_open(ROOT, 0, S("file"), 0, R_READ, 0, 0, BEYOND));

    // What stays inside works, however it is written.
    const char *inside[] = {"file", "./file", "sub/../file", ".//sub///..//file", "link/up", "link/inner/../../file",
                            "here/here/here/file", "sub/inner/../up", "to-file", "slash/up"};
    for (u32 i = 0; i < sizeof inside / sizeof *inside; i++) {
        OK(stat_(inside[i], strlen(inside[i])));
        OK(open_(inside[i], strlen(inside[i])));
        OK(times_(inside[i], strlen(inside[i])));
    }
    OK(open_("sub/.", 5));
    OK(open_("sub/..", 6));
    OK(open_("sub/", 4));
    OK(open_("link/", 5));

    // A directory that was opened is a root of its own.
    u32 sub = open_at(ROOT, "sub", O_DIRECTORY_, R_ALL & ~R_WRITE, 0);
    EXPECT(NOTCAPABLE, raw_path_open(sub, 1, S("../file"), 0, R_READ, 0, 0, P(&fd)));
    EXPECT(NOTCAPABLE, raw_path_open(sub, 1, S("up"), 0, R_READ, 0, 0, P(&fd)));
    EXPECT(NOTCAPABLE, raw_path_filestat_get(sub, 1, S("inner/../../file"), P(room)));
    EXPECT(NOTCAPABLE, raw_path_rename(sub, S("deep"), sub, S("../deep")));
    OK(raw_path_filestat_get(sub, 1, S("inner/../deep"), P(room)));

    // Slashes at the end: a directory is meant.
    EXPECT(NOTDIR, stat_("file/", 5));
    EXPECT(NOTDIR, open_("file/", 5));
    EXPECT(NOTDIR, open_("to-file/", 8));
    EXPECT(ISDIR, create_("new/", 4));
    EXPECT(NOTDIR, unlink_("file/", 5));
    EXPECT(NOTDIR, times_("file/", 5));
    EXPECT(NOTDIR, readlink_("to-file/", 8));
    EXPECT(INVAL, readlink_("link/", 5));
    EXPECT(NOTDIR, link_from("file/", 5));
    EXPECT(PERM, link_from("sub/", 4));
    EXPECT(NOTDIR, rename_from("file/", 5));
    EXPECT(NOTDIR, rename_to("new/", 4));
    EXPECT(NOENT, link_to("new/", 4));
    EXPECT(NOENT, symlink_("new/", 4));
    OK(mkdir_("made/", 5));
    OK(rmdir_("made/", 5));

    // What is there, what is not, what is not empty.
    EXPECT(EXIST, mkdir_("sub", 3));
    EXPECT(EXIST, mkdir_("file", 4));
    EXPECT(EXIST, mkdir_("dangling", 8));
    EXPECT(EXIST, mkdir_(".", 1));
    EXPECT(NOTEMPTY, rmdir_("sub", 3));
    EXPECT(NOTDIR, rmdir_("file", 4));
    EXPECT(NOTDIR, rmdir_("link", 4));
    EXPECT(INVAL, rmdir_("sub/.", 5));
    EXPECT(NOENT, rmdir_("nothing", 7));
    EXPECT(ISDIR, unlink_("sub", 3));
    EXPECT(NOENT, unlink_("nothing", 7));
    EXPECT(EXIST, raw_path_open(ROOT, 0, S("file"), O_CREAT_ | O_EXCL_, R_WRITE, 0, 0, P(&fd)));
    EXPECT(EXIST, raw_path_open(ROOT, 1, S("dangling"), O_CREAT_ | O_EXCL_, R_WRITE, 0, 0, P(&fd)));
    EXPECT(EXIST, raw_path_open(ROOT, 1, S("sub/."), O_CREAT_ | O_EXCL_, R_WRITE, 0, 0, P(&fd)));
    EXPECT(ISDIR, raw_path_open(ROOT, 1, S("."), O_CREAT_, R_WRITE, 0, 0, P(&fd)));
    // A link to what is not there yet: it is created, at the place that the link names.
    OK(create_("dangling", 8));
    OK(stat_("nothing", 7));
    OK(unlink_("nothing", 7));
    return done();
}
