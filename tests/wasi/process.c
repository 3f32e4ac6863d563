// proc_raise of what does not end a process, and the errors of numbers that are no signals.
#include "wasi.h"

int main(void) {
    u32 harmless[] = {0, 16, 17, 22, 27};
    for (u32 i = 0; i < 5; i++) OK(raw_proc_raise(harmless[i]));
    EXPECT(INVAL, raw_proc_raise(31));
    EXPECT(INVAL, raw_proc_raise(~0u));
    OK(raw_sched_yield());
    return done();
}
