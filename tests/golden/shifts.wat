;; Shifts and rotates: the distance counts modulo the width.
;; show: clif
(module
  (func $left (param i32 i32) (result i32) (i32.shl (local.get 0) (local.get 1)))
  (func $right_signed (param i64 i64) (result i64) (i64.shr_s (local.get 0) (local.get 1)))
  (func $right_unsigned (param i64) (result i64) (i64.shr_u (local.get 0) (i64.const 65)))
  (func $rotate (param i32 i32) (result i32)
    (i32.rotr (i32.rotl (local.get 0) (local.get 1)) (i32.const 3)))
  (func $_start (export "_start")
    (drop (ref.func $left)) (drop (ref.func $right_signed)) (drop (ref.func $right_unsigned)) (drop (ref.func $rotate)))
  (elem declare func $left $right_signed $right_unsigned $rotate))

;; == clif x86_64-linux, aarch64-linux, riscv64-linux
;;
;; ; function 0 `left` at offset 0x41
;; function u0:0(i32, i32) -> i32 system_v {
;;                                 block0(v0: i32, v1: i32):
;; @0046                               v3 = ishl v0, v1
;; @0047                               jump block1(v3)
;;
;;                                 block1(v2: i32):
;; @0047                               return v2
;; }
;;
;; ; function 1 `right_signed` at offset 0x49
;; function u0:0(i64, i64) -> i64 system_v {
;;                                 block0(v0: i64, v1: i64):
;; @004e                               v3 = sshr v0, v1
;; @004f                               jump block1(v3)
;;
;;                                 block1(v2: i64):
;; @004f                               return v2
;; }
;;
;; ; function 2 `right_unsigned` at offset 0x51
;; function u0:0(i64) -> i64 system_v {
;;                                 block0(v0: i64):
;; @0054                               v2 = iconst.i64 65
;; @0057                               v3 = ushr v0, v2  ; v2 = 65
;; @0058                               jump block1(v3)
;;
;;                                 block1(v1: i64):
;; @0058                               return v1
;; }
;;
;; ; function 3 `rotate` at offset 0x5a
;; function u0:0(i32, i32) -> i32 system_v {
;;                                 block0(v0: i32, v1: i32):
;; @005f                               v3 = rotl v0, v1
;; @0060                               v4 = iconst.i32 3
;; @0062                               v5 = rotr v3, v4  ; v4 = 3
;; @0063                               jump block1(v5)
;;
;;                                 block1(v2: i32):
;; @0063                               return v2
;; }
