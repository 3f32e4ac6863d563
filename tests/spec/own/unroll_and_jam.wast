;; Nests of two loops, at all distances of what they read and write: each does what the same nest does that calls a
;; function in its inner loop, of which no passes are done at once. Of some nests none may be, whatever the distance.

(module
  (type $kernel (func (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (func $nothing)

  ;; c[j] += a[k][j] * c[128 + k]: a store in the inner loop that stands still there.
  (func $product (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (f64.store
          (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3)))
          (f64.add
            (f64.load (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3))))
            (f64.mul
              (f64.load
                (i32.add
                  (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                  (i32.shl (local.get $j) (i32.const 3))))
              (f64.load offset=1024 (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 3)))))))
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))
  (func $slow_product (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (f64.store
          (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3)))
          (f64.add
            (f64.load (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3))))
            (f64.mul
              (f64.load
                (i32.add
                  (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                  (i32.shl (local.get $j) (i32.const 3))))
              (f64.load offset=1024 (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 3)))))))
        (call $nothing)
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))

  ;; c[j] = s = sum of c[128 + k] * a[k][j], a[k][j] -= c[128 + k] * s: a loaded in one
  ;; loop is stored in another.
  (func $projected (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s f64)
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (f64.const 0))
      (loop $inner
        (local.set $s
          (f64.add
            (local.get $s)
            (f64.mul
              (f64.load
                (i32.add
                  (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                  (i32.shl (local.get $j) (i32.const 3))))
              (f64.load offset=1024 (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 3)))))))
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (f64.store (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3))) (local.get $s))
      (local.set $k (i32.const 0))
      (loop $again
        (f64.store
          (i32.add
            (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
            (i32.shl (local.get $j) (i32.const 3)))
          (f64.sub
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))
            (f64.mul
              (local.get $s)
              (f64.load offset=1024 (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 3)))))))
        (br_if $again (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))
  (func $slow_projected (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s f64)
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (f64.const 0))
      (loop $inner
        (local.set $s
          (f64.add
            (local.get $s)
            (f64.mul
              (f64.load
                (i32.add
                  (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                  (i32.shl (local.get $j) (i32.const 3))))
              (f64.load offset=1024 (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 3)))))))
        (call $nothing)
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (f64.store (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3))) (local.get $s))
      (local.set $k (i32.const 0))
      (loop $again
        (f64.store
          (i32.add
            (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
            (i32.shl (local.get $j) (i32.const 3)))
          (f64.sub
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))
            (f64.mul
              (local.get $s)
              (f64.load offset=1024 (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 3)))))))
        (call $nothing)
        (br_if $again (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))

  ;; c[k][j] = c[k + 1][j + 4] + a[k][j]: four passes on, that is behind all lanes.
  (func $ahead (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (f64.store
          (i32.add
            (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
            (i32.shl (local.get $j) (i32.const 3)))
          (f64.add
            (f64.load offset=96
              (i32.add
                (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.sub (local.get $j) (local.get $k)))
  (func $slow_ahead (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (f64.store
          (i32.add
            (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
            (i32.shl (local.get $j) (i32.const 3)))
          (f64.add
            (f64.load offset=96
              (i32.add
                (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (call $nothing)
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.sub (local.get $j) (local.get $k)))

  ;; c[k + 1][j + 1] = c[k][j] + a[k][j]: each lane needs what the one before has stored.
  (func $behind (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (f64.store offset=72
          (i32.add
            (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
            (i32.shl (local.get $j) (i32.const 3)))
          (f64.add
            (f64.load
              (i32.add
                (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.sub (local.get $j) (local.get $k)))
  (func $slow_behind (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (f64.store offset=72
          (i32.add
            (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
            (i32.shl (local.get $j) (i32.const 3)))
          (f64.add
            (f64.load
              (i32.add
                (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (call $nothing)
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.sub (local.get $j) (local.get $k)))

  ;; y = a[k][j] + y1 / 4 - y2 / 8, c[k][j] = y, with k from m down to 1, and pointers that move.
  (func $filtered (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $to i32) (local $y f32) (local $y1 f32) (local $y2 f32)
    (loop $outer
      (local.set $k (local.get $m))
      (local.set $to (i32.add (local.get $c) (i32.shl (local.get $m) (i32.const 6))))
      (local.set $y1 (f32.const 0))
      (local.set $y2 (f32.const 0))
      (loop $inner
        (local.set $y
          (f32.add
            (f32.load (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6))))
            (f32.sub
              (f32.mul (local.get $y1) (f32.const 0.25))
              (f32.mul (local.get $y2) (f32.const 0.125)))))
        (f32.store (local.get $to) (local.get $y))
        (local.set $y2 (local.get $y1))
        (local.set $y1 (local.get $y))
        (local.set $to (i32.add (local.get $to) (i32.const -64)))
        (br_if $inner (i32.gt_s (local.tee $k (i32.add (local.get $k) (i32.const -1))) (i32.const 0))))
      (local.set $c (i32.add (local.get $c) (i32.const 4)))
      (local.set $a (i32.add (local.get $a) (i32.const 4)))
      (br_if $outer (i32.lt_s (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (i32.add (local.get $c) (local.get $a)) (i32.add (local.get $to) (local.get $k))))
  (func $slow_filtered (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $to i32) (local $y f32) (local $y1 f32) (local $y2 f32)
    (loop $outer
      (local.set $k (local.get $m))
      (local.set $to (i32.add (local.get $c) (i32.shl (local.get $m) (i32.const 6))))
      (local.set $y1 (f32.const 0))
      (local.set $y2 (f32.const 0))
      (loop $inner
        (local.set $y
          (f32.add
            (f32.load (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6))))
            (f32.sub
              (f32.mul (local.get $y1) (f32.const 0.25))
              (f32.mul (local.get $y2) (f32.const 0.125)))))
        (f32.store (local.get $to) (local.get $y))
        (local.set $y2 (local.get $y1))
        (local.set $y1 (local.get $y))
        (local.set $to (i32.add (local.get $to) (i32.const -64)))
        (call $nothing)
        (br_if $inner (i32.gt_s (local.tee $k (i32.add (local.get $k) (i32.const -1))) (i32.const 0))))
      (local.set $c (i32.add (local.get $c) (i32.const 4)))
      (local.set $a (i32.add (local.get $a) (i32.const 4)))
      (br_if $outer (i32.lt_s (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (i32.add (local.get $c) (local.get $a)) (i32.add (local.get $to) (local.get $k))))

  ;; c[j] = sum of a[k][j], with 32 bits, from the last pass to the first.
  (func $words (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s i32)
    (local.set $j (local.get $n))
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (i32.const 0))
      (loop $inner
        (local.set $s
          (i32.add
            (local.get $s)
            (i32.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 2))))))
        (br_if $inner (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (i32.store (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 2))) (local.get $s))
      (br_if $outer (local.tee $j (i32.add (local.get $j) (i32.const -1)))))
    (i32.add (local.get $j) (local.get $s)))
  (func $slow_words (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s i32)
    (local.set $j (local.get $n))
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (i32.const 0))
      (loop $inner
        (local.set $s
          (i32.add
            (local.get $s)
            (i32.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 2))))))
        (call $nothing)
        (br_if $inner (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (i32.store (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 2))) (local.get $s))
      (br_if $outer (local.tee $j (i32.add (local.get $j) (i32.const -1)))))
    (i32.add (local.get $j) (local.get $s)))

  ;; c[k][j] += a[j][k], with 16 bits: rows of one are columns of the other.
  (func $halves (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (i32.store16
          (i32.add
            (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
            (i32.shl (local.get $j) (i32.const 1)))
          (i32.add
            (i32.load16_u
              (i32.add
                (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 1))))
            (i32.load16_s
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $j) (i32.const 5)))
                (i32.shl (local.get $k) (i32.const 1))))))
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))
  (func $slow_halves (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (i32.store16
          (i32.add
            (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
            (i32.shl (local.get $j) (i32.const 1)))
          (i32.add
            (i32.load16_u
              (i32.add
                (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 1))))
            (i32.load16_s
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $j) (i32.const 5)))
                (i32.shl (local.get $k) (i32.const 1))))))
        (call $nothing)
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))

  ;; c[k][j] = 3 * a[k][j] + k, with 8 bits.
  (func $bytes (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (i32.store8
          (i32.add (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6))) (local.get $j))
          (i32.add
            (i32.mul
              (i32.load8_u
                (i32.add (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6))) (local.get $j)))
              (i32.const 3))
            (local.get $k)))
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer
        (i32.le_u
          (local.tee $j (i32.add (local.get $j) (i32.const 1)))
          (i32.sub (local.get $n) (i32.const 1)))))
    (i32.add (local.get $j) (local.get $k)))
  (func $slow_bytes (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (i32.store8
          (i32.add (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6))) (local.get $j))
          (i32.add
            (i32.mul
              (i32.load8_u
                (i32.add (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6))) (local.get $j)))
              (i32.const 3))
            (local.get $k)))
        (call $nothing)
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer
        (i32.le_u
          (local.tee $j (i32.add (local.get $j) (i32.const 1)))
          (i32.sub (local.get $n) (i32.const 1)))))
    (i32.add (local.get $j) (local.get $k)))

  ;; c[j] = sum of a[k][j], by twos, and what is left of an odd number: from k on, be the loop run or not.
  (func $unrolled (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s f64)
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (f64.const 0))
      (if (i32.gt_u (local.get $m) (i32.const 1))
        (then
          (loop $inner
            (local.set $s
              (f64.add
                (local.get $s)
                (f64.load
                  (i32.add
                    (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                    (i32.shl (local.get $j) (i32.const 3))))))
            (local.set $s
              (f64.add
                (local.get $s)
                (f64.load offset=64
                  (i32.add
                    (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                    (i32.shl (local.get $j) (i32.const 3))))))
            (br_if $inner
              (i32.ne
                (local.tee $k (i32.add (local.get $k) (i32.const 2)))
                (i32.and (local.get $m) (i32.const -2)))))))
      (if (i32.and (local.get $m) (i32.const 1))
        (then
          (f64.store offset=1024
            (i32.add
              (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
              (i32.shl (local.get $j) (i32.const 3)))
            (local.get $s))
          (local.set $s
            (f64.add
              (local.get $s)
              (f64.load
                (i32.add
                  (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                  (i32.shl (local.get $j) (i32.const 3))))))))
      (f64.store (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3))) (local.get $s))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))
  (func $slow_unrolled (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s f64)
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (f64.const 0))
      (if (i32.gt_u (local.get $m) (i32.const 1))
        (then
          (loop $inner
            (local.set $s
              (f64.add
                (local.get $s)
                (f64.load
                  (i32.add
                    (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                    (i32.shl (local.get $j) (i32.const 3))))))
            (local.set $s
              (f64.add
                (local.get $s)
                (f64.load offset=64
                  (i32.add
                    (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                    (i32.shl (local.get $j) (i32.const 3))))))
            (call $nothing)
            (br_if $inner
              (i32.ne
                (local.tee $k (i32.add (local.get $k) (i32.const 2)))
                (i32.and (local.get $m) (i32.const -2)))))))
      (if (i32.and (local.get $m) (i32.const 1))
        (then
          (f64.store offset=1024
            (i32.add
              (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
              (i32.shl (local.get $j) (i32.const 3)))
            (local.get $s))
          (local.set $s
            (f64.add
              (local.get $s)
              (f64.load
                (i32.add
                  (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                  (i32.shl (local.get $j) (i32.const 3))))))))
      (f64.store (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3))) (local.get $s))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))

  ;; c[k][j] += a[k][j] in rows of four: lanes are side by side.
  (func $four_wide (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (f64.store
          (i32.add
            (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 5)))
            (i32.shl (local.get $j) (i32.const 3)))
          (f64.add
            (f64.load
              (i32.add
                (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 5)))
                (i32.shl (local.get $j) (i32.const 3))))
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))
  (func $slow_four_wide (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (f64.store
          (i32.add
            (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 5)))
            (i32.shl (local.get $j) (i32.const 3)))
          (f64.add
            (f64.load
              (i32.add
                (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 5)))
                (i32.shl (local.get $j) (i32.const 3))))
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (call $nothing)
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))

  ;; The same in rows of three: the fourth lane is the first of the next row.
  (func $three_wide (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (f64.store
          (i32.add
            (i32.add (local.get $c) (i32.mul (local.get $k) (i32.const 24)))
            (i32.shl (local.get $j) (i32.const 3)))
          (f64.add
            (f64.load
              (i32.add
                (i32.add (local.get $c) (i32.mul (local.get $k) (i32.const 24)))
                (i32.shl (local.get $j) (i32.const 3))))
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))
  (func $slow_three_wide (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (f64.store
          (i32.add
            (i32.add (local.get $c) (i32.mul (local.get $k) (i32.const 24)))
            (i32.shl (local.get $j) (i32.const 3)))
          (f64.add
            (f64.load
              (i32.add
                (i32.add (local.get $c) (i32.mul (local.get $k) (i32.const 24)))
                (i32.shl (local.get $j) (i32.const 3))))
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (call $nothing)
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))

  ;; The same in rows of three and a half, with integers.
  (func $uneven (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (i64.store
          (i32.add
            (i32.add (local.get $c) (i32.mul (local.get $k) (i32.const 28)))
            (i32.shl (local.get $j) (i32.const 3)))
          (i64.add
            (i64.load
              (i32.add
                (i32.add (local.get $c) (i32.mul (local.get $k) (i32.const 28)))
                (i32.shl (local.get $j) (i32.const 3))))
            (i64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))
  (func $slow_uneven (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (loop $inner
        (i64.store
          (i32.add
            (i32.add (local.get $c) (i32.mul (local.get $k) (i32.const 28)))
            (i32.shl (local.get $j) (i32.const 3)))
          (i64.add
            (i64.load
              (i32.add
                (i32.add (local.get $c) (i32.mul (local.get $k) (i32.const 28)))
                (i32.shl (local.get $j) (i32.const 3))))
            (i64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (call $nothing)
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))

  ;; c[k][j] = a[k][j] / 2, c[150 + j] = sum of a[k][j]: two that are written.
  (func $two_stores (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s f64)
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (f64.const 0))
      (loop $inner
        (local.set $s
          (f64.add
            (local.get $s)
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (f64.store
          (i32.add
            (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
            (i32.shl (local.get $j) (i32.const 3)))
          (f64.mul
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))
            (f64.const 0.5)))
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (f64.store offset=1200
        (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3)))
        (local.get $s))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))
  (func $slow_two_stores (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s f64)
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (f64.const 0))
      (loop $inner
        (local.set $s
          (f64.add
            (local.get $s)
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (f64.store
          (i32.add
            (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
            (i32.shl (local.get $j) (i32.const 3)))
          (f64.mul
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))
            (f64.const 0.5)))
        (call $nothing)
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (f64.store offset=1200
        (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3)))
        (local.get $s))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))

  ;; c[k][j] += a[k][j], where a byte behind c says with which of two rows it begins.
  (func $chosen (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $from i32)
    (loop $outer
      (if (i32.and (i32.load8_u offset=1025 (i32.add (local.get $c) (local.get $m))) (i32.const 1))
        (then (local.set $from (i32.add (local.get $a) (i32.const 64))))
        (else (local.set $from (local.get $a))))
      (local.set $k (i32.const 0))
      (loop $inner
        (f64.store
          (i32.add
            (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
            (i32.shl (local.get $j) (i32.const 3)))
          (f64.add
            (f64.load
              (i32.add
                (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))
            (f64.load
              (i32.add
                (i32.add (local.get $from) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $from)))
  (func $slow_chosen (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $from i32)
    (loop $outer
      (if (i32.and (i32.load8_u offset=1025 (i32.add (local.get $c) (local.get $m))) (i32.const 1))
        (then (local.set $from (i32.add (local.get $a) (i32.const 64))))
        (else (local.set $from (local.get $a))))
      (local.set $k (i32.const 0))
      (loop $inner
        (f64.store
          (i32.add
            (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
            (i32.shl (local.get $j) (i32.const 3)))
          (f64.add
            (f64.load
              (i32.add
                (i32.add (local.get $c) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))
            (f64.load
              (i32.add
                (i32.add (local.get $from) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (call $nothing)
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $from)))

  ;; c[j + 1] = c[j] + sum of a[k][j]: each pass needs what the one before has stored.
  (func $running (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s f64)
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (f64.const 0))
      (loop $inner
        (local.set $s
          (f64.add
            (local.get $s)
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (f64.store offset=8
        (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3)))
        (f64.add
          (f64.load (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3))))
          (local.get $s)))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))
  (func $slow_running (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s f64)
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (f64.const 0))
      (loop $inner
        (local.set $s
          (f64.add
            (local.get $s)
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (call $nothing)
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (f64.store offset=8
        (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3)))
        (f64.add
          (f64.load (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3))))
          (local.get $s)))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))

  ;; The same, but with an even m it is c[j] that is stored to.
  (func $moved (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s f64) (local $by i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (f64.const 0))
      (loop $inner
        (local.set $s
          (f64.add
            (local.get $s)
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (if (i32.and (local.get $m) (i32.const 1))
        (then (local.set $by (i32.const 8)))
        (else (local.set $by (i32.const 0))))
      (f64.store
        (i32.add (i32.add (local.get $c) (local.get $by)) (i32.shl (local.get $j) (i32.const 3)))
        (f64.add
          (f64.load (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3))))
          (local.get $s)))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $by)))
  (func $slow_moved (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s f64) (local $by i32)
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (f64.const 0))
      (loop $inner
        (local.set $s
          (f64.add
            (local.get $s)
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (call $nothing)
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (if (i32.and (local.get $m) (i32.const 1))
        (then (local.set $by (i32.const 8)))
        (else (local.set $by (i32.const 0))))
      (f64.store
        (i32.add (i32.add (local.get $c) (local.get $by)) (i32.shl (local.get $j) (i32.const 3)))
        (f64.add
          (f64.load (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3))))
          (local.get $s)))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $by)))

  ;; c[0] = c[0] / 2 + sum of a[k][j]: all passes store to one place.
  (func $one_place (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s f64)
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (f64.const 0))
      (loop $inner
        (local.set $s
          (f64.add
            (local.get $s)
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (f64.store
        (local.get $c)
        (f64.add (f64.mul (f64.load (local.get $c)) (f64.const 0.5)) (local.get $s)))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))
  (func $slow_one_place (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s f64)
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (f64.const 0))
      (loop $inner
        (local.set $s
          (f64.add
            (local.get $s)
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (call $nothing)
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (f64.store
        (local.get $c)
        (f64.add (f64.mul (f64.load (local.get $c)) (f64.const 0.5)) (local.get $s)))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))

  ;; c[j] = sum of a[k][j], where a[j] has an even number in its midst: passes go different ways.
  (func $own_way (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s f64)
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (f64.const 0))
      (loop $inner
        (local.set $s
          (f64.add
            (local.get $s)
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (if (i32.ctz (i32.load16_u offset=3 (i32.add (local.get $a) (i32.shl (local.get $j) (i32.const 3)))))
        (then
          (f64.store (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3))) (local.get $s))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))
  (func $slow_own_way (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $j i32) (local $k i32) (local $s f64)
    (loop $outer
      (local.set $k (i32.const 0))
      (local.set $s (f64.const 0))
      (loop $inner
        (local.set $s
          (f64.add
            (local.get $s)
            (f64.load
              (i32.add
                (i32.add (local.get $a) (i32.shl (local.get $k) (i32.const 6)))
                (i32.shl (local.get $j) (i32.const 3))))))
        (call $nothing)
        (br_if $inner (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (if (i32.ctz (i32.load16_u offset=3 (i32.add (local.get $a) (i32.shl (local.get $j) (i32.const 3)))))
        (then
          (f64.store (i32.add (local.get $c) (i32.shl (local.get $j) (i32.const 3))) (local.get $s))))
      (br_if $outer (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
    (i32.add (local.get $j) (local.get $k)))

  (table funcref
    (elem
      $product $projected $ahead $behind $filtered $words $halves $bytes $unrolled $four_wide $three_wide
      $uneven $two_stores $chosen $running $moved $one_place $own_way $slow_product $slow_projected
      $slow_ahead $slow_behind $slow_filtered $slow_words $slow_halves $slow_bytes $slow_unrolled
      $slow_four_wide $slow_three_wide $slow_uneven $slow_two_stores $slow_chosen $slow_running
      $slow_moved $slow_one_place $slow_own_way))

  ;; Where the nests work, what that is at first, and what the first of two has made of it.
  (global $work i32 (i32.const 0))
  (global $first i32 (i32.const 16384))
  (global $made i32 (i32.const 32768))
  (global $len i32 (i32.const 4096))

  ;; Numbers of which any four bytes in a row make one that is finite and not large.
  (func $start (local $at i32)
    (loop $next
      (i64.store offset=16384 (local.get $at)
        (i64.and
          (i64.mul (i64.extend_i32_u (i32.add (local.get $at) (i32.const 12345))) (i64.const 0x9e3779b97f4a7c15))
          (i64.const 0x3f3f3f3f3f3f3f3f)))
      (br_if $next (i32.ne (local.tee $at (i32.add (local.get $at) (i32.const 8))) (global.get $len)))))
  (start $start)

  (func $run (param $which i32) (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (memory.copy (global.get $work) (global.get $first) (global.get $len))
    (call_indirect (type $kernel)
      (local.get $c) (local.get $a) (local.get $n) (local.get $m) (local.get $which)))

  ;; Whether a nest and its model return the same, and leave the same memory.
  (func $alike (param $which i32) (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (local $result i32) (local $at i32)
    (local.set $result (call $run (local.get $which) (local.get $c) (local.get $a) (local.get $n) (local.get $m)))
    (memory.copy (global.get $made) (global.get $work) (global.get $len))
    (local.set $which (i32.add (local.get $which) (i32.const 18)))
    (if (i32.ne
          (local.get $result)
          (call $run (local.get $which) (local.get $c) (local.get $a) (local.get $n) (local.get $m)))
      (then (return (i32.const 0))))
    (loop $next
      (if (i64.ne (i64.load (local.get $at)) (i64.load offset=32768 (local.get $at)))
        (then (return (i32.const 0))))
      (if (i64.ne (i64.load offset=8 (local.get $at)) (i64.load offset=32776 (local.get $at)))
        (then (return (i32.const 0))))
      (br_if $next (i32.ne (local.tee $at (i32.add (local.get $at) (i32.const 16))) (global.get $len))))
    (i32.const 1))

  ;; How often they do not, with `count` places of a, `step` apart.
  (func (export "differences")
    (param $which i32) (param $c i32) (param $a i32) (param $count i32) (param $step i32)
    (param $n i32) (param $m i32) (result i32)
    (local $differences i32)
    (loop $next
      (local.set $differences
        (i32.add
          (local.get $differences)
          (i32.eqz
            (call $alike (local.get $which) (local.get $c) (local.get $a) (local.get $n) (local.get $m)))))
      (local.set $a (i32.add (local.get $a) (local.get $step)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (local.get $differences))

  (func (export "once")
    (param $which i32) (param $c i32) (param $a i32) (param $n i32) (param $m i32) (result i32)
    (call $run (local.get $which) (local.get $c) (local.get $a) (local.get $n) (local.get $m)))
  (func (export "load") (param $at i32) (result i64) (i64.load (local.get $at))))


;; product
(assert_return (invoke "differences" (i32.const 0) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 1) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 0) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 8) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 0) (i32.const 1536) (i32.const 1056) (i32.const 121) (i32.const 8) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 0) (i32.const 1536) (i32.const 896) (i32.const 21) (i32.const 64) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 0) (i32.const 1536) (i32.const 928) (i32.const 153) (i32.const 8) (i32.const 13) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 0) (i32.const 1536) (i32.const 920) (i32.const 15) (i32.const 88) (i32.const 26) (i32.const 8)) (i32.const 0))

;; projected
(assert_return (invoke "differences" (i32.const 1) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 1) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 8) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 1536) (i32.const 1056) (i32.const 121) (i32.const 8) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 1536) (i32.const 896) (i32.const 21) (i32.const 64) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 1536) (i32.const 928) (i32.const 153) (i32.const 8) (i32.const 13) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 1) (i32.const 1536) (i32.const 920) (i32.const 15) (i32.const 88) (i32.const 26) (i32.const 8)) (i32.const 0))

;; ahead
(assert_return (invoke "differences" (i32.const 2) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 1) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 2) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 8) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 2) (i32.const 1536) (i32.const 1056) (i32.const 121) (i32.const 8) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 2) (i32.const 1536) (i32.const 896) (i32.const 21) (i32.const 64) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 2) (i32.const 1536) (i32.const 928) (i32.const 153) (i32.const 8) (i32.const 13) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 2) (i32.const 1536) (i32.const 920) (i32.const 15) (i32.const 88) (i32.const 26) (i32.const 8)) (i32.const 0))

;; behind
(assert_return (invoke "differences" (i32.const 3) (i32.const 1536) (i32.const 1456) (i32.const 21) (i32.const 8) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 3) (i32.const 1536) (i32.const 1456) (i32.const 21) (i32.const 8) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 3) (i32.const 1536) (i32.const 1216) (i32.const 11) (i32.const 64) (i32.const 14) (i32.const 9)) (i32.const 0))

;; filtered
(assert_return (invoke "differences" (i32.const 4) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 1) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 4) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 8) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 4) (i32.const 1536) (i32.const 1296) (i32.const 121) (i32.const 4) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 4) (i32.const 1536) (i32.const 896) (i32.const 21) (i32.const 64) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 4) (i32.const 1536) (i32.const 928) (i32.const 153) (i32.const 8) (i32.const 13) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 4) (i32.const 1536) (i32.const 920) (i32.const 15) (i32.const 88) (i32.const 26) (i32.const 8)) (i32.const 0))
;; Where c + 64 * k wraps around.
(assert_return (invoke "differences" (i32.const 4) (i32.const -64) (i32.const 0) (i32.const 151) (i32.const 4) (i32.const 13) (i32.const 8)) (i32.const 0))

