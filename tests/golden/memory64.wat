;; 64-bit indices: every access is checked, and no sum wraps.
;; show: clif asm
(module
  (memory i64 1 3)
  (table i64 2 5 funcref)
  (func $load (param i64) (result i32) (i32.load offset=16 (local.get 0)))
  (func $store (param i64 f64) (f64.store (local.get 0) (local.get 1)))
  (func $far (param i64) (result i64) (i64.load offset=0x1_0000_0000 (local.get 0)))
  (func $size (result i64) (memory.size))
  (func $grow (param i64) (result i64) (memory.grow (local.get 0)))
  (func $fill (param i64 i32 i64) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
  (func $get (param i64) (result funcref) (table.get 0 (local.get 0)))
  (func $call (param i64) (call_indirect (local.get 0)))
  (func $_start (export "_start")
    (drop (ref.func $load)) (drop (ref.func $store)) (drop (ref.func $far)) (drop (ref.func $size))
    (drop (ref.func $grow)) (drop (ref.func $fill)) (drop (ref.func $get)) (drop (ref.func $call)))
  (elem declare func $load $store $far $size $grow $fill $get $call))

;; == clif x86_64-linux
;;
;; ; function 0 `load` at offset 0x67
;; function u0:0(i64) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i64):
;; @006a                               v2 = iconst.i64 0x3e02_0000
;; @006a                               v3 = load.i64 notrap aligned little region1 v2+3720  ; v2 = 0x3e02_0000
;; @006a                               v4 = iconst.i64 20
;; @006a                               v5 = isub v3, v4  ; v4 = 20
;; @006a                               v6 = icmp ugt v0, v5
;; @006a                               trapnz v6, heap_oob
;; @006a                               v7 = iconst.i64 0
;; @006a                               v8 = select_spectre_guard v6, v7, v0  ; v7 = 0
;; @006a                               v9 = iconst.i64 0x3e0c_0000
;; @006a                               v10 = iadd v9, v8  ; v9 = 0x3e0c_0000
;; @006a                               v11 = load.i32 little region0 v10+16
;; @006d                               jump block1(v11)
;;
;;                                 block1(v1: i32):
;; @006d                               return v1
;; }
;;
;; ; function 1 `store` at offset 0x6f
;; function u0:0(i64, f64) system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i64, v1: f64):
;; @0074                               v2 = iconst.i64 0x3e02_0000
;; @0074                               v3 = load.i64 notrap aligned little region1 v2+3720  ; v2 = 0x3e02_0000
;; @0074                               v4 = iconst.i64 8
;; @0074                               v5 = isub v3, v4  ; v4 = 8
;; @0074                               v6 = icmp ugt v0, v5
;; @0074                               trapnz v6, heap_oob
;; @0074                               v7 = iconst.i64 0
;; @0074                               v8 = select_spectre_guard v6, v7, v0  ; v7 = 0
;; @0074                               v9 = iconst.i64 0x3e0c_0000
;; @0074                               v10 = iadd v9, v8  ; v9 = 0x3e0c_0000
;; @0074                               store little region0 v1, v10
;; @0077                               jump block1
;;
;;                                 block1:
;; @0077                               return
;; }
;;
;; ; function 2 `far` at offset 0x79
;; function u0:0(i64) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i64):
;; @007c                               v2 = iconst.i8 1
;; @007c                               trapnz v2, heap_oob  ; v2 = 1
;; @007c                               v3 = iconst.i64 0
;; @007c                               v4 = load.i64 little region0 v3  ; v3 = 0
;; @0083                               jump block1(v4)
;;
;;                                 block1(v1: i64):
;; @0083                               return v1
;; }
;;
;; ; function 3 `size` at offset 0x85
;; function u0:0() -> i64 system_v {
;;     region0 = 0 "descriptors"
;;
;;                                 block0:
;; @0086                               v1 = iconst.i64 0x3e02_0000
;; @0086                               v2 = load.i64 notrap aligned little region0 v1+3720  ; v1 = 0x3e02_0000
;; @0086                               v3 = iconst.i32 16
;; @0086                               v4 = ushr v2, v3  ; v3 = 16
;; @0088                               jump block1(v4)
;;
;;                                 block1(v0: i64):
;; @0088                               return v0
;; }
;;
;; ; function 4 `grow` at offset 0x8a
;; function u0:0(i64) -> i64 system_v {
;;     sig0 = (i64, i64) -> i64 system_v
;;     fn0 = colocated u2:0 sig0
;;
;;                                 block0(v0: i64):
;; @008d                               v2 = iconst.i64 0x3e02_0e80
;; @008d                               v3 = call fn0(v2, v0)  ; v2 = 0x3e02_0e80
;; @008f                               jump block1(v3)
;;
;;                                 block1(v1: i64):
;; @008f                               return v1
;; }
;;
;; ; function 5 `fill` at offset 0x91
;; function u0:0(i64, i32, i64) system_v {
;;     region0 = 0 "descriptors"
;;     sig0 = (i64, i32 sext, i64) system_v
;;     fn0 = colocated u2:2 sig0
;;
;;                                 block0(v0: i64, v1: i32, v2: i64):
;; @0098                               v3 = iconst.i64 0x3e02_0000
;; @0098                               v4 = load.i64 notrap aligned little region0 v3+3720  ; v3 = 0x3e02_0000
;; @0098                               v5 = uadd_overflow_trap v0, v2, heap_oob
;; @0098                               v6 = icmp ugt v5, v4
;; @0098                               trapnz v6, heap_oob
;; @0098                               v7 = iconst.i64 0x3e0c_0000
;; @0098                               v8 = iadd v7, v0  ; v7 = 0x3e0c_0000
;; @0098                               call fn0(v8, v1, v2)
;; @009b                               jump block1
;;
;;                                 block1:
;; @009b                               return
;; }
;;
;; ; function 6 `get` at offset 0x9d
;; function u0:0(i64) -> i64 system_v {
;;     region0 = 1 "tables"
;;     region1 = 2 "function references"
;;
;;                                 block0(v0: i64):
;; @00a0                               v2 = iconst.i64 2
;; @00a0                               v3 = icmp uge v0, v2  ; v2 = 2
;; @00a0                               trapnz v3, user3
;; @00a0                               v4 = iconst.i64 0
;; @00a0                               v5 = select_spectre_guard v3, v4, v0  ; v4 = 0
;; @00a0                               v6 = iconst.i32 4
;; @00a0                               v7 = ishl v5, v6  ; v6 = 4
;; @00a0                               v8 = iconst.i64 0x3e03_0000
;; @00a0                               v9 = iadd v8, v7  ; v8 = 0x3e03_0000
;; @00a0                               v10 = load.i64 notrap aligned readonly little region1 v9
;; @00a0                               v11 = select v10, v9, v10
;; @00a2                               jump block1(v11)
;;
;;                                 block1(v1: i64):
;; @00a2                               return v1
;; }
;;
;; ; function 7 `call` at offset 0xa4
;; function u0:0(i64) system_v {
;;     region0 = 1 "tables"
;;     region1 = 2 "function references"
;;     sig0 = () system_v
;;
;;                                 block0(v0: i64):
;; @00a7                               v1 = iconst.i64 2
;; @00a7                               v2 = icmp uge v0, v1  ; v1 = 2
;; @00a7                               trapnz v2, user4
;; @00a7                               v3 = iconst.i64 0
;; @00a7                               v4 = select_spectre_guard v2, v3, v0  ; v3 = 0
;; @00a7                               v5 = iconst.i32 4
;; @00a7                               v6 = ishl v4, v5  ; v5 = 4
;; @00a7                               v7 = iconst.i64 0x3e03_0000
;; @00a7                               v8 = iadd v7, v6  ; v7 = 0x3e03_0000
;; @00a7                               v9 = load.i32 notrap aligned readonly little region1 v8+8
;; @00a7                               v10 = iconst.i32 7
;; @00a7                               v11 = icmp ne v9, v10  ; v10 = 7
;; @00a7                               brif v11, block2, block3
;;
;;                                 block2 cold:
;; @00a7                               v12 = iconst.i32 -1
;; @00a7                               v13 = icmp.i32 eq v9, v12  ; v12 = -1
;; @00a7                               trapnz v13, user5
;; @00a7                               trap user6
;;
;;                                 block3:
;; @00a7                               v14 = load.i64 notrap aligned readonly little region1 v8
;; @00a7                               call_indirect sig0, v14()
;; @00aa                               jump block1
;;
;;                                 block1:
;; @00aa                               return
;; }

