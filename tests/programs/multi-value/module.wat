;; Multi-value: functions with many results (more than fit registers), blocks and loops with parameters.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func $digit (param $value i32)
    (i32.store8 (i32.const 16) (i32.add (i32.const 48) (local.get $value)))
    (i32.store8 (i32.const 17) (i32.const 10))
    (i32.store (i32.const 0) (i32.const 16))
    (i32.store (i32.const 4) (i32.const 2))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
  (func $many (param i32)
    (result i32 i64 f32 f64 i32 i64 f32 f64 i32 i64 i32 i32)
    (local.get 0) (i64.const 1) (f32.const 2) (f64.const 3) (i32.const 4) (i64.const 5)
    (f32.const 6) (f64.const 7) (i32.const 8) (i64.const 9) (i32.const 1) (local.get 0))
  (func $swap (param i32 i32) (result i32 i32) (local.get 1) (local.get 0))
  (func (export "_start") (local $a i32) (local $b f64)
    (call $many (i32.const 2))
    (call $digit)                                       ;; 2
    (call $digit)                                       ;; 1
    (call $digit (i32.wrap_i64))                        ;; 9
    (call $digit)                                       ;; 8
    (call $digit (i32.trunc_f64_s))                     ;; 7
    (call $digit (i32.trunc_f32_u))                     ;; 6
    (call $digit (i32.wrap_i64))                        ;; 5
    (call $digit)                                       ;; 4
    (call $digit (i32.trunc_f64_s))                     ;; 3
    (call $digit (i32.trunc_f32_u))                     ;; 2
    (call $digit (i32.wrap_i64))                        ;; 1
    (call $digit)                                       ;; 2
    (call $swap (i32.const 1) (i32.const 9))
    (call $digit)                                       ;; 1
    (call $digit)                                       ;; 9
    ;; 5! modulo 9 by a loop that carries its state as parameters: 120 mod 9 = 3.
    (i32.const 1) (i32.const 5)
    (loop $again (param i32 i32) (result i32)
      (local.set $a)
      (i32.mul (local.get $a))
      (i32.sub (local.get $a) (i32.const 1))
      (br_if $again (i32.gt_u (local.get $a) (i32.const 1)))
      drop)
    (call $digit (i32.rem_u (i32.const 9)))))           ;; 3
