;; It never comes to the mark.
;; build: --snapshot-at=import
;; error: ended with status 3 before the mark

(func (export "_start")
  (call $proc_exit (i32.const 3)))
