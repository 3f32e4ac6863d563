;; Flags of standard streams are remembered, and set when the program goes on. Those of a file that is closed
;; before the mark are nobody's business.
;; build: --dir {dir}::/data --snapshot-at=import
;; stdout: 58
;; stdout: 28
;; stdout: 4
;; stdout: 0
;; stdout: 1
;; stdout: 4
;; stdout: 0
;; stdout: 1

(data (i32.const 1024) "text")
(global $nosup (mut i32) (i32.const 0))
(global $inval (mut i32) (i32.const 0))
(func $flags (param $fd i32) (param $to i32)
  (call $check (call $fd_fdstat_get (local.get $fd) (i32.const 128)))
  (i32.store16 (local.get $to) (i32.load16_u (i32.const 130))))
(func (export "_start")
  (local $fd i32)
  (local.set $fd (call $open (i32.const 1024) (i32.const 4)))
  (call $check (call $fd_fdstat_set_flags (local.get $fd) (i32.const 4)))
  (call $check (call $fd_close (local.get $fd)))
  ;; NONBLOCK, APPEND, and what cannot be set: SYNC and what does not exist.
  (call $check (call $fd_fdstat_set_flags (i32.const 0) (i32.const 4)))
  (call $check (call $fd_fdstat_set_flags (i32.const 2) (i32.const 1)))
  (global.set $nosup (call $fd_fdstat_set_flags (i32.const 1) (i32.const 16)))
  (global.set $inval (call $fd_fdstat_set_flags (i32.const 1) (i32.const 32)))
  (call $flags (i32.const 0) (i32.const 1040))
  (call $flags (i32.const 1) (i32.const 1044))
  (call $flags (i32.const 2) (i32.const 1048))
  (call $mark)
  (call $check (global.get $nosup))
  (call $check (global.get $inval))
  (call $number (i64.load32_u (i32.const 1040)))
  (call $number (i64.load32_u (i32.const 1044)))
  (call $number (i64.load32_u (i32.const 1048)))
  (call $flags (i32.const 0) (i32.const 1040))
  (call $flags (i32.const 1) (i32.const 1044))
  (call $flags (i32.const 2) (i32.const 1048))
  (call $number (i64.load32_u (i32.const 1040)))
  (call $number (i64.load32_u (i32.const 1044)))
  (call $number (i64.load32_u (i32.const 1048))))
