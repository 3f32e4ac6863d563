// fd_readdir: cookies that stay valid while the directory changes, buffers of every size.
#include "wasi.h"

static unsigned char buffer[4096];

// Lists a directory with buffers of `size` bytes and returns how many entries were seen; `found` counts each name
// "entry-NN". Entries that are cut off are read again from the cookie of the one before.
static u32 list(u32 fd, u32 size, u32 *found, u64 *cookies) {
    u64 cookie = 0;
    u32 entries = 0;
    for (;;) {
        u32 used, at = 0;
        memset(buffer, 0xa5, sizeof buffer);
        OK(raw_fd_readdir(fd, P(buffer), size, cookie, P(&used)));
        CHECK(used <= size && buffer[size] == 0xa5);
        while (at + sizeof(dirent) <= used) {
            dirent entry;
            memcpy(&entry, buffer + at, sizeof entry);
            if (at + sizeof entry + entry.namlen > used) break;
            char *name = (char *)buffer + at + sizeof entry;
            if (entry.namlen == 8 && memcmp(name, "entry-", 6) == 0) {
                u32 number = (name[6] - '0') * 10 + name[7] - '0';
                found[number]++;
                if (cookies != NULL) cookies[number] = entry.next;
                CHECK(entry.type == T_FILE);
            } else {
                CHECK(entry.namlen <= 2 && name[0] == '.' && entry.type == T_DIRECTORY);
            }
            cookie = entry.next;
            entries++;
            at += sizeof entry + entry.namlen;
        }
        // A buffer that is not full was the last.
        if (used < size) return entries;
        CHECK(at > 0);
        if (at == 0) return entries;
    }
}

static void name(char *path, u32 number) {
    memcpy(path, "d/entry-00", 11);
    path[8] = (char)('0' + number / 10);
    path[9] = (char)('0' + number % 10);
}

int main(void) {
    char path[16];
    OK(raw_path_create_directory(ROOT, S("d")));
    for (u32 i = 0; i < 60; i++) {
        name(path, i);
        create(path, "x");
    }
    u32 fd = open_at(ROOT, "d", O_DIRECTORY_, R_ALL & ~R_WRITE, 0);
    u32 sizes[] = {32, 33, 40, 63, 64, 100, 1000, 4095};
    for (u32 i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        u32 found[60] = {0};
        CHECK(list(fd, sizes[i], found, NULL) == 62);
        for (u32 j = 0; j < 60; j++) CHECK(found[j] == 1);
    }
    // Less than an entry is filled up to the last byte, nothing less.
    u32 used;
    for (u32 size = 0; size < 24; size++) {
        memset(buffer, 0xa5, 64);
        OK(raw_fd_readdir(fd, P(buffer), size, 0, P(&used)));
        CHECK(used == size && buffer[size] == 0xa5);
    }

    // From the cookie of any entry the list goes on behind it, in any order.
    u64 cookies[60];
    u32 found[60] = {0};
    list(fd, 4095, found, cookies);
    for (u32 i = 0; i < 60; i++) {
        u32 again;
        OK(raw_fd_readdir(fd, P(buffer), 4000, cookies[(i * 37) % 60], P(&used)));
        OK(raw_fd_readdir(fd, P(buffer + 2048), 2048, cookies[(i * 37) % 60], P(&again)));
        u32 common = used < again ? used : again;
        if (common > 2048) common = 2048;
        OK(raw_fd_readdir(fd, P(buffer), common, cookies[(i * 37) % 60], P(&used)));
        CHECK(memcmp(buffer, buffer + 2048, common) == 0);
    }

    // Half of the entries go, others come, while the list is being read: what stays is seen once.
    u64 cookie = 0;
    u32 seen[60] = {0}, rounds = 0;
    for (;;) {
        OK(raw_fd_readdir(fd, P(buffer), 200, cookie, P(&used)));
        u32 at = 0;
        while (at + sizeof(dirent) <= used) {
            dirent entry;
            memcpy(&entry, buffer + at, sizeof entry);
            if (at + sizeof entry + entry.namlen > used) break;
            char *text = (char *)buffer + at + sizeof entry;
            if (entry.namlen == 8) seen[(text[6] - '0') * 10 + text[7] - '0']++;
            cookie = entry.next;
            at += sizeof entry + entry.namlen;
        }
        if (used < 200) break;
        if (rounds < 30) {
            name(path, rounds * 2 + 1);
            OK(raw_path_unlink_file(ROOT, S(path)));
            memcpy(path, "d/new-00", 9);
            path[6] = (char)('0' + rounds / 10);
            path[7] = (char)('0' + rounds % 10);
            create(path, "x");
        }
        rounds++;
    }
    for (u32 i = 0; i < 60; i += 2) CHECK(seen[i] == 1);
    for (u32 i = 1; i < 60; i += 2) CHECK(seen[i] <= 1);

    // "." is the directory, and so is "..", which would tell of what lies above a granted one.
    filestat stat;
    OK(raw_fd_filestat_get(ROOT, P(&stat)));
    OK(raw_fd_readdir(ROOT, P(buffer), sizeof buffer, 0, P(&used)));
    u32 dots = 0;
    for (u32 at = 0; at + sizeof(dirent) <= used;) {
        dirent entry;
        memcpy(&entry, buffer + at, sizeof entry);
        if (buffer[at + sizeof entry] == '.') {
            CHECK(entry.ino == stat.ino);
            dots++;
        }
        at += sizeof entry + entry.namlen;
    }
    CHECK(dots == 2);
    EXPECT(INVAL, raw_fd_readdir(fd, P(buffer), 100, 1ull << 63, P(&used)));
    EXPECT(FAULT, raw_fd_readdir(fd, BEYOND, 100, 0, P(&used)));
    EXPECT(FAULT, raw_fd_readdir(fd, P(buffer), 100, 0, BEYOND));
    EXPECT(FAULT, raw_fd_readdir(fd, P(buffer), 0xffffffff, 0, P(&used)));
    return done();
}
