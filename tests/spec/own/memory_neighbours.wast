;; Accesses a little beyond others: index and distance are added modulo 2^32, whether an access that was made
;; before tells that the sum does not wrap around or not.

(module
  (memory 1)
  (data (i32.const 0) "\01\00\00\00\02\00\00\00\04\00\00\00\08\00\00\00")
  (data (i32.const 65528) "\10\00\00\00\20\00\00\00")

  (func (export "up") (param $at i32) (result i32)
    (i32.or (i32.load (local.get $at)) (i32.load (i32.add (local.get $at) (i32.const 4)))))
  (func (export "down") (param $at i32) (result i32)
    (i32.or (i32.load (i32.add (local.get $at) (i32.const 4))) (i32.load (local.get $at))))
  (func (export "from_above") (param $at i32) (result i32)
    (i32.or
      (i32.load (i32.add (local.get $at) (i32.const 8)))
      (i32.load (i32.add (local.get $at) (i32.const 12)))))
  (func (export "with_offsets") (param $at i32) (result i32)
    (i32.or (i32.load offset=4 (local.get $at)) (i32.load offset=4 (i32.add (local.get $at) (i32.const 4)))))
  (func (export "of_two") (param $base i32) (param $at i32) (result i32)
    (i32.or
      (i32.load (i32.add (local.get $base) (local.get $at)))
      (i32.load (i32.add (i32.add (local.get $at) (i32.const 4)) (local.get $base)))))
  (func (export "store") (param $at i32) (result i64)
    (i32.store8 (local.get $at) (i32.const 7))
    (i32.store8 (i32.add (local.get $at) (i32.const 1)) (i32.const 9))
    (i64.load16_u (local.get $at)))
  ;; One of both ways has made the first access.
  (func (export "maybe") (param $at i32) (param $which i32) (result i32) (local $sum i32)
    (if (local.get $which) (then (local.set $sum (i32.load (local.get $at)))))
    (i32.or (local.get $sum) (i32.load (i32.add (local.get $at) (i32.const 8)))))
  ;; Adds numbers until there is a 0, each with the one behind it.
  (func (export "pairs") (param $at i32) (result i32) (local $sum i32)
    (loop
      (local.set $sum (i32.add (local.get $sum)
        (i32.add (i32.load (local.get $at)) (i32.load (i32.add (local.get $at) (i32.const 4))))))
      (br_if 0 (i32.load (local.tee $at (i32.add (local.get $at) (i32.const 4))))))
    (i32.add (local.get $sum) (i32.load (i32.add (local.get $at) (i32.const 4)))))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))

(assert_return (invoke "up" (i32.const 0)) (i32.const 3))
(assert_return (invoke "up" (i32.const 65528)) (i32.const 0x30))
(assert_trap (invoke "up" (i32.const 65532)) "out of bounds memory access")
(assert_trap (invoke "up" (i32.const -4)) "out of bounds memory access")
(assert_return (invoke "down" (i32.const 4)) (i32.const 6))
(assert_trap (invoke "down" (i32.const -4)) "out of bounds memory access")
(assert_trap (invoke "down" (i32.const 65532)) "out of bounds memory access")
(assert_return (invoke "from_above" (i32.const -8)) (i32.const 3))
(assert_return (invoke "from_above" (i32.const -4)) (i32.const 6))
(assert_return (invoke "from_above" (i32.const 65516)) (i32.const 0x10))
(assert_trap (invoke "from_above" (i32.const -12)) "out of bounds memory access")
(assert_trap (invoke "from_above" (i32.const 65524)) "out of bounds memory access")
(assert_return (invoke "with_offsets" (i32.const 0)) (i32.const 6))
(assert_trap (invoke "with_offsets" (i32.const -4)) "out of bounds memory access")
(assert_trap (invoke "with_offsets" (i32.const 65528)) "out of bounds memory access")
(assert_return (invoke "of_two" (i32.const 8) (i32.const -4)) (i32.const 6))
(assert_return (invoke "of_two" (i32.const -8) (i32.const 8)) (i32.const 3))
(assert_trap (invoke "of_two" (i32.const -8) (i32.const 4)) "out of bounds memory access")
(assert_return (invoke "store" (i32.const 100)) (i64.const 0x0907))
(assert_trap (invoke "store" (i32.const 65535)) "out of bounds memory access")
(assert_trap (invoke "store" (i32.const -1)) "out of bounds memory access")
(assert_return (invoke "maybe" (i32.const -8) (i32.const 0)) (i32.const 1))
(assert_trap (invoke "maybe" (i32.const -8) (i32.const 1)) "out of bounds memory access")
(assert_return (invoke "maybe" (i32.const 0) (i32.const 1)) (i32.const 5))
(assert_return (invoke "pairs" (i32.const 0)) (i32.const 29))
(assert_trap (invoke "pairs" (i32.const -4)) "out of bounds memory access")
;; What indices reach is not given whole to a memory without a maximum.
(assert_return (invoke "grow" (i32.const 65535)) (i32.const -1))

;; Here the last byte is there, and the one behind it is the first.
(module
  (memory 65536)
  (data (i32.const 0) "\01\02\03\04")
  (func $set (export "set") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
  (func (export "up") (param $at i32) (result i32)
    (i32.or (i32.load8_u (local.get $at)) (i32.load8_u (i32.add (local.get $at) (i32.const 1))))))

(invoke "set" (i32.const -1) (i32.const 0x10))
(assert_return (invoke "up" (i32.const -2)) (i32.const 0x10))
(assert_return (invoke "up" (i32.const -1)) (i32.const 0x11))
(assert_return (invoke "up" (i32.const 0)) (i32.const 3))
