;; A trap in a leaf function, which a compiler may give no frame: its caller must not be missing.
;; build: --invoke test
;; run: 6 3 -> 2
;; run: 1 0 -> trap: integer divide by zero
;; frame: leaf 6e
;; frame: caller 10
;; frame: test 10
(module
  (func $leaf (param i32 i32) (result i32) (i32.div_u (local.get 0) (local.get 1)))
  (func $caller (param i32 i32) (result i32) (i32.add (i32.const 1) (call $leaf (local.get 0) (local.get 1))))
  (func $test (export "test") (param i32 i32) (result i32)
    (i32.sub (call $caller (local.get 0) (local.get 1)) (i32.const 1))))
