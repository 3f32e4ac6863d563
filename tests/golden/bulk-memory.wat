;; Filling, copying and initialising memory: the range is checked once, the runtime moves the bytes.
;; show: clif
(module
  (memory 1)
  (data $text "some text")
  (func $fill (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
  (func $copy (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
  (func $init (param i32) (memory.init $text (local.get 0) (i32.const 0) (i32.const 9)) (data.drop $text))
  (func $_start (export "_start") (drop (ref.func $fill)) (drop (ref.func $copy)) (drop (ref.func $init)))
  (elem declare func $fill $copy $init))

;; == clif x86_64-linux
;;
;; ; function 0 `fill` at offset 0x40
;; function u0:0(i32, i32, i32) system_v {
;;     sig0 = (i64, i32 sext, i64) system_v
;;     fn0 = colocated u2:2 sig0
;;
;;                                 block0(v0: i32, v1: i32, v2: i32):
;; @0047                               v3 = uextend.i64 v2
;; @0047                               v4 = uextend.i64 v0
;; @0047                               v5 = iconst.i64 0x0001_0000
;; @0047                               v6 = iadd v4, v3
;; @0047                               v7 = icmp ugt v6, v5  ; v5 = 0x0001_0000
;; @0047                               trapnz v7, heap_oob
;; @0047                               v8 = iconst.i64 0x3e0c_0000
;; @0047                               v9 = iadd v8, v4  ; v8 = 0x3e0c_0000
;; @0047                               call fn0(v9, v1, v3)
;; @004a                               jump block1
;;
;;                                 block1:
;; @004a                               return
;; }
;;
;; ; function 1 `copy` at offset 0x4c
;; function u0:0(i32, i32, i32) system_v {
;;     sig0 = (i64, i64, i64) system_v
;;     fn0 = colocated u2:1 sig0
;;
;;                                 block0(v0: i32, v1: i32, v2: i32):
;; @0053                               v3 = uextend.i64 v2
;; @0053                               v4 = uextend.i64 v1
;; @0053                               v5 = uextend.i64 v0
;; @0053                               v6 = iconst.i64 0x0001_0000
;; @0053                               v7 = iadd v5, v3
;; @0053                               v8 = icmp ugt v7, v6  ; v6 = 0x0001_0000
;; @0053                               trapnz v8, heap_oob
;; @0053                               v9 = iconst.i64 0x3e0c_0000
;; @0053                               v10 = iadd v9, v5  ; v9 = 0x3e0c_0000
;; @0053                               v11 = iconst.i64 0x0001_0000
;; @0053                               v12 = iadd v4, v3
;; @0053                               v13 = icmp ugt v12, v11  ; v11 = 0x0001_0000
;; @0053                               trapnz v13, heap_oob
;; @0053                               v14 = iconst.i64 0x3e0c_0000
;; @0053                               v15 = iadd v14, v4  ; v14 = 0x3e0c_0000
;; @0053                               call fn0(v10, v15, v3)
;; @0057                               jump block1
;;
;;                                 block1:
;; @0057                               return
;; }
;;
;; ; function 2 `init` at offset 0x59
;; function u0:0(i32) system_v {
;;     region0 = 3 "segment lengths"
;;     sig0 = (i64, i64, i64) system_v
;;     fn0 = colocated u2:1 sig0
;;
;;                                 block0(v0: i32):
;; @005c                               v1 = iconst.i32 0
;; @005e                               v2 = iconst.i32 9
;; @0060                               v3 = uextend.i64 v2  ; v2 = 9
;; @0060                               v4 = uextend.i64 v1  ; v1 = 0
;; @0060                               v5 = uextend.i64 v0
;; @0060                               v6 = iconst.i64 0x3e02_0000
;; @0060                               v7 = load.i64 notrap aligned little region0 v6+3744  ; v6 = 0x3e02_0000
;; @0060                               v8 = iadd v4, v3
;; @0060                               v9 = icmp ugt v8, v7
;; @0060                               trapnz v9, heap_oob
;; @0060                               v10 = iconst.i64 0x0001_0000
;; @0060                               v11 = iadd v5, v3
;; @0060                               v12 = icmp ugt v11, v10  ; v10 = 0x0001_0000
;; @0060                               trapnz v12, heap_oob
;; @0060                               v13 = iconst.i64 0x3e0c_0000
;; @0060                               v14 = iadd v13, v5  ; v13 = 0x3e0c_0000
;; @0060                               v15 = iconst.i64 0x3e03_0030
;; @0060                               v16 = iadd v15, v4  ; v15 = 0x3e03_0030
;; @0060                               call fn0(v14, v16, v3)
;; @0064                               v17 = iconst.i64 0
;; @0064                               v18 = iconst.i64 0x3e02_0000
;; @0064                               store notrap aligned little region0 v17, v18+3744  ; v17 = 0, v18 = 0x3e02_0000
;; @0067                               jump block1
;;
;;                                 block1:
;; @0067                               return
;; }

;; == clif aarch64-linux
;;
;; ; function 0 `fill` at offset 0x40
;; function u0:0(i32, i32, i32) system_v {
;;     sig0 = (i64, i32 sext, i64) system_v
;;     fn0 = colocated u2:2 sig0
;;
;;                                 block0(v0: i32, v1: i32, v2: i32):
;;                                     v8 = get_pinned_reg.i64
;; @0047                               v3 = uextend.i64 v2
;; @0047                               v4 = uextend.i64 v0
;; @0047                               v5 = iconst.i64 0x0001_0000
;; @0047                               v6 = iadd v4, v3
;; @0047                               v7 = icmp ugt v6, v5  ; v5 = 0x0001_0000
;; @0047                               trapnz v7, heap_oob
;; @0047                               v9 = iadd v8, v4
;; @0047                               call fn0(v9, v1, v3)
;; @004a                               jump block1
;;
;;                                 block1:
;; @004a                               return
;; }
;;
;; ; function 1 `copy` at offset 0x4c
;; function u0:0(i32, i32, i32) system_v {
;;     sig0 = (i64, i64, i64) system_v
;;     fn0 = colocated u2:1 sig0
;;
;;                                 block0(v0: i32, v1: i32, v2: i32):
;;                                     v9 = get_pinned_reg.i64
;; @0053                               v3 = uextend.i64 v2
;; @0053                               v4 = uextend.i64 v1
;; @0053                               v5 = uextend.i64 v0
;; @0053                               v6 = iconst.i64 0x0001_0000
;; @0053                               v7 = iadd v5, v3
;; @0053                               v8 = icmp ugt v7, v6  ; v6 = 0x0001_0000
;; @0053                               trapnz v8, heap_oob
;; @0053                               v10 = iadd v9, v5
;; @0053                               v11 = iconst.i64 0x0001_0000
;; @0053                               v12 = iadd v4, v3
;; @0053                               v13 = icmp ugt v12, v11  ; v11 = 0x0001_0000
;; @0053                               trapnz v13, heap_oob
;; @0053                               v14 = iadd v9, v4
;; @0053                               call fn0(v10, v14, v3)
;; @0057                               jump block1
;;
;;                                 block1:
;; @0057                               return
;; }
;;
;; ; function 2 `init` at offset 0x59
;; function u0:0(i32) system_v {
;;     region0 = 3 "segment lengths"
;;     sig0 = (i64, i64, i64) system_v
;;     fn0 = colocated u2:1 sig0
;;
;;                                 block0(v0: i32):
;;                                     v13 = get_pinned_reg.i64
;; @005c                               v1 = iconst.i32 0
;; @005e                               v2 = iconst.i32 9
;; @0060                               v3 = uextend.i64 v2  ; v2 = 9
;; @0060                               v4 = uextend.i64 v1  ; v1 = 0
;; @0060                               v5 = uextend.i64 v0
;; @0060                               v6 = iconst.i64 0x3e02_0000
;; @0060                               v7 = load.i64 notrap aligned little region0 v6+3744  ; v6 = 0x3e02_0000
;; @0060                               v8 = iadd v4, v3
;; @0060                               v9 = icmp ugt v8, v7
;; @0060                               trapnz v9, heap_oob
;; @0060                               v10 = iconst.i64 0x0001_0000
;; @0060                               v11 = iadd v5, v3
;; @0060                               v12 = icmp ugt v11, v10  ; v10 = 0x0001_0000
;; @0060                               trapnz v12, heap_oob
;; @0060                               v14 = iadd v13, v5
;; @0060                               v15 = iconst.i64 0x3e03_0030
;; @0060                               v16 = iadd v15, v4  ; v15 = 0x3e03_0030
;; @0060                               call fn0(v14, v16, v3)
;; @0064                               v17 = iconst.i64 0
;; @0064                               v18 = iconst.i64 0x3e02_0000
;; @0064                               store notrap aligned little region0 v17, v18+3744  ; v17 = 0, v18 = 0x3e02_0000
;; @0067                               jump block1
;;
;;                                 block1:
;; @0067                               return
;; }

;; == clif riscv64-linux
;;
;; ; function 0 `fill` at offset 0x40
;; function u0:0(i32, i32, i32) system_v {
;;     region0 = 0 "descriptors"
;;     sig0 = (i64, i32 sext, i64) system_v
;;     fn0 = colocated u2:2 sig0
;;
;;                                 block0(v0: i32, v1: i32, v2: i32):
;; @0047                               v3 = uextend.i64 v2
;; @0047                               v4 = uextend.i64 v0
;; @0047                               v5 = iconst.i64 0x0001_0000
;; @0047                               v6 = iadd v4, v3
;; @0047                               v7 = icmp ugt v6, v5  ; v5 = 0x0001_0000
;; @0047                               trapnz v7, heap_oob
;; @0047                               v8 = iconst.i64 0x3e02_1000
;; @0047                               v9 = load.i64 notrap aligned readonly can_move little region0 v8-384  ; v8 = 0x3e02_1000
;; @0047                               v10 = iadd v9, v4
;; @0047                               call fn0(v10, v1, v3)
;; @004a                               jump block1
;;
;;                                 block1:
;; @004a                               return
;; }
;;
;; ; function 1 `copy` at offset 0x4c
;; function u0:0(i32, i32, i32) system_v {
;;     region0 = 0 "descriptors"
;;     sig0 = (i64, i64, i64) system_v
;;     fn0 = colocated u2:1 sig0
;;
;;                                 block0(v0: i32, v1: i32, v2: i32):
;; @0053                               v3 = uextend.i64 v2
;; @0053                               v4 = uextend.i64 v1
;; @0053                               v5 = uextend.i64 v0
;; @0053                               v6 = iconst.i64 0x0001_0000
;; @0053                               v7 = iadd v5, v3
;; @0053                               v8 = icmp ugt v7, v6  ; v6 = 0x0001_0000
;; @0053                               trapnz v8, heap_oob
;; @0053                               v9 = iconst.i64 0x3e02_1000
;; @0053                               v10 = load.i64 notrap aligned readonly can_move little region0 v9-384  ; v9 = 0x3e02_1000
;; @0053                               v11 = iadd v10, v5
;; @0053                               v12 = iconst.i64 0x0001_0000
;; @0053                               v13 = iadd v4, v3
;; @0053                               v14 = icmp ugt v13, v12  ; v12 = 0x0001_0000
;; @0053                               trapnz v14, heap_oob
;; @0053                               v15 = iconst.i64 0x3e02_1000
;; @0053                               v16 = load.i64 notrap aligned readonly can_move little region0 v15-384  ; v15 = 0x3e02_1000
;; @0053                               v17 = iadd v16, v4
;; @0053                               call fn0(v11, v17, v3)
;; @0057                               jump block1
;;
;;                                 block1:
;; @0057                               return
;; }
;;
;; ; function 2 `init` at offset 0x59
;; function u0:0(i32) system_v {
;;     region0 = 3 "segment lengths"
;;     region1 = 0 "descriptors"
;;     sig0 = (i64, i64, i64) system_v
;;     fn0 = colocated u2:1 sig0
;;
;;                                 block0(v0: i32):
;; @005c                               v1 = iconst.i32 0
;; @005e                               v2 = iconst.i32 9
;; @0060                               v3 = uextend.i64 v2  ; v2 = 9
;; @0060                               v4 = uextend.i64 v1  ; v1 = 0
;; @0060                               v5 = uextend.i64 v0
;; @0060                               v6 = iconst.i64 0x3e02_1000
;; @0060                               v7 = load.i64 notrap aligned little region0 v6-352  ; v6 = 0x3e02_1000
;; @0060                               v8 = iadd v4, v3
;; @0060                               v9 = icmp ugt v8, v7
;; @0060                               trapnz v9, heap_oob
;; @0060                               v10 = iconst.i64 0x0001_0000
;; @0060                               v11 = iadd v5, v3
;; @0060                               v12 = icmp ugt v11, v10  ; v10 = 0x0001_0000
;; @0060                               trapnz v12, heap_oob
;; @0060                               v13 = iconst.i64 0x3e02_1000
;; @0060                               v14 = load.i64 notrap aligned readonly can_move little region1 v13-384  ; v13 = 0x3e02_1000
;; @0060                               v15 = iadd v14, v5
;; @0060                               v16 = iconst.i64 0x3e03_0030
;; @0060                               v17 = iadd v16, v4  ; v16 = 0x3e03_0030
;; @0060                               call fn0(v15, v17, v3)
;; @0064                               v18 = iconst.i64 0
;; @0064                               v19 = iconst.i64 0x3e02_1000
;; @0064                               store notrap aligned little region0 v18, v19-352  ; v18 = 0, v19 = 0x3e02_1000
;; @0067                               jump block1
;;
;;                                 block1:
;; @0067                               return
;; }
