;; Standard streams and granted directories that were closed, moved or given fewer rights are so afterwards.
;; build: --dir {dir}::/first --dir {dir}::/second --embed {dir}::/third --snapshot-at=import
;; stdin: not for the program
;; stdout: 8
;; stdout: one two three
;; stdout: 76
;; stdout: 0

(data (i32.const 1024) "text")
(func (export "_start")
  ;; Nothing is 0; the embedded directory becomes 3, instead of the first; the second may not open files.
  (call $check (call $fd_close (i32.const 0)))
  (call $check (call $fd_renumber (i32.const 5) (i32.const 3)))
  (call $check (call $fd_fdstat_set_rights (i32.const 4) (i64.const 0) (i64.const 0)))
  (call $mark)
  (call $check (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
  ;; The lowest free number is 0.
  (drop (call $copy (call $open (i32.const 1024) (i32.const 4)) (i32.const 64)))
  (call $check
    (call $path_open (i32.const 4) (i32.const 0) (i32.const 1024) (i32.const 4) (i32.const 0)
      (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 128)))
  (call $number (i64.load32_u (i32.const 128))))
