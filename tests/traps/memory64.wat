;; Memories with 64-bit indices: index, offset and width add without wrapping, also around 2^64.
;; build: --invoke test
;; run: 0 65528 -> 0
;; run: 0 65529 -> trap: out of bounds memory access
;; frame: load 29
;; run: 0 -1 -> trap: out of bounds memory access
;; frame: load 29
;; run: 0 -8 -> trap: out of bounds memory access
;; frame: load 29
;; run: 0 4294967296 -> trap: out of bounds memory access
;; frame: load 29
;; run: 0 -9223372036854775808 -> trap: out of bounds memory access
;; frame: load 29
;; run: 1 65535 -> 0
;; run: 1 65536 -> trap: out of bounds memory access
;; frame: load_byte 31
;; run: 1 -1 -> trap: out of bounds memory access
;; frame: load_byte 31
;; run: 2 0 -> 0
;; run: 2 1 -> trap: out of bounds memory access
;; frame: load_at_end 31
;; run: 2 -65535 -> trap: out of bounds memory access
;; frame: load_at_end 31
;; run: 2 -1 -> trap: out of bounds memory access
;; frame: load_at_end 31
;; run: 3 0 -> trap: out of bounds memory access
;; frame: load_beyond 29
;; run: 3 -65536 -> trap: out of bounds memory access
;; frame: load_beyond 29
;; run: 3 -8 -> trap: out of bounds memory access
;; frame: load_beyond 29
;; run: 4 0 -> trap: out of bounds memory access
;; frame: load_far 29
;; run: 4 1 -> trap: out of bounds memory access
;; frame: load_far 29
;; run: 4 9 -> trap: out of bounds memory access
;; frame: load_far 29
;; run: 5 0 -> trap: out of bounds memory access
;; frame: load_farther 31
;; run: 5 2 -> trap: out of bounds memory access
;; frame: load_farther 31
;; run: 6 65520 -> 0
;; run: 6 65521 -> trap: out of bounds memory access
;; frame: store 37
;; run: 6 -8 -> trap: out of bounds memory access
;; frame: store 37
;; run: 6 -16 -> trap: out of bounds memory access
;; frame: store 37
;; run: 7 65512 -> 0
;; run: 7 65513 -> trap: out of bounds memory access
;; frame: fixed 29
;; run: 7 -16 -> trap: out of bounds memory access
;; frame: fixed 29
;; run: 7 -1 -> trap: out of bounds memory access
;; frame: fixed 29
;; run: 8 0 -> 0
;; run: 8 1 -> trap: out of bounds memory access
;; frame: fixed_whole 31
;; run: 8 -1 -> trap: out of bounds memory access
;; frame: fixed_whole 31
;; run: 8 4294967296 -> trap: out of bounds memory access
;; frame: fixed_whole 31
;; run: 9 0 -> trap: out of bounds memory access
;; frame: empty 29
;; run: 9 -140737488355327 -> trap: out of bounds memory access
;; frame: empty 29
;; run: 9 9223372036854775807 -> trap: out of bounds memory access
;; frame: empty 29
;; run: 10 0 -> 0
;; run: 10 65528 -> 0
;; run: 10 65529 -> trap: out of bounds memory access
;; frame: grown 29
;; run: 10 -1 -> trap: out of bounds memory access
;; frame: grown 29
;; run: 10 -65536 -> trap: out of bounds memory access
;; frame: grown 29
;; run: 11 65520 -> 0
;; run: 11 65521 -> trap: out of bounds memory access
;; frame: sum 29
;; run: 11 -8 -> 0
;; run: 11 -9 -> trap: out of bounds memory access
;; frame: sum 29
;; run: 11 -1 -> 0
;; run: 12 0 -> 0
;; run: 12 -1 -> trap: out of bounds memory access
;; frame: difference 29
;; run: 12 65528 -> 0
;; run: 12 65529 -> trap: out of bounds memory access
;; frame: difference 29
;; run: 13 8190 -> 0
;; run: 13 8191 -> trap: out of bounds memory access
;; frame: scaled 29
;; run: 13 2305843009213693952 -> 0
;; run: 13 -1 -> trap: out of bounds memory access
;; frame: scaled 29
;; run: 14 0 -> trap: out of bounds memory access
;; frame: constant 29
;; run: 15 65528 -> 0
;; run: 15 65529 -> trap: out of bounds memory access
;; frame: fill fc 0b
;; run: 15 -8 -> trap: out of bounds memory access
;; frame: fill fc 0b
;; run: 15 -1 -> trap: out of bounds memory access
;; frame: fill fc 0b
;; run: 16 65528 -> 0
;; run: 16 65529 -> trap: out of bounds memory access
;; frame: copy_to fc 0a
;; run: 16 -8 -> trap: out of bounds memory access
;; frame: copy_to fc 0a
;; run: 16 -1 -> trap: out of bounds memory access
;; frame: copy_to fc 0a
;; run: 17 65528 -> 0
;; run: 17 65529 -> trap: out of bounds memory access
;; frame: copy_from fc 0a
;; run: 17 -8 -> trap: out of bounds memory access
;; frame: copy_from fc 0a
;; run: 17 -1 -> trap: out of bounds memory access
;; frame: copy_from fc 0a
;; run: 18 65528 -> 0
;; run: 18 65529 -> trap: out of bounds memory access
;; frame: copy_much fc 0a
;; run: 18 -8 -> trap: out of bounds memory access
;; frame: copy_much fc 0a
;; run: 18 -1 -> trap: out of bounds memory access
;; frame: copy_much fc 0a
;; run: 19 65528 -> 0
;; run: 19 65529 -> trap: out of bounds memory access
;; frame: init fc 08
;; run: 19 -8 -> trap: out of bounds memory access
;; frame: init fc 08
;; run: 19 -1 -> trap: out of bounds memory access
;; frame: init fc 08
(module
  (memory $grows i64 1)
  (memory $fixed i64 1 1)
  (memory $empty i64 0 1)
  (memory $narrow 1 1)
  (data $passive "01234567")
  (type $access (func (param i64) (result i64)))
  (table $kinds funcref (elem $load $load_byte $load_at_end $load_beyond $load_far $load_farther $store $fixed $fixed_whole $empty $grown $sum $difference $scaled $constant $fill $copy_to $copy_from $copy_much $init))
  (func $load (param i64) (result i64) (i64.load (local.get 0)))
  (func $load_byte (param i64) (result i64) (i64.load8_u (local.get 0)))
  (func $load_at_end (param i64) (result i64) (i64.load8_u offset=65535 (local.get 0)))
  (func $load_beyond (param i64) (result i64) (i64.load offset=65536 (local.get 0)))
  (func $load_far (param i64) (result i64) (i64.load offset=0xffffffffffffffff (local.get 0)))
  (func $load_farther (param i64) (result i64) (i64.load8_u offset=0xfffffffffffffffe (local.get 0)))
  (func $store (param i64) (result i64) (i64.store offset=8 (local.get 0) (i64.const 5)) (i64.const 0))
  (func $fixed (param i64) (result i64) (i64.load $fixed offset=16 (local.get 0)))
  (func $fixed_whole (param i64) (result i64) (i64.load8_u $fixed offset=65535 (local.get 0)))
  (func $empty (param i64) (result i64) (i64.load $empty offset=0x7fffffffffff (local.get 0)))
  (func $grown (param i64) (result i64) (drop (memory.grow $grows (i64.const 1))) (i64.load offset=65536 (local.get 0)))
  (func $sum (param i64) (result i64) (i64.load (i64.add (local.get 0) (i64.const 8))))
  (func $difference (param i64) (result i64) (i64.load (i64.sub (i64.const 65528) (local.get 0))))
  (func $scaled (param i64) (result i64) (i64.load offset=8 (i64.shl (local.get 0) (i64.const 3))))
  (func $constant (param i64) (result i64) (i64.load (i64.const 65529)))
  (func $fill (param i64) (result i64) (memory.fill $grows (local.get 0) (i32.const 0) (i64.const 8)) (i64.const 0))
  (func $copy_to (param i64) (result i64) (memory.copy $grows $fixed (local.get 0) (i64.const 0) (i64.const 8)) (i64.const 0))
  (func $copy_from (param i64) (result i64) (memory.copy $narrow $grows (i32.const 0) (local.get 0) (i32.const 8)) (i64.const 0))
  (func $copy_much (param i64) (result i64) (memory.copy $grows $grows (i64.const 8) (i64.const 0) (local.get 0)) (i64.const 0))
  (func $init (param i64) (result i64) (memory.init $grows $passive (local.get 0) (i32.const 0) (i32.const 8)) (i64.const 0))
  (func (export "test") (param $kind i32) (param $index i64) (result i64)
    (i64.add (i64.const 0) (call_indirect $kinds (type $access) (local.get $index) (local.get $kind)))))
