;; References: null is 0, a function is the address of its descriptor.
;; show: clif
(module
  (func $null (result funcref) (ref.null func))
  (func $is_null (param externref) (result i32) (ref.is_null (local.get 0)))
  (func $function (result funcref) (ref.func $null))
  (func $_start (export "_start") (drop (ref.func $null)) (drop (ref.func $is_null)) (drop (ref.func $function)))
  (elem declare func $null $is_null $function))

;; == clif x86_64-linux, aarch64-linux, riscv64-linux
;;
;; ; function 0 `null` at offset 0x37
;; function u0:0() -> i64 system_v {
;;                                 block0:
;; @0038                               v1 = iconst.i64 0
;; @003a                               jump block1(v1)  ; v1 = 0
;;
;;                                 block1(v0: i64):
;; @003a                               return v0
;; }
;;
;; ; function 1 `is_null` at offset 0x3c
;; function u0:0(i64) -> i32 system_v {
;;                                 block0(v0: i64):
;; @003f                               v2 = iconst.i64 0
;; @003f                               v3 = icmp eq v0, v2  ; v2 = 0
;; @003f                               v4 = uextend.i32 v3
;; @0040                               jump block1(v4)
;;
;;                                 block1(v1: i32):
;; @0040                               return v1
;; }
;;
;; ; function 2 `function` at offset 0x42
;; function u0:0() -> i64 system_v {
;;                                 block0:
;; @0043                               v1 = iconst.i64 0x3e03_0000
;; @0045                               jump block1(v1)  ; v1 = 0x3e03_0000
;;
;;                                 block1(v0: i64):
;; @0045                               return v0
;; }
