;; A trap after a WASI call: what was written stays written, the backtrace is complete.
;; run: -> trap: unreachable
;; stdout: written before
;; frame: inner 00
;; frame: _start 10
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 8) "written before\n")
  (data (i32.const 0) "\08\00\00\00\0f\00\00\00")
  (func $inner (param i32)
    (drop (call $fd_write (i32.const 1) (i32.const 0) (local.get 0) (i32.const 32)))
    unreachable)
  (func $_start (export "_start")
    (call $inner (i32.const 1))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))))
