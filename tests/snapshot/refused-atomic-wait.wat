;; There is nobody who could wake it.
;; build: --snapshot-at=import
;; error: waits (memory.atomic.wait) before the mark

(memory $shared 1 1 shared)
(func (export "_start")
  (drop (memory.atomic.wait32 $shared (i32.const 0) (i32.const 0) (i64.const 1000)))
  (call $mark))
