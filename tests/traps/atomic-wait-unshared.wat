;; Nobody can wait on a memory that is not shared; notifying there finds nobody. The address is checked first.
;; build: --invoke test
;; run: 0 65524 -> trap: expected shared memory
;; frame: wait32 fe 01
;; run: 0 65528 -> trap: out of bounds memory access
;; frame: wait32 fe 01
;; run: 0 2 -> trap: unaligned atomic
;; frame: wait32 fe 01
;; run: 0 2147483634 -> trap: unaligned atomic
;; frame: wait32 fe 01
;; run: 0 -4 -> trap: out of bounds memory access
;; frame: wait32 fe 01
;; run: 1 65520 -> trap: expected shared memory
;; frame: wait64 fe 02
;; run: 1 65528 -> trap: out of bounds memory access
;; frame: wait64 fe 02
;; run: 1 4 -> trap: unaligned atomic
;; frame: wait64 fe 02
;; run: 1 2147483636 -> trap: unaligned atomic
;; frame: wait64 fe 02
;; run: 1 -8 -> trap: out of bounds memory access
;; frame: wait64 fe 02
;; run: 2 65524 -> 0
;; run: 2 65528 -> trap: out of bounds memory access
;; frame: notify fe 00
;; run: 2 2 -> trap: unaligned atomic
;; frame: notify fe 00
;; run: 2 2147483634 -> trap: unaligned atomic
;; frame: notify fe 00
;; run: 2 -4 -> trap: out of bounds memory access
;; frame: notify fe 00
(module
  (memory 1 1)
  (func $wait32 (param i32) (result i32)
    (memory.atomic.wait32 offset=8 (local.get 0) (i32.const 1) (i64.const -1)))
  (func $wait64 (param i32) (result i32)
    (memory.atomic.wait64 offset=8 (local.get 0) (i64.const 1) (i64.const -1)))
  (func $notify (param i32) (result i32)
    (memory.atomic.notify offset=8 (local.get 0) (i32.const 1)))
  (func (export "test") (param $which i32) (param $address i32) (result i32)
    (if (i32.eqz (local.get $which)) (then (return (call $wait32 (local.get $address)))))
    (if (i32.eq (local.get $which) (i32.const 1)) (then (return (call $wait64 (local.get $address)))))
    (call $notify (local.get $address))))
