;; Addition, subtraction, multiplication, logic, counting bits: one instruction each.
;; show: clif
(module
  (func $add (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func $subtract_constant (param i64) (result i64) (i64.sub (local.get 0) (i64.const 7)))
  (func $multiply (param i64 i64) (result i64) (i64.mul (local.get 0) (local.get 1)))
  (func $logic (param i32 i32) (result i32)
    (i32.xor (i32.and (local.get 0) (local.get 1)) (i32.or (local.get 0) (i32.const 0xff))))
  (func $count (param i32) (result i32)
    (i32.add (i32.clz (local.get 0)) (i32.add (i32.ctz (local.get 0)) (i32.popcnt (local.get 0)))))
  (func $extend (param i32) (result i64) (i64.add (i64.extend_i32_s (local.get 0)) (i64.extend_i32_u (local.get 0))))
  (func $extend_low (param i64) (result i64) (i64.extend8_s (local.get 0)))
  (func $is_zero (param i64) (result i32) (i64.eqz (local.get 0)))
  (func $_start (export "_start")
    (drop (ref.func $add)) (drop (ref.func $subtract_constant)) (drop (ref.func $multiply)) (drop (ref.func $logic))
    (drop (ref.func $count)) (drop (ref.func $extend)) (drop (ref.func $extend_low)) (drop (ref.func $is_zero)))
  (elem declare func $add $subtract_constant $multiply $logic $count $extend $extend_low $is_zero))

;; == clif x86_64-linux, aarch64-linux, riscv64-linux
;;
;; ; function 0 `add` at offset 0x58
;; function u0:0(i32, i32) -> i32 system_v {
;;                                 block0(v0: i32, v1: i32):
;; @005d                               v3 = iadd v0, v1
;; @005e                               jump block1(v3)
;;
;;                                 block1(v2: i32):
;; @005e                               return v2
;; }
;;
;; ; function 1 `subtract_constant` at offset 0x60
;; function u0:0(i64) -> i64 system_v {
;;                                 block0(v0: i64):
;; @0063                               v2 = iconst.i64 7
;; @0065                               v3 = isub v0, v2  ; v2 = 7
;; @0066                               jump block1(v3)
;;
;;                                 block1(v1: i64):
;; @0066                               return v1
;; }
;;
;; ; function 2 `multiply` at offset 0x68
;; function u0:0(i64, i64) -> i64 system_v {
;;                                 block0(v0: i64, v1: i64):
;; @006d                               v3 = imul v0, v1
;; @006e                               jump block1(v3)
;;
;;                                 block1(v2: i64):
;; @006e                               return v2
;; }
;;
;; ; function 3 `logic` at offset 0x70
;; function u0:0(i32, i32) -> i32 system_v {
;;                                 block0(v0: i32, v1: i32):
;; @0075                               v3 = band v0, v1
;; @0078                               v4 = iconst.i32 255
;; @007b                               v5 = bor v0, v4  ; v4 = 255
;; @007c                               v6 = bxor v3, v5
;; @007d                               jump block1(v6)
;;
;;                                 block1(v2: i32):
;; @007d                               return v2
;; }
;;
;; ; function 4 `count` at offset 0x7f
;; function u0:0(i32) -> i32 system_v {
;;                                 block0(v0: i32):
;; @0082                               v2 = clz v0
;; @0085                               v3 = ctz v0
;; @0088                               v4 = popcnt v0
;; @0089                               v5 = iadd v3, v4
;; @008a                               v6 = iadd v2, v5
;; @008b                               jump block1(v6)
;;
;;                                 block1(v1: i32):
;; @008b                               return v1
;; }
;;
;; ; function 5 `extend` at offset 0x8d
;; function u0:0(i32) -> i64 system_v {
;;                                 block0(v0: i32):
;; @0090                               v2 = sextend.i64 v0
;; @0093                               v3 = uextend.i64 v0
;; @0094                               v4 = iadd v2, v3
;; @0095                               jump block1(v4)
;;
;;                                 block1(v1: i64):
;; @0095                               return v1
;; }
;;
;; ; function 6 `extend_low` at offset 0x97
;; function u0:0(i64) -> i64 system_v {
;;                                 block0(v0: i64):
;; @009a                               v2 = ireduce.i8 v0
;; @009a                               v3 = sextend.i64 v2
;; @009b                               jump block1(v3)
;;
;;                                 block1(v1: i64):
;; @009b                               return v1
;; }
;;
;; ; function 7 `is_zero` at offset 0x9d
;; function u0:0(i64) -> i32 system_v {
;;                                 block0(v0: i64):
;; @00a0                               v2 = iconst.i64 0
;; @00a0                               v3 = icmp eq v0, v2  ; v2 = 0
;; @00a0                               v4 = uextend.i32 v3
;; @00a1                               jump block1(v4)
;;
;;                                 block1(v1: i32):
;; @00a1                               return v1
;; }
