;; Atomic accesses: aligned, in bounds, in one order that all threads agree on; waiting on an address.
;; show: clif asm
(module
  (memory 1 2 shared)
  (func $load (param i32) (result i64) (i64.atomic.load offset=8 (local.get 0)))
  (func $load_narrow (param i32) (result i32) (i32.atomic.load8_u (local.get 0)))
  (func $store (param i32 i32) (i32.atomic.store (local.get 0) (local.get 1)))
  (func $add (param i32 i64) (result i64) (i64.atomic.rmw.add (local.get 0) (local.get 1)))
  (func $and_narrow (param i32 i32) (result i32) (i32.atomic.rmw16.and_u (local.get 0) (local.get 1)))
  (func $exchange (param i32 i32 i32) (result i32)
    (i32.atomic.rmw.cmpxchg (local.get 0) (local.get 1) (local.get 2)))
  (func $wait (param i32 i32) (result i32)
    (memory.atomic.wait32 (local.get 0) (local.get 1) (i64.const -1)))
  (func $notify (param i32) (result i32) (memory.atomic.notify (local.get 0) (i32.const 1)))
  (func $fence (atomic.fence))
  (func $_start (export "_start")
    (drop (ref.func $load)) (drop (ref.func $load_narrow)) (drop (ref.func $store)) (drop (ref.func $add))
    (drop (ref.func $and_narrow)) (drop (ref.func $exchange)) (drop (ref.func $wait)) (drop (ref.func $notify))
    (drop (ref.func $fence)))
  (elem declare func $load $load_narrow $store $add $and_narrow $exchange $wait $notify $fence))

