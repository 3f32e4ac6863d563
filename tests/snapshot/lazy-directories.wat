;; Granted directories that nobody has looked at before the mark are there afterwards, although a standard
;; stream is not.
;; build: --dir {dir}::/data --snapshot-at=import
;; stdout: one two three

(data (i32.const 1024) "text")
(func (export "_start")
  (call $check (call $fd_close (i32.const 0)))
  (call $mark)
  (drop (call $copy (call $open (i32.const 1024) (i32.const 4)) (i32.const 64))))