;; words
(assert_return (invoke "differences" (i32.const 5) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 1) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 5) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 8) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 5) (i32.const 1536) (i32.const 1296) (i32.const 121) (i32.const 4) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 5) (i32.const 1536) (i32.const 896) (i32.const 21) (i32.const 64) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 5) (i32.const 1536) (i32.const 852) (i32.const 153) (i32.const 9) (i32.const 13) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 5) (i32.const 1536) (i32.const 920) (i32.const 15) (i32.const 88) (i32.const 26) (i32.const 8)) (i32.const 0))

;; halves
(assert_return (invoke "differences" (i32.const 6) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 1) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 6) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 8) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 6) (i32.const 1536) (i32.const 1416) (i32.const 121) (i32.const 2) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 6) (i32.const 1536) (i32.const 896) (i32.const 21) (i32.const 64) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 6) (i32.const 1536) (i32.const 852) (i32.const 153) (i32.const 9) (i32.const 13) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 6) (i32.const 1536) (i32.const 920) (i32.const 15) (i32.const 88) (i32.const 26) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 6) (i32.const 1536) (i32.const 938) (i32.const 53) (i32.const 23) (i32.const 14) (i32.const 10)) (i32.const 0))

;; bytes
(assert_return (invoke "differences" (i32.const 7) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 1) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 7) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 8) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 7) (i32.const 1536) (i32.const 1476) (i32.const 121) (i32.const 1) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 7) (i32.const 1536) (i32.const 896) (i32.const 21) (i32.const 64) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 7) (i32.const 1536) (i32.const 852) (i32.const 153) (i32.const 9) (i32.const 13) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 7) (i32.const 1536) (i32.const 920) (i32.const 15) (i32.const 88) (i32.const 26) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 7) (i32.const 1536) (i32.const 938) (i32.const 53) (i32.const 23) (i32.const 14) (i32.const 10)) (i32.const 0))

