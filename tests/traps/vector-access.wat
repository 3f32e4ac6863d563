;; Vector accesses: at the last address of a one-page memory that fits, one further, where the first half still fits,
;; and at the top. The trap is that of the instruction, whichever part of it finds out.
;; build: --invoke test
;; run: 0 65520 -> 0
;; run: 0 65521 -> trap: out of bounds memory access
;; frame: v128.load fd 00
;; frame: test 11
;; run: 0 65528 -> trap: out of bounds memory access
;; frame: v128.load fd 00
;; frame: test 11
;; run: 0 65535 -> trap: out of bounds memory access
;; frame: v128.load fd 00
;; frame: test 11
;; run: 0 -1 -> trap: out of bounds memory access
;; frame: v128.load fd 00
;; frame: test 11
;; run: 1 65528 -> 0
;; run: 1 65529 -> trap: out of bounds memory access
;; frame: v128.load8x8_s fd 01
;; frame: test 11
;; run: 1 -1 -> trap: out of bounds memory access
;; frame: v128.load8x8_s fd 01
;; frame: test 11
;; run: 2 65528 -> 0
;; run: 2 65529 -> trap: out of bounds memory access
;; frame: v128.load32x2_u fd 06
;; frame: test 11
;; run: 2 -1 -> trap: out of bounds memory access
;; frame: v128.load32x2_u fd 06
;; frame: test 11
;; run: 3 65535 -> 0
;; run: 3 65536 -> trap: out of bounds memory access
;; frame: v128.load8_splat fd 07
;; frame: test 11
;; run: 3 -1 -> trap: out of bounds memory access
;; frame: v128.load8_splat fd 07
;; frame: test 11
;; run: 4 65528 -> 0
;; run: 4 65529 -> trap: out of bounds memory access
;; frame: v128.load64_splat fd 0a
;; frame: test 11
;; run: 4 -1 -> trap: out of bounds memory access
;; frame: v128.load64_splat fd 0a
;; frame: test 11
;; run: 5 65532 -> 0
;; run: 5 65533 -> trap: out of bounds memory access
;; frame: v128.load32_zero fd 5c
;; frame: test 11
;; run: 5 -1 -> trap: out of bounds memory access
;; frame: v128.load32_zero fd 5c
;; frame: test 11
;; run: 6 65528 -> 0
;; run: 6 65529 -> trap: out of bounds memory access
;; frame: v128.load64_zero fd 5d
;; frame: test 11
;; run: 6 -1 -> trap: out of bounds memory access
;; frame: v128.load64_zero fd 5d
;; frame: test 11
;; run: 7 65534 -> 0
;; run: 7 65535 -> trap: out of bounds memory access
;; frame: v128.load16_lane fd 55
;; frame: test 11
;; run: 7 -1 -> trap: out of bounds memory access
;; frame: v128.load16_lane fd 55
;; frame: test 11
;; run: 8 65528 -> 0
;; run: 8 65529 -> trap: out of bounds memory access
;; frame: v128.load64_lane fd 57
;; frame: test 11
;; run: 8 -1 -> trap: out of bounds memory access
;; frame: v128.load64_lane fd 57
;; frame: test 11
;; run: 9 65520 -> 0
;; run: 9 65521 -> trap: out of bounds memory access
;; frame: v128.store fd 0b
;; frame: test 11
;; run: 9 65528 -> trap: out of bounds memory access
;; frame: v128.store fd 0b
;; frame: test 11
;; run: 9 65535 -> trap: out of bounds memory access
;; frame: v128.store fd 0b
;; frame: test 11
;; run: 9 -1 -> trap: out of bounds memory access
;; frame: v128.store fd 0b
;; frame: test 11
;; run: 10 65535 -> 0
;; run: 10 65536 -> trap: out of bounds memory access
;; frame: v128.store8_lane fd 58
;; frame: test 11
;; run: 10 -1 -> trap: out of bounds memory access
;; frame: v128.store8_lane fd 58
;; frame: test 11
;; run: 11 65532 -> 0
;; run: 11 65533 -> trap: out of bounds memory access
;; frame: v128.store32_lane fd 5a
;; frame: test 11
;; run: 11 -1 -> trap: out of bounds memory access
;; frame: v128.store32_lane fd 5a
;; frame: test 11
(module
  (memory 1)
  (global $vector (mut v128) (v128.const i64x2 1 2))
  (table funcref (elem $v128.load $v128.load8x8_s $v128.load32x2_u $v128.load8_splat $v128.load64_splat $v128.load32_zero $v128.load64_zero $v128.load16_lane $v128.load64_lane $v128.store $v128.store8_lane $v128.store32_lane))
  (type $access (func (param i32) (result i32)))
  (func $v128.load (param i32) (result i32) (drop (v128.load (local.get 0))) (i32.const 0))
  (func $v128.load8x8_s (param i32) (result i32) (drop (v128.load8x8_s (local.get 0))) (i32.const 0))
  (func $v128.load32x2_u (param i32) (result i32) (drop (v128.load32x2_u (local.get 0))) (i32.const 0))
  (func $v128.load8_splat (param i32) (result i32) (drop (v128.load8_splat (local.get 0))) (i32.const 0))
  (func $v128.load64_splat (param i32) (result i32) (drop (v128.load64_splat (local.get 0))) (i32.const 0))
  (func $v128.load32_zero (param i32) (result i32) (drop (v128.load32_zero (local.get 0))) (i32.const 0))
  (func $v128.load64_zero (param i32) (result i32) (drop (v128.load64_zero (local.get 0))) (i32.const 0))
  (func $v128.load16_lane (param i32) (result i32) (drop (v128.load16_lane 3 (local.get 0) (global.get $vector))) (i32.const 0))
  (func $v128.load64_lane (param i32) (result i32) (drop (v128.load64_lane 1 (local.get 0) (global.get $vector))) (i32.const 0))
  (func $v128.store (param i32) (result i32) (v128.store (local.get 0) (global.get $vector)) (i32.const 0))
  (func $v128.store8_lane (param i32) (result i32) (v128.store8_lane 9 (local.get 0) (global.get $vector)) (i32.const 0))
  (func $v128.store32_lane (param i32) (result i32) (v128.store32_lane 2 (local.get 0) (global.get $vector)) (i32.const 0))
  (func $test (export "test") (param $kind i32) (param $address i32) (result i32)
    (i32.add (i32.const 0) (call_indirect (type $access) (local.get $address) (local.get $kind)))))