;; == clif aarch64-linux
;;
;; ; function 0 `load` at offset 0x67
;; function u0:0(i64) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i64):
;;                                     v9 = get_pinned_reg.i64
;; @006a                               v2 = iconst.i64 0x3e02_0000
;; @006a                               v3 = load.i64 notrap aligned little region1 v2+3720  ; v2 = 0x3e02_0000
;; @006a                               v4 = iconst.i64 20
;; @006a                               v5 = isub v3, v4  ; v4 = 20
;; @006a                               v6 = icmp ugt v0, v5
;; @006a                               trapnz v6, heap_oob
;; @006a                               v7 = iconst.i64 0
;; @006a                               v8 = select_spectre_guard v6, v7, v0  ; v7 = 0
;; @006a                               v10 = iadd v9, v8
;; @006a                               v11 = load.i32 little region0 v10+16
;; @006d                               jump block1(v11)
;;
;;                                 block1(v1: i32):
;; @006d                               return v1
;; }
;;
;; ; function 1 `store` at offset 0x6f
;; function u0:0(i64, f64) system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i64, v1: f64):
;;                                     v9 = get_pinned_reg.i64
;; @0074                               v2 = iconst.i64 0x3e02_0000
;; @0074                               v3 = load.i64 notrap aligned little region1 v2+3720  ; v2 = 0x3e02_0000
;; @0074                               v4 = iconst.i64 8
;; @0074                               v5 = isub v3, v4  ; v4 = 8
;; @0074                               v6 = icmp ugt v0, v5
;; @0074                               trapnz v6, heap_oob
;; @0074                               v7 = iconst.i64 0
;; @0074                               v8 = select_spectre_guard v6, v7, v0  ; v7 = 0
;; @0074                               v10 = iadd v9, v8
;; @0074                               store little region0 v1, v10
;; @0077                               jump block1
;;
;;                                 block1:
;; @0077                               return
;; }
;;
;; ; function 2 `far` at offset 0x79
;; function u0:0(i64) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i64):
;; @007c                               v2 = iconst.i8 1
;; @007c                               trapnz v2, heap_oob  ; v2 = 1
;; @007c                               v3 = iconst.i64 0
;; @007c                               v4 = load.i64 little region0 v3  ; v3 = 0
;; @0083                               jump block1(v4)
;;
;;                                 block1(v1: i64):
;; @0083                               return v1
;; }
;;
;; ; function 3 `size` at offset 0x85
;; function u0:0() -> i64 system_v {
;;     region0 = 0 "descriptors"
;;
;;                                 block0:
;; @0086                               v1 = iconst.i64 0x3e02_0000
;; @0086                               v2 = load.i64 notrap aligned little region0 v1+3720  ; v1 = 0x3e02_0000
;; @0086                               v3 = iconst.i32 16
;; @0086                               v4 = ushr v2, v3  ; v3 = 16
;; @0088                               jump block1(v4)
;;
;;                                 block1(v0: i64):
;; @0088                               return v0
;; }
;;
;; ; function 4 `grow` at offset 0x8a
;; function u0:0(i64) -> i64 system_v {
;;     sig0 = (i64, i64) -> i64 system_v
;;     fn0 = colocated u2:0 sig0
;;
;;                                 block0(v0: i64):
;; @008d                               v2 = iconst.i64 0x3e02_0e80
;; @008d                               v3 = call fn0(v2, v0)  ; v2 = 0x3e02_0e80
;; @008f                               jump block1(v3)
;;
;;                                 block1(v1: i64):
;; @008f                               return v1
;; }
;;
;; ; function 5 `fill` at offset 0x91
;; function u0:0(i64, i32, i64) system_v {
;;     region0 = 0 "descriptors"
;;     sig0 = (i64, i32 sext, i64) system_v
;;     fn0 = colocated u2:2 sig0
;;
;;                                 block0(v0: i64, v1: i32, v2: i64):
;;                                     v7 = get_pinned_reg.i64
;; @0098                               v3 = iconst.i64 0x3e02_0000
;; @0098                               v4 = load.i64 notrap aligned little region0 v3+3720  ; v3 = 0x3e02_0000
;; @0098                               v5 = uadd_overflow_trap v0, v2, heap_oob
;; @0098                               v6 = icmp ugt v5, v4
;; @0098                               trapnz v6, heap_oob
;; @0098                               v8 = iadd v7, v0
;; @0098                               call fn0(v8, v1, v2)
;; @009b                               jump block1
;;
;;                                 block1:
;; @009b                               return
;; }
;;
;; ; function 6 `get` at offset 0x9d
;; function u0:0(i64) -> i64 system_v {
;;     region0 = 1 "tables"
;;     region1 = 2 "function references"
;;
;;                                 block0(v0: i64):
;; @00a0                               v2 = iconst.i64 2
;; @00a0                               v3 = icmp uge v0, v2  ; v2 = 2
;; @00a0                               trapnz v3, user3
;; @00a0                               v4 = iconst.i64 0
;; @00a0                               v5 = select_spectre_guard v3, v4, v0  ; v4 = 0
;; @00a0                               v6 = iconst.i32 4
;; @00a0                               v7 = ishl v5, v6  ; v6 = 4
;; @00a0                               v8 = iconst.i64 0x3e03_0000
;; @00a0                               v9 = iadd v8, v7  ; v8 = 0x3e03_0000
;; @00a0                               v10 = load.i64 notrap aligned readonly little region1 v9
;; @00a0                               v11 = select v10, v9, v10
;; @00a2                               jump block1(v11)
;;
;;                                 block1(v1: i64):
;; @00a2                               return v1
;; }
;;
;; ; function 7 `call` at offset 0xa4
;; function u0:0(i64) system_v {
;;     region0 = 1 "tables"
;;     region1 = 2 "function references"
;;     sig0 = () system_v
;;
;;                                 block0(v0: i64):
;; @00a7                               v1 = iconst.i64 2
;; @00a7                               v2 = icmp uge v0, v1  ; v1 = 2
;; @00a7                               trapnz v2, user4
;; @00a7                               v3 = iconst.i64 0
;; @00a7                               v4 = select_spectre_guard v2, v3, v0  ; v3 = 0
;; @00a7                               v5 = iconst.i32 4
;; @00a7                               v6 = ishl v4, v5  ; v5 = 4
;; @00a7                               v7 = iconst.i64 0x3e03_0000
;; @00a7                               v8 = iadd v7, v6  ; v7 = 0x3e03_0000
;; @00a7                               v9 = load.i32 notrap aligned readonly little region1 v8+8
;; @00a7                               v10 = iconst.i32 7
;; @00a7                               v11 = icmp ne v9, v10  ; v10 = 7
;; @00a7                               brif v11, block2, block3
;;
;;                                 block2 cold:
;; @00a7                               v12 = iconst.i32 -1
;; @00a7                               v13 = icmp.i32 eq v9, v12  ; v12 = -1
;; @00a7                               trapnz v13, user5
;; @00a7                               trap user6
;;
;;                                 block3:
;; @00a7                               v14 = load.i64 notrap aligned readonly little region1 v8
;; @00a7                               call_indirect sig0, v14()
;; @00aa                               jump block1
;;
;;                                 block1:
;; @00aa                               return
;; }

