;; A connection does not outlive its process.
;; build: --snapshot-at=import
;; error: uses a socket before the mark

(func (export "_start")
  (drop (call $sock_shutdown (i32.const 1) (i32.const 1)))
  (call $mark))
