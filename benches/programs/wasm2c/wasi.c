/* Runs what wasm2c made of a program of the suite (`wasm2c -n program`), with as much of WASI as the suite
 * needs: arguments, standard streams, the clock, random numbers, the end. No directories, no variables. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include "program.h"

enum { SUCCESS = 0, BADF = 8, FAULT = 21, IO = 29, NOSYS = 52, SPIPE = 70 };

struct Z_wasi_snapshot_preview1_instance_t {
    Z_program_instance_t program;
    int count;
    char **arguments;
};
typedef struct Z_wasi_snapshot_preview1_instance_t Wasi;

#define WASI(name) Z_wasi_snapshot_preview1Z_##name
#define REFUSE(name, errno, ...) \
    u32 WASI(name)(Wasi * wasi, ##__VA_ARGS__) { \
        (void)wasi; \
        return errno; \
    }

/* Ends the program where a pointer does not lie in its memory: none of the suite's does so. */
static void *at(Wasi *wasi, u32 address, u32 size) {
    wasm_rt_memory_t *memory = Z_programZ_memory(&wasi->program);
    if ((uint64_t)address + size > memory->size) {
        fprintf(stderr, "a pointer lies outside memory\n");
        exit(FAULT);
    }
    return memory->data + address;
}

static void store32(Wasi *wasi, u32 address, u32 value) { memcpy(at(wasi, address, 4), &value, 4); }
static void store64(Wasi *wasi, u32 address, u64 value) { memcpy(at(wasi, address, 8), &value, 8); }

u32 WASI(args_sizes_get)(Wasi *wasi, u32 count, u32 bytes) {
    u32 total = 0;
    for (int i = 0; i < wasi->count; i++) total += (u32)strlen(wasi->arguments[i]) + 1;
    store32(wasi, count, (u32)wasi->count);
    store32(wasi, bytes, total);
    return SUCCESS;
}

u32 WASI(args_get)(Wasi *wasi, u32 list, u32 bytes) {
    for (int i = 0; i < wasi->count; i++) {
        u32 length = (u32)strlen(wasi->arguments[i]) + 1;
        store32(wasi, list + 4 * (u32)i, bytes);
        memcpy(at(wasi, bytes, length), wasi->arguments[i], length);
        bytes += length;
    }
    return SUCCESS;
}

u32 WASI(environ_sizes_get)(Wasi *wasi, u32 count, u32 bytes) {
    store32(wasi, count, 0);
    store32(wasi, bytes, 0);
    return SUCCESS;
}

u32 WASI(environ_get)(Wasi *wasi, u32 list, u32 bytes) {
    (void)wasi, (void)list, (void)bytes;
    return SUCCESS;
}

typedef ssize_t Transfer(int, const struct iovec *, int);

/* Reads or writes the parts of a list, one after the other. */
static u32 transfer(Wasi *wasi, Transfer *call, u32 fd, u32 list, u32 count, u32 result) {
    if (fd > 2) return BADF;
    u32 total = 0;
    for (u32 i = 0; i < count; i++) {
        u32 part[2];
        memcpy(part, at(wasi, list + 8 * i, 8), 8);
        struct iovec vector = {at(wasi, part[0], part[1]), part[1]};
        ssize_t done = call((int)fd, &vector, 1);
        if (done < 0) return IO;
        total += (u32)done;
        if ((u32)done < part[1]) break;
    }
    store32(wasi, result, total);
    return SUCCESS;
}

u32 WASI(fd_write)(Wasi *wasi, u32 fd, u32 list, u32 count, u32 result) {
    return transfer(wasi, writev, fd, list, count, result);
}

u32 WASI(fd_read)(Wasi *wasi, u32 fd, u32 list, u32 count, u32 result) {
    return transfer(wasi, readv, fd, list, count, result);
}

/* All streams are like pipes: type 0, which is unknown, and every right. */
u32 WASI(fd_fdstat_get)(Wasi *wasi, u32 fd, u32 result) {
    if (fd > 2) return BADF;
    memset(at(wasi, result, 24), 0, 8);
    store64(wasi, result + 8, UINT64_MAX);
    store64(wasi, result + 16, UINT64_MAX);
    return SUCCESS;
}

u32 WASI(clock_time_get)(Wasi *wasi, u32 clock, u64 precision, u32 result) {
    (void)precision;
    struct timespec now;
    clock_gettime(clock == 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC, &now);
    store64(wasi, result, (u64)now.tv_sec * 1000000000 + (u64)now.tv_nsec);
    return SUCCESS;
}

u32 WASI(random_get)(Wasi *wasi, u32 bytes, u32 size) {
    return getrandom(at(wasi, bytes, size), size, 0) == (ssize_t)size ? SUCCESS : IO;
}

void WASI(proc_exit)(Wasi *wasi, u32 status) {
    (void)wasi;
    exit((int)status);
}

REFUSE(fd_close, SUCCESS, u32 fd)
REFUSE(fd_seek, SPIPE, u32 fd, u64 offset, u32 whence, u32 result)
REFUSE(fd_prestat_get, BADF, u32 fd, u32 result)
REFUSE(fd_prestat_dir_name, BADF, u32 fd, u32 path, u32 length)
REFUSE(fd_renumber, BADF, u32 from, u32 to)
REFUSE(fd_fdstat_set_flags, NOSYS, u32 fd, u32 flags)
REFUSE(fd_filestat_get, NOSYS, u32 fd, u32 result)
REFUSE(fd_filestat_set_size, NOSYS, u32 fd, u64 size)
REFUSE(fd_sync, NOSYS, u32 fd)
REFUSE(path_create_directory, BADF, u32 fd, u32 path, u32 length)
REFUSE(path_filestat_get, BADF, u32 fd, u32 flags, u32 path, u32 length, u32 result)
REFUSE(path_filestat_set_times, BADF, u32 fd, u32 flags, u32 path, u32 length, u64 access, u64 change, u32 set)
REFUSE(path_open, BADF, u32 fd, u32 lookup, u32 path, u32 length, u32 flags, u64 rights, u64 inherited, u32 fdflags, u32 result)
REFUSE(path_readlink, BADF, u32 fd, u32 path, u32 length, u32 target, u32 size, u32 result)
REFUSE(path_remove_directory, BADF, u32 fd, u32 path, u32 length)
REFUSE(path_rename, BADF, u32 fd, u32 path, u32 length, u32 to, u32 target, u32 size)
REFUSE(path_unlink_file, BADF, u32 fd, u32 path, u32 length)
REFUSE(poll_oneoff, NOSYS, u32 subscriptions, u32 events, u32 count, u32 result)
REFUSE(sched_yield, SUCCESS)

int main(int count, char **arguments) {
    static Wasi wasi;
    wasi.count = count;
    wasi.arguments = arguments;
    wasm_rt_init();
    Z_program_init_module();
    Z_program_instantiate(&wasi.program, &wasi);
    Z_programZ__start(&wasi.program);
    return 0;
}
