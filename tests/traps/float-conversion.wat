;; Truncation to integers at the borders of each range; the arguments are the bits of a binary64.
;; build: --invoke test
;; run: 0 9221120237041090560 -> trap: invalid conversion to integer
;; frame: i32_trunc_f32_s a8
;; run: 0 9218868437227405312 -> trap: integer overflow
;; frame: i32_trunc_f32_s a8
;; run: 0 -4503599627370496 -> trap: integer overflow
;; frame: i32_trunc_f32_s a8
;; run: 0 4746794007248502784 -> trap: integer overflow
;; frame: i32_trunc_f32_s a8
;; run: 0 4746794006711631872 -> 2147483520
;; run: 0 0 -> 0
;; run: 0 -9223372036854775808 -> 0
;; run: 0 -4476578029606273024 -> -2147483648
;; run: 0 -4476578029069402112 -> trap: integer overflow
;; frame: i32_trunc_f32_s a8
;; run: 1 9221120237041090560 -> trap: invalid conversion to integer
;; frame: i32_trunc_f32_u a9
;; run: 1 9218868437227405312 -> trap: integer overflow
;; frame: i32_trunc_f32_u a9
;; run: 1 -4503599627370496 -> trap: integer overflow
;; frame: i32_trunc_f32_u a9
;; run: 1 4751297606875873280 -> trap: integer overflow
;; frame: i32_trunc_f32_u a9
;; run: 1 4751297606339002368 -> 4294967040
;; run: 1 0 -> 0
;; run: 1 -9223372036854775808 -> 0
;; run: 1 -4620693217682128896 -> 0
;; run: 1 -4616189618591629312 -> 0
;; run: 1 -4616189618054758400 -> trap: integer overflow
;; frame: i32_trunc_f32_u a9
;; run: 1 4606281698874543309 -> 0
;; run: 2 9221120237041090560 -> trap: invalid conversion to integer
;; frame: i32_trunc_f64_s aa
;; run: 2 9218868437227405312 -> trap: integer overflow
;; frame: i32_trunc_f64_s aa
;; run: 2 -4503599627370496 -> trap: integer overflow
;; frame: i32_trunc_f64_s aa
;; run: 2 4746794007248502784 -> trap: integer overflow
;; frame: i32_trunc_f64_s aa
;; run: 2 4746794007248502783 -> 2147483647
;; run: 2 0 -> 0
;; run: 2 -9223372036854775808 -> 0
;; run: 2 -4476578029606273024 -> -2147483648
;; run: 2 -4476578029606273023 -> -2147483648
;; run: 2 -4476578029605224448 -> -2147483648
;; run: 2 -4476578029604175872 -> trap: integer overflow
;; frame: i32_trunc_f64_s aa
;; run: 2 4746794007246405632 -> 2147483647
;; run: 3 9221120237041090560 -> trap: invalid conversion to integer
;; frame: i32_trunc_f64_u ab
;; run: 3 9218868437227405312 -> trap: integer overflow
;; frame: i32_trunc_f64_u ab
;; run: 3 -4503599627370496 -> trap: integer overflow
;; frame: i32_trunc_f64_u ab
;; run: 3 4751297606875873280 -> trap: integer overflow
;; frame: i32_trunc_f64_u ab
;; run: 3 4751297606875873279 -> 4294967295
;; run: 3 0 -> 0
;; run: 3 -9223372036854775808 -> 0
;; run: 3 -4620693217682128896 -> 0
;; run: 3 -4616189618054758401 -> 0
;; run: 3 -4616189618054758400 -> trap: integer overflow
;; frame: i32_trunc_f64_u ab
;; run: 3 4606281698874543309 -> 0
;; run: 4 9221120237041090560 -> trap: invalid conversion to integer
;; frame: i64_trunc_f32_s ae
;; run: 4 9218868437227405312 -> trap: integer overflow
;; frame: i64_trunc_f32_s ae
;; run: 4 -4503599627370496 -> trap: integer overflow
;; frame: i64_trunc_f32_s ae
;; run: 4 4890909195324358656 -> trap: integer overflow
;; frame: i64_trunc_f32_s ae
;; run: 4 4890909194787487744 -> 9223371487098961920
;; run: 4 0 -> 0
;; run: 4 -9223372036854775808 -> 0
;; run: 4 -4332462841530417152 -> -9223372036854775808
;; run: 4 -4332462840993546240 -> trap: integer overflow
;; frame: i64_trunc_f32_s ae
;; run: 5 9221120237041090560 -> trap: invalid conversion to integer
;; frame: i64_trunc_f32_u af
;; run: 5 9218868437227405312 -> trap: integer overflow
;; frame: i64_trunc_f32_u af
;; run: 5 -4503599627370496 -> trap: integer overflow
;; frame: i64_trunc_f32_u af
;; run: 5 4895412794951729152 -> trap: integer overflow
;; frame: i64_trunc_f32_u af
;; run: 5 4895412794414858240 -> -1099511627776
;; run: 5 0 -> 0
;; run: 5 -9223372036854775808 -> 0
;; run: 5 -4620693217682128896 -> 0
;; run: 5 -4616189618591629312 -> 0
;; run: 5 -4616189618054758400 -> trap: integer overflow
;; frame: i64_trunc_f32_u af
;; run: 5 4606281698874543309 -> 0
;; run: 6 9221120237041090560 -> trap: invalid conversion to integer
;; frame: i64_trunc_f64_s b0
;; run: 6 9218868437227405312 -> trap: integer overflow
;; frame: i64_trunc_f64_s b0
;; run: 6 -4503599627370496 -> trap: integer overflow
;; frame: i64_trunc_f64_s b0
;; run: 6 4890909195324358656 -> trap: integer overflow
;; frame: i64_trunc_f64_s b0
;; run: 6 4890909195324358655 -> 9223372036854774784
;; run: 6 0 -> 0
;; run: 6 -9223372036854775808 -> 0
;; run: 6 -4332462841530417152 -> -9223372036854775808
;; run: 6 -4332462841530417151 -> trap: integer overflow
;; frame: i64_trunc_f64_s b0
;; run: 7 9221120237041090560 -> trap: invalid conversion to integer
;; frame: i64_trunc_f64_u b1
;; run: 7 9218868437227405312 -> trap: integer overflow
;; frame: i64_trunc_f64_u b1
;; run: 7 -4503599627370496 -> trap: integer overflow
;; frame: i64_trunc_f64_u b1
;; run: 7 4895412794951729152 -> trap: integer overflow
;; frame: i64_trunc_f64_u b1
;; run: 7 4895412794951729151 -> -2048
;; run: 7 0 -> 0
;; run: 7 -9223372036854775808 -> 0
;; run: 7 -4620693217682128896 -> 0
;; run: 7 -4616189618054758401 -> 0
;; run: 7 -4616189618054758400 -> trap: integer overflow
;; frame: i64_trunc_f64_u b1
;; run: 7 4606281698874543309 -> 0
(module
  (table funcref (elem $i32_trunc_f32_s $i32_trunc_f32_u $i32_trunc_f64_s $i32_trunc_f64_u $i64_trunc_f32_s $i64_trunc_f32_u $i64_trunc_f64_s $i64_trunc_f64_u))
  (type $operation (func (param i64) (result i64)))
  (func $i32_trunc_f32_s (param i64) (result i64) (i64.extend_i32_s (i32.trunc_f32_s (f32.demote_f64 (f64.reinterpret_i64 (local.get 0))))))
  (func $i32_trunc_f32_u (param i64) (result i64) (i64.extend_i32_u (i32.trunc_f32_u (f32.demote_f64 (f64.reinterpret_i64 (local.get 0))))))
  (func $i32_trunc_f64_s (param i64) (result i64) (i64.extend_i32_s (i32.trunc_f64_s (f64.reinterpret_i64 (local.get 0)))))
  (func $i32_trunc_f64_u (param i64) (result i64) (i64.extend_i32_u (i32.trunc_f64_u (f64.reinterpret_i64 (local.get 0)))))
  (func $i64_trunc_f32_s (param i64) (result i64) (i64.trunc_f32_s (f32.demote_f64 (f64.reinterpret_i64 (local.get 0)))))
  (func $i64_trunc_f32_u (param i64) (result i64) (i64.trunc_f32_u (f32.demote_f64 (f64.reinterpret_i64 (local.get 0)))))
  (func $i64_trunc_f64_s (param i64) (result i64) (i64.trunc_f64_s (f64.reinterpret_i64 (local.get 0))))
  (func $i64_trunc_f64_u (param i64) (result i64) (i64.trunc_f64_u (f64.reinterpret_i64 (local.get 0))))
  (func (export "test") (param $kind i32) (param $bits i64) (result i64)
    (i64.add (i64.const 0) (call_indirect (type $operation) (local.get $bits) (local.get $kind)))))