;; unrolled
(assert_return (invoke "differences" (i32.const 8) (i32.const 1536) (i32.const 896) (i32.const 9) (i32.const 160) (i32.const 1) (i32.const 17)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 8) (i32.const 1536) (i32.const 896) (i32.const 9) (i32.const 160) (i32.const 8) (i32.const 17)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 8) (i32.const 1536) (i32.const 256) (i32.const 41) (i32.const 64) (i32.const 9) (i32.const 16)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 8) (i32.const 1536) (i32.const 192) (i32.const 43) (i32.const 64) (i32.const 11) (i32.const 17)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 8) (i32.const 1536) (i32.const 256) (i32.const 41) (i32.const 64) (i32.const 12) (i32.const 18)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 8) (i32.const 1536) (i32.const 1216) (i32.const 81) (i32.const 8) (i32.const 13) (i32.const 17)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 8) (i32.const 1536) (i32.const 896) (i32.const 21) (i32.const 64) (i32.const 16) (i32.const 1)) (i32.const 0))

;; four_wide
(assert_return (invoke "differences" (i32.const 9) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 1) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 9) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 8) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 9) (i32.const 1536) (i32.const 1056) (i32.const 121) (i32.const 8) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 9) (i32.const 1536) (i32.const 896) (i32.const 21) (i32.const 64) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 9) (i32.const 1536) (i32.const 928) (i32.const 153) (i32.const 8) (i32.const 13) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 9) (i32.const 1536) (i32.const 920) (i32.const 15) (i32.const 88) (i32.const 26) (i32.const 8)) (i32.const 0))

