;; The instruction itself, three calls deep, one of them indirect.
;; run: -> trap: unreachable
;; frame: innermost 00
;; frame: middle 11
;; frame: outer 10
;; frame: _start 10
(module
  (type $nullary (func))
  (table funcref (elem $innermost))
  (func $innermost (block (br_if 0 (i32.const 0)) unreachable))
  (func $middle (call_indirect (type $nullary) (i32.const 0)) (global.set $after (i32.const 1)))
  (func $outer (call $middle) (global.set $after (i32.const 2)))
  (global $after (mut i32) (i32.const 0))
  (func $_start (export "_start") (call $outer) (global.set $after (i32.const 3))))
