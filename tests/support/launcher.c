// usage: launcher CALL=ERRNO... PROGRAM ARGUMENT...
//
// Becomes PROGRAM, for which each CALL fails with ERRNO whatever the kernel can do. Kernels that do not know openat2
// do not know utimensat with AT_EMPTY_PATH either. ERRNO 0 stands for the low half of the offset of a seek whose
// high half is SEEK_MARK: so that a program can have any.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// The same number on every machine.
#define OPENAT2 437
#define SEEK_MARK 0x40000000

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define SKIP_UNLESS(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count)
#define FAIL(errno_) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (errno_))

static const struct {
    const char *name;
    unsigned number;
} calls[] = {
    {"openat2", OPENAT2}, {"linkat", SYS_linkat}, {"mkdirat", SYS_mkdirat},
    {"renameat2", SYS_renameat2}, {"lseek", SYS_lseek},
};

static struct sock_filter code[64];
static unsigned short len;

#define APPEND(...) \
    do { \
        struct sock_filter more[] = {__VA_ARGS__}; \
        memcpy(code + len, more, sizeof more); \
        len += sizeof more / sizeof *more; \
    } while (0)

static void refuse(unsigned call, unsigned errno_) {
    APPEND(LOAD(nr));
    if (errno_ == 0) {
        // The low half of a 64-bit argument comes first.
        APPEND(SKIP_UNLESS(call, 5), BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1]) + 4),
               SKIP_UNLESS(SEEK_MARK, 3), LOAD(args[1]), BPF_STMT(BPF_ALU | BPF_OR | BPF_K, SECCOMP_RET_ERRNO),
               BPF_STMT(BPF_RET | BPF_A, 0));
        return;
    }
    APPEND(SKIP_UNLESS(call, 1), FAIL(errno_));
    if (call == OPENAT2)
        APPEND(SKIP_UNLESS(SYS_utimensat, 3), LOAD(args[3]), SKIP_UNLESS(AT_EMPTY_PATH, 1), FAIL(EINVAL));
}

int main(int argc, char **argv) {
    int at = 1;
    for (char *equals; at < argc && (equals = strchr(argv[at], '=')) != NULL; at++) {
        *equals = 0;
        for (unsigned i = 0; i < sizeof calls / sizeof *calls; i++)
            if (strcmp(argv[at], calls[i].name) == 0) refuse(calls[i].number, atoi(equals + 1));
    }
    if (len == 0 || at == argc) {
        fprintf(stderr, "usage: launcher CALL=ERRNO... PROGRAM ARGUMENT...\n");
        return 2;
    }
    APPEND(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    struct sock_fprog filter = {len, code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) != 0) {
        perror("seccomp");
        return 125;
    }
    execvp(argv[at], argv + at);
    perror(argv[at]);
    return 126;
}
