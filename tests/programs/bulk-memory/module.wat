;; Bulk memory: memory.init from a passive segment, overlapping memory.copy both ways, fill, data.drop.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data $text "0123456789\n")
  (func $line
    (i32.store (i32.const 0) (i32.const 64))
    (i32.store (i32.const 4) (i32.const 11))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
  (func $reset (memory.init $text (i32.const 64) (i32.const 0) (i32.const 11)))
  (func (export "_start")
    (call $reset) (call $line)
    (memory.copy (i32.const 66) (i32.const 64) (i32.const 8)) (call $line)
    (call $reset)
    (memory.copy (i32.const 64) (i32.const 66) (i32.const 8)) (call $line)
    (call $reset)
    (memory.fill (i32.const 65) (i32.const 0x12a) (i32.const 3)) (call $line)
    (memory.init $text (i32.const 64) (i32.const 9) (i32.const 1)) (call $line)
    (data.drop $text)
    ;; Nothing of a dropped segment at its very end is still allowed.
    (memory.init $text (i32.const 65536) (i32.const 0) (i32.const 0))
    (memory.copy (i32.const 65536) (i32.const 65536) (i32.const 0))
    (call $line)))
