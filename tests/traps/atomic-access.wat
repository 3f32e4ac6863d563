;; Atomic accesses of every width: each must be aligned, and that is checked first; then each ends in memory. Behind
;; the end, an access of the guard finds out; far behind it, one with a static offset that no guard covers.
;; build: --invoke test
;; run: 0 65516 -> 0
;; run: 0 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.load fe 10
;; run: 0 65521 -> trap: unaligned atomic
;; frame: i32.atomic.load fe 10
;; run: 0 2 -> trap: unaligned atomic
;; frame: i32.atomic.load fe 10
;; run: 0 -20 -> trap: out of bounds memory access
;; frame: i32.atomic.load fe 10
;; run: 1 65512 -> 0
;; run: 1 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.load fe 11
;; run: 1 65521 -> trap: unaligned atomic
;; frame: i64.atomic.load fe 11
;; run: 2 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.load8_u fe 12
;; run: 3 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.load16_u fe 13
;; run: 3 65521 -> trap: unaligned atomic
;; frame: i32.atomic.load16_u fe 13
;; run: 4 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.load8_u fe 14
;; run: 5 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.load16_u fe 15
;; run: 5 65521 -> trap: unaligned atomic
;; frame: i64.atomic.load16_u fe 15
;; run: 6 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.load32_u fe 16
;; run: 6 65521 -> trap: unaligned atomic
;; frame: i64.atomic.load32_u fe 16
;; run: 7 65516 -> 0
;; run: 7 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.store fe 17
;; run: 7 65521 -> trap: unaligned atomic
;; frame: i32.atomic.store fe 17
;; run: 8 65512 -> 0
;; run: 8 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.store fe 18
;; run: 8 65521 -> trap: unaligned atomic
;; frame: i64.atomic.store fe 18
;; run: 9 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.store8 fe 19
;; run: 10 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.store16 fe 1a
;; run: 10 65521 -> trap: unaligned atomic
;; frame: i32.atomic.store16 fe 1a
;; run: 11 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.store8 fe 1b
;; run: 12 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.store16 fe 1c
;; run: 12 65521 -> trap: unaligned atomic
;; frame: i64.atomic.store16 fe 1c
;; run: 13 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.store32 fe 1d
;; run: 13 65521 -> trap: unaligned atomic
;; frame: i64.atomic.store32 fe 1d
;; run: 13 2 -> trap: unaligned atomic
;; frame: i64.atomic.store32 fe 1d
;; run: 13 -20 -> trap: out of bounds memory access
;; frame: i64.atomic.store32 fe 1d
;; run: 14 65516 -> 0
;; run: 14 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw.add fe 1e
;; run: 14 65521 -> trap: unaligned atomic
;; frame: i32.atomic.rmw.add fe 1e
;; run: 15 65512 -> 0
;; run: 15 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw.add fe 1f
;; run: 15 65521 -> trap: unaligned atomic
;; frame: i64.atomic.rmw.add fe 1f
;; run: 16 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw8.add_u fe 20
;; run: 17 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw16.add_u fe 21
;; run: 17 65521 -> trap: unaligned atomic
;; frame: i32.atomic.rmw16.add_u fe 21
;; run: 17 1 -> trap: unaligned atomic
;; frame: i32.atomic.rmw16.add_u fe 21
;; run: 17 -18 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw16.add_u fe 21
;; run: 18 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw8.add_u fe 22
;; run: 19 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw16.add_u fe 23
;; run: 19 65521 -> trap: unaligned atomic
;; frame: i64.atomic.rmw16.add_u fe 23
;; run: 20 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw32.add_u fe 24
;; run: 20 65521 -> trap: unaligned atomic
;; frame: i64.atomic.rmw32.add_u fe 24
;; run: 21 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw.sub fe 25
;; run: 22 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw.sub fe 26
;; run: 23 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw8.sub_u fe 27
;; run: 24 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw16.sub_u fe 28
;; run: 25 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw8.sub_u fe 29
;; run: 26 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw16.sub_u fe 2a
;; run: 27 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw32.sub_u fe 2b
;; run: 28 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw.and fe 2c
;; run: 29 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw.and fe 2d
;; run: 30 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw8.and_u fe 2e
;; run: 31 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw16.and_u fe 2f
;; run: 32 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw8.and_u fe 30
;; run: 33 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw16.and_u fe 31
;; run: 34 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw32.and_u fe 32
;; run: 35 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw.or fe 33
;; run: 36 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw.or fe 34
;; run: 37 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw8.or_u fe 35
;; run: 38 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw16.or_u fe 36
;; run: 39 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw8.or_u fe 37
;; run: 40 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw16.or_u fe 38
;; run: 41 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw32.or_u fe 39
;; run: 42 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw.xor fe 3a
;; run: 43 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw.xor fe 3b
;; run: 44 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw8.xor_u fe 3c
;; run: 45 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw16.xor_u fe 3d
;; run: 46 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw8.xor_u fe 3e
;; run: 47 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw16.xor_u fe 3f
;; run: 48 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw32.xor_u fe 40
;; run: 49 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw.xchg fe 41
;; run: 50 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw.xchg fe 42
;; run: 51 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw8.xchg_u fe 43
;; run: 52 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw16.xchg_u fe 44
;; run: 53 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw8.xchg_u fe 45
;; run: 54 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw16.xchg_u fe 46
;; run: 55 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw32.xchg_u fe 47
;; run: 56 65516 -> 0
;; run: 56 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw.cmpxchg fe 48
;; run: 56 65521 -> trap: unaligned atomic
;; frame: i32.atomic.rmw.cmpxchg fe 48
;; run: 57 65512 -> 0
;; run: 57 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw.cmpxchg fe 49
;; run: 57 65521 -> trap: unaligned atomic
;; frame: i64.atomic.rmw.cmpxchg fe 49
;; run: 57 4 -> trap: unaligned atomic
;; frame: i64.atomic.rmw.cmpxchg fe 49
;; run: 57 -24 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw.cmpxchg fe 49
;; run: 58 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw8.cmpxchg_u fe 4a
;; run: 58 -1 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw8.cmpxchg_u fe 4a
;; run: 59 65520 -> trap: out of bounds memory access
;; frame: i32.atomic.rmw16.cmpxchg_u fe 4b
;; run: 59 65521 -> trap: unaligned atomic
;; frame: i32.atomic.rmw16.cmpxchg_u fe 4b
;; run: 60 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw8.cmpxchg_u fe 4c
;; run: 61 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw16.cmpxchg_u fe 4d
;; run: 61 65521 -> trap: unaligned atomic
;; frame: i64.atomic.rmw16.cmpxchg_u fe 4d
;; run: 62 65520 -> trap: out of bounds memory access
;; frame: i64.atomic.rmw32.cmpxchg_u fe 4e
;; run: 62 65521 -> trap: unaligned atomic
;; frame: i64.atomic.rmw32.cmpxchg_u fe 4e
;; run: 63 0 -> trap: out of bounds memory access
;; frame: far_load fe 10
;; run: 63 1 -> trap: unaligned atomic
;; frame: far_load fe 10
;; run: 63 -4 -> trap: out of bounds memory access
;; frame: far_load fe 10
;; run: 64 0 -> trap: out of bounds memory access
;; frame: far_rmw fe 1f
;; run: 64 1 -> trap: unaligned atomic
;; frame: far_rmw fe 1f
;; run: 64 -8 -> trap: out of bounds memory access
;; frame: far_rmw fe 1f
;; run: 65 0 -> trap: out of bounds memory access
;; frame: far_store fe 1a
;; run: 65 1 -> trap: unaligned atomic
;; frame: far_store fe 1a
;; run: 65 -2 -> trap: out of bounds memory access
;; frame: far_store fe 1a
(module
  (memory 1 1 shared)
  (type $access (func (param i32)))
  (table funcref (elem
    $i32.atomic.load $i64.atomic.load $i32.atomic.load8_u $i32.atomic.load16_u $i64.atomic.load8_u
    $i64.atomic.load16_u $i64.atomic.load32_u $i32.atomic.store $i64.atomic.store $i32.atomic.store8
    $i32.atomic.store16 $i64.atomic.store8 $i64.atomic.store16 $i64.atomic.store32 $i32.atomic.rmw.add
    $i64.atomic.rmw.add $i32.atomic.rmw8.add_u $i32.atomic.rmw16.add_u $i64.atomic.rmw8.add_u
    $i64.atomic.rmw16.add_u $i64.atomic.rmw32.add_u $i32.atomic.rmw.sub $i64.atomic.rmw.sub
    $i32.atomic.rmw8.sub_u $i32.atomic.rmw16.sub_u $i64.atomic.rmw8.sub_u $i64.atomic.rmw16.sub_u
    $i64.atomic.rmw32.sub_u $i32.atomic.rmw.and $i64.atomic.rmw.and $i32.atomic.rmw8.and_u
    $i32.atomic.rmw16.and_u $i64.atomic.rmw8.and_u $i64.atomic.rmw16.and_u $i64.atomic.rmw32.and_u
    $i32.atomic.rmw.or $i64.atomic.rmw.or $i32.atomic.rmw8.or_u $i32.atomic.rmw16.or_u $i64.atomic.rmw8.or_u
    $i64.atomic.rmw16.or_u $i64.atomic.rmw32.or_u $i32.atomic.rmw.xor $i64.atomic.rmw.xor
    $i32.atomic.rmw8.xor_u $i32.atomic.rmw16.xor_u $i64.atomic.rmw8.xor_u $i64.atomic.rmw16.xor_u
    $i64.atomic.rmw32.xor_u $i32.atomic.rmw.xchg $i64.atomic.rmw.xchg $i32.atomic.rmw8.xchg_u
    $i32.atomic.rmw16.xchg_u $i64.atomic.rmw8.xchg_u $i64.atomic.rmw16.xchg_u $i64.atomic.rmw32.xchg_u
    $i32.atomic.rmw.cmpxchg $i64.atomic.rmw.cmpxchg $i32.atomic.rmw8.cmpxchg_u $i32.atomic.rmw16.cmpxchg_u
    $i64.atomic.rmw8.cmpxchg_u $i64.atomic.rmw16.cmpxchg_u $i64.atomic.rmw32.cmpxchg_u $far_load $far_rmw
    $far_store))
  (func $i32.atomic.load (param i32) (drop (i32.atomic.load offset=16 (local.get 0))))
  (func $i64.atomic.load (param i32) (drop (i64.atomic.load offset=16 (local.get 0))))
  (func $i32.atomic.load8_u (param i32) (drop (i32.atomic.load8_u offset=16 (local.get 0))))
  (func $i32.atomic.load16_u (param i32) (drop (i32.atomic.load16_u offset=16 (local.get 0))))
  (func $i64.atomic.load8_u (param i32) (drop (i64.atomic.load8_u offset=16 (local.get 0))))
  (func $i64.atomic.load16_u (param i32) (drop (i64.atomic.load16_u offset=16 (local.get 0))))
  (func $i64.atomic.load32_u (param i32) (drop (i64.atomic.load32_u offset=16 (local.get 0))))
  (func $i32.atomic.store (param i32) (i32.atomic.store offset=16 (local.get 0) (i32.const 1)))
  (func $i64.atomic.store (param i32) (i64.atomic.store offset=16 (local.get 0) (i64.const 1)))
  (func $i32.atomic.store8 (param i32) (i32.atomic.store8 offset=16 (local.get 0) (i32.const 1)))
  (func $i32.atomic.store16 (param i32) (i32.atomic.store16 offset=16 (local.get 0) (i32.const 1)))
  (func $i64.atomic.store8 (param i32) (i64.atomic.store8 offset=16 (local.get 0) (i64.const 1)))
  (func $i64.atomic.store16 (param i32) (i64.atomic.store16 offset=16 (local.get 0) (i64.const 1)))
  (func $i64.atomic.store32 (param i32) (i64.atomic.store32 offset=16 (local.get 0) (i64.const 1)))
  (func $i32.atomic.rmw.add (param i32) (drop (i32.atomic.rmw.add offset=16 (local.get 0) (i32.const 1))))
  (func $i64.atomic.rmw.add (param i32) (drop (i64.atomic.rmw.add offset=16 (local.get 0) (i64.const 1))))
  (func $i32.atomic.rmw8.add_u (param i32) (drop (i32.atomic.rmw8.add_u offset=16 (local.get 0) (i32.const 1))))
  (func $i32.atomic.rmw16.add_u (param i32) (drop (i32.atomic.rmw16.add_u offset=16 (local.get 0) (i32.const 1))))
  (func $i64.atomic.rmw8.add_u (param i32) (drop (i64.atomic.rmw8.add_u offset=16 (local.get 0) (i64.const 1))))
  (func $i64.atomic.rmw16.add_u (param i32) (drop (i64.atomic.rmw16.add_u offset=16 (local.get 0) (i64.const 1))))
  (func $i64.atomic.rmw32.add_u (param i32) (drop (i64.atomic.rmw32.add_u offset=16 (local.get 0) (i64.const 1))))
  (func $i32.atomic.rmw.sub (param i32) (drop (i32.atomic.rmw.sub offset=16 (local.get 0) (i32.const 1))))
  (func $i64.atomic.rmw.sub (param i32) (drop (i64.atomic.rmw.sub offset=16 (local.get 0) (i64.const 1))))
  (func $i32.atomic.rmw8.sub_u (param i32) (drop (i32.atomic.rmw8.sub_u offset=16 (local.get 0) (i32.const 1))))
  (func $i32.atomic.rmw16.sub_u (param i32) (drop (i32.atomic.rmw16.sub_u offset=16 (local.get 0) (i32.const 1))))
  (func $i64.atomic.rmw8.sub_u (param i32) (drop (i64.atomic.rmw8.sub_u offset=16 (local.get 0) (i64.const 1))))
  (func $i64.atomic.rmw16.sub_u (param i32) (drop (i64.atomic.rmw16.sub_u offset=16 (local.get 0) (i64.const 1))))
  (func $i64.atomic.rmw32.sub_u (param i32) (drop (i64.atomic.rmw32.sub_u offset=16 (local.get 0) (i64.const 1))))
  (func $i32.atomic.rmw.and (param i32) (drop (i32.atomic.rmw.and offset=16 (local.get 0) (i32.const 1))))
  (func $i64.atomic.rmw.and (param i32) (drop (i64.atomic.rmw.and offset=16 (local.get 0) (i64.const 1))))
  (func $i32.atomic.rmw8.and_u (param i32) (drop (i32.atomic.rmw8.and_u offset=16 (local.get 0) (i32.const 1))))
  (func $i32.atomic.rmw16.and_u (param i32) (drop (i32.atomic.rmw16.and_u offset=16 (local.get 0) (i32.const 1))))
  (func $i64.atomic.rmw8.and_u (param i32) (drop (i64.atomic.rmw8.and_u offset=16 (local.get 0) (i64.const 1))))
  (func $i64.atomic.rmw16.and_u (param i32) (drop (i64.atomic.rmw16.and_u offset=16 (local.get 0) (i64.const 1))))
  (func $i64.atomic.rmw32.and_u (param i32) (drop (i64.atomic.rmw32.and_u offset=16 (local.get 0) (i64.const 1))))
  (func $i32.atomic.rmw.or (param i32) (drop (i32.atomic.rmw.or offset=16 (local.get 0) (i32.const 1))))
  (func $i64.atomic.rmw.or (param i32) (drop (i64.atomic.rmw.or offset=16 (local.get 0) (i64.const 1))))
  (func $i32.atomic.rmw8.or_u (param i32) (drop (i32.atomic.rmw8.or_u offset=16 (local.get 0) (i32.const 1))))
  (func $i32.atomic.rmw16.or_u (param i32) (drop (i32.atomic.rmw16.or_u offset=16 (local.get 0) (i32.const 1))))
  (func $i64.atomic.rmw8.or_u (param i32) (drop (i64.atomic.rmw8.or_u offset=16 (local.get 0) (i64.const 1))))
  (func $i64.atomic.rmw16.or_u (param i32) (drop (i64.atomic.rmw16.or_u offset=16 (local.get 0) (i64.const 1))))
  (func $i64.atomic.rmw32.or_u (param i32) (drop (i64.atomic.rmw32.or_u offset=16 (local.get 0) (i64.const 1))))
  (func $i32.atomic.rmw.xor (param i32) (drop (i32.atomic.rmw.xor offset=16 (local.get 0) (i32.const 1))))
  (func $i64.atomic.rmw.xor (param i32) (drop (i64.atomic.rmw.xor offset=16 (local.get 0) (i64.const 1))))
  (func $i32.atomic.rmw8.xor_u (param i32) (drop (i32.atomic.rmw8.xor_u offset=16 (local.get 0) (i32.const 1))))
  (func $i32.atomic.rmw16.xor_u (param i32) (drop (i32.atomic.rmw16.xor_u offset=16 (local.get 0) (i32.const 1))))
  (func $i64.atomic.rmw8.xor_u (param i32) (drop (i64.atomic.rmw8.xor_u offset=16 (local.get 0) (i64.const 1))))
  (func $i64.atomic.rmw16.xor_u (param i32) (drop (i64.atomic.rmw16.xor_u offset=16 (local.get 0) (i64.const 1))))
  (func $i64.atomic.rmw32.xor_u (param i32) (drop (i64.atomic.rmw32.xor_u offset=16 (local.get 0) (i64.const 1))))
  (func $i32.atomic.rmw.xchg (param i32) (drop (i32.atomic.rmw.xchg offset=16 (local.get 0) (i32.const 1))))
  (func $i64.atomic.rmw.xchg (param i32) (drop (i64.atomic.rmw.xchg offset=16 (local.get 0) (i64.const 1))))
  (func $i32.atomic.rmw8.xchg_u (param i32) (drop (i32.atomic.rmw8.xchg_u offset=16 (local.get 0) (i32.const 1))))
  (func $i32.atomic.rmw16.xchg_u (param i32) (drop (i32.atomic.rmw16.xchg_u offset=16 (local.get 0) (i32.const 1))))
  (func $i64.atomic.rmw8.xchg_u (param i32) (drop (i64.atomic.rmw8.xchg_u offset=16 (local.get 0) (i64.const 1))))
  (func $i64.atomic.rmw16.xchg_u (param i32) (drop (i64.atomic.rmw16.xchg_u offset=16 (local.get 0) (i64.const 1))))
  (func $i64.atomic.rmw32.xchg_u (param i32) (drop (i64.atomic.rmw32.xchg_u offset=16 (local.get 0) (i64.const 1))))
  (func $i32.atomic.rmw.cmpxchg (param i32) (drop (i32.atomic.rmw.cmpxchg offset=16 (local.get 0) (i32.const 0) (i32.const 1))))
  (func $i64.atomic.rmw.cmpxchg (param i32) (drop (i64.atomic.rmw.cmpxchg offset=16 (local.get 0) (i64.const 0) (i64.const 1))))
  (func $i32.atomic.rmw8.cmpxchg_u (param i32) (drop (i32.atomic.rmw8.cmpxchg_u offset=16 (local.get 0) (i32.const 0) (i32.const 1))))
  (func $i32.atomic.rmw16.cmpxchg_u (param i32) (drop (i32.atomic.rmw16.cmpxchg_u offset=16 (local.get 0) (i32.const 0) (i32.const 1))))
  (func $i64.atomic.rmw8.cmpxchg_u (param i32) (drop (i64.atomic.rmw8.cmpxchg_u offset=16 (local.get 0) (i64.const 0) (i64.const 1))))
  (func $i64.atomic.rmw16.cmpxchg_u (param i32) (drop (i64.atomic.rmw16.cmpxchg_u offset=16 (local.get 0) (i64.const 0) (i64.const 1))))
  (func $i64.atomic.rmw32.cmpxchg_u (param i32) (drop (i64.atomic.rmw32.cmpxchg_u offset=16 (local.get 0) (i64.const 0) (i64.const 1))))
  (func $far_load (param i32) (drop (i32.atomic.load offset=0x40000000 (local.get 0))))
  (func $far_rmw (param i32) (drop (i64.atomic.rmw.add offset=0xfffffff8 (local.get 0) (i64.const 1))))
  (func $far_store (param i32) (i32.atomic.store16 offset=0xfffffffe (local.get 0) (i32.const 1)))
  (func (export "test") (param $which i32) (param $address i32) (result i32)
    (call_indirect (type $access) (local.get $address) (local.get $which))
    (i32.const 0)))
