;; Hello world by hand: one import, one data segment, one call.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 8) "hello from wat\n")
  ;; One iovec at 0: address and length of the text.
  (data (i32.const 0) "\08\00\00\00\0f\00\00\00")
  (func $main (export "_start")
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))))
