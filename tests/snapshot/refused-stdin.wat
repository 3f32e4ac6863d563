;; Standard input at build time is none.
;; build: --snapshot-at=import
;; error: reads standard input before the mark
;; error: --snapshot-stdin

(func (export "_start")
  (drop (call $copy (i32.const 0) (i32.const 5)))
  (call $mark))
