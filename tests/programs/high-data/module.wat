;; Data at 3 GiB in a memory of 3 GiB and a page: the artifact must stay small, the bytes must arrive.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 49153)
  (data (i32.const 0xC0000010) "data at three gibibytes\n")
  (data (i32.const 0) "\10\00\00\C0\18\00\00\00")
  (func (export "_start")
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 64)))
    ;; The last bytes of the memory are there, zero and writable.
    (if (i32.load (i32.const 0xC000FFFC)) (then unreachable))
    (i32.store (i32.const 0xC000FFFC) (i32.const -1))))
