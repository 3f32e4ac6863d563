;; Tables with 64-bit indices: every access beyond the end, where the distance in bytes wraps, too.
;; build: --invoke test
;; run: 0 0 -> 7
;; run: 0 1 -> trap: uninitialized element
;; frame: call_constant 11
;; run: 0 2 -> trap: indirect call type mismatch
;; frame: call_constant 11
;; run: 0 3 -> trap: undefined element
;; frame: call_constant 11
;; run: 0 -1 -> trap: undefined element
;; frame: call_constant 11
;; run: 0 1152921504606846976 -> trap: undefined element
;; frame: call_constant 11
;; run: 0 4294967296 -> trap: undefined element
;; frame: call_constant 11
;; run: 1 0 -> 7
;; run: 1 1 -> trap: undefined element
;; frame: call_single 11
;; run: 1 -1 -> trap: undefined element
;; frame: call_single 11
;; run: 1 4294967296 -> trap: undefined element
;; frame: call_single 11
;; run: 2 0 -> 7
;; run: 2 1 -> trap: uninitialized element
;; frame: call_written 11
;; run: 2 2 -> trap: indirect call type mismatch
;; frame: call_written 11
;; run: 2 4 -> trap: undefined element
;; frame: call_written 11
;; run: 2 2305843009213693952 -> trap: undefined element
;; frame: call_written 11
;; run: 3 0 -> 7
;; run: 3 1 -> trap: undefined element
;; frame: call_growing 11
;; run: 3 -1 -> trap: undefined element
;; frame: call_growing 11
;; run: 3 4294967296 -> trap: undefined element
;; frame: call_growing 11
;; run: 4 3 -> 1
;; run: 4 4 -> trap: out of bounds table access
;; frame: get 25
;; run: 4 -1 -> trap: out of bounds table access
;; frame: get 25
;; run: 4 2305843009213693952 -> trap: out of bounds table access
;; frame: get 25
;; run: 5 3 -> 0
;; run: 5 4 -> trap: out of bounds table access
;; frame: set 26
;; run: 5 4294967296 -> trap: out of bounds table access
;; frame: set 26
;; run: 6 2 -> 1
;; run: 6 3 -> trap: out of bounds table access
;; frame: grown 25
;; run: 7 2 -> 0
;; run: 7 3 -> trap: out of bounds table access
;; frame: fill fc 11
;; run: 7 -2 -> trap: out of bounds table access
;; frame: fill fc 11
;; run: 8 2 -> 0
;; run: 8 3 -> trap: out of bounds table access
;; frame: copy_to fc 0e
;; run: 8 -2 -> trap: out of bounds table access
;; frame: copy_to fc 0e
;; run: 8 -1 -> trap: out of bounds table access
;; frame: copy_to fc 0e
;; run: 9 1 -> 0
;; run: 9 2 -> trap: out of bounds table access
;; frame: copy_much fc 0e
;; run: 9 -2 -> trap: out of bounds table access
;; frame: copy_much fc 0e
;; run: 9 -1 -> trap: out of bounds table access
;; frame: copy_much fc 0e
;; run: 10 2 -> 0
;; run: 10 3 -> trap: out of bounds table access
;; frame: init fc 0c
;; run: 10 -2 -> trap: out of bounds table access
;; frame: init fc 0c
(module
  (type $number (func (result i64)))
  (table $constant i64 3 3 funcref)
  (table $single i64 1 1 funcref)
  (table $written i64 4 funcref)
  (table $growing i64 1 funcref)
  (table $narrow 2 funcref)
  (elem (table $constant) (i64.const 0) func $seven)
  (elem (table $constant) (i64.const 2) func $wrong)
  (elem (table $single) (i64.const 0) func $seven)
  (elem (table $written) (i64.const 0) func $seven)
  (elem (table $written) (i64.const 2) func $wrong)
  (elem (table $growing) (i64.const 0) func $seven)
  (elem $passive func $seven $wrong)
  (func $seven (result i64) (i64.const 7))
  (func $wrong (result i32) (i32.const 9))
  (type $access (func (param i64) (result i64)))
  (table $kinds funcref (elem $call_constant $call_single $call_written $call_growing $get $set $grown $fill $copy_to $copy_much $init))
  (func $call_constant (param i64) (result i64) (i64.add (i64.const 0) (call_indirect $constant (type $number) (local.get 0))))
  (func $call_single (param i64) (result i64) (i64.add (i64.const 0) (call_indirect $single (type $number) (local.get 0))))
  (func $call_written (param i64) (result i64) (i64.add (i64.const 0) (call_indirect $written (type $number) (local.get 0))))
  (func $call_growing (param i64) (result i64) (i64.add (i64.const 0) (call_indirect $growing (type $number) (local.get 0))))
  (func $get (param i64) (result i64) (i64.extend_i32_u (ref.is_null (table.get $written (local.get 0)))))
  (func $set (param i64) (result i64) (table.set $written (local.get 0) (ref.null func)) (i64.const 0))
  (func $grown (param i64) (result i64) (drop (table.grow $growing (ref.null func) (i64.const 2))) (i64.extend_i32_u (ref.is_null (table.get $growing (local.get 0)))))
  (func $fill (param i64) (result i64) (table.fill $written (local.get 0) (ref.null func) (i64.const 2)) (i64.const 0))
  (func $copy_to (param i64) (result i64) (table.copy $written $narrow (local.get 0) (i32.const 0) (i32.const 2)) (i64.const 0))
  (func $copy_much (param i64) (result i64) (table.copy $written $growing (i64.const 2) (i64.const 0) (local.get 0)) (i64.const 0))
  (func $init (param i64) (result i64) (table.init $written $passive (local.get 0) (i32.const 0) (i32.const 2)) (i64.const 0))
  (func (export "test") (param $kind i32) (param $index i64) (result i64)
    (i64.add (i64.const 0) (call_indirect $kinds (type $access) (local.get $index) (local.get $kind)))))
