;; It traps before it comes to the mark.
;; build: --snapshot-at=import
;; error: trapped before the mark
;; error: integer divide by zero

(func (export "_start")
  (drop (i32.div_u (i32.const 1) (i32.load (i32.const 0))))
  (call $mark))