;; three_wide
(assert_return (invoke "differences" (i32.const 10) (i32.const 1536) (i32.const 1456) (i32.const 21) (i32.const 8) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 10) (i32.const 1536) (i32.const 1456) (i32.const 21) (i32.const 8) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 10) (i32.const 1536) (i32.const 1216) (i32.const 11) (i32.const 64) (i32.const 14) (i32.const 9)) (i32.const 0))

;; uneven
(assert_return (invoke "differences" (i32.const 11) (i32.const 1536) (i32.const 1456) (i32.const 21) (i32.const 8) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 11) (i32.const 1536) (i32.const 1456) (i32.const 21) (i32.const 8) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 11) (i32.const 1536) (i32.const 1216) (i32.const 11) (i32.const 64) (i32.const 14) (i32.const 9)) (i32.const 0))

;; two_stores
(assert_return (invoke "differences" (i32.const 12) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 1) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 12) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 8) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 12) (i32.const 1536) (i32.const 1056) (i32.const 121) (i32.const 8) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 12) (i32.const 1536) (i32.const 896) (i32.const 21) (i32.const 64) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 12) (i32.const 1536) (i32.const 928) (i32.const 153) (i32.const 8) (i32.const 13) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 12) (i32.const 1536) (i32.const 920) (i32.const 15) (i32.const 88) (i32.const 26) (i32.const 8)) (i32.const 0))

