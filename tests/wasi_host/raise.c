// proc_raise with the signal's number in WASI as argument: the process ends by that signal of Linux.
#include "../wasi/wasi.h"

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    raw_proc_raise(atoi(argv[1]));
    return 3;
}
