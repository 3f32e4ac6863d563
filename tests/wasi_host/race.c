// usage: race MILLISECONDS
//
// Does everything that takes a path, over and over, in directories that somebody else swaps for links that lead
// out, and moves away. What lies outside is recognised by its contents. Prints how often a path was resolved and
// how often refused.
#include "../wasi/wasi.h"

static void number(u32 value) {
    char digits[12], *first = digits + 11;
    *first = 0;
    do *--first = (char)('0' + value % 10);
    while ((value /= 10) != 0);
    say(1, first);
}

static void escaped(const char *how) {
    say(2, "got out: ");
    say(2, how);
    say(2, "\n");
    exit(1);
}

// Reads the beginning of a file that must not be one from outside.
static u32 look(const char *path) {
    u32 fd, found = raw_path_open(ROOT, 1, S(path), 0, R_READ, 0, 0, P(&fd));
    if (found != SUCCESS) return found;
    char text[8] = "";
    read_bytes(fd, text, 6);
    if (memcmp(text, "SECRET", 6) == 0) escaped(path);
    raw_fd_close(fd);
    return SUCCESS;
}

int main(int argc, char **argv) {
    u64 end, now;
    raw_clock_time_get(1, 0, P(&end));
    end += (u64)atoi(argv[1]) * 1000000;
    u32 resolved = 0, refused = 0;
    static char room[256];
    filestat stat;
    do {
        u32 fd;
        u32 answers[] = {
            look("d/file"),
            look("d2/sub/../../secret.txt"),
            look("d/../d/file"),
            look("moving/file"),
            raw_path_open(ROOT, 1, S("d/planted"), O_CREAT_, R_WRITE, 0, 0, P(&fd)),
            raw_path_create_directory(ROOT, S("d/made")),
            raw_path_symlink(S("x"), ROOT, S("d/astray")),
            raw_path_rename(ROOT, S("mine"), ROOT, S("d/mine")),
            raw_path_rename(ROOT, S("d/mine"), ROOT, S("mine")),
            raw_path_link(ROOT, 0, S("mine"), ROOT, S("d/linked")),
            raw_path_link(ROOT, 0, S("d/victim"), ROOT, S("stolen")),
            raw_path_rename(ROOT, S("d/victim"), ROOT, S("stolen")),
            raw_path_filestat_set_times(ROOT, 1, S("d/file"), 1, 1, 5),
            raw_path_filestat_set_times(ROOT, 1, S("moving/file"), 1, 1, 5),
            raw_path_unlink_file(ROOT, S("d/victim")),
            raw_path_remove_directory(ROOT, S("d/empty")),
            raw_path_readlink(ROOT, S("d/link"), P(room), sizeof room, P(room + 128)),
            raw_path_filestat_get(ROOT, 1, S("d/file"), P(&stat)),
        };
        if (answers[17] == SUCCESS && stat.size == 7) escaped("path_filestat_get");
        if (answers[10] == SUCCESS || answers[11] == SUCCESS || answers[14] == SUCCESS || answers[15] == SUCCESS)
            escaped("what is outside only");
        if (answers[4] == SUCCESS) raw_fd_close(fd);
        for (u32 i = 0; i < sizeof answers / sizeof *answers; i++) {
            if (answers[i] == NOTCAPABLE) refused++;
            if (answers[i] == SUCCESS) resolved++;
        }
        raw_path_unlink_file(ROOT, S("d/planted"));
        raw_path_unlink_file(ROOT, S("d/astray"));
        raw_path_unlink_file(ROOT, S("d/linked"));
        raw_path_remove_directory(ROOT, S("d/made"));
        raw_clock_time_get(1, 0, P(&now));
    } while (now < end);
    number(resolved);
    say(1, " ");
    number(refused);
    say(1, "\n");
    return 0;
}
