// Prints what a container hands over: arguments, variables, a file of the image, whether that can be changed.
// `fail` as the last argument is the status 7.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

int main(int count, char **arguments) {
    for (int i = 0; i < count; i++) printf("argument %s\n", arguments[i]);
    for (char **variable = environ; *variable; variable++) printf("variable %s\n", *variable);
    char text[64] = "nothing\n";
    FILE *file = fopen("/data/greeting.txt", "r");
    printf("file %s", file && fgets(text, sizeof text, file) ? text : strerror(errno));
    int written = open("/data/new.txt", O_WRONLY | O_CREAT, 0644);
    printf("new file %s\n", written < 0 ? strerror(errno) : "made");
    printf("hosts file %s\n", open("/etc/hosts", O_RDONLY) < 0 ? strerror(errno) : "opened");
    return strcmp(arguments[count - 1], "fail") == 0 ? 7 : 0;
}
