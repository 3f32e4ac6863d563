/* A program prepared for Wizer, as its header for C has it: `wizer.initialize` runs constructors and the initialiser,
 * `wizer.resume` stands for `_start`. The initialiser reads a file, the environment and standard input, tells what it
 * does, and keeps what it found in memory that it allocates. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void __wasm_call_ctors(void);
int __main_void(void);

static char *found;
static int constructed;

__attribute__((constructor)) static void construct(void) { constructed++; }

static void initialize(void) {
    char word[100], line[100];
    FILE *file = fopen("/given/word.txt", "r");
    if (!file || !fgets(word, sizeof word, file) || !fgets(line, sizeof line, stdin)) abort();
    fclose(file);
    const char *variable = getenv("NAME");
    if (!variable) abort();
    unsigned char random[4];
    if (getentropy(random, sizeof random)) abort();
    found = malloc(1000);
    snprintf(found, 1000, "%s%s%s %02x%02x at %ld\n", word, line, variable, random[0], random[1], (long)time(NULL));
    printf("initialised\n");
    fflush(stdout);
}

int main(int count, char **arguments) {
    if (!found) initialize();
    printf("%sconstructed %d times, %d arguments: %s\n", found, constructed, count - 1, count > 1 ? arguments[1] : "none");
    return found[0] == '4' ? 4 : 0;
}

__attribute__((export_name("wizer.initialize"))) void wizer_initialize(void) {
    __wasm_call_ctors();
    initialize();
}

__attribute__((export_name("wizer.resume"))) void wizer_resume(void) {
    int status = __main_void();
    fflush(stdout);
    if (status) _Exit(status);
}