;; == clif x86_64-linux
;;
;; ; function 0 `load` at offset 0x62
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;; @0065                               v2 = iconst.i32 7
;; @0065                               v3 = band v0, v2  ; v2 = 7
;; @0065                               trapnz v3, user12
;; @0065                               v4 = uextend.i64 v0
;; @0065                               v5 = iconst.i64 0x3e0c_0000
;; @0065                               v6 = iadd v5, v4  ; v5 = 0x3e0c_0000
;; @0065                               v7 = iconst.i64 8
;; @0065                               v8 = iadd v6, v7  ; v7 = 8
;; @0065                               v9 = atomic_load.i64 little region0 v8
;; @0069                               jump block1(v9)
;;
;;                                 block1(v1: i64):
;; @0069                               return v1
;; }
;;
;; ; function 1 `load_narrow` at offset 0x6b
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;; @006e                               v2 = uextend.i64 v0
;; @006e                               v3 = iconst.i64 0x3e0c_0000
;; @006e                               v4 = iadd v3, v2  ; v3 = 0x3e0c_0000
;; @006e                               v5 = atomic_load.i8 little region0 v4
;; @006e                               v6 = uextend.i32 v5
;; @0072                               jump block1(v6)
;;
;;                                 block1(v1: i32):
;; @0072                               return v1
;; }
;;
;; ; function 2 `store` at offset 0x74
;; function u0:0(i32, i32) system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: i32):
;; @0079                               v2 = iconst.i32 3
;; @0079                               v3 = band v0, v2  ; v2 = 3
;; @0079                               trapnz v3, user12
;; @0079                               v4 = uextend.i64 v0
;; @0079                               v5 = iconst.i64 0x3e0c_0000
;; @0079                               v6 = iadd v5, v4  ; v5 = 0x3e0c_0000
;; @0079                               atomic_store little region0 v1, v6
;; @007d                               jump block1
;;
;;                                 block1:
;; @007d                               return
;; }
;;
;; ; function 3 `add` at offset 0x7f
;; function u0:0(i32, i64) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: i64):
;; @0084                               v3 = iconst.i32 7
;; @0084                               v4 = band v0, v3  ; v3 = 7
;; @0084                               trapnz v4, user12
;; @0084                               v5 = uextend.i64 v0
;; @0084                               v6 = iconst.i64 0x3e0c_0000
;; @0084                               v7 = iadd v6, v5  ; v6 = 0x3e0c_0000
;; @0084                               v8 = atomic_rmw.i64 add v7, v1
;; @0088                               jump block1(v8)
;;
;;                                 block1(v2: i64):
;; @0088                               return v2
;; }
;;
;; ; function 4 `and_narrow` at offset 0x8a
;; function u0:0(i32, i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: i32):
;; @008f                               v3 = ireduce.i16 v1
;; @008f                               v4 = iconst.i32 1
;; @008f                               v5 = band v0, v4  ; v4 = 1
;; @008f                               trapnz v5, user12
;; @008f                               v6 = uextend.i64 v0
;; @008f                               v7 = iconst.i64 0x3e0c_0000
;; @008f                               v8 = iadd v7, v6  ; v7 = 0x3e0c_0000
;; @008f                               v9 = atomic_rmw.i16 and v8, v3
;; @008f                               v10 = uextend.i32 v9
;; @0093                               jump block1(v10)
;;
;;                                 block1(v2: i32):
;; @0093                               return v2
;; }
;;
;; ; function 5 `exchange` at offset 0x95
;; function u0:0(i32, i32, i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: i32, v2: i32):
;; @009c                               v4 = iconst.i32 3
;; @009c                               v5 = band v0, v4  ; v4 = 3
;; @009c                               trapnz v5, user12
;; @009c                               v6 = uextend.i64 v0
;; @009c                               v7 = iconst.i64 0x3e0c_0000
;; @009c                               v8 = iadd v7, v6  ; v7 = 0x3e0c_0000
;; @009c                               v9 = atomic_cas v8, v1, v2
;; @00a0                               jump block1(v9)
;;
;;                                 block1(v3: i32):
;; @00a0                               return v3
;; }
;;
;; ; function 6 `wait` at offset 0xa2
;; function u0:0(i32, i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     sig0 = (i64, i32 sext, i64) -> i32 system_v
;;     fn0 = colocated u2:3 sig0
;;
;;                                 block0(v0: i32, v1: i32):
;; @00a7                               v3 = iconst.i64 -1
;; @00a9                               v4 = iconst.i32 3
;; @00a9                               v5 = band v0, v4  ; v4 = 3
;; @00a9                               trapnz v5, user12
;; @00a9                               v6 = uextend.i64 v0
;; @00a9                               v7 = iconst.i64 0x3e0c_0000
;; @00a9                               v8 = iadd v7, v6  ; v7 = 0x3e0c_0000
;; @00a9                               v9 = load.i32 little region0 v8
;; @00a9                               v10 = call fn0(v8, v1, v3)  ; v3 = -1
;; @00ad                               jump block1(v10)
;;
;;                                 block1(v2: i32):
;; @00ad                               return v2
;; }
;;
;; ; function 7 `notify` at offset 0xaf
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     sig0 = (i64, i32 sext) -> i32 system_v
;;     fn0 = colocated u2:5 sig0
;;
;;                                 block0(v0: i32):
;; @00b2                               v2 = iconst.i32 1
;; @00b4                               v3 = iconst.i32 3
;; @00b4                               v4 = band v0, v3  ; v3 = 3
;; @00b4                               trapnz v4, user12
;; @00b4                               v5 = uextend.i64 v0
;; @00b4                               v6 = iconst.i64 0x3e0c_0000
;; @00b4                               v7 = iadd v6, v5  ; v6 = 0x3e0c_0000
;; @00b4                               v8 = load.i32 little region0 v7
;; @00b4                               v9 = call fn0(v7, v2)  ; v2 = 1
;; @00b8                               jump block1(v9)
;;
;;                                 block1(v1: i32):
;; @00b8                               return v1
;; }
;;
;; ; function 8 `fence` at offset 0xba
;; function u0:0() system_v {
;;                                 block0:
;; @00bb                               fence
;; @00be                               jump block1
;;
;;                                 block1:
;; @00be                               return
;; }

