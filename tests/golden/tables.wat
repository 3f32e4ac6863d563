;; Tables that are written, and growing ones: checked against a size that is constant or read.
;; show: clif
(module
  (table $fixed 8 8 externref)
  (table $growing 1 100 externref)
  (func $get (param i32) (result externref) (table.get $fixed (local.get 0)))
  (func $get_growing (param i32) (result externref) (table.get $growing (local.get 0)))
  (func $set (param i32 externref) (table.set $fixed (local.get 0) (local.get 1)))
  (func $grow (param externref i32) (result i32) (table.grow $growing (local.get 0) (local.get 1)))
  (func $size (result i32) (i32.add (table.size $fixed) (table.size $growing)))
  (func $fill (param i32 externref i32) (table.fill $growing (local.get 0) (local.get 1) (local.get 2)))
  (func $copy (param i32 i32 i32) (table.copy $fixed $growing (local.get 0) (local.get 1) (local.get 2)))
  (func $_start (export "_start")
    (drop (ref.func $get)) (drop (ref.func $get_growing)) (drop (ref.func $set)) (drop (ref.func $grow))
    (drop (ref.func $size)) (drop (ref.func $fill)) (drop (ref.func $copy)))
  (elem declare func $get $get_growing $set $grow $size $fill $copy))

