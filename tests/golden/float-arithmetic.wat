;; Floating point: no instruction is contracted or reordered, NaNs are those of the machine.
;; show: clif
(module
  (func $multiply_add (param f64 f64 f64) (result f64)
    (f64.add (f64.mul (local.get 0) (local.get 1)) (local.get 2)))
  (func $divide (param f32 f32) (result f32) (f32.div (local.get 0) (local.get 1)))
  (func $minimum (param f32 f32) (result f32) (f32.min (local.get 0) (f32.max (local.get 1) (f32.const nan))))
  (func $round (param f64) (result f64)
    (f64.nearest (f64.trunc (f64.floor (f64.ceil (f64.sqrt (local.get 0)))))))
  (func $sign (param f64 f64) (result f64) (f64.copysign (f64.neg (local.get 0)) (f64.abs (local.get 1))))
  (func $_start (export "_start")
    (drop (ref.func $multiply_add)) (drop (ref.func $divide)) (drop (ref.func $minimum)) (drop (ref.func $round))
    (drop (ref.func $sign)))
  (elem declare func $multiply_add $divide $minimum $round $sign))

;; == clif x86_64-linux, aarch64-linux, riscv64-linux
;;
;; ; function 0 `multiply_add` at offset 0x4a
;; function u0:0(f64, f64, f64) -> f64 system_v {
;;                                 block0(v0: f64, v1: f64, v2: f64):
;; @004f                               v4 = fmul v0, v1
;; @0052                               v5 = fadd v4, v2
;; @0053                               jump block1(v5)
;;
;;                                 block1(v3: f64):
;; @0053                               return v3
;; }
;;
;; ; function 1 `divide` at offset 0x55
;; function u0:0(f32, f32) -> f32 system_v {
;;                                 block0(v0: f32, v1: f32):
;; @005a                               v3 = fdiv v0, v1
;; @005b                               jump block1(v3)
;;
;;                                 block1(v2: f32):
;; @005b                               return v2
;; }
;;
;; ; function 2 `minimum` at offset 0x5d
;; function u0:0(f32, f32) -> f32 system_v {
;;                                 block0(v0: f32, v1: f32):
;; @0062                               v3 = f32const +NaN
;; @0067                               v4 = fmax v1, v3  ; v3 = +NaN
;; @0068                               v5 = fmin v0, v4
;; @0069                               jump block1(v5)
;;
;;                                 block1(v2: f32):
;; @0069                               return v2
;; }
;;
;; ; function 3 `round` at offset 0x6b
;; function u0:0(f64) -> f64 system_v {
;;                                 block0(v0: f64):
;; @006e                               v2 = sqrt v0
;; @006f                               v3 = ceil v2
;; @0070                               v4 = floor v3
;; @0071                               v5 = trunc v4
;; @0072                               v6 = nearest v5
;; @0073                               jump block1(v6)
;;
;;                                 block1(v1: f64):
;; @0073                               return v1
;; }
;;
;; ; function 4 `sign` at offset 0x75
;; function u0:0(f64, f64) -> f64 system_v {
;;                                 block0(v0: f64, v1: f64):
;; @0078                               v3 = fneg v0
;; @007b                               v4 = fabs v1
;; @007c                               v5 = fcopysign v3, v4
;; @007d                               jump block1(v5)
;;
;;                                 block1(v2: f64):
;; @007d                               return v2
;; }
