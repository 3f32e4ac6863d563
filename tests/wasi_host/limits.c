// usage: limits files | size | memory | devices | text | denied | stranger | magic      What the machine, not the sandbox, refuses.
#include "../wasi/wasi.h"

static u32 fd, n;

// So many files and no more.
static void files(void) {
    u32 found, count = 0;
    while ((found = raw_path_open(ROOT, 1, S("file"), 0, R_READ, 0, 0, P(&fd))) == SUCCESS) count++;
    EXPECT(MFILE, found);
    CHECK(count > 10 && count < 64);
    OK(raw_fd_close(fd));
    OK(raw_path_open(ROOT, 1, S("file"), 0, R_READ, 0, 0, P(&fd)));
    // What needs no descriptor for long says so, too; what needs none goes on.
    EXPECT(MFILE, raw_path_create_directory(ROOT, S("sub/new")));
    OK(raw_path_create_directory(ROOT, S("new")));
}

// So large and no larger: what fits is written.
static void size(void) {
    static char bytes[4096];
    iovec vector = {P(bytes), sizeof bytes};
    u32 file = open_at(ROOT, "file", 0, R_ALL, 0), found, sum = 0;
    while ((found = raw_fd_write(file, P(&vector), 1, P(&n))) == SUCCESS) sum += n;
    EXPECT(FBIG, found);
    CHECK(sum > 0);
    EXPECT(FBIG, raw_fd_filestat_set_size(file, 1 << 30));
    EXPECT(FBIG, raw_fd_allocate(file, 0, 1 << 30));
}

// No more memory, from the first answer on: what needs some says so, what needs none goes on.
static void memory(void) {
    static char subscriptions[40][48];
    say(1, "ready\n");
    CHECK(read_bytes(0, subscriptions, 1) == 1);
    subscriptions[0][0] = 0;
    for (u32 i = 0; i < 100; i++) EXPECT(NOMEM, raw_path_open(ROOT, 1, S("file"), 0, R_READ, 0, 0, P(&fd)));
    EXPECT(NOMEM, raw_poll_oneoff(P(subscriptions), P(subscriptions), 40, P(&n)));
    OK(raw_poll_oneoff(P(subscriptions), P(subscriptions), 1, P(&n)));
    OK(raw_fd_close(ROOT + 1));
    OK(raw_path_open(ROOT, 1, S("file"), 0, R_READ, 0, 0, P(&fd)));
}

// A device that is always full, a pipe that nobody reads, another file system.
static void devices(void) {
    iovec vector = {P("x"), 1};
    u32 full = open_at(ROOT + 1, "full", 0, R_WRITE | R_FILESTAT_GET, 0);
    EXPECT(NOSPC, raw_fd_write(full, P(&vector), 1, P(&n)));
    filestat stat;
    OK(raw_fd_filestat_get(full, P(&stat)));
    CHECK(stat.type == T_CHARACTER);
    EXPECT(NXIO, raw_path_open(ROOT, 1, S("pipe"), 0, R_WRITE, 0, F_NONBLOCK, P(&fd)));
    OK(raw_path_open(ROOT, 1, S("pipe"), 0, R_READ, 0, F_NONBLOCK, P(&fd)));
    EXPECT(XDEV, raw_path_rename(ROOT, S("file"), ROOT + 1, S("shm/precast-test")));
    EXPECT(XDEV, raw_path_link(ROOT, 0, S("file"), ROOT + 1, S("shm/precast-test")));
}

// A program that runs cannot be written to.
static void text(void) { EXPECT(TXTBSY, raw_path_open(ROOT, 1, S("running"), 0, R_WRITE, 0, 0, P(&fd))); }

// What only the owner may do.
static void stranger(void) {
    EXPECT(PERM, raw_path_filestat_set_times(ROOT, 0, S("secret"), 0, 0, 5));
    EXPECT(ACCES, raw_path_filestat_set_times(ROOT, 0, S("secret"), 0, 0, 10));
}

