;; A granted directory is opened again, without flags.
;; build: --dir {dir}::/data --snapshot-at=import
;; error: changes the flags of a granted directory before the mark

(func (export "_start")
  (drop (call $fd_fdstat_set_flags (i32.const 3) (i32.const 4)))
  (call $mark))
