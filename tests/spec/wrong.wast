;; A script that is wrong on purpose: the failures that it must lead to stand behind `;; fails:`, all else
;; must pass. This is how the harness and the driver are tested themselves.
(module $values
  (global (export "global") i64 (i64.const 5))
  (func (export "i32") (result i32) (i32.const -1))
  (func (export "i64") (result i64) (i64.const 0x100000000))
  (func (export "zero") (result f32) (f32.const -0))
  (func (export "canonical") (result f32) (f32.const -nan))
  (func (export "arithmetic") (result f32) (f32.const nan:0x400001))
  (func (export "signalling") (result f64) (f64.const nan:0x1))
  (func (export "number") (result f64) (f64.const 1.5))
  (func (export "two") (result i32 f64) (i32.const 1) (f64.const 2))
  (func (export "extern") (param externref) (result externref) (local.get 0))
  (func $function (export "function") (result funcref) (ref.func $function)))

(assert_return (invoke "i32") (i32.const -1))
(assert_return (invoke "i32") (i32.const 1)) ;; fails: expected (i32:0x1 (1)), got (i32:0xffffffff (-1))
(assert_return (invoke "i64") (i64.const 0x100000000))
(assert_return (invoke "i64") (i64.const 0)) ;; fails: expected (i64:0x0 (0)), got (i64:0x100000000 (4294967296))
(assert_return (invoke "zero") (f32.const -0))
(assert_return (invoke "zero") (f32.const 0)) ;; fails: expected (f32:0x0 (0.0)), got (f32:0x80000000 (-0.0))
(assert_return (invoke "canonical") (f32.const nan:canonical))
(assert_return (invoke "canonical") (f32.const nan:arithmetic))
(assert_return (invoke "canonical") (f32.const nan)) ;; fails: expected (f32:0x7fc00000 (NaN)), got (f32:0xffc00000 (NaN))
(assert_return (invoke "arithmetic") (f32.const nan:arithmetic))
(assert_return (invoke "arithmetic") (f32.const nan:canonical)) ;; fails: expected (f32:nan:canonical), got (f32:0x7fc00001 (NaN))
(assert_return (invoke "signalling") (f64.const nan:0x1))
(assert_return (invoke "signalling") (f64.const nan:arithmetic)) ;; fails: expected (f64:nan:arithmetic), got (f64:0x7ff0000000000001 (NaN))
(assert_return (invoke "number") (f64.const nan:arithmetic)) ;; fails: expected (f64:nan:arithmetic), got (f64:0x3ff8000000000000 (1.5))
(assert_return (invoke "two") (i32.const 1) (f64.const 2))
(assert_return (invoke "two") (i32.const 1) (f64.const 3)) ;; fails: expected (i32:0x1 (1), f64:0x4008000000000000 (3.0)), got (i32:0x1 (1), f64:0x4000000000000000 (2.0))
(assert_return (invoke "i32") (either (i32.const 1) (i32.const -1)))
(assert_return (invoke "i32") (either (i32.const 1) (i32.const 2))) ;; fails: expected (i32:0x1 (1) or i32:0x2 (2)), got (i32:0xffffffff (-1))
(assert_return (invoke "extern" (ref.extern 7)) (ref.extern 7))
(assert_return (invoke "extern" (ref.extern 0)) (ref.extern))
(assert_return (invoke "extern" (ref.null extern)) (ref.null extern))
(assert_return (invoke "extern" (ref.extern 7)) (ref.extern 0)) ;; fails: expected (extern 0), got (extern 7)
(assert_return (invoke "extern" (ref.null extern)) (ref.extern 0)) ;; fails: expected (extern 0), got (null)
(assert_return (invoke "extern" (ref.null extern)) (ref.func)) ;; fails: expected (reference), got (null)
(assert_return (invoke "function") (ref.func))
(assert_return (get "global") (i64.const 5))
(assert_return (get "global") (i64.const 6)) ;; fails: expected (i64:0x6 (6)), got (i64:0x5 (5))

(module
  (memory 1)
  (table 2 funcref)
  (global $calls (mut i32) (i32.const 0))
  (func (export "calls") (result i32) (global.get $calls))
  (func $call (global.set $calls (i32.add (global.get $calls) (i32.const 1))))
  (func (export "divide") (param i32) (result i32) (call $call) (i32.div_u (i32.const 1) (local.get 0)))
  (func (export "load") (param i32) (result i32) (call $call) (i32.load (local.get 0)))
  (func (export "indirect") (call $call) (call_indirect (i32.const 1)))
  (func $recurse (export "recurse") (result f64) (f64.add (f64.const 1) (call $recurse)))
  (func (export "unreachable") (call $call) (unreachable)))

(assert_trap (invoke "divide" (i32.const 0)) "integer divide by zero")
(assert_trap (invoke "load" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "indirect") "uninitialized element 1")
(assert_trap (invoke "unreachable") "unreachable executed")
(assert_exhaustion (invoke "recurse") "call stack exhausted")
(assert_exhaustion (invoke "recurse") "call stack exhausted")
(assert_return (invoke "calls") (i32.const 4))
(assert_trap (invoke "divide" (i32.const 1)) "integer divide by zero") ;; fails: expected trap: integer divide by zero, got success
(assert_trap (invoke "load" (i32.const 65536)) "integer divide by zero") ;; fails: expected trap: integer divide by zero, got trap: out of bounds memory access
(assert_return (invoke "divide" (i32.const 0)) (i32.const 1)) ;; fails: expected (i32:0x1 (1)), got trap: integer divide by zero
(assert_exhaustion (invoke "unreachable") "call stack exhausted") ;; fails: expected trap: call stack exhausted, got trap: unreachable
(invoke "unreachable") ;; fails: expected success, got trap: unreachable
(assert_return (invoke "calls") (i32.const 9))

(module (memory 1) (data (i32.const 65536) "x")) ;; fails: expected success, got trap: out of bounds memory access
(assert_trap (module (memory 1) (data (i32.const 65536) "x")) "out of bounds memory access")
(assert_trap (module (memory 1) (data (i32.const 65535) "x")) "out of bounds memory access") ;; fails: expected trap: out of bounds memory access, got success
(assert_unlinkable (module (import "spectest" "memory" (memory 2))) "incompatible import type")
(assert_unlinkable (module (import "spectest" "memory" (memory 1))) "incompatible import type") ;; fails: expected unlinkable: incompatible import type, got success
(assert_malformed (module quote "(func") "unexpected end")
(assert_malformed (module quote "(func)") "unexpected end") ;; fails: expected to be refused: unexpected end, got accepted
(assert_invalid (module (func (i32.const 1))) "type mismatch")
(assert_invalid (module (func)) "type mismatch") ;; fails: expected to be refused: type mismatch, got accepted
