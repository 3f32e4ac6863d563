;; Nobody waits at build time.
;; build: --snapshot-at=import
;; error: waits (poll_oneoff) before the mark

(func (export "_start")
  (call $check (call $poll_oneoff (i32.const 1024) (i32.const 2048) (i32.const 1) (i32.const 136)))
  (call $mark))
