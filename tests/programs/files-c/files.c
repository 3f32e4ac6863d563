/* Files in one granted directory: reading, writing, seeking, renaming, listing, and no way out. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void expect(int condition, const char *what) {
    printf("%s: %s\n", what, condition ? "ok" : strerror(errno));
}

static int by_name(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void list(const char *path) {
    DIR *directory = opendir(path);
    char *names[64];
    int count = 0;
    struct dirent *entry;
    if (!directory) { printf("list %s: %s\n", path, strerror(errno)); return; }
    while ((entry = readdir(directory)) && count < 64)
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) names[count++] = strdup(entry->d_name);
    closedir(directory);
    qsort(names, (size_t)count, sizeof *names, by_name);
    printf("list %s:", path);
    for (int i = 0; i < count; i++) printf(" %s", names[i]);
    printf("\n");
}

int main(void) {
    char buffer[256] = {0};
    FILE *file = fopen("/data/input.txt", "r");
    expect(file != NULL, "open input");
    if (!file) return 1;
    while (fgets(buffer, sizeof buffer, file)) printf("read: %s", buffer);
    fclose(file);

    expect(mkdir("/data/made", 0777) == 0, "mkdir");
    expect(mkdir("/data/made", 0777) < 0 && errno == EEXIST, "mkdir again is refused");
    file = fopen("/data/made/out.txt", "w");
    expect(file != NULL, "create");
    for (int i = 0; i < 1000; i++) fprintf(file, "%04d\n", i);
    fclose(file);

    struct stat status;
    expect(stat("/data/made/out.txt", &status) == 0, "stat");
    printf("size %lld, regular %d\n", (long long)status.st_size, S_ISREG(status.st_mode));

    int descriptor = open("/data/made/out.txt", O_RDWR);
    expect(lseek(descriptor, 5 * 500, SEEK_SET) == 2500, "seek");
    expect(read(descriptor, buffer, 4) == 4 && !memcmp(buffer, "0500", 4), "read after seek");
    expect(pread(descriptor, buffer, 4, 5 * 999) == 4 && !memcmp(buffer, "0999", 4), "pread");
    expect(pwrite(descriptor, "abcd", 4, 0) == 4, "pwrite");
    expect(ftruncate(descriptor, 10) == 0 && fstat(descriptor, &status) == 0 && status.st_size == 10, "truncate");
    expect(lseek(descriptor, 0, SEEK_END) == 10, "seek to end");
    close(descriptor);
    expect(read(descriptor, buffer, 1) < 0 && errno == EBADF, "read of a closed descriptor is refused");

    descriptor = open("/data/made/out.txt", O_WRONLY | O_APPEND);
    expect(write(descriptor, "tail\n", 5) == 5, "append");
    close(descriptor);
    expect(open("/data/made/out.txt", O_WRONLY | O_CREAT | O_EXCL, 0666) < 0 && errno == EEXIST, "exclusive create is refused");

    expect(symlink("out.txt", "/data/made/link") == 0, "symlink");
    ssize_t length = readlink("/data/made/link", buffer, sizeof buffer);
    printf("readlink: %.*s\n", (int)length, buffer);
    file = fopen("/data/made/link", "r");
    expect(file && fgets(buffer, sizeof buffer, file) != NULL, "read through link");
    printf("first line: %s", buffer);
    if (file) fclose(file);

    expect(rename("/data/made/out.txt", "/data/renamed.txt") == 0, "rename");
    list("/data");
    list("/data/made");
    expect(unlink("/data/made/link") == 0, "unlink");
    expect(rmdir("/data/made") == 0, "rmdir");
    expect(unlink("/data/renamed.txt") == 0, "unlink");
    expect(open("/data/renamed.txt", O_RDONLY) < 0 && errno == ENOENT, "gone");

    /* No way out of the grant, however the path is written. */
    expect(open("/data/../../../../etc/passwd", O_RDONLY) < 0, "dot-dot is refused");
    expect(open("/etc/passwd", O_RDONLY) < 0, "ungranted path is refused");
    if (symlink("../../../../../../../etc/passwd", "/data/escape") == 0)
        expect(open("/data/escape", O_RDONLY) < 0, "link that leaves is refused");
    else
        printf("link that leaves is refused: ok\n");
    unlink("/data/escape");
    list("/data");
    return 0;
}
