;; Static offsets on both sides of the limit where explicit checks begin. Index and offset add without wrapping.
;; build: --invoke test
;; run: 0 -2147483648 -> trap: out of bounds memory access
;; frame: offset_0 2d
;; run: 0 -1 -> trap: out of bounds memory access
;; frame: offset_0 2d
;; run: 0 0 -> 0
;; run: 0 3 -> 0
;; run: 0 65535 -> 0
;; run: 0 65536 -> trap: out of bounds memory access
;; frame: offset_0 2d
;; run: 1 -2147483648 -> trap: out of bounds memory access
;; frame: offset_1 2d
;; run: 1 -1 -> trap: out of bounds memory access
;; frame: offset_1 2d
;; run: 1 0 -> 0
;; run: 1 3 -> 0
;; run: 1 65534 -> 0
;; run: 1 65535 -> trap: out of bounds memory access
;; frame: offset_1 2d
;; run: 2 -2147483648 -> trap: out of bounds memory access
;; frame: offset_fffc 2d
;; run: 2 -1 -> trap: out of bounds memory access
;; frame: offset_fffc 2d
;; run: 2 0 -> 0
;; run: 2 3 -> 0
;; run: 2 4 -> trap: out of bounds memory access
;; frame: offset_fffc 2d
;; run: 2 65535 -> trap: out of bounds memory access
;; frame: offset_fffc 2d
;; run: 3 -2147483648 -> trap: out of bounds memory access
;; frame: offset_fffd 2d
;; run: 3 -1 -> trap: out of bounds memory access
;; frame: offset_fffd 2d
;; run: 3 0 -> 0
;; run: 3 2 -> 0
;; run: 3 3 -> trap: out of bounds memory access
;; frame: offset_fffd 2d
;; run: 3 65535 -> trap: out of bounds memory access
;; frame: offset_fffd 2d
;; run: 4 -2147483648 -> trap: out of bounds memory access
;; frame: offset_3fffffff 2d
;; run: 4 -1073741823 -> trap: out of bounds memory access
;; frame: offset_3fffffff 2d
;; run: 4 -1 -> trap: out of bounds memory access
;; frame: offset_3fffffff 2d
;; run: 4 0 -> trap: out of bounds memory access
;; frame: offset_3fffffff 2d
;; run: 4 3 -> trap: out of bounds memory access
;; frame: offset_3fffffff 2d
;; run: 4 65535 -> trap: out of bounds memory access
;; frame: offset_3fffffff 2d
;; run: 5 -2147483648 -> trap: out of bounds memory access
;; frame: offset_40000000 2d
;; run: 5 -1073741824 -> trap: out of bounds memory access
;; frame: offset_40000000 2d
;; run: 5 -1 -> trap: out of bounds memory access
;; frame: offset_40000000 2d
;; run: 5 0 -> trap: out of bounds memory access
;; frame: offset_40000000 2d
;; run: 5 3 -> trap: out of bounds memory access
;; frame: offset_40000000 2d
;; run: 5 65535 -> trap: out of bounds memory access
;; frame: offset_40000000 2d
;; run: 6 -2147483648 -> trap: out of bounds memory access
;; frame: offset_40000001 2d
;; run: 6 -1073741825 -> trap: out of bounds memory access
;; frame: offset_40000001 2d
;; run: 6 -1 -> trap: out of bounds memory access
;; frame: offset_40000001 2d
;; run: 6 0 -> trap: out of bounds memory access
;; frame: offset_40000001 2d
;; run: 6 3 -> trap: out of bounds memory access
;; frame: offset_40000001 2d
;; run: 6 65535 -> trap: out of bounds memory access
;; frame: offset_40000001 2d
;; run: 7 -2147483648 -> trap: out of bounds memory access
;; frame: offset_7fffffff 2d
;; run: 7 -2147483647 -> trap: out of bounds memory access
;; frame: offset_7fffffff 2d
;; run: 7 -1 -> trap: out of bounds memory access
;; frame: offset_7fffffff 2d
;; run: 7 0 -> trap: out of bounds memory access
;; frame: offset_7fffffff 2d
;; run: 7 3 -> trap: out of bounds memory access
;; frame: offset_7fffffff 2d
;; run: 7 65535 -> trap: out of bounds memory access
;; frame: offset_7fffffff 2d
;; run: 8 -2147483648 -> trap: out of bounds memory access
;; frame: offset_80000000 2d
;; run: 8 -1 -> trap: out of bounds memory access
;; frame: offset_80000000 2d
;; run: 8 0 -> trap: out of bounds memory access
;; frame: offset_80000000 2d
;; run: 8 3 -> trap: out of bounds memory access
;; frame: offset_80000000 2d
;; run: 8 65535 -> trap: out of bounds memory access
;; frame: offset_80000000 2d
;; run: 9 -2147483648 -> trap: out of bounds memory access
;; frame: offset_fffffffc 2d
;; run: 9 -1 -> trap: out of bounds memory access
;; frame: offset_fffffffc 2d
;; run: 9 0 -> trap: out of bounds memory access
;; frame: offset_fffffffc 2d
;; run: 9 3 -> trap: out of bounds memory access
;; frame: offset_fffffffc 2d
;; run: 9 65535 -> trap: out of bounds memory access
;; frame: offset_fffffffc 2d
;; run: 10 -2147483648 -> trap: out of bounds memory access
;; frame: offset_ffffffff 2d
;; run: 10 -1 -> trap: out of bounds memory access
;; frame: offset_ffffffff 2d
;; run: 10 0 -> trap: out of bounds memory access
;; frame: offset_ffffffff 2d
;; run: 10 3 -> trap: out of bounds memory access
;; frame: offset_ffffffff 2d
;; run: 10 65535 -> trap: out of bounds memory access
;; frame: offset_ffffffff 2d
(module
  (memory 1)
  (table funcref (elem $offset_0 $offset_1 $offset_fffc $offset_fffd $offset_3fffffff $offset_40000000 $offset_40000001 $offset_7fffffff $offset_80000000 $offset_fffffffc $offset_ffffffff))
  (type $access (func (param i32) (result i32)))
  (func $offset_0 (param i32) (result i32) (i32.load8_u offset=0 (local.get 0)))
  (func $offset_1 (param i32) (result i32) (i32.load8_u offset=1 (local.get 0)))
  (func $offset_fffc (param i32) (result i32) (i32.load8_u offset=65532 (local.get 0)))
  (func $offset_fffd (param i32) (result i32) (i32.load8_u offset=65533 (local.get 0)))
  (func $offset_3fffffff (param i32) (result i32) (i32.load8_u offset=1073741823 (local.get 0)))
  (func $offset_40000000 (param i32) (result i32) (i32.load8_u offset=1073741824 (local.get 0)))
  (func $offset_40000001 (param i32) (result i32) (i32.load8_u offset=1073741825 (local.get 0)))
  (func $offset_7fffffff (param i32) (result i32) (i32.load8_u offset=2147483647 (local.get 0)))
  (func $offset_80000000 (param i32) (result i32) (i32.load8_u offset=2147483648 (local.get 0)))
  (func $offset_fffffffc (param i32) (result i32) (i32.load8_u offset=4294967292 (local.get 0)))
  (func $offset_ffffffff (param i32) (result i32) (i32.load8_u offset=4294967295 (local.get 0)))
  (func (export "test") (param $kind i32) (param $address i32) (result i32)
    (i32.add (i32.const 0) (call_indirect (type $access) (local.get $address) (local.get $kind)))))
