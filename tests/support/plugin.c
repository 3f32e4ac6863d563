// A plugin of qemu-user: counts the instructions that a program executes before its first one in an address
// range, and lists the pages that they read or write. Argument: guest=LOW-HIGH in hexadecimal.
// Writes to standard error: a line `page ADDRESS` at the first access to each, `cpuid` where an x86 asks for
// its features, and `instructions COUNT` when the range is reached.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The part of the interface, version 1, that is used here; distributions have no package with the header.
typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_info;
typedef void translated(qemu_plugin_id_t, struct qemu_plugin_tb *);
typedef void executed(unsigned cpu, void *data);
typedef void accessed(unsigned cpu, uint32_t info, uint64_t address, void *data);
enum { NO_REGISTERS = 0, READS_AND_WRITES = 3 };
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, translated *);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *, executed *, int flags, void *data);
void qemu_plugin_register_vcpu_mem_cb(
    struct qemu_plugin_insn *, accessed *, int flags, int which, void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *);

#define EXPORT __attribute__((visibility("default")))
#define PAGE_BITS 12
#define PAGES_MAX 64

EXPORT int qemu_plugin_version = 1;

static uint64_t low, high, count, pages[PAGES_MAX];
static unsigned pages_len;
static int reached;

static void execute(unsigned cpu, void *pc) {
    if (reached) return;
    reached = (uint64_t)pc >= low && (uint64_t)pc < high;
    if (reached)
        fprintf(stderr, "instructions %lu\n", (unsigned long)count);
    else
        count++;
}

static void ask(unsigned cpu, void *pc) {
    if (!reached) fputs("cpuid\n", stderr);
}

static void touch(unsigned cpu, uint32_t info, uint64_t address, void *pc) {
    uint64_t page = address >> PAGE_BITS << PAGE_BITS;
    if (reached) return;
    for (unsigned i = 0; i < pages_len; i++)
        if (pages[i] == page) return;
    if (pages_len == PAGES_MAX) abort();
    pages[pages_len++] = page;
    fprintf(stderr, "page %lx\n", (unsigned long)page);
}

static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb *block) {
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); i++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
        void *pc = (void *)qemu_plugin_insn_vaddr(instruction);
        qemu_plugin_register_vcpu_insn_exec_cb(instruction, execute, NO_REGISTERS, pc);
        qemu_plugin_register_vcpu_mem_cb(instruction, touch, NO_REGISTERS, READS_AND_WRITES, pc);
        // 0f a2, which is two bytes of no other machine's instruction that has two or four.
        const void *bytes = qemu_plugin_insn_data(instruction);
        if (qemu_plugin_insn_size(instruction) == 2 && memcmp(bytes, "\x0f\xa2", 2) == 0)
            qemu_plugin_register_vcpu_insn_exec_cb(instruction, ask, NO_REGISTERS, pc);
    }
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv) {
    char *end;
    if (argc != 1 || strncmp(argv[0], "guest=", 6) != 0) return 1;
    low = strtoull(argv[0] + 6, &end, 16);
    if (*end != '-') return 1;
    high = strtoull(end + 1, NULL, 16);
    qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
    return 0;
}
