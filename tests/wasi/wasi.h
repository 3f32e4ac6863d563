// The functions of WASI preview1 with every parameter as the machine has it, so that a program can pass what
// no C library would: addresses beyond the memory, lengths that do not fit, paths with NUL.
#pragma once
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef WASI
#define WASI "wasi_snapshot_preview1"
#endif

typedef uint32_t u32;
typedef uint64_t u64;

#define IMPORT(name, ...) \
    __attribute__((import_module(WASI), import_name(#name))) extern u32 raw_##name(__VA_ARGS__);

IMPORT(args_get, u32, u32)
IMPORT(args_sizes_get, u32, u32)
IMPORT(environ_get, u32, u32)
IMPORT(environ_sizes_get, u32, u32)
IMPORT(clock_res_get, u32, u32)
IMPORT(clock_time_get, u32, u64, u32)
IMPORT(fd_advise, u32, u64, u64, u32)
IMPORT(fd_allocate, u32, u64, u64)
IMPORT(fd_close, u32)
IMPORT(fd_datasync, u32)
IMPORT(fd_fdstat_get, u32, u32)
IMPORT(fd_fdstat_set_flags, u32, u32)
IMPORT(fd_fdstat_set_rights, u32, u64, u64)
IMPORT(fd_filestat_get, u32, u32)
IMPORT(fd_filestat_set_size, u32, u64)
IMPORT(fd_filestat_set_times, u32, u64, u64, u32)
IMPORT(fd_pread, u32, u32, u32, u64, u32)
IMPORT(fd_prestat_get, u32, u32)
IMPORT(fd_prestat_dir_name, u32, u32, u32)
IMPORT(fd_pwrite, u32, u32, u32, u64, u32)
IMPORT(fd_read, u32, u32, u32, u32)
IMPORT(fd_readdir, u32, u32, u32, u64, u32)
IMPORT(fd_renumber, u32, u32)
IMPORT(fd_seek, u32, u64, u32, u32)
IMPORT(fd_sync, u32)
IMPORT(fd_tell, u32, u32)
IMPORT(fd_write, u32, u32, u32, u32)
IMPORT(path_create_directory, u32, u32, u32)
IMPORT(path_filestat_get, u32, u32, u32, u32, u32)
IMPORT(path_filestat_set_times, u32, u32, u32, u32, u64, u64, u32)
IMPORT(path_link, u32, u32, u32, u32, u32, u32, u32)
IMPORT(path_open, u32, u32, u32, u32, u32, u64, u64, u32, u32)
IMPORT(path_readlink, u32, u32, u32, u32, u32, u32)
IMPORT(path_remove_directory, u32, u32, u32)
IMPORT(path_rename, u32, u32, u32, u32, u32, u32)
IMPORT(path_symlink, u32, u32, u32, u32, u32)
IMPORT(path_unlink_file, u32, u32, u32)
IMPORT(poll_oneoff, u32, u32, u32, u32)
IMPORT(proc_raise, u32)
IMPORT(random_get, u32, u32)
IMPORT(sched_yield, void)
IMPORT(sock_accept, u32, u32, u32)
IMPORT(sock_recv, u32, u32, u32, u32, u32, u32)
IMPORT(sock_send, u32, u32, u32, u32, u32)
IMPORT(sock_shutdown, u32, u32)

// The error numbers of the specification, in its order.
enum {
    SUCCESS, TOOBIG, ACCES, ADDRINUSE, ADDRNOTAVAIL, AFNOSUPPORT, AGAIN, ALREADY, BADF, BADMSG, BUSY, CANCELED,
    CHILD, CONNABORTED, CONNREFUSED, CONNRESET, DEADLK, DESTADDRREQ, DOM, DQUOT, EXIST, FAULT, FBIG, HOSTUNREACH,
    IDRM, ILSEQ, INPROGRESS, INTR, INVAL, IO, ISCONN, ISDIR, LOOP, MFILE, MLINK, MSGSIZE, MULTIHOP, NAMETOOLONG,
    NETDOWN, NETRESET, NETUNREACH, NFILE, NOBUFS, NODEV, NOENT, NOEXEC, NOLCK, NOLINK, NOMEM, NOMSG, NOPROTOOPT,
    NOSPC, NOSYS, NOTCONN, NOTDIR, NOTEMPTY, NOTRECOVERABLE, NOTSOCK, NOTSUP, NOTTY, NXIO, OVERFLOW, OWNERDEAD,
    PERM, PIPE, PROTO, PROTONOSUPPORT, PROTOTYPE, RANGE, ROFS, SPIPE, SRCH, STALE, TIMEDOUT, TXTBSY, XDEV, NOTCAPABLE
};

enum { R_DATASYNC = 1, R_READ = 2, R_SEEK = 4, R_SET_FLAGS = 8, R_SYNC = 16, R_TELL = 32, R_WRITE = 64, R_ADVISE = 128,
       R_ALLOCATE = 256, R_PATH_OPEN = 1 << 13, R_READDIR = 1 << 14, R_FILESTAT_GET = 1 << 21, R_SET_SIZE = 1 << 22,
       R_SET_TIMES = 1 << 23, R_POLL = 1 << 27 };
#define R_ALL ((1ull << 30) - 1)
enum { O_CREAT_ = 1, O_DIRECTORY_ = 2, O_EXCL_ = 4, O_TRUNC_ = 8 };
enum { F_APPEND = 1, F_DSYNC = 2, F_NONBLOCK = 4, F_RSYNC = 8, F_SYNC = 16 };
enum { T_UNKNOWN, T_BLOCK, T_CHARACTER, T_DIRECTORY, T_FILE, T_DGRAM, T_STREAM, T_SYMLINK };

// The first granted directory.
#define ROOT 3
// An address, and a path with its length.
#define P(pointer) ((u32)(uintptr_t)(pointer))
#define S(path) P(path), (u32)strlen(path)
// An address that no memory of these programs reaches.
#define BEYOND 0xfffff000u

typedef struct { u32 buf, len; } iovec;
typedef struct { uint8_t type; uint16_t flags; u64 base, inheriting; } fdstat;
typedef struct { u64 dev, ino; uint8_t type; u64 nlink, size, atim, mtim, ctim; } filestat;
typedef struct { u64 next, ino; u32 namlen; uint8_t type; } dirent;

static int failures;

// Writes a string; without stdio, which is larger than all these programs.
static inline void say(u32 fd, const char *text) {
    iovec vector = {P(text), (u32)strlen(text)};
    u32 written;
    raw_fd_write(fd, P(&vector), 1, P(&written));
}

__attribute__((noinline)) static void fail(const char *place, const char *what, u32 found, const char *expected) {
    failures++;
    char number[4] = {(char)('0' + found / 100 % 10), (char)('0' + found / 10 % 10), (char)('0' + found % 10)};
    const char *words[] = {place, ": ", what, ": found ", number, ", expected ", expected, "\n"};
    for (u32 i = 0; i < sizeof words / sizeof *words; i++) say(2, words[i]);
}

#define TEXT_(number) #number
#define TEXT(number) TEXT_(number)
#define PLACE __FILE_NAME__ ":" TEXT(__LINE__)
#define EXPECT(errno_, call) \
    do { \
        u32 found_ = (call); \
        if (found_ != (errno_)) fail(PLACE, #call, found_, #errno_); \
    } while (0)
#define OK(call) EXPECT(SUCCESS, call)
#define CHECK(condition) \
    do { \
        if (!(condition)) fail(PLACE, #condition, 0, "true"); \
    } while (0)

// Opens a file below `dir` with all rights that it may have; −1 where that fails.
static inline u32 open_at(u32 dir, const char *path, u32 oflags, u64 rights, u32 fdflags) {
    u32 fd = (u32)-1;
    return raw_path_open(dir, 1, S(path), oflags, rights, R_ALL, fdflags, P(&fd)) == SUCCESS ? fd : (u32)-1;
}

static inline u32 write_bytes(u32 fd, const void *bytes, u32 len) {
    iovec vector = {P(bytes), len};
    u32 written = 0;
    return raw_fd_write(fd, P(&vector), 1, P(&written)) == SUCCESS ? written : (u32)-1;
}

static inline u32 read_bytes(u32 fd, void *bytes, u32 len) {
    iovec vector = {P(bytes), len};
    u32 count = 0;
    return raw_fd_read(fd, P(&vector), 1, P(&count)) == SUCCESS ? count : (u32)-1;
}

// A file with contents.
static inline void create(const char *path, const char *text) {
    u32 fd = open_at(ROOT, path, O_CREAT_ | O_TRUNC_, R_READ | R_WRITE, 0);
    CHECK(write_bytes(fd, text, strlen(text)) == strlen(text));
    OK(raw_fd_close(fd));
}

static inline int done(void) {
    if (failures == 0) say(1, "ok\n");
    return failures != 0;
}
