;; A trap in the start function, before the entry runs.
;; run: -> trap: integer divide by zero
;; frame: prepare 6d
(module
  (global $zero (mut i32) (i32.const 0))
  (func $prepare (drop (i32.div_s (i32.const 1) (global.get $zero))))
  (start $prepare)
  (func (export "_start") unreachable))
