;; Loads and stores without guard regions: every access is checked.
;; show: clif asm
;; build: --memory-guard=none
(module
  (memory 1 3)
  (func $load (param i32) (result i32) (i32.load offset=16 (local.get 0)))
  (func $load_narrow (param i32) (result i64) (i64.load8_s (local.get 0)))
  (func $store (param i32 f64) (f64.store offset=8 (local.get 0) (local.get 1)))
  (func $constant (result i32) (i32.load (i32.const 1024)))
  (func $indexed (param i32 i32) (result i32)
    (i32.load offset=4 (i32.add (local.get 0) (i32.shl (local.get 1) (i32.const 2)))))
  (func $twice (param i32) (result i64) (i64.add (i64.load (local.get 0)) (i64.load offset=8 (local.get 0))))
  (func $far (param i32) (result i32) (i32.load offset=0x40000000 (local.get 0)))
  (func $_start (export "_start")
    (drop (ref.func $load)) (drop (ref.func $load_narrow)) (drop (ref.func $store)) (drop (ref.func $constant))
    (drop (ref.func $indexed)) (drop (ref.func $twice)) (drop (ref.func $far)))
  (elem declare func $load $load_narrow $store $constant $indexed $twice $far))

;; == clif x86_64-linux
;;
;; ; function 0 `load` at offset 0x55
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;; @0058                               v2 = uextend.i64 v0
;; @0058                               v3 = iconst.i64 0xffec
;; @0058                               v4 = icmp ugt v2, v3  ; v3 = 0xffec
;; @0058                               trapnz v4, heap_oob
;; @0058                               v5 = iconst.i64 0
;; @0058                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @0058                               v7 = iconst.i64 0x3e0c_0000
;; @0058                               v8 = iadd v7, v6  ; v7 = 0x3e0c_0000
;; @0058                               v9 = load.i32 little region0 v8+16
;; @005b                               jump block1(v9)
;;
;;                                 block1(v1: i32):
;; @005b                               return v1
;; }
;;
;; ; function 1 `load_narrow` at offset 0x5d
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;; @0060                               v2 = uextend.i64 v0
;; @0060                               v3 = iconst.i64 0xffff
;; @0060                               v4 = icmp ugt v2, v3  ; v3 = 0xffff
;; @0060                               trapnz v4, heap_oob
;; @0060                               v5 = iconst.i64 0
;; @0060                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @0060                               v7 = iconst.i64 0x3e0c_0000
;; @0060                               v8 = iadd v7, v6  ; v7 = 0x3e0c_0000
;; @0060                               v9 = sload8.i64 little region0 v8
;; @0063                               jump block1(v9)
;;
;;                                 block1(v1: i64):
;; @0063                               return v1
;; }
;;
;; ; function 2 `store` at offset 0x65
;; function u0:0(i32, f64) system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: f64):
;; @006a                               v2 = uextend.i64 v0
;; @006a                               v3 = iconst.i64 0xfff0
;; @006a                               v4 = icmp ugt v2, v3  ; v3 = 0xfff0
;; @006a                               trapnz v4, heap_oob
;; @006a                               v5 = iconst.i64 0
;; @006a                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @006a                               v7 = iconst.i64 0x3e0c_0000
;; @006a                               v8 = iadd v7, v6  ; v7 = 0x3e0c_0000
;; @006a                               store little region0 v1, v8+8
;; @006d                               jump block1
;;
;;                                 block1:
;; @006d                               return
;; }
;;
;; ; function 3 `constant` at offset 0x6f
;; function u0:0() -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0:
;; @0070                               v1 = iconst.i32 1024
;; @0073                               v2 = uextend.i64 v1  ; v1 = 1024
;; @0073                               v3 = iconst.i64 0x3e0c_0000
;; @0073                               v4 = load.i32 little region0 v3+1024  ; v3 = 0x3e0c_0000
;; @0076                               jump block1(v4)
;;
;;                                 block1(v0: i32):
;; @0076                               return v0
;; }
;;
;; ; function 4 `indexed` at offset 0x78
;; function u0:0(i32, i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: i32):
;; @007d                               v3 = iconst.i32 2
;; @007f                               v4 = ishl v1, v3  ; v3 = 2
;; @0080                               v5 = iadd v0, v4
;; @0081                               v6 = uextend.i64 v5
;; @0081                               v7 = iconst.i64 0xfff8
;; @0081                               v8 = icmp ugt v6, v7  ; v7 = 0xfff8
;; @0081                               trapnz v8, heap_oob
;; @0081                               v9 = iconst.i64 0
;; @0081                               v10 = select_spectre_guard v8, v9, v6  ; v9 = 0
;; @0081                               v11 = iconst.i64 0x3e0c_0000
;; @0081                               v12 = iadd v11, v10  ; v11 = 0x3e0c_0000
;; @0081                               v13 = load.i32 little region0 v12+4
;; @0084                               jump block1(v13)
;;
;;                                 block1(v2: i32):
;; @0084                               return v2
;; }
;;
;; ; function 5 `twice` at offset 0x86
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;; @0089                               v2 = uextend.i64 v0
;; @0089                               v3 = iconst.i64 0xfff8
;; @0089                               v4 = icmp ugt v2, v3  ; v3 = 0xfff8
;; @0089                               trapnz v4, heap_oob
;; @0089                               v5 = iconst.i64 0
;; @0089                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @0089                               v7 = iconst.i64 0x3e0c_0000
;; @0089                               v8 = iadd v7, v6  ; v7 = 0x3e0c_0000
;; @0089                               v9 = load.i64 little region0 v8
;; @008e                               v10 = uextend.i64 v0
;; @008e                               v11 = iconst.i64 0xfff0
;; @008e                               v12 = icmp ugt v10, v11  ; v11 = 0xfff0
;; @008e                               trapnz v12, heap_oob
;; @008e                               v13 = iconst.i64 0
;; @008e                               v14 = select_spectre_guard v12, v13, v10  ; v13 = 0
;; @008e                               v15 = iconst.i64 0x3e0c_0000
;; @008e                               v16 = iadd v15, v14  ; v15 = 0x3e0c_0000
;; @008e                               v17 = load.i64 little region0 v16+8
;; @0091                               v18 = iadd v9, v17
;; @0092                               jump block1(v18)
;;
;;                                 block1(v1: i64):
;; @0092                               return v1
;; }
;;
;; ; function 6 `far` at offset 0x94
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;; @0097                               v2 = uextend.i64 v0
;; @0097                               v3 = iconst.i8 1
;; @0097                               trapnz v3, heap_oob  ; v3 = 1
;; @0097                               v4 = iconst.i64 0
;; @0097                               v5 = load.i32 little region0 v4  ; v4 = 0
;; @009e                               jump block1(v5)
;;
;;                                 block1(v1: i32):
;; @009e                               return v1
;; }