;; chosen
(assert_return (invoke "differences" (i32.const 13) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 1) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 13) (i32.const 1536) (i32.const 1280) (i32.const 9) (i32.const 64) (i32.const 8) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 13) (i32.const 1536) (i32.const 1056) (i32.const 121) (i32.const 8) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 13) (i32.const 1536) (i32.const 896) (i32.const 21) (i32.const 64) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 13) (i32.const 1536) (i32.const 928) (i32.const 153) (i32.const 8) (i32.const 13) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 13) (i32.const 1536) (i32.const 920) (i32.const 15) (i32.const 88) (i32.const 26) (i32.const 8)) (i32.const 0))

;; running
(assert_return (invoke "differences" (i32.const 14) (i32.const 1536) (i32.const 1456) (i32.const 21) (i32.const 8) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 14) (i32.const 1536) (i32.const 1456) (i32.const 21) (i32.const 8) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 14) (i32.const 1536) (i32.const 1216) (i32.const 11) (i32.const 64) (i32.const 14) (i32.const 9)) (i32.const 0))

;; moved
(assert_return (invoke "differences" (i32.const 15) (i32.const 1536) (i32.const 1456) (i32.const 21) (i32.const 8) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 15) (i32.const 1536) (i32.const 1456) (i32.const 21) (i32.const 8) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 15) (i32.const 1536) (i32.const 1216) (i32.const 11) (i32.const 64) (i32.const 14) (i32.const 9)) (i32.const 0))