;; == clif aarch64-linux
;;
;; ; function 0 `load` at offset 0x62
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;;                                     v5 = get_pinned_reg.i64
;; @0065                               v2 = iconst.i32 7
;; @0065                               v3 = band v0, v2  ; v2 = 7
;; @0065                               trapnz v3, user12
;; @0065                               v4 = uextend.i64 v0
;; @0065                               v6 = iadd v5, v4
;; @0065                               v7 = iconst.i64 8
;; @0065                               v8 = iadd v6, v7  ; v7 = 8
;; @0065                               v9 = atomic_load.i64 little region0 v8
;; @0069                               jump block1(v9)
;;
;;                                 block1(v1: i64):
;; @0069                               return v1
;; }
;;
;; ; function 1 `load_narrow` at offset 0x6b
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;;                                     v3 = get_pinned_reg.i64
;; @006e                               v2 = uextend.i64 v0
;; @006e                               v4 = iadd v3, v2
;; @006e                               v5 = atomic_load.i8 little region0 v4
;; @006e                               v6 = uextend.i32 v5
;; @0072                               jump block1(v6)
;;
;;                                 block1(v1: i32):
;; @0072                               return v1
;; }
;;
;; ; function 2 `store` at offset 0x74
;; function u0:0(i32, i32) system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: i32):
;;                                     v5 = get_pinned_reg.i64
;; @0079                               v2 = iconst.i32 3
;; @0079                               v3 = band v0, v2  ; v2 = 3
;; @0079                               trapnz v3, user12
;; @0079                               v4 = uextend.i64 v0
;; @0079                               v6 = iadd v5, v4
;; @0079                               atomic_store little region0 v1, v6
;; @007d                               jump block1
;;
;;                                 block1:
;; @007d                               return
;; }
;;
;; ; function 3 `add` at offset 0x7f
;; function u0:0(i32, i64) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: i64):
;;                                     v6 = get_pinned_reg.i64
;; @0084                               v3 = iconst.i32 7
;; @0084                               v4 = band v0, v3  ; v3 = 7
;; @0084                               trapnz v4, user12
;; @0084                               v5 = uextend.i64 v0
;; @0084                               v7 = iadd v6, v5
;; @0084                               v8 = atomic_rmw.i64 add v7, v1
;; @0088                               jump block1(v8)
;;
;;                                 block1(v2: i64):
;; @0088                               return v2
;; }
;;
;; ; function 4 `and_narrow` at offset 0x8a
;; function u0:0(i32, i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: i32):
;;                                     v7 = get_pinned_reg.i64
;; @008f                               v3 = ireduce.i16 v1
;; @008f                               v4 = iconst.i32 1
;; @008f                               v5 = band v0, v4  ; v4 = 1
;; @008f                               trapnz v5, user12
;; @008f                               v6 = uextend.i64 v0
;; @008f                               v8 = iadd v7, v6
;; @008f                               v9 = atomic_rmw.i16 and v8, v3
;; @008f                               v10 = uextend.i32 v9
;; @0093                               jump block1(v10)
;;
;;                                 block1(v2: i32):
;; @0093                               return v2
;; }
;;
;; ; function 5 `exchange` at offset 0x95
;; function u0:0(i32, i32, i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: i32, v2: i32):
;;                                     v10 = get_pinned_reg.i64
;; @009c                               v4 = iconst.i32 0
;; @009c                               v5, v6 = uadd_overflow v1, v4  ; v4 = 0
;; @009c                               v7 = iconst.i32 3
;; @009c                               v8 = band v0, v7  ; v7 = 3
;; @009c                               trapnz v8, user12
;; @009c                               v9 = uextend.i64 v0
;; @009c                               v11 = iadd v10, v9
;; @009c                               v12 = atomic_cas v11, v5, v2
;; @00a0                               jump block1(v12)
;;
;;                                 block1(v3: i32):
;; @00a0                               return v3
;; }
;;
;; ; function 6 `wait` at offset 0xa2
;; function u0:0(i32, i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     sig0 = (i64, i32 sext, i64) -> i32 system_v
;;     fn0 = colocated u2:3 sig0
;;
;;                                 block0(v0: i32, v1: i32):
;;                                     v7 = get_pinned_reg.i64
;; @00a7                               v3 = iconst.i64 -1
;; @00a9                               v4 = iconst.i32 3
;; @00a9                               v5 = band v0, v4  ; v4 = 3
;; @00a9                               trapnz v5, user12
;; @00a9                               v6 = uextend.i64 v0
;; @00a9                               v8 = iadd v7, v6
;; @00a9                               v9 = load.i32 little region0 v8
;; @00a9                               v10 = call fn0(v8, v1, v3)  ; v3 = -1
;; @00ad                               jump block1(v10)
;;
;;                                 block1(v2: i32):
;; @00ad                               return v2
;; }
;;
;; ; function 7 `notify` at offset 0xaf
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     sig0 = (i64, i32 sext) -> i32 system_v
;;     fn0 = colocated u2:5 sig0
;;
;;                                 block0(v0: i32):
;;                                     v6 = get_pinned_reg.i64
;; @00b2                               v2 = iconst.i32 1
;; @00b4                               v3 = iconst.i32 3
;; @00b4                               v4 = band v0, v3  ; v3 = 3
;; @00b4                               trapnz v4, user12
;; @00b4                               v5 = uextend.i64 v0
;; @00b4                               v7 = iadd v6, v5
;; @00b4                               v8 = load.i32 little region0 v7
;; @00b4                               v9 = call fn0(v7, v2)  ; v2 = 1
;; @00b8                               jump block1(v9)
;;
;;                                 block1(v1: i32):
;; @00b8                               return v1
;; }
;;
;; ; function 8 `fence` at offset 0xba
;; function u0:0() system_v {
;;                                 block0:
;; @00bb                               fence
;; @00be                               jump block1
;;
;;                                 block1:
;; @00be                               return
;; }

