;; WASI in a program whose memory has pages of one byte.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 40 80 (pagesize 1))
  (data (i32.const 0) "\08\00\00\00\0e\00\00\00" "from elsewhere")
  (func (export "_start")
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 24)))
    ;; Up to the end, and one byte more.
    (if (call $random_get (i32.const 32) (i32.const 8)) (then (unreachable)))
    (if (call $random_get (i32.const 0) (i32.const 40)) (then (unreachable)))
    (call $proc_exit (call $random_get (i32.const 33) (i32.const 8)))))