// A file that nobody may open, a directory that may be passed through only, one that may be looked at only.
static void denied(void) {
    static char room[256];
    EXPECT(ACCES, raw_path_open(ROOT, 1, S("secret"), 0, R_READ, 0, 0, P(&fd)));
    EXPECT(ACCES, raw_path_open(ROOT, 1, S("secret"), 0, R_WRITE, 0, 0, P(&fd)));
    OK(raw_path_filestat_get(ROOT, 0, S("secret"), P(room)));
    EXPECT(ACCES, raw_path_open(ROOT, 1, S("new"), O_CREAT_, R_WRITE, 0, 0, P(&fd)));
    EXPECT(ACCES, raw_path_create_directory(ROOT, S("new")));
    EXPECT(ACCES, raw_path_unlink_file(ROOT, S("secret")));
    EXPECT(ACCES, raw_path_remove_directory(ROOT, S("closed")));
    EXPECT(ACCES, raw_path_rename(ROOT, S("secret"), ROOT, S("new")));
    EXPECT(ACCES, raw_path_symlink(S("x"), ROOT, S("new")));
    EXPECT(ACCES, raw_path_filestat_get(ROOT, 1, S("closed/file"), P(room)));
    EXPECT(ACCES, raw_path_readlink(ROOT, S("closed/file"), P(room), 8, P(&n)));
    EXPECT(ACCES, raw_path_open(ROOT, 1, S("closed"), O_DIRECTORY_, R_READ, 0, 0, P(&fd)));
    u32 passage = ROOT + 1;
    EXPECT(ACCES, raw_fd_readdir(passage, P(room), sizeof room, 0, P(&n)));
    OK(raw_path_open(passage, 1, S("file"), 0, R_READ, 0, 0, P(&fd)));
    OK(raw_fd_filestat_get(passage, P(room)));
}

// The second directory is /proc, whose magic links lead anywhere without naming it. None is followed; each can
// be read.
static void magic(void) {
    static char room[4096];
    const char *links[] = {"self/root", "self/cwd", "self/exe", "self/fd/0", "self/fd/1", "thread-self/root"};
    u32 proc = ROOT + 1;
    for (u32 i = 0; i < sizeof links / sizeof *links; i++) {
        u32 found = raw_path_open(proc, 1, S(links[i]), 0, R_READ, 0, 0, P(&fd));
        CHECK(found == LOOP || found == NOTCAPABLE || found == NOENT);
        found = raw_path_filestat_get(proc, 1, S(links[i]), P(room));
        CHECK(found == LOOP || found == NOTCAPABLE || found == NOENT);
        OK(raw_path_readlink(proc, S(links[i]), P(room), sizeof room, P(&n)));
        OK(raw_path_filestat_get(proc, 0, S(links[i]), P(room)));
        CHECK(((filestat *)room)->type == T_SYMLINK);
    }
    const char *below[] = {"self/root/etc/passwd", "self/cwd/.", "self/cwd/..", "self/root/", "self/task/../root/etc"};
    for (u32 i = 0; i < sizeof below / sizeof *below; i++) {
        u32 found = raw_path_open(proc, 1, S(below[i]), 0, R_READ, 0, 0, P(&fd));
        CHECK(found == LOOP || found == NOTCAPABLE);
        CHECK(raw_path_create_directory(proc, S(below[i])) != SUCCESS);
    }
    // What is no link of that kind is found.
    OK(raw_path_open(proc, 1, S("self/status"), 0, R_READ, 0, 0, P(&fd)));
}

int main(int argc, char **argv) {
    if (strcmp(argv[1], "files") == 0) files();
    if (strcmp(argv[1], "size") == 0) size();
    if (strcmp(argv[1], "memory") == 0) memory();
    if (strcmp(argv[1], "devices") == 0) devices();
    if (strcmp(argv[1], "text") == 0) text();
    if (strcmp(argv[1], "denied") == 0) denied();
    if (strcmp(argv[1], "magic") == 0) magic();
    if (strcmp(argv[1], "stranger") == 0) denied(), stranger();
    return done();
}