;; == clif aarch64-linux
;;
;; ; function 0 `load` at offset 0x55
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;;                                     v7 = get_pinned_reg.i64
;; @0058                               v2 = uextend.i64 v0
;; @0058                               v3 = iconst.i64 0xffec
;; @0058                               v4 = icmp ugt v2, v3  ; v3 = 0xffec
;; @0058                               trapnz v4, heap_oob
;; @0058                               v5 = iconst.i64 0
;; @0058                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @0058                               v8 = iadd v7, v6
;; @0058                               v9 = load.i32 little region0 v8+16
;; @005b                               jump block1(v9)
;;
;;                                 block1(v1: i32):
;; @005b                               return v1
;; }
;;
;; ; function 1 `load_narrow` at offset 0x5d
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;;                                     v7 = get_pinned_reg.i64
;; @0060                               v2 = uextend.i64 v0
;; @0060                               v3 = iconst.i64 0xffff
;; @0060                               v4 = icmp ugt v2, v3  ; v3 = 0xffff
;; @0060                               trapnz v4, heap_oob
;; @0060                               v5 = iconst.i64 0
;; @0060                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @0060                               v8 = iadd v7, v6
;; @0060                               v9 = sload8.i64 little region0 v8
;; @0063                               jump block1(v9)
;;
;;                                 block1(v1: i64):
;; @0063                               return v1
;; }
;;
;; ; function 2 `store` at offset 0x65
;; function u0:0(i32, f64) system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: f64):
;;                                     v7 = get_pinned_reg.i64
;; @006a                               v2 = uextend.i64 v0
;; @006a                               v3 = iconst.i64 0xfff0
;; @006a                               v4 = icmp ugt v2, v3  ; v3 = 0xfff0
;; @006a                               trapnz v4, heap_oob
;; @006a                               v5 = iconst.i64 0
;; @006a                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @006a                               v8 = iadd v7, v6
;; @006a                               store little region0 v1, v8+8
;; @006d                               jump block1
;;
;;                                 block1:
;; @006d                               return
;; }
;;
;; ; function 3 `constant` at offset 0x6f
;; function u0:0() -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0:
;; @0070                               v1 = iconst.i32 1024
;; @0073                               v2 = uextend.i64 v1  ; v1 = 1024
;; @0073                               v3 = iconst.i64 0x3e0c_0000
;; @0073                               v4 = load.i32 little region0 v3+1024  ; v3 = 0x3e0c_0000
;; @0076                               jump block1(v4)
;;
;;                                 block1(v0: i32):
;; @0076                               return v0
;; }
;;
;; ; function 4 `indexed` at offset 0x78
;; function u0:0(i32, i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: i32):
;;                                     v11 = get_pinned_reg.i64
;; @007d                               v3 = iconst.i32 2
;; @007f                               v4 = ishl v1, v3  ; v3 = 2
;; @0080                               v5 = iadd v0, v4
;; @0081                               v6 = uextend.i64 v5
;; @0081                               v7 = iconst.i64 0xfff8
;; @0081                               v8 = icmp ugt v6, v7  ; v7 = 0xfff8
;; @0081                               trapnz v8, heap_oob
;; @0081                               v9 = iconst.i64 0
;; @0081                               v10 = select_spectre_guard v8, v9, v6  ; v9 = 0
;; @0081                               v12 = iadd v11, v10
;; @0081                               v13 = load.i32 little region0 v12+4
;; @0084                               jump block1(v13)
;;
;;                                 block1(v2: i32):
;; @0084                               return v2
;; }
;;
;; ; function 5 `twice` at offset 0x86
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;;                                     v7 = get_pinned_reg.i64
;; @0089                               v2 = uextend.i64 v0
;; @0089                               v3 = iconst.i64 0xfff8
;; @0089                               v4 = icmp ugt v2, v3  ; v3 = 0xfff8
;; @0089                               trapnz v4, heap_oob
;; @0089                               v5 = iconst.i64 0
;; @0089                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @0089                               v8 = iadd v7, v6
;; @0089                               v9 = load.i64 little region0 v8
;; @008e                               v10 = uextend.i64 v0
;; @008e                               v11 = iconst.i64 0xfff0
;; @008e                               v12 = icmp ugt v10, v11  ; v11 = 0xfff0
;; @008e                               trapnz v12, heap_oob
;; @008e                               v13 = iconst.i64 0
;; @008e                               v14 = select_spectre_guard v12, v13, v10  ; v13 = 0
;; @008e                               v15 = iadd v7, v14
;; @008e                               v16 = load.i64 little region0 v15+8
;; @0091                               v17 = iadd v9, v16
;; @0092                               jump block1(v17)
;;
;;                                 block1(v1: i64):
;; @0092                               return v1
;; }
;;
;; ; function 6 `far` at offset 0x94
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;; @0097                               v2 = uextend.i64 v0
;; @0097                               v3 = iconst.i8 1
;; @0097                               trapnz v3, heap_oob  ; v3 = 1
;; @0097                               v4 = iconst.i64 0
;; @0097                               v5 = load.i32 little region0 v4  ; v4 = 0
;; @009e                               jump block1(v5)
;;
;;                                 block1(v1: i32):
;; @009e                               return v1
;; }

