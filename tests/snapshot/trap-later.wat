;; A trap after the mark tells of the calls that were made before it, too.
;; build: --snapshot-at=import
;; trap: integer divide by zero
;; trap: inner (wasm offset
;; trap: outer (wasm offset

(func $inner (param $divisor i32) (result i32)
  (call $mark)
  (i32.div_u (i32.const 1) (local.get $divisor)))
(func $outer (result i32)
  (i32.add (i32.const 1) (call $inner (i32.load (i32.const 1024)))))
(func (export "_start") (drop (call $outer)))