;; == clif x86_64-linux, aarch64-linux
;;
;; ; function 0 `get` at offset 0x61
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 1 "tables"
;;
;;                                 block0(v0: i32):
;; @0064                               v2 = uextend.i64 v0
;; @0064                               v3 = iconst.i64 8
;; @0064                               v4 = icmp uge v2, v3  ; v3 = 8
;; @0064                               trapnz v4, user3
;; @0064                               v5 = iconst.i64 0
;; @0064                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @0064                               v7 = iconst.i32 3
;; @0064                               v8 = ishl v6, v7  ; v7 = 3
;; @0064                               v9 = iconst.i64 0x3e02_0ea0
;; @0064                               v10 = iadd v9, v8  ; v9 = 0x3e02_0ea0
;; @0064                               v11 = load.i64 notrap aligned little region0 v10
;; @0066                               jump block1(v11)
;;
;;                                 block1(v1: i64):
;; @0066                               return v1
;; }
;;
;; ; function 1 `get_growing` at offset 0x68
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 1 "tables"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32):
;; @006b                               v2 = uextend.i64 v0
;; @006b                               v3 = iconst.i64 0x3e02_0000
;; @006b                               v4 = load.i64 notrap aligned little region1 v3+3720  ; v3 = 0x3e02_0000
;; @006b                               v5 = icmp uge v2, v4
;; @006b                               trapnz v5, user3
;; @006b                               v6 = iconst.i64 0
;; @006b                               v7 = select_spectre_guard v5, v6, v2  ; v6 = 0
;; @006b                               v8 = iconst.i32 3
;; @006b                               v9 = ishl v7, v8  ; v8 = 3
;; @006b                               v10 = iconst.i64 0x3e02_0ee0
;; @006b                               v11 = iadd v10, v9  ; v10 = 0x3e02_0ee0
;; @006b                               v12 = load.i64 notrap aligned little region0 v11
;; @006d                               jump block1(v12)
;;
;;                                 block1(v1: i64):
;; @006d                               return v1
;; }
;;
;; ; function 2 `set` at offset 0x6f
;; function u0:0(i32, i64) system_v {
;;     region0 = 1 "tables"
;;
;;                                 block0(v0: i32, v1: i64):
;; @0074                               v2 = uextend.i64 v0
;; @0074                               v3 = iconst.i64 8
;; @0074                               v4 = icmp uge v2, v3  ; v3 = 8
;; @0074                               trapnz v4, user3
;; @0074                               v5 = iconst.i64 0
;; @0074                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @0074                               v7 = iconst.i32 3
;; @0074                               v8 = ishl v6, v7  ; v7 = 3
;; @0074                               v9 = iconst.i64 0x3e02_0ea0
;; @0074                               v10 = iadd v9, v8  ; v9 = 0x3e02_0ea0
;; @0074                               store notrap aligned little region0 v1, v10
;; @0076                               jump block1
;;
;;                                 block1:
;; @0076                               return
;; }
;;
;; ; function 3 `grow` at offset 0x78
;; function u0:0(i64, i32) -> i32 system_v {
;;     sig0 = (i64, i64, i64) -> i64 system_v
;;     fn0 = colocated u2:6 sig0
;;
;;                                 block0(v0: i64, v1: i32):
;; @007d                               v3 = uextend.i64 v1
;; @007d                               v4 = iconst.i64 0x3e02_0e80
;; @007d                               v5 = call fn0(v4, v3, v0)  ; v4 = 0x3e02_0e80
;; @007d                               v6 = ireduce.i32 v5
;; @0080                               jump block1(v6)
;;
;;                                 block1(v2: i32):
;; @0080                               return v2
;; }
;;
;; ; function 4 `size` at offset 0x82
;; function u0:0() -> i32 system_v {
;;     region0 = 0 "descriptors"
;;
;;                                 block0:
;; @0083                               v1 = iconst.i64 8
;; @0083                               v2 = ireduce.i32 v1  ; v1 = 8
;; @0086                               v3 = iconst.i64 0x3e02_0000
;; @0086                               v4 = load.i64 notrap aligned little region0 v3+3720  ; v3 = 0x3e02_0000
;; @0086                               v5 = ireduce.i32 v4
;; @0089                               v6 = iadd v2, v5
;; @008a                               jump block1(v6)
;;
;;                                 block1(v0: i32):
;; @008a                               return v0
;; }
;;
;; ; function 5 `fill` at offset 0x8c
;; function u0:0(i32, i64, i32) system_v {
;;     region0 = 0 "descriptors"
;;     sig0 = (i64, i64, i64) system_v
;;     fn0 = colocated u2:7 sig0
;;
;;                                 block0(v0: i32, v1: i64, v2: i32):
;; @0093                               v3 = uextend.i64 v2
;; @0093                               v4 = uextend.i64 v0
;; @0093                               v5 = iconst.i64 0x3e02_0000
;; @0093                               v6 = load.i64 notrap aligned little region0 v5+3720  ; v5 = 0x3e02_0000
;; @0093                               v7 = iadd v4, v3
;; @0093                               v8 = icmp ugt v7, v6
;; @0093                               trapnz v8, user3
;; @0093                               v9 = iconst.i64 0x3e02_0ee0
;; @0093                               v10 = iconst.i32 3
;; @0093                               v11 = ishl v4, v10  ; v10 = 3
;; @0093                               v12 = iadd v9, v11  ; v9 = 0x3e02_0ee0
;; @0093                               call fn0(v12, v1, v3)
;; @0096                               jump block1
;;
;;                                 block1:
;; @0096                               return
;; }
;;
;; ; function 6 `copy` at offset 0x98
;; function u0:0(i32, i32, i32) system_v {
;;     region0 = 0 "descriptors"
;;     sig0 = (i64, i64, i64) system_v
;;     fn0 = colocated u2:1 sig0
;;
;;                                 block0(v0: i32, v1: i32, v2: i32):
;; @009f                               v3 = uextend.i64 v2
;; @009f                               v4 = uextend.i64 v1
;; @009f                               v5 = uextend.i64 v0
;; @009f                               v6 = iconst.i64 8
;; @009f                               v7 = iadd v5, v3
;; @009f                               v8 = icmp ugt v7, v6  ; v6 = 8
;; @009f                               trapnz v8, user3
;; @009f                               v9 = iconst.i64 0x3e02_0ea0
;; @009f                               v10 = iconst.i32 3
;; @009f                               v11 = ishl v5, v10  ; v10 = 3
;; @009f                               v12 = iadd v9, v11  ; v9 = 0x3e02_0ea0
;; @009f                               v13 = iconst.i64 0x3e02_0000
;; @009f                               v14 = load.i64 notrap aligned little region0 v13+3720  ; v13 = 0x3e02_0000
;; @009f                               v15 = iadd v4, v3
;; @009f                               v16 = icmp ugt v15, v14
;; @009f                               trapnz v16, user3
;; @009f                               v17 = iconst.i64 0x3e02_0ee0
;; @009f                               v18 = iconst.i32 3
;; @009f                               v19 = ishl v4, v18  ; v18 = 3
;; @009f                               v20 = iadd v17, v19  ; v17 = 0x3e02_0ee0
;; @009f                               v21 = iconst.i32 3
;; @009f                               v22 = ishl v3, v21  ; v21 = 3
;; @009f                               call fn0(v12, v20, v22)
;; @00a3                               jump block1
;;
;;                                 block1:
;; @00a3                               return
;; }

