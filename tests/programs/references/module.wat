;; Reference types: table.get/set/grow/fill/size/copy/init, ref.func, ref.null, ref.is_null, typed select.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $number (func (result i32)))
  (table $functions 3 20 funcref)
  (table $others 2 externref)
  (elem $passive func $three $four)
  (elem declare func $five)
  (func $three (result i32) (i32.const 3))
  (func $four (result i32) (i32.const 4))
  (func $five (result i32) (i32.const 5))
  (func $digit (param $value i32)
    (i32.store8 (i32.const 16) (i32.add (i32.const 48) (local.get $value)))
    (i32.store8 (i32.const 17) (i32.const 10))
    (i32.store (i32.const 0) (i32.const 16))
    (i32.store (i32.const 4) (i32.const 2))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
  (func (export "_start")
    (table.init $functions $passive (i32.const 1) (i32.const 0) (i32.const 2))
    (call $digit (call_indirect $functions (type $number) (i32.const 1)))          ;; 3
    (call $digit (call_indirect $functions (type $number) (i32.const 2)))          ;; 4
    (table.set $functions (i32.const 0) (ref.func $five))
    (call $digit (call_indirect $functions (type $number) (i32.const 0)))          ;; 5
    (call $digit (table.grow $functions (ref.func $four) (i32.const 4)))           ;; 3
    (call $digit (table.size $functions))                                          ;; 7
    (call $digit (call_indirect $functions (type $number) (i32.const 6)))          ;; 4
    (table.copy $functions $functions (i32.const 4) (i32.const 0) (i32.const 2))
    (call $digit (call_indirect $functions (type $number) (i32.const 5)))          ;; 3
    (table.fill $functions (i32.const 5) (ref.null func) (i32.const 2))
    (call $digit (ref.is_null (table.get $functions (i32.const 5))))               ;; 1
    (call $digit (ref.is_null (table.get $functions (i32.const 4))))               ;; 0
    (call $digit (i32.eq (table.grow $functions (ref.null func) (i32.const 14)) (i32.const -1))) ;; 1
    (call $digit (table.grow $others (ref.null extern) (i32.const 6)))             ;; 2
    (call $digit (table.size $others))                                             ;; 8
    (call $digit (ref.is_null
      (select (result funcref) (ref.null func) (ref.func $three) (i32.const 0)))))) ;; 0