;; == clif riscv64-linux
;;
;; ; function 0 `load` at offset 0x55
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32):
;; @0058                               v2 = uextend.i64 v0
;; @0058                               v3 = iconst.i64 0xffec
;; @0058                               v4 = icmp ugt v2, v3  ; v3 = 0xffec
;; @0058                               trapnz v4, heap_oob
;; @0058                               v5 = iconst.i64 0
;; @0058                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @0058                               v7 = iconst.i64 0x3e02_1000
;; @0058                               v8 = load.i64 notrap aligned readonly can_move little region1 v7-384  ; v7 = 0x3e02_1000
;; @0058                               v9 = iadd v8, v6
;; @0058                               v10 = load.i32 little region0 v9+16
;; @005b                               jump block1(v10)
;;
;;                                 block1(v1: i32):
;; @005b                               return v1
;; }
;;
;; ; function 1 `load_narrow` at offset 0x5d
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32):
;; @0060                               v2 = uextend.i64 v0
;; @0060                               v3 = iconst.i64 0xffff
;; @0060                               v4 = icmp ugt v2, v3  ; v3 = 0xffff
;; @0060                               trapnz v4, heap_oob
;; @0060                               v5 = iconst.i64 0
;; @0060                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @0060                               v7 = iconst.i64 0x3e02_1000
;; @0060                               v8 = load.i64 notrap aligned readonly can_move little region1 v7-384  ; v7 = 0x3e02_1000
;; @0060                               v9 = iadd v8, v6
;; @0060                               v10 = sload8.i64 little region0 v9
;; @0063                               jump block1(v10)
;;
;;                                 block1(v1: i64):
;; @0063                               return v1
;; }
;;
;; ; function 2 `store` at offset 0x65
;; function u0:0(i32, f64) system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32, v1: f64):
;; @006a                               v2 = uextend.i64 v0
;; @006a                               v3 = iconst.i64 0xfff0
;; @006a                               v4 = icmp ugt v2, v3  ; v3 = 0xfff0
;; @006a                               trapnz v4, heap_oob
;; @006a                               v5 = iconst.i64 0
;; @006a                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @006a                               v7 = iconst.i64 0x3e02_1000
;; @006a                               v8 = load.i64 notrap aligned readonly can_move little region1 v7-384  ; v7 = 0x3e02_1000
;; @006a                               v9 = iadd v8, v6
;; @006a                               store little region0 v1, v9+8
;; @006d                               jump block1
;;
;;                                 block1:
;; @006d                               return
;; }
;;
;; ; function 3 `constant` at offset 0x6f
;; function u0:0() -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0:
;; @0070                               v1 = iconst.i32 1024
;; @0073                               v2 = uextend.i64 v1  ; v1 = 1024
;; @0073                               v3 = iconst.i64 0x3e0c_0000
;; @0073                               v4 = load.i32 little region0 v3+1024  ; v3 = 0x3e0c_0000
;; @0076                               jump block1(v4)
;;
;;                                 block1(v0: i32):
;; @0076                               return v0
;; }
;;
;; ; function 4 `indexed` at offset 0x78
;; function u0:0(i32, i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32, v1: i32):
;; @007d                               v3 = iconst.i32 2
;; @007f                               v4 = ishl v1, v3  ; v3 = 2
;; @0080                               v5 = iadd v0, v4
;; @0081                               v6 = uextend.i64 v5
;; @0081                               v7 = iconst.i64 0xfff8
;; @0081                               v8 = icmp ugt v6, v7  ; v7 = 0xfff8
;; @0081                               trapnz v8, heap_oob
;; @0081                               v9 = iconst.i64 0
;; @0081                               v10 = select_spectre_guard v8, v9, v6  ; v9 = 0
;; @0081                               v11 = iconst.i64 0x3e02_1000
;; @0081                               v12 = load.i64 notrap aligned readonly can_move little region1 v11-384  ; v11 = 0x3e02_1000
;; @0081                               v13 = iadd v12, v10
;; @0081                               v14 = load.i32 little region0 v13+4
;; @0084                               jump block1(v14)
;;
;;                                 block1(v2: i32):
;; @0084                               return v2
;; }
;;
;; ; function 5 `twice` at offset 0x86
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32):
;; @0089                               v2 = uextend.i64 v0
;; @0089                               v3 = iconst.i64 0xfff8
;; @0089                               v4 = icmp ugt v2, v3  ; v3 = 0xfff8
;; @0089                               trapnz v4, heap_oob
;; @0089                               v5 = iconst.i64 0
;; @0089                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @0089                               v7 = iconst.i64 0x3e02_1000
;; @0089                               v8 = load.i64 notrap aligned readonly can_move little region1 v7-384  ; v7 = 0x3e02_1000
;; @0089                               v9 = iadd v8, v6
;; @0089                               v10 = load.i64 little region0 v9
;; @008e                               v11 = uextend.i64 v0
;; @008e                               v12 = iconst.i64 0xfff0
;; @008e                               v13 = icmp ugt v11, v12  ; v12 = 0xfff0
;; @008e                               trapnz v13, heap_oob
;; @008e                               v14 = iconst.i64 0
;; @008e                               v15 = select_spectre_guard v13, v14, v11  ; v14 = 0
;; @008e                               v16 = iconst.i64 0x3e02_1000
;; @008e                               v17 = load.i64 notrap aligned readonly can_move little region1 v16-384  ; v16 = 0x3e02_1000
;; @008e                               v18 = iadd v17, v15
;; @008e                               v19 = load.i64 little region0 v18+8
;; @0091                               v20 = iadd v10, v19
;; @0092                               jump block1(v20)
;;
;;                                 block1(v1: i64):
;; @0092                               return v1
;; }
;;
;; ; function 6 `far` at offset 0x94
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;; @0097                               v2 = uextend.i64 v0
;; @0097                               v3 = iconst.i8 1
;; @0097                               trapnz v3, heap_oob  ; v3 = 1
;; @0097                               v4 = iconst.i64 0
;; @0097                               v5 = load.i32 little region0 v4  ; v4 = 0
;; @009e                               jump block1(v5)
;;
;;                                 block1(v1: i32):
;; @009e                               return v1
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `load` at offset 0x55
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %esi
;;   cmpq $0xffec, %rsi
;;   jnbe #trap=heap_oob
;;   uninit  %r8
;;   xorq %r8, %r8
;;   cmpq $0xffec, %rsi
;;   cmovaq %r8, %rsi
;;   movl 0x3e0c0010(%rsi), %eax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `load_narrow` at offset 0x5d
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %esi
;;   cmpq $0xffff, %rsi
;;   jnbe #trap=heap_oob
;;   uninit  %r8
;;   xorq %r8, %r8
;;   cmpq $0xffff, %rsi
;;   cmovaq %r8, %rsi
;;   movsbq 0x3e0c0000(%rsi), %rax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `store` at offset 0x65
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %esi
;;   cmpq $0xfff0, %rsi
;;   jnbe #trap=heap_oob
;;   uninit  %r8
;;   xorq %r8, %r8
;;   cmpq $0xfff0, %rsi
;;   cmovaq %r8, %rsi
;;   movsd %xmm0, 0x3e0c0008(%rsi)
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 3 `constant` at offset 0x6f
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl $0x3e0c0000, %ecx
;;   movl 0x400(%rcx), %eax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 4 `indexed` at offset 0x78
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   leal (%rdi, %rsi, 4), %esi
;;   cmpq $0xfff8, %rsi
;;   jnbe #trap=heap_oob
;;   uninit  %r9
;;   xorq %r9, %r9
;;   cmpq $0xfff8, %rsi
;;   cmovaq %r9, %rsi
;;   movl 0x3e0c0004(%rsi), %eax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 5 `twice` at offset 0x86
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %esi
;;   cmpq $0xfff8, %rsi
;;   jnbe #trap=heap_oob
;;   uninit  %r11
;;   xorq %r11, %r11
;;   cmpq $0xfff8, %rsi
;;   movq %rsi, %rax
;;   cmovaq %r11, %rax
;;   movq 0x3e0c0000(%rax), %rax
;;   cmpq $0xfff0, %rsi
;;   jnbe #trap=heap_oob
;;   cmpq $0xfff0, %rsi
;;   cmovaq %r11, %rsi
;;   movq 0x3e0c0008(%rsi), %rcx
;;   jmp     label1
;; block1:
;;   leaq (%rax, %rcx), %rax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 6 `far` at offset 0x94
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl $0x1, %esi
;;   testb %sil, %sil
;;   jnz #trap=heap_oob
;;   uninit  %rsi
;;   xorq %rsi, %rsi
;;   movl (%rsi), %eax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `load` at offset 0x55
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x8, x21
;;   mov w9, w0
;;   movz x10, #65516
;;   subs xzr, x9, x10
;;   b.hi #trap=heap_oob
;;   movz x11, #0
;;   subs xzr, x9, x10
;;   csel x11, x11, x9, hi
;;   add x11, x8, x11
;;   ldr w0, [x11, #16]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `load_narrow` at offset 0x5d
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x7, x21
;;   mov w8, w0
;;   movz x9, #65535
;;   subs xzr, x8, x9
;;   b.hi #trap=heap_oob
;;   movz x10, #0
;;   subs xzr, x8, x9
;;   csel x10, x10, x8, hi
;;   ldrsb x0, [x7, x10]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `store` at offset 0x65
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x8, x21
;;   mov w9, w0
;;   movz x10, #65520
;;   subs xzr, x9, x10
;;   b.hi #trap=heap_oob
;;   movz x11, #0
;;   subs xzr, x9, x10
;;   csel x11, x11, x9, hi
;;   add x11, x8, x11
;;   str d0, [x11, #8]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 3 `constant` at offset 0x6f
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   movz x1, #15884, LSL #16
;;   ldr w0, [x1, #1024]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 4 `indexed` at offset 0x78
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x10, x21
;;   add w11, w0, w1, LSL 2
;;   mov w11, w11
;;   movz x12, #65528
;;   subs xzr, x11, x12
;;   b.hi #trap=heap_oob
;;   movz x13, #0
;;   subs xzr, x11, x12
;;   csel x13, x13, x11, hi
;;   add x13, x10, x13
;;   ldr w0, [x13, #4]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 5 `twice` at offset 0x86
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x12, x21
;;   mov w13, w0
;;   movz x15, #65528
;;   subs xzr, x13, x15
;;   b.hi #trap=heap_oob
;;   movz x14, #0
;;   subs xzr, x13, x15
;;   csel x15, x14, x13, hi
;;   ldr x15, [x12, x15]
;;   movz x0, #65520
;;   subs xzr, x13, x0
;;   b.hi #trap=heap_oob
;;   subs xzr, x13, x0
;;   csel x0, x14, x13, hi
;;   add x0, x12, x0
;;   ldr x0, [x0, #8]
;;   b label1
;; block1:
;;   add x0, x15, x0
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 6 `far` at offset 0x94
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   movz w2, #1
;;   ands wzr, w2, #255
;;   b.ne #trap=heap_oob
;;   movz x4, #0
;;   ldr w0, [x4]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `load` at offset 0x55
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   slli a2,a0,32
;;   srli a4,a2,32
;;   lui a2,16
;;   addi a5,a2,-20
;;   sltu a3,a5,a4
;;   trap_if heap_oob##(a4 ugt a5)
;;   lui a5,253985
;;   ld a5,-384(a5)
;;   sub a2,zero,a3
;;   not a0,a2
;;   and a0,a4,a0
;;   add a4,a5,a0
;;   lw a0,16(a4)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `load_narrow` at offset 0x5d
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   slli a2,a0,32
;;   srli a4,a2,32
;;   lui a2,16
;;   addi a5,a2,-1
;;   sltu a3,a5,a4
;;   trap_if heap_oob##(a4 ugt a5)
;;   lui a5,253985
;;   ld a5,-384(a5)
;;   sub a2,zero,a3
;;   not a0,a2
;;   and a0,a4,a0
;;   add a4,a5,a0
;;   lb a0,0(a4)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `store` at offset 0x65
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   slli a2,a0,32
;;   srli a4,a2,32
;;   lui a2,16
;;   addi a5,a2,-16
;;   sltu a3,a5,a4
;;   trap_if heap_oob##(a4 ugt a5)
;;   lui a5,253985
;;   ld a5,-384(a5)
;;   sub a2,zero,a3
;;   not a0,a2
;;   and a0,a4,a0
;;   add a4,a5,a0
;;   fsd fa0,8(a4)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 3 `constant` at offset 0x6f
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   lui a0,254144
;;   lw a0,1024(a0)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 4 `indexed` at offset 0x78
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   slliw a1,a1,2
;;   addw a0,a0,a1
;;   slli a5,a0,32
;;   srli a0,a5,32
;;   lui a5,16
;;   addi a2,a5,-8
;;   sltu a1,a2,a0
;;   trap_if heap_oob##(a0 ugt a2)
;;   lui a2,253985
;;   ld a2,-384(a2)
;;   sub a5,zero,a1
;;   not a1,a5
;;   and a0,a0,a1
;;   add a0,a2,a0
;;   lw a0,4(a0)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 5 `twice` at offset 0x86
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   slli a0,a0,32
;;   srli a0,a0,32
;;   lui a1,16
;;   addi a1,a1,-8
;;   sltu a2,a1,a0
;;   trap_if heap_oob##(a0 ugt a1)
;;   lui a1,253985
;;   ld a1,-384(a1)
;;   sub a2,zero,a2
;;   not a2,a2
;;   and a2,a0,a2
;;   add a2,a1,a2
;;   ld a2,0(a2)
;;   lui a3,16
;;   addi a3,a3,-16
;;   sltu a4,a3,a0
;;   trap_if heap_oob##(a0 ugt a3)
;;   sub a3,zero,a4
;;   not a3,a3
;;   and a0,a0,a3
;;   add a0,a1,a0
;;   ld a0,8(a0)
;;   j label1
;; block1:
;;   add a0,a2,a0
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 6 `far` at offset 0x94
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   li a0,1
;;   andi a0,a0,255
;;   trap_if heap_oob##(a0 ne zero)
;;   li a0,0
;;   lw a0,0(a0)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