;; == clif riscv64-linux
;;
;; ; function 0 `load` at offset 0x62
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32):
;; @0065                               v2 = iconst.i32 7
;; @0065                               v3 = band v0, v2  ; v2 = 7
;; @0065                               trapnz v3, user12
;; @0065                               v4 = uextend.i64 v0
;; @0065                               v5 = iconst.i64 0x3e02_1000
;; @0065                               v6 = load.i64 notrap aligned readonly can_move little region1 v5-384  ; v5 = 0x3e02_1000
;; @0065                               v7 = iadd v6, v4
;; @0065                               v8 = iconst.i64 8
;; @0065                               v9 = iadd v7, v8  ; v8 = 8
;; @0065                               fence
;; @0065                               v10 = load.i64 little region0 v9
;; @0065                               fence
;; @0069                               jump block1(v10)
;;
;;                                 block1(v1: i64):
;; @0069                               return v1
;; }
;;
;; ; function 1 `load_narrow` at offset 0x6b
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32):
;; @006e                               v2 = uextend.i64 v0
;; @006e                               v3 = iconst.i64 0x3e02_1000
;; @006e                               v4 = load.i64 notrap aligned readonly can_move little region1 v3-384  ; v3 = 0x3e02_1000
;; @006e                               v5 = iadd v4, v2
;; @006e                               fence
;; @006e                               v6 = load.i8 little region0 v5
;; @006e                               fence
;; @006e                               v7 = uextend.i32 v6
;; @0072                               jump block1(v7)
;;
;;                                 block1(v1: i32):
;; @0072                               return v1
;; }
;;
;; ; function 2 `store` at offset 0x74
;; function u0:0(i32, i32) system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32, v1: i32):
;; @0079                               v2 = iconst.i32 3
;; @0079                               v3 = band v0, v2  ; v2 = 3
;; @0079                               trapnz v3, user12
;; @0079                               v4 = uextend.i64 v0
;; @0079                               v5 = iconst.i64 0x3e02_1000
;; @0079                               v6 = load.i64 notrap aligned readonly can_move little region1 v5-384  ; v5 = 0x3e02_1000
;; @0079                               v7 = iadd v6, v4
;; @0079                               fence
;; @0079                               store little region0 v1, v7
;; @007d                               jump block1
;;
;;                                 block1:
;; @007d                               return
;; }
;;
;; ; function 3 `add` at offset 0x7f
;; function u0:0(i32, i64) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32, v1: i64):
;; @0084                               v3 = iconst.i32 7
;; @0084                               v4 = band v0, v3  ; v3 = 7
;; @0084                               trapnz v4, user12
;; @0084                               v5 = uextend.i64 v0
;; @0084                               v6 = iconst.i64 0x3e02_1000
;; @0084                               v7 = load.i64 notrap aligned readonly can_move little region1 v6-384  ; v6 = 0x3e02_1000
;; @0084                               v8 = iadd v7, v5
;; @0084                               v9 = load.i8 little region0 v8
;; @0084                               v10 = atomic_rmw.i64 add v8, v1
;; @0088                               jump block1(v10)
;;
;;                                 block1(v2: i64):
;; @0088                               return v2
;; }
;;
;; ; function 4 `and_narrow` at offset 0x8a
;; function u0:0(i32, i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32, v1: i32):
;; @008f                               v3 = ireduce.i16 v1
;; @008f                               v4 = iconst.i32 1
;; @008f                               v5 = band v0, v4  ; v4 = 1
;; @008f                               trapnz v5, user12
;; @008f                               v6 = uextend.i64 v0
;; @008f                               v7 = iconst.i64 0x3e02_1000
;; @008f                               v8 = load.i64 notrap aligned readonly can_move little region1 v7-384  ; v7 = 0x3e02_1000
;; @008f                               v9 = iadd v8, v6
;; @008f                               v10 = load.i8 little region0 v9
;; @008f                               v11 = atomic_rmw.i16 and v9, v3
;; @008f                               v12 = uextend.i32 v11
;; @0093                               jump block1(v12)
;;
;;                                 block1(v2: i32):
;; @0093                               return v2
;; }
;;
;; ; function 5 `exchange` at offset 0x95
;; function u0:0(i32, i32, i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32, v1: i32, v2: i32):
;; @009c                               v4 = iconst.i32 3
;; @009c                               v5 = band v0, v4  ; v4 = 3
;; @009c                               trapnz v5, user12
;; @009c                               v6 = uextend.i64 v0
;; @009c                               v7 = iconst.i64 0x3e02_1000
;; @009c                               v8 = load.i64 notrap aligned readonly can_move little region1 v7-384  ; v7 = 0x3e02_1000
;; @009c                               v9 = iadd v8, v6
;; @009c                               v10 = load.i8 little region0 v9
;; @009c                               v11 = atomic_cas v9, v1, v2
;; @00a0                               jump block1(v11)
;;
;;                                 block1(v3: i32):
;; @00a0                               return v3
;; }
;;
;; ; function 6 `wait` at offset 0xa2
;; function u0:0(i32, i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;     sig0 = (i64, i32 sext, i64) -> i32 system_v
;;     fn0 = colocated u2:3 sig0
;;
;;                                 block0(v0: i32, v1: i32):
;; @00a7                               v3 = iconst.i64 -1
;; @00a9                               v4 = iconst.i32 3
;; @00a9                               v5 = band v0, v4  ; v4 = 3
;; @00a9                               trapnz v5, user12
;; @00a9                               v6 = uextend.i64 v0
;; @00a9                               v7 = iconst.i64 0x3e02_1000
;; @00a9                               v8 = load.i64 notrap aligned readonly can_move little region1 v7-384  ; v7 = 0x3e02_1000
;; @00a9                               v9 = iadd v8, v6
;; @00a9                               v10 = load.i32 little region0 v9
;; @00a9                               v11 = call fn0(v9, v1, v3)  ; v3 = -1
;; @00ad                               jump block1(v11)
;;
;;                                 block1(v2: i32):
;; @00ad                               return v2
;; }
;;
;; ; function 7 `notify` at offset 0xaf
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;     sig0 = (i64, i32 sext) -> i32 system_v
;;     fn0 = colocated u2:5 sig0
;;
;;                                 block0(v0: i32):
;; @00b2                               v2 = iconst.i32 1
;; @00b4                               v3 = iconst.i32 3
;; @00b4                               v4 = band v0, v3  ; v3 = 3
;; @00b4                               trapnz v4, user12
;; @00b4                               v5 = uextend.i64 v0
;; @00b4                               v6 = iconst.i64 0x3e02_1000
;; @00b4                               v7 = load.i64 notrap aligned readonly can_move little region1 v6-384  ; v6 = 0x3e02_1000
;; @00b4                               v8 = iadd v7, v5
;; @00b4                               v9 = load.i32 little region0 v8
;; @00b4                               v10 = call fn0(v8, v2)  ; v2 = 1
;; @00b8                               jump block1(v10)
;;
;;                                 block1(v1: i32):
;; @00b8                               return v1
;; }
;;
;; ; function 8 `fence` at offset 0xba
;; function u0:0() system_v {
;;                                 block0:
;; @00bb                               fence
;; @00be                               jump block1
;;
;;                                 block1:
;; @00be                               return
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `load` at offset 0x62
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   testl $0x7, %edi
;;   jnz #trap=user12
;;   movl %edi, %esi
;;   movq 0x3e0c0008(%rsi), %rax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `load_narrow` at offset 0x6b
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %esi
;;   movzbq 0x3e0c0000(%rsi), %rsi
;;   jmp     label1
;; block1:
;;   movzbl %sil, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `store` at offset 0x74
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   testl $0x3, %edi
;;   jnz #trap=user12
;;   movl %edi, %edi
;;   movl %esi, 0x3e0c0000(%rdi)
;;   mfence
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 3 `add` at offset 0x7f
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   testl $0x7, %edi
;;   jnz #trap=user12
;;   movl %edi, %edi
;;   movq %rsi, %rax
;;   lock xaddq %rax, 0x3e0c0000(%rdi)
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 4 `and_narrow` at offset 0x8a
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   testl $0x1, %edi
;;   jnz #trap=user12
;;   movl %edi, %r8d
;;   atomically { 16_bits_at_[%r9] And= %r10; %rax = old_value_at_[%r9]; %r11, %rflags = trash }
;;   jmp     label1
;; block1:
;;   movzwl %ax, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 5 `exchange` at offset 0x95
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   testl $0x3, %edi
;;   jnz #trap=user12
;;   movl %edi, %edi
;;   movq %rsi, %rax
;;   lock cmpxchgl %edx, 0x3e0c0000(%rdi) ;; implicit: %eax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 6 `wait` at offset 0xa2
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   testl $0x3, %edi
;;   jnz #trap=user12
;;   movl %edi, %r10d
;;   leaq 0x3e0c0000(%r10), %rdi
;;   movl 0x3e0c0000(%r10), %r10d
;;   movq $0xffffffffffffffff, %rdx
;;   movslq %esi, %rsi
;;   call    User(userextname0)
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 7 `notify` at offset 0xaf
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   testl $0x3, %edi
;;   jnz #trap=user12
;;   movl %edi, %r9d
;;   leaq 0x3e0c0000(%r9), %rdi
;;   movl 0x3e0c0000(%r9), %r9d
;;   movl $0x1, %r9d
;;   movslq %r9d, %rsi
;;   call    User(userextname0)
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 8 `fence` at offset 0xba
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   mfence
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `load` at offset 0x62
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x6, x21
;;   and w7, w0, #7
;;   cbnz w7, #trap=user12
;;   add x7, x6, x0, UXTW
;;   add x7, x7, #8
;;   ldar x0, [x7]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `load_narrow` at offset 0x6b
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x5, x21
;;   add x5, x5, x0, UXTW
;;   ldarb w5, [x5]
;;   b label1
;; block1:
;;   uxtb w0, w5
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `store` at offset 0x74
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x5, x21
;;   and w6, w0, #3
;;   cbnz w6, #trap=user12
;;   add x6, x5, x0, UXTW
;;   stlr w1, [x6]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 3 `add` at offset 0x7f
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;;   str x28, [sp, #-16]!
;;   stp x26, x27, [sp, #-16]!
;;   stp x24, x25, [sp, #-16]!
;; block0:
;;   mov x8, x21
;;   and w9, w0, #7
;;   cbnz w9, #trap=user12
;;   add x25, x8, x0, UXTW
;;   mov x26, x1
;;   atomic_rmw_loop_add_64 addr=x25 operand=x26 oldval=x27 scratch1=x24 scratch2=x28
;;   b label1
;; block1:
;;   mov x0, x27
;;   ldp x24, x25, [sp], #16
;;   ldp x26, x27, [sp], #16
;;   ldr x28, [sp], #16
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 4 `and_narrow` at offset 0x8a
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;;   str x28, [sp, #-16]!
;;   stp x26, x27, [sp, #-16]!
;;   stp x24, x25, [sp, #-16]!
;; block0:
;;   mov x9, x21
;;   and w10, w0, #1
;;   cbnz w10, #trap=user12
;;   add x25, x9, x0, UXTW
;;   mov x26, x1
;;   atomic_rmw_loop_and_16 addr=x25 operand=x26 oldval=x27 scratch1=x24 scratch2=x28
;;   b label1
;; block1:
;;   uxth w0, w27
;;   ldp x24, x25, [sp], #16
;;   ldp x26, x27, [sp], #16
;;   ldr x28, [sp], #16
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 5 `exchange` at offset 0x95
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;;   str x28, [sp, #-16]!
;;   stp x26, x27, [sp, #-16]!
;;   stp x24, x25, [sp, #-16]!
;; block0:
;;   mov x11, x21
;;   movz w12, #0
;;   adds w26, w1, w12
;;   cset x12, hs
;;   and w12, w0, #3
;;   cbnz w12, #trap=user12
;;   add x25, x11, x0, UXTW
;;   mov x28, x2
;;   atomic_cas_loop_32 addr=x25, expect=x26, replacement=x28, oldval=x27, scratch=x24
;;   b label1
;; block1:
;;   mov x0, x27
;;   ldp x24, x25, [sp], #16
;;   ldp x26, x27, [sp], #16
;;   ldr x28, [sp], #16
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 6 `wait` at offset 0xa2
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x8, x21
;;   and w9, w0, #3
;;   cbnz w9, #trap=user12
;;   add x9, x8, x0, UXTW
;;   ldr w10, [x8, w0, UXTW]
;;   movn x2, #0
;;   mov x0, x9
;;   bl 0
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 7 `notify` at offset 0xaf
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x7, x21
;;   and w8, w0, #3
;;   cbnz w8, #trap=user12
;;   add x8, x7, x0, UXTW
;;   ldr w9, [x7, w0, UXTW]
;;   movz w1, #1
;;   mov x0, x8
;;   bl 0
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 8 `fence` at offset 0xba
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   dmb ish
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `load` at offset 0x62
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   andi a1,a0,7
;;   sext.w a1,a1
;;   trap_if user12##(a1 ne zero)
;;   fence iorw,iorw
;;   lui a1,253985
;;   ld a1,-384(a1)
;;   slli a0,a0,32
;;   srli a2,a0,32
;;   add a1,a1,a2
;;   ld a0,8(a1)
;;   fence iorw,iorw
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `load_narrow` at offset 0x6b
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   fence iorw,iorw
;;   lui a1,253985
;;   ld a1,-384(a1)
;;   slli a0,a0,32
;;   srli a0,a0,32
;;   add a0,a1,a0
;;   lb a0,0(a0)
;;   fence iorw,iorw
;;   j label1
;; block1:
;;   andi a0,a0,255
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `store` at offset 0x74
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   andi a2,a0,3
;;   sext.w a2,a2
;;   trap_if user12##(a2 ne zero)
;;   fence iorw,iorw
;;   lui a2,253985
;;   ld a2,-384(a2)
;;   slli a0,a0,32
;;   srli a3,a0,32
;;   add a2,a2,a3
;;   sw a1,0(a2)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 3 `add` at offset 0x7f
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   andi a2,a0,7
;;   sext.w a2,a2
;;   trap_if user12##(a2 ne zero)
;;   lui a2,253985
;;   ld a2,-384(a2)
;;   slli a3,a0,32
;;   srli a3,a3,32
;;   add a2,a2,a3
;;   lb a3,0(a2)
;;   amoadd.d.aqrl a0,a1,(a2)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 4 `and_narrow` at offset 0x8a
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   andi a2,a0,1
;;   sext.w a2,a2
;;   trap_if user12##(a2 ne zero)
;;   lui a2,253985
;;   ld a2,-384(a2)
;;   slli a0,a0,32
;;   srli a0,a0,32
;;   add a0,a2,a0
;;   lb a2,0(a0)
;;   andi a2,a0,3
;;   slli a2,a2,3
;;   andi a3,a0,-4
;;   atomic_rmw.i16 and a0,a1,(a3)##t0=a4 offset=a2
;;   j label1
;; block1:
;;   slli a0,a0,48
;;   srli a0,a0,48
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 5 `exchange` at offset 0x95
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   andi a5,a0,3
;;   sext.w a5,a5
;;   trap_if user12##(a5 ne zero)
;;   lui a3,253985
;;   ld a3,-384(a3)
;;   slli a5,a0,32
;;   srli a0,a5,32
;;   add a3,a3,a0
;;   lb a0,0(a3)
;;   slli a5,a1,32
;;   srli a1,a5,32
;;   atomic_cas.i32 a0,a1,a2,(a3)##t0=a5 offset=zero
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 6 `wait` at offset 0xa2
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   andi a3,a0,3
;;   sext.w a3,a3
;;   trap_if user12##(a3 ne zero)
;;   lui a4,253985
;;   ld a4,-384(a4)
;;   slli a3,a0,32
;;   srli a5,a3,32
;;   add a0,a4,a5
;;   lw a4,0(a0)
;;   li a2,-1
;;   slli a1,a1,32; srai a1,a1,32
;;   call userextname0
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 7 `notify` at offset 0xaf
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   andi a2,a0,3
;;   sext.w a2,a2
;;   trap_if user12##(a2 ne zero)
;;   lui a3,253985
;;   ld a3,-384(a3)
;;   slli a2,a0,32
;;   srli a4,a2,32
;;   add a0,a3,a4
;;   lw a3,0(a0)
;;   li a3,1
;;   slli a1,a3,32; srai a1,a1,32
;;   call userextname0
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 8 `fence` at offset 0xba
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   fence iorw,iorw
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
