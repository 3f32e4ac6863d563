;; With --unresolved=trap a missing function is missed only when it is called.
;; build: --invoke test --unresolved=trap
;; run: 0 -> 3
;; run: 1 -> trap: call of an unresolved import
;; frame: user 10
;; oracle: not asked, it has no such option
(module
  (import "env" "missing" (func $missing (param i32) (result i32)))
  (func $user (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (i32.const 1) (call $missing (i32.const 5))))
      (else (i32.const 3))))
  (func (export "test") (param i32) (result i32) (i32.add (i32.const 0) (call $user (local.get 0)))))
