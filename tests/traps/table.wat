;; Tables: every access beyond the end, and the three ways in which an indirect call goes wrong.
;; build: --invoke test
;; run: 0 0 -> 7
;; run: 0 1 -> trap: uninitialized element
;; frame: call_element 11
;; run: 0 2 -> trap: indirect call type mismatch
;; frame: call_element 11
;; run: 0 3 -> 8
;; run: 0 4 -> trap: undefined element
;; frame: call_element 11
;; run: 0 -1 -> trap: undefined element
;; frame: call_element 11
;; run: 1 3 -> 0
;; run: 1 4 -> trap: out of bounds table access
;; frame: get 25
;; run: 2 3 -> 0
;; run: 2 4 -> trap: out of bounds table access
;; frame: set 26
;; run: 3 2 -> 0
;; run: 3 3 -> trap: out of bounds table access
;; frame: fill fc 11
;; run: 4 2 -> 0
;; run: 4 3 -> trap: out of bounds table access
;; frame: copy fc 0e
;; run: 5 2 -> 0
;; run: 5 3 -> trap: out of bounds table access
;; frame: init fc 0c
;; run: 6 0 -> trap: out of bounds table access
;; frame: init_dropped fc 0c
;; run: 7 -1 -> trap: out of bounds table access
;; frame: get 25
;; run: 8 0 -> 7
;; run: 8 1 -> trap: uninitialized element
;; frame: call_constant 11
;; run: 8 2 -> trap: indirect call type mismatch
;; frame: call_constant 11
;; run: 8 3 -> trap: undefined element
;; frame: call_constant 11
(module
  (type $number (func (result i32)))
  (type $operation (func (param i32) (result i32)))
  (table $operations funcref
    (elem $call_element $get $set $fill $copy $init $init_dropped $get_high $call_constant))
  ;; Written by table.set and the like.
  (table $changing 4 funcref)
  (elem (table $changing) (i32.const 0) func $seven)
  (elem (table $changing) (i32.const 2) func $wrong $eight)
  ;; Never written: a constant.
  (table $constant 3 3 funcref)
  (elem (table $constant) (i32.const 0) func $seven)
  (elem (table $constant) (i32.const 2) func $wrong)
  (elem $passive func $seven $eight)
  (func $seven (result i32) (i32.const 7))
  (func $eight (result i32) (i32.const 8))
  (func $wrong (param i32) (result i32) (i32.const 9))
  (func $call_element (param i32) (result i32) (i32.add (i32.const 0) (call_indirect $changing (type $number) (local.get 0))))
  (func $call_constant (param i32) (result i32) (i32.add (i32.const 0) (call_indirect $constant (type $number) (local.get 0))))
  (func $get (param i32) (result i32) (ref.is_null (table.get $changing (local.get 0))))
  (func $get_high (param i32) (result i32) (i32.add (i32.const 0) (call $get (local.get 0))))
  (func $set (param i32) (result i32) (table.set $changing (local.get 0) (ref.null func)) (i32.const 0))
  (func $fill (param i32) (result i32) (table.fill $changing (local.get 0) (ref.null func) (i32.const 2)) (i32.const 0))
  (func $copy (param i32) (result i32)
    (table.copy $changing $changing (local.get 0) (i32.const 0) (i32.const 2)) (i32.const 0))
  (func $init (param i32) (result i32)
    (table.init $changing $passive (local.get 0) (i32.const 0) (i32.const 2)) (i32.const 0))
  (func $init_dropped (param i32) (result i32)
    (elem.drop $passive)
    (table.init $changing $passive (local.get 0) (i32.const 0) (i32.const 1)) (i32.const 0))
  (func (export "test") (param $kind i32) (param $index i32) (result i32)
    (i32.add (i32.const 0) (call_indirect $operations (type $operation) (local.get $index) (local.get $kind)))))