;; one_place
(assert_return (invoke "differences" (i32.const 16) (i32.const 1536) (i32.const 1456) (i32.const 21) (i32.const 8) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 16) (i32.const 1536) (i32.const 1456) (i32.const 21) (i32.const 8) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 16) (i32.const 1536) (i32.const 1216) (i32.const 11) (i32.const 64) (i32.const 14) (i32.const 9)) (i32.const 0))

;; own_way
(assert_return (invoke "differences" (i32.const 17) (i32.const 1536) (i32.const 1456) (i32.const 21) (i32.const 8) (i32.const 9) (i32.const 8)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 17) (i32.const 1536) (i32.const 1456) (i32.const 21) (i32.const 8) (i32.const 12) (i32.const 9)) (i32.const 0))
(assert_return (invoke "differences" (i32.const 17) (i32.const 1536) (i32.const 1216) (i32.const 11) (i32.const 64) (i32.const 14) (i32.const 9)) (i32.const 0))

;; What leaves the nests: the counts, the pointers, and the last sum.
(assert_return (invoke "once" (i32.const 1) (i32.const 256) (i32.const 1536) (i32.const 13) (i32.const 8)) (i32.const 21))
(assert_return (invoke "once" (i32.const 2) (i32.const 256) (i32.const 2048) (i32.const 16) (i32.const 9)) (i32.const 7))
(assert_return (invoke "once" (i32.const 4) (i32.const 256) (i32.const 1536) (i32.const 12) (i32.const 8)) (i32.const 2188))
(assert_return (invoke "once" (i32.const 5) (i32.const 256) (i32.const 1536) (i32.const 12) (i32.const 8)) (i32.const -238344017))
(assert_return (invoke "once" (i32.const 13) (i32.const 1536) (i32.const 256) (i32.const 12) (i32.const 8)) (i32.const 332))
(assert_return (invoke "once" (i32.const 13) (i32.const 1536) (i32.const 256) (i32.const 12) (i32.const 9)) (i32.const 268))
;; Those that compare with less than zero go around once.
(assert_return (invoke "once" (i32.const 4) (i32.const 1536) (i32.const 256) (i32.const -1) (i32.const -1)) (i32.const 3206))

