;; A signal would end the build.
;; build: --snapshot-at=import
;; error: raises a signal before the mark

(func (export "_start")
  (drop (call $proc_raise (i32.const 15)))
  (call $mark))
