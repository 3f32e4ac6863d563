;; Conversions: trapping, saturating, between widths and of bits.
;; show: clif
(module
  (func $truncate (param f64) (result i32) (i32.trunc_f64_s (local.get 0)))
  (func $truncate_unsigned (param f32) (result i64) (i64.trunc_f32_u (local.get 0)))
  (func $saturate (param f64) (result i64) (i64.trunc_sat_f64_s (local.get 0)))
  (func $convert (param i32 i64) (result f64)
    (f64.add (f64.convert_i32_u (local.get 0)) (f64.convert_i64_s (local.get 1))))
  (func $widths (param f64) (result f64) (f64.promote_f32 (f32.demote_f64 (local.get 0))))
  (func $wrap (param i64) (result i32) (i32.wrap_i64 (local.get 0)))
  (func $bits (param f32) (result i64) (i64.reinterpret_f64 (f64.promote_f32 (local.get 0))))
  (func $_start (export "_start")
    (drop (ref.func $truncate)) (drop (ref.func $truncate_unsigned)) (drop (ref.func $saturate))
    (drop (ref.func $convert)) (drop (ref.func $widths)) (drop (ref.func $wrap)) (drop (ref.func $bits)))
  (elem declare func $truncate $truncate_unsigned $saturate $convert $widths $wrap $bits))

;; == clif x86_64-linux, aarch64-linux, riscv64-linux
;;
;; ; function 0 `truncate` at offset 0x55
;; function u0:0(f64) -> i32 system_v {
;;                                 block0(v0: f64):
;; @0058                               v2 = fcvt_to_sint.i32 v0
;; @0059                               jump block1(v2)
;;
;;                                 block1(v1: i32):
;; @0059                               return v1
;; }
;;
;; ; function 1 `truncate_unsigned` at offset 0x5b
;; function u0:0(f32) -> i64 system_v {
;;                                 block0(v0: f32):
;; @005e                               v2 = fcvt_to_uint.i64 v0
;; @005f                               jump block1(v2)
;;
;;                                 block1(v1: i64):
;; @005f                               return v1
;; }
;;
;; ; function 2 `saturate` at offset 0x61
;; function u0:0(f64) -> i64 system_v {
;;                                 block0(v0: f64):
;; @0064                               v2 = fcvt_to_sint_sat.i64 v0
;; @0066                               jump block1(v2)
;;
;;                                 block1(v1: i64):
;; @0066                               return v1
;; }
;;
;; ; function 3 `convert` at offset 0x68
;; function u0:0(i32, i64) -> f64 system_v {
;;                                 block0(v0: i32, v1: i64):
;; @006b                               v3 = fcvt_from_uint.f64 v0
;; @006e                               v4 = fcvt_from_sint.f64 v1
;; @006f                               v5 = fadd v3, v4
;; @0070                               jump block1(v5)
;;
;;                                 block1(v2: f64):
;; @0070                               return v2
;; }
;;
;; ; function 4 `widths` at offset 0x72
;; function u0:0(f64) -> f64 system_v {
;;                                 block0(v0: f64):
;; @0075                               v2 = fdemote.f32 v0
;; @0076                               v3 = fpromote.f64 v2
;; @0077                               jump block1(v3)
;;
;;                                 block1(v1: f64):
;; @0077                               return v1
;; }
;;
;; ; function 5 `wrap` at offset 0x79
;; function u0:0(i64) -> i32 system_v {
;;                                 block0(v0: i64):
;; @007c                               v2 = ireduce.i32 v0
;; @007d                               jump block1(v2)
;;
;;                                 block1(v1: i32):
;; @007d                               return v1
;; }
;;
;; ; function 6 `bits` at offset 0x7f
;; function u0:0(f32) -> i64 system_v {
;;                                 block0(v0: f32):
;; @0082                               v2 = fpromote.f64 v0
;; @0083                               v3 = bitcast.i64 little v2
;; @0084                               jump block1(v3)
;;
;;                                 block1(v1: i64):
;; @0084                               return v1
;; }
