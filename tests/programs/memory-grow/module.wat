;; memory.grow: old size, zeroed new pages, -1 beyond the maximum, and what was there stays.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 40)
  (func $digit (param $value i32)
    (i32.store8 (i32.const 16) (i32.add (i32.const 48) (local.get $value)))
    (i32.store8 (i32.const 17) (i32.const 10))
    (i32.store (i32.const 0) (i32.const 16))
    (i32.store (i32.const 4) (i32.const 2))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
  (func (export "_start")
    (i32.store (i32.const 65532) (i32.const 5))
    (call $digit (memory.grow (i32.const 2)))                                ;; 1
    (call $digit (memory.size))                                              ;; 3
    (call $digit (i32.load (i32.const 65532)))                               ;; 5
    (call $digit (i32.load (i32.const 65536)))                               ;; 0
    (i64.store (i32.const 196600) (i64.const 6))
    (call $digit (i32.load (i32.const 196600)))                              ;; 6
    (call $digit (i32.eq (memory.grow (i32.const 38)) (i32.const -1)))       ;; 1: beyond the maximum
    (call $digit (memory.grow (i32.const 0)))                                ;; 3
    (call $digit (i32.eq (memory.grow (i32.const 37)) (i32.const 3)))        ;; 1: just the maximum
    (i32.store8 (i32.const 2621439) (i32.const 9))
    (call $digit (i32.load8_u (i32.const 2621439)))                          ;; 9
    (call $digit (i32.eq (memory.grow (i32.const -1)) (i32.const -1)))))     ;; 1
