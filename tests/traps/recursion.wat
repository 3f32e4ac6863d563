;; Endless recursion runs into the guard of the stack, on its own and between two functions.
;; build: --invoke test
;; run: 0 -> trap: call stack exhausted
;; frame: down *
;; frame: down 10
;; frame: down 10
;; run: 1 -> trap: call stack exhausted
(module
  (func $down (param i64) (result i64)
    (i64.add (local.get 0) (call $down (i64.add (local.get 0) (i64.const 1)))))
  (func $ping (param i64) (result i64)
    (i64.mul (local.get 0) (call $pong (i64.sub (local.get 0) (i64.const 1)))))
  (func $pong (param i64) (result i64)
    (i64.xor (local.get 0) (call $ping (i64.add (local.get 0) (i64.const 3)))))
  (func (export "test") (param i32) (result i64)
    (if (result i64) (local.get 0)
      (then (call $ping (i64.const 5)))
      (else (call $down (i64.const 0))))))
