;; A small stack suffices for moderate recursion and catches more.
;; build: --invoke test --stack-size 64K
;; run: 100 -> 5050
;; run: 100000 -> trap: call stack exhausted
;; frame: sum *
;; frame: sum 10
;; oracle: not asked, its stack is larger
(module
  (func $sum (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (local.get 0) (call $sum (i32.sub (local.get 0) (i32.const 1)))))
      (else (i32.const 0))))
  (func (export "test") (param i32) (result i32) (i32.add (i32.const 0) (call $sum (local.get 0)))))
