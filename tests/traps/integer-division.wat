;; Division and remainder: by zero, the one quotient that does not fit, and its neighbours.
;; build: --invoke test
;; run: 0 7 0 -> trap: integer divide by zero
;; frame: i32_div_s 6d
;; run: 0 0 0 -> trap: integer divide by zero
;; frame: i32_div_s 6d
;; run: 0 -2147483648 0 -> trap: integer divide by zero
;; frame: i32_div_s 6d
;; run: 0 7 2 -> 3
;; run: 0 -7 2 -> -3
;; run: 0 7 -2 -> -3
;; run: 0 -2147483648 1 -> -2147483648
;; run: 0 -2147483648 -1 -> trap: integer overflow
;; frame: i32_div_s 6d
;; run: 0 -2147483647 -1 -> 2147483647
;; run: 0 -1 -2147483648 -> 0
;; run: 1 7 0 -> trap: integer divide by zero
;; frame: i32_div_u 6e
;; run: 1 0 0 -> trap: integer divide by zero
;; frame: i32_div_u 6e
;; run: 1 -2147483648 0 -> trap: integer divide by zero
;; frame: i32_div_u 6e
;; run: 1 7 2 -> 3
;; run: 1 -7 2 -> 2147483644
;; run: 1 7 -2 -> 0
;; run: 1 -2147483648 1 -> -2147483648
;; run: 1 -2147483648 -1 -> 0
;; run: 1 -2147483647 -1 -> 0
;; run: 1 -1 -2147483648 -> 1
;; run: 2 7 0 -> trap: integer divide by zero
;; frame: i32_rem_s 6f
;; run: 2 0 0 -> trap: integer divide by zero
;; frame: i32_rem_s 6f
;; run: 2 -2147483648 0 -> trap: integer divide by zero
;; frame: i32_rem_s 6f
;; run: 2 7 2 -> 1
;; run: 2 -7 2 -> -1
;; run: 2 7 -2 -> 1
;; run: 2 -2147483648 1 -> 0
;; run: 2 -2147483648 -1 -> 0
;; run: 2 -2147483647 -1 -> 0
;; run: 2 -1 -2147483648 -> -1
;; run: 3 7 0 -> trap: integer divide by zero
;; frame: i32_rem_u 70
;; run: 3 0 0 -> trap: integer divide by zero
;; frame: i32_rem_u 70
;; run: 3 -2147483648 0 -> trap: integer divide by zero
;; frame: i32_rem_u 70
;; run: 3 7 2 -> 1
;; run: 3 -7 2 -> 1
;; run: 3 7 -2 -> 7
;; run: 3 -2147483648 1 -> 0
;; run: 3 -2147483648 -1 -> -2147483648
;; run: 3 -2147483647 -1 -> -2147483647
;; run: 3 -1 -2147483648 -> 2147483647
;; run: 4 7 0 -> trap: integer divide by zero
;; frame: i64_div_s 7f
;; run: 4 0 0 -> trap: integer divide by zero
;; frame: i64_div_s 7f
;; run: 4 -9223372036854775808 0 -> trap: integer divide by zero
;; frame: i64_div_s 7f
;; run: 4 7 2 -> 3
;; run: 4 -7 2 -> -3
;; run: 4 7 -2 -> -3
;; run: 4 -9223372036854775808 1 -> -9223372036854775808
;; run: 4 -9223372036854775808 -1 -> trap: integer overflow
;; frame: i64_div_s 7f
;; run: 4 -9223372036854775807 -1 -> 9223372036854775807
;; run: 4 -1 -9223372036854775808 -> 0
;; run: 5 7 0 -> trap: integer divide by zero
;; frame: i64_div_u 80
;; run: 5 0 0 -> trap: integer divide by zero
;; frame: i64_div_u 80
;; run: 5 -9223372036854775808 0 -> trap: integer divide by zero
;; frame: i64_div_u 80
;; run: 5 7 2 -> 3
;; run: 5 -7 2 -> 9223372036854775804
;; run: 5 7 -2 -> 0
;; run: 5 -9223372036854775808 1 -> -9223372036854775808
;; run: 5 -9223372036854775808 -1 -> 0
;; run: 5 -9223372036854775807 -1 -> 0
;; run: 5 -1 -9223372036854775808 -> 1
;; run: 6 7 0 -> trap: integer divide by zero
;; frame: i64_rem_s 81
;; run: 6 0 0 -> trap: integer divide by zero
;; frame: i64_rem_s 81
;; run: 6 -9223372036854775808 0 -> trap: integer divide by zero
;; frame: i64_rem_s 81
;; run: 6 7 2 -> 1
;; run: 6 -7 2 -> -1
;; run: 6 7 -2 -> 1
;; run: 6 -9223372036854775808 1 -> 0
;; run: 6 -9223372036854775808 -1 -> 0
;; run: 6 -9223372036854775807 -1 -> 0
;; run: 6 -1 -9223372036854775808 -> -1
;; run: 7 7 0 -> trap: integer divide by zero
;; frame: i64_rem_u 82
;; run: 7 0 0 -> trap: integer divide by zero
;; frame: i64_rem_u 82
;; run: 7 -9223372036854775808 0 -> trap: integer divide by zero
;; frame: i64_rem_u 82
;; run: 7 7 2 -> 1
;; run: 7 -7 2 -> 1
;; run: 7 7 -2 -> 7
;; run: 7 -9223372036854775808 1 -> 0
;; run: 7 -9223372036854775808 -1 -> -9223372036854775808
;; run: 7 -9223372036854775807 -1 -> -9223372036854775807
;; run: 7 -1 -9223372036854775808 -> 9223372036854775807
(module
  (table funcref (elem $i32_div_s $i32_div_u $i32_rem_s $i32_rem_u $i64_div_s $i64_div_u $i64_rem_s $i64_rem_u))
  (type $operation (func (param i64 i64) (result i64)))
  (func $i32_div_s (param i64 i64) (result i64) (i64.extend_i32_s (i32.div_s (i32.wrap_i64 (local.get 0)) (i32.wrap_i64 (local.get 1)))))
  (func $i32_div_u (param i64 i64) (result i64) (i64.extend_i32_s (i32.div_u (i32.wrap_i64 (local.get 0)) (i32.wrap_i64 (local.get 1)))))
  (func $i32_rem_s (param i64 i64) (result i64) (i64.extend_i32_s (i32.rem_s (i32.wrap_i64 (local.get 0)) (i32.wrap_i64 (local.get 1)))))
  (func $i32_rem_u (param i64 i64) (result i64) (i64.extend_i32_s (i32.rem_u (i32.wrap_i64 (local.get 0)) (i32.wrap_i64 (local.get 1)))))
  (func $i64_div_s (param i64 i64) (result i64) (i64.div_s (local.get 0) (local.get 1)))
  (func $i64_div_u (param i64 i64) (result i64) (i64.div_u (local.get 0) (local.get 1)))
  (func $i64_rem_s (param i64 i64) (result i64) (i64.rem_s (local.get 0) (local.get 1)))
  (func $i64_rem_u (param i64 i64) (result i64) (i64.rem_u (local.get 0) (local.get 1)))
  (func (export "test") (param $kind i32) (param $left i64) (param $right i64) (result i64)
    (i64.add (i64.const 0) (call_indirect (type $operation) (local.get $left) (local.get $right) (local.get $kind)))))