;; == clif riscv64-linux
;;
;; ; function 0 `load` at offset 0x67
;; function u0:0(i64) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i64):
;; @006a                               v2 = iconst.i64 0x3e02_1000
;; @006a                               v3 = load.i64 notrap aligned little region1 v2-376  ; v2 = 0x3e02_1000
;; @006a                               v4 = iconst.i64 20
;; @006a                               v5 = isub v3, v4  ; v4 = 20
;; @006a                               v6 = icmp ugt v0, v5
;; @006a                               trapnz v6, heap_oob
;; @006a                               v7 = iconst.i64 0
;; @006a                               v8 = select_spectre_guard v6, v7, v0  ; v7 = 0
;; @006a                               v9 = iconst.i64 0x3e02_1000
;; @006a                               v10 = load.i64 notrap aligned readonly can_move little region1 v9-384  ; v9 = 0x3e02_1000
;; @006a                               v11 = iadd v10, v8
;; @006a                               v12 = load.i32 little region0 v11+16
;; @006d                               jump block1(v12)
;;
;;                                 block1(v1: i32):
;; @006d                               return v1
;; }
;;
;; ; function 1 `store` at offset 0x6f
;; function u0:0(i64, f64) system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i64, v1: f64):
;; @0074                               v2 = iconst.i64 0x3e02_1000
;; @0074                               v3 = load.i64 notrap aligned little region1 v2-376  ; v2 = 0x3e02_1000
;; @0074                               v4 = iconst.i64 8
;; @0074                               v5 = isub v3, v4  ; v4 = 8
;; @0074                               v6 = icmp ugt v0, v5
;; @0074                               trapnz v6, heap_oob
;; @0074                               v7 = iconst.i64 0
;; @0074                               v8 = select_spectre_guard v6, v7, v0  ; v7 = 0
;; @0074                               v9 = iconst.i64 0x3e02_1000
;; @0074                               v10 = load.i64 notrap aligned readonly can_move little region1 v9-384  ; v9 = 0x3e02_1000
;; @0074                               v11 = iadd v10, v8
;; @0074                               store little region0 v1, v11
;; @0077                               jump block1
;;
;;                                 block1:
;; @0077                               return
;; }
;;
;; ; function 2 `far` at offset 0x79
;; function u0:0(i64) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i64):
;; @007c                               v2 = iconst.i8 1
;; @007c                               trapnz v2, heap_oob  ; v2 = 1
;; @007c                               v3 = iconst.i64 0
;; @007c                               v4 = load.i64 little region0 v3  ; v3 = 0
;; @0083                               jump block1(v4)
;;
;;                                 block1(v1: i64):
;; @0083                               return v1
;; }
;;
;; ; function 3 `size` at offset 0x85
;; function u0:0() -> i64 system_v {
;;     region0 = 0 "descriptors"
;;
;;                                 block0:
;; @0086                               v1 = iconst.i64 0x3e02_1000
;; @0086                               v2 = load.i64 notrap aligned little region0 v1-376  ; v1 = 0x3e02_1000
;; @0086                               v3 = iconst.i32 16
;; @0086                               v4 = ushr v2, v3  ; v3 = 16
;; @0088                               jump block1(v4)
;;
;;                                 block1(v0: i64):
;; @0088                               return v0
;; }
;;
;; ; function 4 `grow` at offset 0x8a
;; function u0:0(i64) -> i64 system_v {
;;     sig0 = (i64, i64) -> i64 system_v
;;     fn0 = colocated u2:0 sig0
;;
;;                                 block0(v0: i64):
;; @008d                               v2 = iconst.i64 0x3e02_0e80
;; @008d                               v3 = call fn0(v2, v0)  ; v2 = 0x3e02_0e80
;; @008f                               jump block1(v3)
;;
;;                                 block1(v1: i64):
;; @008f                               return v1
;; }
;;
;; ; function 5 `fill` at offset 0x91
;; function u0:0(i64, i32, i64) system_v {
;;     region0 = 0 "descriptors"
;;     sig0 = (i64, i32 sext, i64) system_v
;;     fn0 = colocated u2:2 sig0
;;
;;                                 block0(v0: i64, v1: i32, v2: i64):
;; @0098                               v3 = iconst.i64 0x3e02_1000
;; @0098                               v4 = load.i64 notrap aligned little region0 v3-376  ; v3 = 0x3e02_1000
;; @0098                               v5 = uadd_overflow_trap v0, v2, heap_oob
;; @0098                               v6 = icmp ugt v5, v4
;; @0098                               trapnz v6, heap_oob
;; @0098                               v7 = iconst.i64 0x3e02_1000
;; @0098                               v8 = load.i64 notrap aligned readonly can_move little region0 v7-384  ; v7 = 0x3e02_1000
;; @0098                               v9 = iadd v8, v0
;; @0098                               call fn0(v9, v1, v2)
;; @009b                               jump block1
;;
;;                                 block1:
;; @009b                               return
;; }
;;
;; ; function 6 `get` at offset 0x9d
;; function u0:0(i64) -> i64 system_v {
;;     region0 = 1 "tables"
;;     region1 = 2 "function references"
;;
;;                                 block0(v0: i64):
;; @00a0                               v2 = iconst.i64 2
;; @00a0                               v3 = icmp uge v0, v2  ; v2 = 2
;; @00a0                               trapnz v3, user3
;; @00a0                               v4 = iconst.i64 0
;; @00a0                               v5 = select_spectre_guard v3, v4, v0  ; v4 = 0
;; @00a0                               v6 = iconst.i32 4
;; @00a0                               v7 = ishl v5, v6  ; v6 = 4
;; @00a0                               v8 = iconst.i64 0x3e03_0000
;; @00a0                               v9 = iadd v8, v7  ; v8 = 0x3e03_0000
;; @00a0                               v10 = load.i64 notrap aligned readonly little region1 v9
;; @00a0                               v11 = select v10, v9, v10
;; @00a2                               jump block1(v11)
;;
;;                                 block1(v1: i64):
;; @00a2                               return v1
;; }
;;
;; ; function 7 `call` at offset 0xa4
;; function u0:0(i64) system_v {
;;     region0 = 1 "tables"
;;     region1 = 2 "function references"
;;     sig0 = () system_v
;;
;;                                 block0(v0: i64):
;; @00a7                               v1 = iconst.i64 2
;; @00a7                               v2 = icmp uge v0, v1  ; v1 = 2
;; @00a7                               trapnz v2, user4
;; @00a7                               v3 = iconst.i64 0
;; @00a7                               v4 = select_spectre_guard v2, v3, v0  ; v3 = 0
;; @00a7                               v5 = iconst.i32 4
;; @00a7                               v6 = ishl v4, v5  ; v5 = 4
;; @00a7                               v7 = iconst.i64 0x3e03_0000
;; @00a7                               v8 = iadd v7, v6  ; v7 = 0x3e03_0000
;; @00a7                               v9 = load.i32 notrap aligned readonly little region1 v8+8
;; @00a7                               v10 = iconst.i32 7
;; @00a7                               v11 = icmp ne v9, v10  ; v10 = 7
;; @00a7                               brif v11, block2, block3
;;
;;                                 block2 cold:
;; @00a7                               v12 = iconst.i32 -1
;; @00a7                               v13 = icmp.i32 eq v9, v12  ; v12 = -1
;; @00a7                               trapnz v13, user5
;; @00a7                               trap user6
;;
;;                                 block3:
;; @00a7                               v14 = load.i64 notrap aligned readonly little region1 v8
;; @00a7                               call_indirect sig0, v14()
;; @00aa                               jump block1
;;
;;                                 block1:
;; @00aa                               return
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `load` at offset 0x67
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl $0x3e020000, %r8d
;;   movq 0xe88(%r8), %r8
;;   subq $0x14, %r8
;;   cmpq %r8, %rdi
;;   jnbe #trap=heap_oob
;;   uninit  %r10
;;   xorq %r10, %r10
;;   cmpq %r8, %rdi
;;   cmovaq %r10, %rdi
;;   movl 0x3e0c0010(%rdi), %eax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `store` at offset 0x6f
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl $0x3e020000, %r8d
;;   movq 0xe88(%r8), %r8
;;   subq $0x8, %r8
;;   cmpq %r8, %rdi
;;   jnbe #trap=heap_oob
;;   uninit  %r10
;;   xorq %r10, %r10
;;   cmpq %r8, %rdi
;;   cmovaq %r10, %rdi
;;   movsd %xmm0, 0x3e0c0000(%rdi)
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `far` at offset 0x79
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl $0x1, %esi
;;   testb %sil, %sil
;;   jnz #trap=heap_oob
;;   uninit  %rsi
;;   xorq %rsi, %rsi
;;   movq (%rsi), %rax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 3 `size` at offset 0x85
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl $0x3e020000, %edx
;;   movq 0xe88(%rdx), %rax
;;   jmp     label1
;; block1:
;;   shrq $0x10, %rax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 4 `grow` at offset 0x8a
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movq %rdi, %rsi
;;   movl $0x3e020e80, %edi
;;   call    User(userextname0)
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 5 `fill` at offset 0x91
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl $0x3e020000, %r8d
;;   movq 0xe88(%r8), %r8
;;   movq %rdi, %r9
;;   addq %rdx, %r9
;;   jb #trap=heap_oob
;;   cmpq %r8, %r9
;;   jnbe #trap=heap_oob
;;   leaq 0x3e0c0000(%rdi), %rdi
;;   movslq %esi, %rsi
;;   call    User(userextname0)
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 6 `get` at offset 0x9d
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   cmpq $0x2, %rdi
;;   jnb #trap=user3
;;   uninit  %r10
;;   xorq %r10, %r10
;;   cmpq $0x2, %rdi
;;   cmovaeq %r10, %rdi
;;   shlq $0x4, %rdi
;;   movq 0x3e030000(%rdi), %rax
;;   jmp     label1
;; block1:
;;   leaq 0x3e030000(%rdi), %rcx
;;   testq %rax, %rax
;;   cmovneq %rcx, %rax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 7 `call` at offset 0xa4
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   cmpq $0x2, %rdi
;;   jnb #trap=user4
;;   uninit  %r9
;;   xorq %r9, %r9
;;   cmpq $0x2, %rdi
;;   cmovaeq %r9, %rdi
;;   shlq $0x4, %rdi
;;   movl 0x3e030008(%rdi), %r10d
;;   cmpl $0x7, %r10d
;;   jnz     label3; j label1
;; block1:
;;   movq 0x3e030000(%rdi), %rax
;;   call    *%rax
;;   jmp     label2
;; block2:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;; block3:
;;   cmpl $0xffffffff, %r10d
;;   jz #trap=user5
;;   ud2

;; == asm aarch64-linux
;;
;; ; function 0 `load` at offset 0x67
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x9, x21
;;   movz x10, #15874, LSL #16
;;   ldr x10, [x10, #3720]
;;   sub x10, x10, #20
;;   subs xzr, x0, x10
;;   b.hi #trap=heap_oob
;;   movz x11, #0
;;   subs xzr, x0, x10
;;   csel x12, x11, x0, hi
;;   add x12, x9, x12
;;   ldr w0, [x12, #16]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `store` at offset 0x6f
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x8, x21
;;   movz x9, #15874, LSL #16
;;   ldr x9, [x9, #3720]
;;   sub x9, x9, #8
;;   subs xzr, x0, x9
;;   b.hi #trap=heap_oob
;;   movz x10, #0
;;   subs xzr, x0, x9
;;   csel x11, x10, x0, hi
;;   str d0, [x8, x11]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `far` at offset 0x79
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   movz w2, #1
;;   ands wzr, w2, #255
;;   b.ne #trap=heap_oob
;;   movz x4, #0
;;   ldr x0, [x4]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 3 `size` at offset 0x85
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   movz x2, #15874, LSL #16
;;   ldr x2, [x2, #3720]
;;   b label1
;; block1:
;;   lsr x0, x2, #16
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 4 `grow` at offset 0x8a
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x1, x0
;;   movz w0, #3712
;;   movk w0, w0, #15874, LSL #16
;;   bl 0
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 5 `fill` at offset 0x91
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x8, x21
;;   movz x9, #15874, LSL #16
;;   ldr x9, [x9, #3720]
;;   adds x10, x0, x2
;;   b.hs #trap=heap_oob
;;   subs xzr, x10, x9
;;   b.hi #trap=heap_oob
;;   add x0, x8, x0
;;   bl 0
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 6 `get` at offset 0x9d
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   subs xzr, x0, #2
;;   b.hs #trap=user3
;;   movz x11, #0
;;   subs xzr, x0, #2
;;   csel x12, x11, x0, hs
;;   lsl x14, x12, #4
;;   movz x13, #15875, LSL #16
;;   movz x11, #15875, LSL #16
;;   ldr x14, [x14, x11]
;;   b label1
;; block1:
;;   add x13, x13, x12, LSL 4
;;   subs xzr, x14, xzr
;;   csel x0, x13, x14, ne
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 7 `call` at offset 0xa4
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   subs xzr, x0, #2
;;   b.hs #trap=user4
;;   movz x12, #0
;;   subs xzr, x0, #2
;;   csel x13, x12, x0, hs
;;   lsl x13, x13, #4
;;   movz w12, #8
;;   movk w12, w12, #15875, LSL #16
;;   ldr w15, [x13, x12]
;;   subs wzr, w15, #7
;;   b.ne label3 ; b label1
;; block1:
;;   movz x14, #15875, LSL #16
;;   ldr x0, [x13, x14]
;;   blr x0
;;   b label2
;; block2:
;;   ldp fp, lr, [sp], #16
;;   ret
;; block3:
;;   movn w0, #0
;;   subs wzr, w15, w0
;;   b.eq #trap=user5
;;   udf #0xc11f

;; == asm riscv64-linux
;;
;; ; function 0 `load` at offset 0x67
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   lui a1,253985
;;   ld a2,-376(a1)
;;   addi a2,a2,-20
;;   sltu a3,a2,a0
;;   trap_if heap_oob##(a0 ugt a2)
;;   ld a2,-384(a1)
;;   sub a1,zero,a3
;;   not a3,a1
;;   and a4,a0,a3
;;   add a2,a2,a4
;;   lw a0,16(a2)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `store` at offset 0x6f
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   lui a1,253985
;;   ld a2,-376(a1)
;;   addi a2,a2,-8
;;   sltu a3,a2,a0
;;   trap_if heap_oob##(a0 ugt a2)
;;   ld a2,-384(a1)
;;   sub a1,zero,a3
;;   not a3,a1
;;   and a4,a0,a3
;;   add a2,a2,a4
;;   fsd fa0,0(a2)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `far` at offset 0x79
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   li a0,1
;;   andi a0,a0,255
;;   trap_if heap_oob##(a0 ne zero)
;;   li a0,0
;;   ld a0,0(a0)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 3 `size` at offset 0x85
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   lui a0,253985
;;   ld a0,-376(a0)
;;   j label1
;; block1:
;;   srli a0,a0,16
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 4 `grow` at offset 0x8a
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   mv a1,a0
;;   lui a0,253985
;;   addi a0,a0,-384
;;   call userextname0
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 5 `fill` at offset 0x91
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   lui a3,253985
;;   ld a4,-376(a3)
;;   add a5,a0,a2
;;   trap_if heap_oob##(a5 ult a0)
;;   trap_if heap_oob##(a5 ugt a4)
;;   ld a3,-384(a3)
;;   add a0,a3,a0
;;   slli a1,a1,32; srai a1,a1,32
;;   call userextname0
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 6 `get` at offset 0x9d
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   li a2,2
;;   sltiu a1,a0,2
;;   xori a3,a1,1
;;   trap_if user3##(a0 uge a2)
;;   sub a1,zero,a3
;;   not a3,a1
;;   and a5,a0,a3
;;   slli a3,a5,4
;;   lui a5,254000
;;   ld a4,1040384000(a3)
;;   j label1
;; block1:
;;   add a5,a3,a5
;;   select a0,a5,a4##condition=(a4 ne zero)
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 7 `call` at offset 0xa4
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   li a1,2
;;   sltiu a5,a0,2
;;   xori a2,a5,1
;;   trap_if user4##(a0 uge a1)
;;   sub a5,zero,a2
;;   not a1,a5
;;   and a0,a0,a1
;;   slli a0,a0,4
;;   lw a1,1040384008(a0)
;;   li a2,7
;;   sext.w a3,a1
;;   sext.w a2,a2
;;   bne a3,a2,taken(label3),not_taken(label1)
;; block1:
;;   ld a0,1040384000(a0)
;;   callind a0
;;   j label2
;; block2:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;; block3:
;;   li a0,-1
;;   sext.w a1,a1
;;   sext.w a0,a0
;;   trap_if user5##(a1 eq a0)
;;   udf##trap_code=user6
