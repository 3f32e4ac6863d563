// path_link, path_symlink, path_readlink, path_rename.
#include "wasi.h"

int main(void) {
    static char room[128];
    u32 used;
    filestat stat, other;

    OK(raw_path_link(ROOT, 0, S("file"), ROOT, S("sub/second")));
    OK(raw_path_filestat_get(ROOT, 0, S("file"), P(&stat)));
    OK(raw_path_filestat_get(ROOT, 0, S("sub/second"), P(&other)));
    CHECK(stat.nlink == 2 && stat.ino == other.ino);
    EXPECT(EXIST, raw_path_link(ROOT, 0, S("file"), ROOT, S("sub/second")));
    EXPECT(EXIST, raw_path_link(ROOT, 0, S("file"), ROOT, S("dangling")));
    EXPECT(NOENT, raw_path_link(ROOT, 0, S("nothing"), ROOT, S("new")));
    EXPECT(PERM, raw_path_link(ROOT, 0, S("sub"), ROOT, S("new")));
    EXPECT(INVAL, raw_path_link(ROOT, 1, S("to-file"), ROOT, S("new")));
    EXPECT(INVAL, raw_path_link(ROOT, 2, S("file"), ROOT, S("new")));
    // A link gets a further name itself, whatever it leads to.
    OK(raw_path_link(ROOT, 0, S("absolute"), ROOT, S("absolute-2")));
    OK(raw_path_filestat_get(ROOT, 0, S("absolute-2"), P(&stat)));
    CHECK(stat.type == T_SYMLINK);
    OK(raw_path_unlink_file(ROOT, S("absolute-2")));
    OK(raw_path_filestat_get(ROOT, 0, S("absolute"), P(&stat)));

    OK(raw_path_symlink(S("sub/deep"), ROOT, S("new")));
    EXPECT(EXIST, raw_path_symlink(S("x"), ROOT, S("new")));
    EXPECT(NOTCAPABLE, raw_path_symlink(S("/etc/passwd"), ROOT, S("bad")));
    EXPECT(NOENT, raw_path_symlink(S(""), ROOT, S("bad")));
    EXPECT(INVAL, raw_path_symlink(P("a\0b"), 3, ROOT, S("bad")));
    // One that would lead out can be made, but leads nowhere.
    OK(raw_path_symlink(S("../../x"), ROOT, S("sub/astray")));
    EXPECT(NOTCAPABLE, raw_path_filestat_get(ROOT, 1, S("sub/astray"), P(&stat)));

    memset(room, '#', sizeof room);
    OK(raw_path_readlink(ROOT, S("new"), P(room), sizeof room, P(&used)));
    CHECK(used == 8 && memcmp(room, "sub/deep#", 9) == 0);
    memset(room, '#', sizeof room);
    OK(raw_path_readlink(ROOT, S("new"), P(room), 3, P(&used)));
    CHECK(used == 3 && memcmp(room, "sub#", 4) == 0);
    OK(raw_path_readlink(ROOT, S("new"), P(room), 0, P(&used)));
    CHECK(used == 0);
    EXPECT(INVAL, raw_path_readlink(ROOT, S("file"), P(room), 8, P(&used)));
    EXPECT(INVAL, raw_path_readlink(ROOT, S("file"), P(room), 0, P(&used)));
    EXPECT(INVAL, raw_path_readlink(ROOT, S("."), P(room), 8, P(&used)));
    EXPECT(NOENT, raw_path_readlink(ROOT, S("nothing"), P(room), 8, P(&used)));
    EXPECT(FAULT, raw_path_readlink(ROOT, S("new"), BEYOND, 8, P(&used)));
    EXPECT(FAULT, raw_path_readlink(ROOT, S("new"), P(room), 8, BEYOND));

    // Renaming: files over files, directories over empty directories, links themselves.
    create("one", "1");
    create("two", "22");
    OK(raw_path_rename(ROOT, S("one"), ROOT, S("two")));
    OK(raw_path_filestat_get(ROOT, 0, S("two"), P(&stat)));
    CHECK(stat.size == 1);
    EXPECT(NOENT, raw_path_filestat_get(ROOT, 0, S("one"), P(&stat)));
    EXPECT(NOENT, raw_path_rename(ROOT, S("one"), ROOT, S("three")));
    EXPECT(ISDIR, raw_path_rename(ROOT, S("two"), ROOT, S("sub")));
    EXPECT(NOTDIR, raw_path_rename(ROOT, S("sub"), ROOT, S("two")));
    OK(raw_path_create_directory(ROOT, S("empty")));
    OK(raw_path_create_directory(ROOT, S("full")));
    OK(raw_path_create_directory(ROOT, S("full/x")));
    EXPECT(NOTEMPTY, raw_path_rename(ROOT, S("empty"), ROOT, S("full")));
    OK(raw_path_rename(ROOT, S("full/"), ROOT, S("empty/")));
    OK(raw_path_filestat_get(ROOT, 0, S("empty/x"), P(&stat)));
    EXPECT(INVAL, raw_path_rename(ROOT, S("empty"), ROOT, S("empty/x/y")));
    EXPECT(BUSY, raw_path_rename(ROOT, S("."), ROOT, S("z")));
    EXPECT(BUSY, raw_path_rename(ROOT, S("two"), ROOT, S("sub/..")));
    OK(raw_path_rename(ROOT, S("absolute"), ROOT, S("moved")));
    OK(raw_path_filestat_get(ROOT, 0, S("moved"), P(&stat)));
    CHECK(stat.type == T_SYMLINK);
    // From one open directory into another, by names in each.
    u32 sub = open_at(ROOT, "sub", O_DIRECTORY_, R_ALL & ~R_WRITE, 0);
    OK(raw_path_rename(ROOT, S("two"), sub, S("inner/two")));
    OK(raw_path_filestat_get(ROOT, 0, S("sub/inner/two"), P(&stat)));
    // A directory that is moved stays open, and below it nothing leads to where it was.
    u32 inner = open_at(ROOT, "sub/inner", O_DIRECTORY_, R_ALL & ~R_WRITE, 0);
    OK(raw_path_rename(ROOT, S("sub/inner"), ROOT, S("outer")));
    OK(raw_path_filestat_get(inner, 0, S("two"), P(&stat)));
    EXPECT(NOTCAPABLE, raw_path_filestat_get(inner, 0, S("../file"), P(&stat)));
    return done();
}