;; Indices that wrap around, to the beginning of the memory and in front of it.
(assert_return (invoke "once" (i32.const 4) (i32.const -64) (i32.const 1536) (i32.const 9) (i32.const 8)) (i32.const 1512))
(assert_trap (invoke "once" (i32.const 4) (i32.const -68) (i32.const 1536) (i32.const 9) (i32.const 8))
  "out of bounds memory access")
(assert_trap (invoke "once" (i32.const 4) (i32.const 1536) (i32.const -68) (i32.const 9) (i32.const 8))
  "out of bounds memory access")
(assert_trap (invoke "once" (i32.const 0) (i32.const 0) (i32.const -8) (i32.const 9) (i32.const 8))
  "out of bounds memory access")

;; To the end of the memory and beyond it.
(assert_return (invoke "once" (i32.const 9) (i32.const 65240) (i32.const 0) (i32.const 9) (i32.const 8)) (i32.const 17))
(assert_return (invoke "load" (i32.const 65528)) (i64.const 1161951970287761965))
(assert_trap (invoke "once" (i32.const 9) (i32.const 65248) (i32.const 0) (i32.const 9) (i32.const 8))
  "out of bounds memory access")
(assert_trap (invoke "once" (i32.const 9) (i32.const 65240) (i32.const 0) (i32.const 10) (i32.const 8))
  "out of bounds memory access")
