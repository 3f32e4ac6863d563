/* A program without grants: no directory, no environment; opening anything fails. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

static void try_open(const char *path) {
    int descriptor = open(path, O_RDONLY);
    printf("open %s: %s\n", path, descriptor < 0 ? "refused" : "OPENED");
}

int main(void) {
    int variables = 0;
    for (char **variable = environ; variable && *variable; variable++) variables++;
    printf("variables: %d\n", variables);
    try_open("/");
    try_open(".");
    try_open("/etc/passwd");
    try_open("../../../etc/passwd");
    try_open("/proc/self/mem");
    struct stat status;
    printf("fd 3: %s\n", fstat(3, &status) < 0 ? "closed" : "OPEN");
    printf("fd 4: %s\n", fstat(4, &status) < 0 ? "closed" : "OPEN");
    printf("home: %s\n", getenv("HOME") ? "SEEN" : "unknown");
    return 0;
}
