;; Loops that do the same with two neighbouring numbers, at all distances of what they read and write: each does
;; what the same loop does that calls a function each time around, which none makes vectors of.

(module
  (type $kernel (func (param $c i32) (param $a i32) (param $b i32) (param $n i32)))
  (memory (export "memory") 1 2)
  (func $nothing)

  ;; c[i] += 3 * *b * a[i]: what stands still is loaded in front, if c never comes to lie there.
  (func $scaled (param $c i32) (param $a i32) (param $b i32) (param $n i32) (local $i i32)
    (loop $next
      (f64.store (i32.add (local.get $c) (local.get $i))
        (f64.add
          (f64.mul (f64.mul (f64.load (local.get $b)) (f64.const 3)) (f64.load (i32.add (local.get $a) (local.get $i))))
          (f64.load (i32.add (local.get $c) (local.get $i)))))
      (f64.store offset=8 (i32.add (local.get $c) (local.get $i))
        (f64.add
          (f64.mul (f64.mul (f64.load (local.get $b)) (f64.const 3)) (f64.load offset=8 (i32.add (local.get $a) (local.get $i))))
          (f64.load offset=8 (i32.add (local.get $c) (local.get $i)))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $next (i32.ne (local.get $i) (i32.shl (local.get $n) (i32.const 4))))))
  (func $slow_scaled (param $c i32) (param $a i32) (param $b i32) (param $n i32) (local $i i32)
    (loop $next
      (f64.store (i32.add (local.get $c) (local.get $i))
        (f64.add
          (f64.mul (f64.mul (f64.load (local.get $b)) (f64.const 3)) (f64.load (i32.add (local.get $a) (local.get $i))))
          (f64.load (i32.add (local.get $c) (local.get $i)))))
      (f64.store offset=8 (i32.add (local.get $c) (local.get $i))
        (f64.add
          (f64.mul (f64.mul (f64.load (local.get $b)) (f64.const 3)) (f64.load offset=8 (i32.add (local.get $a) (local.get $i))))
          (f64.load offset=8 (i32.add (local.get $c) (local.get $i)))))
      (call $nothing)
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $next (i32.ne (local.get $i) (i32.shl (local.get $n) (i32.const 4))))))
  ;; c[i] = a[i]
  (func $copied (param $c i32) (param $a i32) (param $b i32) (param $n i32) (local $i i32)
    (loop $next
      (f64.store (i32.add (local.get $c) (local.get $i))
        (f64.load (i32.add (local.get $a) (local.get $i))))
      (f64.store offset=8 (i32.add (local.get $c) (local.get $i))
        (f64.load offset=8 (i32.add (local.get $a) (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $next (i32.ne (local.get $i) (i32.shl (local.get $n) (i32.const 4))))))
  (func $slow_copied (param $c i32) (param $a i32) (param $b i32) (param $n i32) (local $i i32)
    (loop $next
      (f64.store (i32.add (local.get $c) (local.get $i))
        (f64.load (i32.add (local.get $a) (local.get $i))))
      (f64.store offset=8 (i32.add (local.get $c) (local.get $i))
        (f64.load offset=8 (i32.add (local.get $a) (local.get $i))))
      (call $nothing)
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $next (i32.ne (local.get $i) (i32.shl (local.get $n) (i32.const 4))))))
  ;; c[i] = a[i] - b[i], b[i] = a[i] / 2: two that are written.
  (func $two_stores (param $c i32) (param $a i32) (param $b i32) (param $n i32) (local $i i32)
    (loop $next
      (f64.store (i32.add (local.get $c) (local.get $i))
        (f64.sub (f64.load (i32.add (local.get $a) (local.get $i))) (f64.load (i32.add (local.get $b) (local.get $i)))))
      (f64.store (i32.add (local.get $b) (local.get $i))
        (f64.div (f64.load (i32.add (local.get $a) (local.get $i))) (f64.const 2)))
      (f64.store offset=8 (i32.add (local.get $c) (local.get $i))
        (f64.sub (f64.load offset=8 (i32.add (local.get $a) (local.get $i))) (f64.load offset=8 (i32.add (local.get $b) (local.get $i)))))
      (f64.store offset=8 (i32.add (local.get $b) (local.get $i))
        (f64.div (f64.load offset=8 (i32.add (local.get $a) (local.get $i))) (f64.const 2)))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $next (i32.ne (local.get $i) (i32.shl (local.get $n) (i32.const 4))))))
  (func $slow_two_stores (param $c i32) (param $a i32) (param $b i32) (param $n i32) (local $i i32)
    (loop $next
      (f64.store (i32.add (local.get $c) (local.get $i))
        (f64.sub (f64.load (i32.add (local.get $a) (local.get $i))) (f64.load (i32.add (local.get $b) (local.get $i)))))
      (f64.store (i32.add (local.get $b) (local.get $i))
        (f64.div (f64.load (i32.add (local.get $a) (local.get $i))) (f64.const 2)))
      (f64.store offset=8 (i32.add (local.get $c) (local.get $i))
        (f64.sub (f64.load offset=8 (i32.add (local.get $a) (local.get $i))) (f64.load offset=8 (i32.add (local.get $b) (local.get $i)))))
      (f64.store offset=8 (i32.add (local.get $b) (local.get $i))
        (f64.div (f64.load offset=8 (i32.add (local.get $a) (local.get $i))) (f64.const 2)))
      (call $nothing)
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $next (i32.ne (local.get $i) (i32.shl (local.get $n) (i32.const 4))))))
  ;; Pointers that move, a count that ends at 0, and no alias but that of *b.
  (func $counted_down (param $c i32) (param $a i32) (param $b i32) (param $n i32) 
    (loop $next
      (f64.store (local.get $c)
        (f64.add (f64.sqrt (f64.abs (f64.neg (f64.load (local.get $a))))) (f64.load (local.get $b))))
      (f64.store offset=8 (local.get $c)
        (f64.add (f64.sqrt (f64.abs (f64.neg (f64.load offset=8 (local.get $a))))) (f64.load (local.get $b))))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func $slow_counted_down (param $c i32) (param $a i32) (param $b i32) (param $n i32) 
    (loop $next
      (f64.store (local.get $c)
        (f64.add (f64.sqrt (f64.abs (f64.neg (f64.load (local.get $a))))) (f64.load (local.get $b))))
      (f64.store offset=8 (local.get $c)
        (f64.add (f64.sqrt (f64.abs (f64.neg (f64.load offset=8 (local.get $a))))) (f64.load (local.get $b))))
      (call $nothing)
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  ;; c[i + 1] = c[i], with one address: each needs what was written before it.
  (func $behind (param $c i32) (param $a i32) (param $b i32) (param $n i32) (local $i i32)
    (loop $next
      (f64.store offset=8 (i32.add (local.get $c) (local.get $i))
        (f64.load (i32.add (local.get $c) (local.get $i))))
      (f64.store offset=16 (i32.add (local.get $c) (local.get $i))
        (f64.load offset=8 (i32.add (local.get $c) (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $next (i32.ne (local.get $i) (i32.shl (local.get $n) (i32.const 4))))))
  (func $slow_behind (param $c i32) (param $a i32) (param $b i32) (param $n i32) (local $i i32)
    (loop $next
      (f64.store offset=8 (i32.add (local.get $c) (local.get $i))
        (f64.load (i32.add (local.get $c) (local.get $i))))
      (f64.store offset=16 (i32.add (local.get $c) (local.get $i))
        (f64.load offset=8 (i32.add (local.get $c) (local.get $i))))
      (call $nothing)
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $next (i32.ne (local.get $i) (i32.shl (local.get $n) (i32.const 4))))))
  ;; c[i] = c[i + 1], with one address.
  (func $ahead (param $c i32) (param $a i32) (param $b i32) (param $n i32) (local $i i32)
    (loop $next
      (f64.store (i32.add (local.get $c) (local.get $i))
        (f64.load offset=8 (i32.add (local.get $c) (local.get $i))))
      (f64.store offset=8 (i32.add (local.get $c) (local.get $i))
        (f64.load offset=16 (i32.add (local.get $c) (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $next (i32.ne (local.get $i) (i32.shl (local.get $n) (i32.const 4))))))
  (func $slow_ahead (param $c i32) (param $a i32) (param $b i32) (param $n i32) (local $i i32)
    (loop $next
      (f64.store (i32.add (local.get $c) (local.get $i))
        (f64.load offset=8 (i32.add (local.get $c) (local.get $i))))
      (f64.store offset=8 (i32.add (local.get $c) (local.get $i))
        (f64.load offset=16 (i32.add (local.get $c) (local.get $i))))
      (call $nothing)
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $next (i32.ne (local.get $i) (i32.shl (local.get $n) (i32.const 4))))))

  (table funcref (elem $scaled $copied $two_stores $counted_down $behind $ahead $slow_scaled $slow_copied $slow_two_stores $slow_counted_down $slow_behind $slow_ahead))

  ;; Numbers of which any four bytes in a row make one that is finite.
  (func $fill (local $at i32)
    (loop $next
      (i64.store (local.get $at)
        (i64.and
          (i64.mul (i64.extend_i32_u (i32.add (local.get $at) (i32.const 12345))) (i64.const 0x9e3779b97f4a7c15))
          (i64.const 0x3fffffff3fffffff)))
      (br_if $next (i32.ne (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const 1024)))))

  (func $hash (result i64) (local $at i32) (local $hash i64)
    (loop $next
      (local.set $hash
        (i64.mul
          (i64.add (i64.rotl (local.get $hash) (i64.const 29)) (i64.load (local.get $at)))
          (i64.const 0xd6e8feb86659fd93)))
      (br_if $next (i32.ne (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const 1024))))
    (local.get $hash))

  ;; Whether a loop and its model leave the same memory.
  (func $alike (param $which i32) (param $c i32) (param $a i32) (param $b i32) (param $n i32) (result i32)
    (local $hash i64)
    (call $fill)
    (call_indirect (type $kernel)
      (local.get $c) (local.get $a) (local.get $b) (local.get $n) (local.get $which))
    (local.set $hash (call $hash))
    (call $fill)
    (call_indirect (type $kernel)
      (local.get $c) (local.get $a) (local.get $b) (local.get $n) (i32.add (local.get $which) (i32.const 6)))
    (i64.eq (local.get $hash) (call $hash)))

  ;; How often they do not, with distances of up to 12 steps both ways of the others to what is written.
  (func (export "differences") (param $which i32) (param $step i32) (param $n i32) (result i32)
    (local $to_a i32) (local $to_b i32) (local $count i32)
    (local.set $to_a (i32.const -12))
    (loop $next_a
      (local.set $to_b (i32.const -12))
      (loop $next_b
        (local.set $count
          (i32.add
            (local.get $count)
            (i32.eqz
              (call $alike
                (local.get $which)
                (i32.const 512)
                (i32.add (i32.const 512) (i32.mul (local.get $step) (local.get $to_a)))
                (i32.add (i32.const 512) (i32.mul (local.get $step) (local.get $to_b)))
                (local.get $n)))))
        (br_if $next_b (i32.ne (local.tee $to_b (i32.add (local.get $to_b) (i32.const 1))) (i32.const 13))))
      (br_if $next_a (i32.ne (local.tee $to_a (i32.add (local.get $to_a) (i32.const 1))) (i32.const 13))))
    (local.get $count))

  (func (export "once") (param $which i32) (param $c i32) (param $a i32) (param $b i32) (param $n i32)
    (call_indirect (type $kernel)
      (local.get $c) (local.get $a) (local.get $b) (local.get $n) (local.get $which)))

  ;; What a loop leaves behind is used: the pointer, and the count.
  (func (export "left") (param $at i32) (param $n i32) (result i32 i32) (local $count i32)
    (loop $next
      (f64.store (local.get $at) (f64.add (f64.load (local.get $at)) (f64.const 1)))
      (f64.store offset=8 (local.get $at) (f64.add (f64.load offset=8 (local.get $at)) (f64.const 1)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.ne (local.tee $count (i32.add (local.get $count) (i32.const 1))) (local.get $n))))
    (local.get $at) (local.get $count))
  (func (export "f64") (param $at i32) (result f64) (f64.load (local.get $at))))

(assert_return (invoke "differences" (i32.const 0) (i32.const 8) (i32.const 1)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 0) (i32.const 8) (i32.const 2)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 0) (i32.const 8) (i32.const 5)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 0) (i32.const 4) (i32.const 1)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 0) (i32.const 4) (i32.const 2)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 0) (i32.const 4) (i32.const 5)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 8) (i32.const 1)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 8) (i32.const 2)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 8) (i32.const 5)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 4) (i32.const 1)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 4) (i32.const 2)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 4) (i32.const 5)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 1) (i32.const 1)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 1) (i32.const 2)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 1) (i32.const 5)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 3) (i32.const 1)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 3) (i32.const 2)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 3) (i32.const 5)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 2) (i32.const 8) (i32.const 1)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 2) (i32.const 8) (i32.const 2)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 2) (i32.const 8) (i32.const 5)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 2) (i32.const 4) (i32.const 1)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 2) (i32.const 4) (i32.const 2)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 2) (i32.const 4) (i32.const 5)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 3) (i32.const 8) (i32.const 1)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 3) (i32.const 8) (i32.const 2)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 3) (i32.const 8) (i32.const 5)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 3) (i32.const 4) (i32.const 1)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 3) (i32.const 4) (i32.const 2)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 3) (i32.const 4) (i32.const 5)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 4) (i32.const 8) (i32.const 1)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 4) (i32.const 8) (i32.const 2)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 4) (i32.const 8) (i32.const 5)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 4) (i32.const 4) (i32.const 1)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 4) (i32.const 4) (i32.const 2)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 4) (i32.const 4) (i32.const 5)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 5) (i32.const 8) (i32.const 1)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 5) (i32.const 8) (i32.const 2)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 5) (i32.const 8) (i32.const 5)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 5) (i32.const 4) (i32.const 1)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 5) (i32.const 4) (i32.const 2)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 5) (i32.const 4) (i32.const 5)) (i32.const 0))

;; To the end of the memory and beyond it, and where an index wraps around.
(assert_return (invoke "once" (i32.const 1) (i32.const 65504) (i32.const 0) (i32.const 0) (i32.const 2)))
(assert_trap (invoke "once" (i32.const 1) (i32.const 65504) (i32.const 0) (i32.const 0) (i32.const 3))
  "out of bounds memory access")
(assert_trap (invoke "once" (i32.const 1) (i32.const 65528) (i32.const 0) (i32.const 0) (i32.const 1))
  "out of bounds memory access")
(assert_trap (invoke "once" (i32.const 1) (i32.const 0) (i32.const -8) (i32.const 0) (i32.const 1))
  "out of bounds memory access")
(assert_trap (invoke "once" (i32.const 0) (i32.const 0) (i32.const 128) (i32.const -4) (i32.const 4))
  "out of bounds memory access")

(assert_return (invoke "left" (i32.const 2048) (i32.const 3)) (i32.const 2096) (i32.const 3))
(assert_return (invoke "f64" (i32.const 2048)) (f64.const 1))
(assert_return (invoke "f64" (i32.const 2088)) (f64.const 1))
(assert_return (invoke "f64" (i32.const 2096)) (f64.const 0))
