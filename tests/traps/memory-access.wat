;; Every load and store at the last address of a one-page memory that fits, one further, and at the top.
;; build: --invoke test
;; run: 0 65535 -> 0
;; run: 0 65536 -> trap: out of bounds memory access
;; frame: i32_load8_s 2c
;; frame: test 11
;; run: 0 -1 -> trap: out of bounds memory access
;; frame: i32_load8_s 2c
;; run: 1 65535 -> 0
;; run: 1 65536 -> trap: out of bounds memory access
;; frame: i32_load8_u 2d
;; frame: test 11
;; run: 1 -1 -> trap: out of bounds memory access
;; frame: i32_load8_u 2d
;; run: 2 65534 -> 0
;; run: 2 65535 -> trap: out of bounds memory access
;; frame: i32_load16_s 2e
;; frame: test 11
;; run: 2 -1 -> trap: out of bounds memory access
;; frame: i32_load16_s 2e
;; run: 3 65534 -> 0
;; run: 3 65535 -> trap: out of bounds memory access
;; frame: i32_load16_u 2f
;; frame: test 11
;; run: 3 -1 -> trap: out of bounds memory access
;; frame: i32_load16_u 2f
;; run: 4 65532 -> 0
;; run: 4 65533 -> trap: out of bounds memory access
;; frame: i32_load 28
;; frame: test 11
;; run: 4 -1 -> trap: out of bounds memory access
;; frame: i32_load 28
;; run: 5 65535 -> 0
;; run: 5 65536 -> trap: out of bounds memory access
;; frame: i64_load8_s 30
;; frame: test 11
;; run: 5 -1 -> trap: out of bounds memory access
;; frame: i64_load8_s 30
;; run: 6 65535 -> 0
;; run: 6 65536 -> trap: out of bounds memory access
;; frame: i64_load8_u 31
;; frame: test 11
;; run: 6 -1 -> trap: out of bounds memory access
;; frame: i64_load8_u 31
;; run: 7 65534 -> 0
;; run: 7 65535 -> trap: out of bounds memory access
;; frame: i64_load16_s 32
;; frame: test 11
;; run: 7 -1 -> trap: out of bounds memory access
;; frame: i64_load16_s 32
;; run: 8 65534 -> 0
;; run: 8 65535 -> trap: out of bounds memory access
;; frame: i64_load16_u 33
;; frame: test 11
;; run: 8 -1 -> trap: out of bounds memory access
;; frame: i64_load16_u 33
;; run: 9 65532 -> 0
;; run: 9 65533 -> trap: out of bounds memory access
;; frame: i64_load32_s 34
;; frame: test 11
;; run: 9 -1 -> trap: out of bounds memory access
;; frame: i64_load32_s 34
;; run: 10 65532 -> 0
;; run: 10 65533 -> trap: out of bounds memory access
;; frame: i64_load32_u 35
;; frame: test 11
;; run: 10 -1 -> trap: out of bounds memory access
;; frame: i64_load32_u 35
;; run: 11 65528 -> 0
;; run: 11 65529 -> trap: out of bounds memory access
;; frame: i64_load 29
;; frame: test 11
;; run: 11 -1 -> trap: out of bounds memory access
;; frame: i64_load 29
;; run: 12 65532 -> 0
;; run: 12 65533 -> trap: out of bounds memory access
;; frame: f32_load 2a
;; frame: test 11
;; run: 12 -1 -> trap: out of bounds memory access
;; frame: f32_load 2a
;; run: 13 65528 -> 0
;; run: 13 65529 -> trap: out of bounds memory access
;; frame: f64_load 2b
;; frame: test 11
;; run: 13 -1 -> trap: out of bounds memory access
;; frame: f64_load 2b
;; run: 14 65535 -> 0
;; run: 14 65536 -> trap: out of bounds memory access
;; frame: i32_store8 3a
;; frame: test 11
;; run: 14 -1 -> trap: out of bounds memory access
;; frame: i32_store8 3a
;; run: 15 65534 -> 0
;; run: 15 65535 -> trap: out of bounds memory access
;; frame: i32_store16 3b
;; frame: test 11
;; run: 15 -1 -> trap: out of bounds memory access
;; frame: i32_store16 3b
;; run: 16 65532 -> 0
;; run: 16 65533 -> trap: out of bounds memory access
;; frame: i32_store 36
;; frame: test 11
;; run: 16 -1 -> trap: out of bounds memory access
;; frame: i32_store 36
;; run: 17 65535 -> 0
;; run: 17 65536 -> trap: out of bounds memory access
;; frame: i64_store8 3c
;; frame: test 11
;; run: 17 -1 -> trap: out of bounds memory access
;; frame: i64_store8 3c
;; run: 18 65534 -> 0
;; run: 18 65535 -> trap: out of bounds memory access
;; frame: i64_store16 3d
;; frame: test 11
;; run: 18 -1 -> trap: out of bounds memory access
;; frame: i64_store16 3d
;; run: 19 65532 -> 0
;; run: 19 65533 -> trap: out of bounds memory access
;; frame: i64_store32 3e
;; frame: test 11
;; run: 19 -1 -> trap: out of bounds memory access
;; frame: i64_store32 3e
;; run: 20 65528 -> 0
;; run: 20 65529 -> trap: out of bounds memory access
;; frame: i64_store 37
;; frame: test 11
;; run: 20 -1 -> trap: out of bounds memory access
;; frame: i64_store 37
;; run: 21 65532 -> 0
;; run: 21 65533 -> trap: out of bounds memory access
;; frame: f32_store 38
;; frame: test 11
;; run: 21 -1 -> trap: out of bounds memory access
;; frame: f32_store 38
;; run: 22 65528 -> 0
;; run: 22 65529 -> trap: out of bounds memory access
;; frame: f64_store 39
;; frame: test 11
;; run: 22 -1 -> trap: out of bounds memory access
;; frame: f64_store 39
(module
  (memory 1)
  (table funcref (elem $i32_load8_s $i32_load8_u $i32_load16_s $i32_load16_u $i32_load $i64_load8_s $i64_load8_u $i64_load16_s $i64_load16_u $i64_load32_s $i64_load32_u $i64_load $f32_load $f64_load $i32_store8 $i32_store16 $i32_store $i64_store8 $i64_store16 $i64_store32 $i64_store $f32_store $f64_store))
  (type $access (func (param i32) (result i32)))
  (func $i32_load8_s (param i32) (result i32) (i32.load8_s (local.get 0)))
  (func $i32_load8_u (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func $i32_load16_s (param i32) (result i32) (i32.load16_s (local.get 0)))
  (func $i32_load16_u (param i32) (result i32) (i32.load16_u (local.get 0)))
  (func $i32_load (param i32) (result i32) (i32.load (local.get 0)))
  (func $i64_load8_s (param i32) (result i32) (i32.wrap_i64 (i64.load8_s (local.get 0))))
  (func $i64_load8_u (param i32) (result i32) (i32.wrap_i64 (i64.load8_u (local.get 0))))
  (func $i64_load16_s (param i32) (result i32) (i32.wrap_i64 (i64.load16_s (local.get 0))))
  (func $i64_load16_u (param i32) (result i32) (i32.wrap_i64 (i64.load16_u (local.get 0))))
  (func $i64_load32_s (param i32) (result i32) (i32.wrap_i64 (i64.load32_s (local.get 0))))
  (func $i64_load32_u (param i32) (result i32) (i32.wrap_i64 (i64.load32_u (local.get 0))))
  (func $i64_load (param i32) (result i32) (i32.wrap_i64 (i64.load (local.get 0))))
  (func $f32_load (param i32) (result i32) (i32.reinterpret_f32 (f32.load (local.get 0))))
  (func $f64_load (param i32) (result i32) (i32.trunc_sat_f64_s (f64.load (local.get 0))))
  (func $i32_store8 (param i32) (result i32) (i32.store8 (local.get 0) (i32.const 0)) (i32.const 0))
  (func $i32_store16 (param i32) (result i32) (i32.store16 (local.get 0) (i32.const 0)) (i32.const 0))
  (func $i32_store (param i32) (result i32) (i32.store (local.get 0) (i32.const 0)) (i32.const 0))
  (func $i64_store8 (param i32) (result i32) (i64.store8 (local.get 0) (i64.const 0)) (i32.const 0))
  (func $i64_store16 (param i32) (result i32) (i64.store16 (local.get 0) (i64.const 0)) (i32.const 0))
  (func $i64_store32 (param i32) (result i32) (i64.store32 (local.get 0) (i64.const 0)) (i32.const 0))
  (func $i64_store (param i32) (result i32) (i64.store (local.get 0) (i64.const 0)) (i32.const 0))
  (func $f32_store (param i32) (result i32) (f32.store (local.get 0) (f32.const 0)) (i32.const 0))
  (func $f64_store (param i32) (result i32) (f64.store (local.get 0) (f64.const 0)) (i32.const 0))
  (func $test (export "test") (param $kind i32) (param $address i32) (result i32)
    (i32.add (i32.const 0) (call_indirect (type $access) (local.get $address) (local.get $kind)))))