(assert_return (invoke "once" (i32.const 0) (i32.const 0) (i32.const 65016) (i32.const 9) (i32.const 8)) (i32.const 17))
(assert_trap (invoke "once" (i32.const 0) (i32.const 0) (i32.const 65024) (i32.const 9) (i32.const 8))
  "out of bounds memory access")
(assert_trap (invoke "once" (i32.const 0) (i32.const 0) (i32.const 65016) (i32.const 9) (i32.const 9))
  "out of bounds memory access")
(assert_trap (invoke "once" (i32.const 5) (i32.const 1536) (i32.const 65052) (i32.const 9) (i32.const 8))
  "out of bounds memory access")

;; Last, for it overwrites what the memory is at first: loops that end only where the count wraps around: before, they
;; reach the end of the memory. The loop behind a condition is left out.
(assert_trap (invoke "once" (i32.const 9) (i32.const 0) (i32.const 2048) (i32.const 0) (i32.const 8))
  "out of bounds memory access")
(assert_trap (invoke "once" (i32.const 9) (i32.const 0) (i32.const 2048) (i32.const 16) (i32.const 0))
  "out of bounds memory access")
(assert_trap (invoke "once" (i32.const 7) (i32.const 0) (i32.const 2048) (i32.const 0) (i32.const 8))
  "out of bounds memory access")
(assert_return (invoke "once" (i32.const 8) (i32.const 0) (i32.const 2048) (i32.const 16) (i32.const 0)) (i32.const 16))
