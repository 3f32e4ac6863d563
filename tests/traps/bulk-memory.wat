;; Bulk operations trap as a whole when they would leave the memory or the segment: 65531 + 5 still fits.
;; build: --invoke test
;; run: 0 65531 5 -> 0
;; run: 0 65531 6 -> trap: out of bounds memory access
;; frame: fill fc 0b
;; run: 0 65536 0 -> 0
;; run: 0 65537 0 -> trap: out of bounds memory access
;; run: 0 0 -1 -> trap: out of bounds memory access
;; run: 0 -1 -1 -> trap: out of bounds memory access
;; run: 1 65531 5 -> 0
;; run: 1 65531 6 -> trap: out of bounds memory access
;; frame: copy_to fc 0a
;; run: 2 65531 5 -> 0
;; run: 2 65531 6 -> trap: out of bounds memory access
;; frame: copy_from fc 0a
;; run: 2 -1 2 -> trap: out of bounds memory access
;; run: 3 65531 5 -> 0
;; run: 3 65531 6 -> trap: out of bounds memory access
;; frame: init fc 08
;; run: 3 0 10 -> 0
;; run: 3 0 11 -> trap: out of bounds memory access
;; frame: init fc 08
;; run: 4 0 0 -> 0
;; run: 4 0 1 -> trap: out of bounds memory access
;; frame: init_dropped fc 08
(module
  (memory 1)
  (data $text "0123456789")
  (type $operation (func (param i32 i32)))
  (table funcref (elem $fill $copy_to $copy_from $init $init_dropped))
  (func $fill (param i32 i32) (memory.fill (local.get 0) (i32.const 1) (local.get 1)))
  (func $copy_to (param i32 i32) (memory.copy (local.get 0) (i32.const 0) (local.get 1)))
  (func $copy_from (param i32 i32) (memory.copy (i32.const 0) (local.get 0) (local.get 1)))
  (func $init (param i32 i32) (memory.init $text (local.get 0) (i32.const 0) (local.get 1)))
  (func $init_dropped (param i32 i32)
    (data.drop $text)
    (memory.init $text (local.get 0) (i32.const 0) (local.get 1)))
  (func (export "test") (param $kind i32) (param $address i32) (param $len i32) (result i32)
    (call_indirect (type $operation) (local.get $address) (local.get $len) (local.get $kind))
    (i32.const 0)))
