// clock_*: every clock, that time goes forward whether kernel or vDSO tells it, and sched_yield.
#include "wasi.h"

int main(void) {
    for (u32 clock = 0; clock < 4; clock++) {
        u64 resolution = 0, last = 0, now = 0;
        OK(raw_clock_res_get(clock, P(&resolution)));
        CHECK(resolution > 0 && resolution < 1000000000);
        for (int i = 0; i < 1000; i++) {
            OK(raw_clock_time_get(clock, 0, P(&now)));
            CHECK(clock == 0 || now >= last);
            last = now;
            OK(raw_sched_yield());
        }
        // Any address is good enough, and any precision.
        char unaligned[16];
        OK(raw_clock_time_get(clock, ~0ull, P(unaligned + 3)));
        EXPECT(FAULT, raw_clock_res_get(clock, BEYOND));
        EXPECT(FAULT, raw_clock_time_get(clock, 0, BEYOND));
        EXPECT(FAULT, raw_clock_time_get(clock, 0, __builtin_wasm_memory_size(0) * 65536 - 7));
    }
    u64 now;
    OK(raw_clock_time_get(0, 0, P(&now)));
    // Between 2024 and 2554.
    CHECK(now > 1704067200ull * 1000000000);
    EXPECT(INVAL, raw_clock_res_get(4, P(&now)));
    EXPECT(INVAL, raw_clock_time_get(4, 0, P(&now)));
    EXPECT(INVAL, raw_clock_time_get(~0u, 0, P(&now)));
    return done();
}