;; == clif riscv64-linux
;;
;; ; function 0 `get` at offset 0x61
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 1 "tables"
;;
;;                                 block0(v0: i32):
;; @0064                               v2 = uextend.i64 v0
;; @0064                               v3 = iconst.i64 8
;; @0064                               v4 = icmp uge v2, v3  ; v3 = 8
;; @0064                               trapnz v4, user3
;; @0064                               v5 = iconst.i64 0
;; @0064                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @0064                               v7 = iconst.i32 3
;; @0064                               v8 = ishl v6, v7  ; v7 = 3
;; @0064                               v9 = iconst.i64 0x3e02_0ea0
;; @0064                               v10 = iadd v9, v8  ; v9 = 0x3e02_0ea0
;; @0064                               v11 = load.i64 notrap aligned little region0 v10
;; @0066                               jump block1(v11)
;;
;;                                 block1(v1: i64):
;; @0066                               return v1
;; }
;;
;; ; function 1 `get_growing` at offset 0x68
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 1 "tables"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32):
;; @006b                               v2 = uextend.i64 v0
;; @006b                               v3 = iconst.i64 0x3e02_1000
;; @006b                               v4 = load.i64 notrap aligned little region1 v3-376  ; v3 = 0x3e02_1000
;; @006b                               v5 = icmp uge v2, v4
;; @006b                               trapnz v5, user3
;; @006b                               v6 = iconst.i64 0
;; @006b                               v7 = select_spectre_guard v5, v6, v2  ; v6 = 0
;; @006b                               v8 = iconst.i32 3
;; @006b                               v9 = ishl v7, v8  ; v8 = 3
;; @006b                               v10 = iconst.i64 0x3e02_0ee0
;; @006b                               v11 = iadd v10, v9  ; v10 = 0x3e02_0ee0
;; @006b                               v12 = load.i64 notrap aligned little region0 v11
;; @006d                               jump block1(v12)
;;
;;                                 block1(v1: i64):
;; @006d                               return v1
;; }
;;
;; ; function 2 `set` at offset 0x6f
;; function u0:0(i32, i64) system_v {
;;     region0 = 1 "tables"
;;
;;                                 block0(v0: i32, v1: i64):
;; @0074                               v2 = uextend.i64 v0
;; @0074                               v3 = iconst.i64 8
;; @0074                               v4 = icmp uge v2, v3  ; v3 = 8
;; @0074                               trapnz v4, user3
;; @0074                               v5 = iconst.i64 0
;; @0074                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @0074                               v7 = iconst.i32 3
;; @0074                               v8 = ishl v6, v7  ; v7 = 3
;; @0074                               v9 = iconst.i64 0x3e02_0ea0
;; @0074                               v10 = iadd v9, v8  ; v9 = 0x3e02_0ea0
;; @0074                               store notrap aligned little region0 v1, v10
;; @0076                               jump block1
;;
;;                                 block1:
;; @0076                               return
;; }
;;
;; ; function 3 `grow` at offset 0x78
;; function u0:0(i64, i32) -> i32 system_v {
;;     sig0 = (i64, i64, i64) -> i64 system_v
;;     fn0 = colocated u2:6 sig0
;;
;;                                 block0(v0: i64, v1: i32):
;; @007d                               v3 = uextend.i64 v1
;; @007d                               v4 = iconst.i64 0x3e02_0e80
;; @007d                               v5 = call fn0(v4, v3, v0)  ; v4 = 0x3e02_0e80
;; @007d                               v6 = ireduce.i32 v5
;; @0080                               jump block1(v6)
;;
;;                                 block1(v2: i32):
;; @0080                               return v2
;; }
;;
;; ; function 4 `size` at offset 0x82
;; function u0:0() -> i32 system_v {
;;     region0 = 0 "descriptors"
;;
;;                                 block0:
;; @0083                               v1 = iconst.i64 8
;; @0083                               v2 = ireduce.i32 v1  ; v1 = 8
;; @0086                               v3 = iconst.i64 0x3e02_1000
;; @0086                               v4 = load.i64 notrap aligned little region0 v3-376  ; v3 = 0x3e02_1000
;; @0086                               v5 = ireduce.i32 v4
;; @0089                               v6 = iadd v2, v5
;; @008a                               jump block1(v6)
;;
;;                                 block1(v0: i32):
;; @008a                               return v0
;; }
;;
;; ; function 5 `fill` at offset 0x8c
;; function u0:0(i32, i64, i32) system_v {
;;     region0 = 0 "descriptors"
;;     sig0 = (i64, i64, i64) system_v
;;     fn0 = colocated u2:7 sig0
;;
;;                                 block0(v0: i32, v1: i64, v2: i32):
;; @0093                               v3 = uextend.i64 v2
;; @0093                               v4 = uextend.i64 v0
;; @0093                               v5 = iconst.i64 0x3e02_1000
;; @0093                               v6 = load.i64 notrap aligned little region0 v5-376  ; v5 = 0x3e02_1000
;; @0093                               v7 = iadd v4, v3
;; @0093                               v8 = icmp ugt v7, v6
;; @0093                               trapnz v8, user3
;; @0093                               v9 = iconst.i64 0x3e02_0ee0
;; @0093                               v10 = iconst.i32 3
;; @0093                               v11 = ishl v4, v10  ; v10 = 3
;; @0093                               v12 = iadd v9, v11  ; v9 = 0x3e02_0ee0
;; @0093                               call fn0(v12, v1, v3)
;; @0096                               jump block1
;;
;;                                 block1:
;; @0096                               return
;; }
;;
;; ; function 6 `copy` at offset 0x98
;; function u0:0(i32, i32, i32) system_v {
;;     region0 = 0 "descriptors"
;;     sig0 = (i64, i64, i64) system_v
;;     fn0 = colocated u2:1 sig0
;;
;;                                 block0(v0: i32, v1: i32, v2: i32):
;; @009f                               v3 = uextend.i64 v2
;; @009f                               v4 = uextend.i64 v1
;; @009f                               v5 = uextend.i64 v0
;; @009f                               v6 = iconst.i64 8
;; @009f                               v7 = iadd v5, v3
;; @009f                               v8 = icmp ugt v7, v6  ; v6 = 8
;; @009f                               trapnz v8, user3
;; @009f                               v9 = iconst.i64 0x3e02_0ea0
;; @009f                               v10 = iconst.i32 3
;; @009f                               v11 = ishl v5, v10  ; v10 = 3
;; @009f                               v12 = iadd v9, v11  ; v9 = 0x3e02_0ea0
;; @009f                               v13 = iconst.i64 0x3e02_1000
;; @009f                               v14 = load.i64 notrap aligned little region0 v13-376  ; v13 = 0x3e02_1000
;; @009f                               v15 = iadd v4, v3
;; @009f                               v16 = icmp ugt v15, v14
;; @009f                               trapnz v16, user3
;; @009f                               v17 = iconst.i64 0x3e02_0ee0
;; @009f                               v18 = iconst.i32 3
;; @009f                               v19 = ishl v4, v18  ; v18 = 3
;; @009f                               v20 = iadd v17, v19  ; v17 = 0x3e02_0ee0
;; @009f                               v21 = iconst.i32 3
;; @009f                               v22 = ishl v3, v21  ; v21 = 3
;; @009f                               call fn0(v12, v20, v22)
;; @00a3                               jump block1
;;
;;                                 block1:
;; @00a3                               return
;; }
