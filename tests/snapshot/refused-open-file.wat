;; A file of the host that is open at the mark is not there later.
;; build: --dir {dir}::/data --snapshot-at=import
;; error: file descriptor 4 is open (/data/text)

(data (i32.const 1024) "text")
(func (export "_start")
  (drop (call $open (i32.const 1024) (i32.const 4)))
  (call $mark))
