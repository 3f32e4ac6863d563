;; Waiting and waking with one thread: a value that is not expected, timeouts that pass and how long they take, notifying
;; where nobody waits.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get"
    (func $clock_time_get (param i32 i64 i32) (result i32)))
  (memory (export "memory") 1 2 shared)
  ;; Prints a number in hexadecimal on a line.
  (func $show (param $value i64) (local $digit i32) (local $at i32)
    (local.set $at (i32.const 48))
    (i32.store8 (i32.const 48) (i32.const 10))
    (loop $next
      (local.set $digit (i32.and (i32.wrap_i64 (local.get $value)) (i32.const 15)))
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at)
        (i32.add (local.get $digit)
          (select (i32.const 87) (i32.const 48) (i32.gt_u (local.get $digit) (i32.const 9)))))
      (local.set $value (i64.shr_u (local.get $value) (i64.const 4)))
      (br_if $next (i64.ne (local.get $value) (i64.const 0))))
    (i32.store (i32.const 0) (local.get $at))
    (i32.store (i32.const 4) (i32.sub (i32.const 49) (local.get $at)))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
  (func $now (result i64)
    (drop (call $clock_time_get (i32.const 1) (i64.const 1) (i32.const 16)))
    (i64.load (i32.const 16)))
  ;; Shows how the waiting ended, and whether it took as long as it should.
  (func $wait32 (param $expected i32) (param $timeout i64) (param $at_least i64) (local $start i64)
    (local.set $start (call $now))
    (call $show (i64.extend_i32_u
      (memory.atomic.wait32 offset=128 (i32.const 4) (local.get $expected) (local.get $timeout))))
    (call $show (i64.extend_i32_u
      (i64.ge_s (i64.sub (call $now) (local.get $start)) (local.get $at_least)))))
  (func $wait64 (param $expected i64) (param $timeout i64) (param $at_least i64) (local $start i64)
    (local.set $start (call $now))
    (call $show (i64.extend_i32_u
      (memory.atomic.wait64 offset=128 (i32.const 8) (local.get $expected) (local.get $timeout))))
    (call $show (i64.extend_i32_u
      (i64.ge_s (i64.sub (call $now) (local.get $start)) (local.get $at_least)))))
  (func $notify (param $at i32) (param $count i32)
    (call $show (i64.extend_i32_u (memory.atomic.notify offset=128 (local.get $at) (local.get $count)))))
  (func (export "_start")
    (i32.store (i32.const 132) (i32.const 5))
    (i64.store (i32.const 136) (i64.const 0x500000006))
    ;; Not equal: at once, whatever the timeout.
    (call $wait32 (i32.const 6) (i64.const -1) (i64.const 0))
    (call $wait32 (i32.const 6) (i64.const 1000000000000) (i64.const 0))
    (call $wait64 (i64.const 6) (i64.const -1) (i64.const 0))
    (call $wait64 (i64.const 0x500000005) (i64.const -1) (i64.const 0))
    (call $wait64 (i64.const 0x600000006) (i64.const -1) (i64.const 0))
    ;; Equal: until the time is over.
    (call $wait32 (i32.const 5) (i64.const 0) (i64.const 0))
    (call $wait32 (i32.const 5) (i64.const 1) (i64.const 1))
    (call $wait32 (i32.const 5) (i64.const 20000000) (i64.const 20000000))
    (call $wait64 (i64.const 0x500000006) (i64.const 0) (i64.const 0))
    (call $wait64 (i64.const 0x500000006) (i64.const 20000000) (i64.const 20000000))
    ;; Nobody is there to be woken.
    (call $notify (i32.const 4) (i32.const 0))
    (call $notify (i32.const 4) (i32.const 1))
    (call $notify (i32.const 4) (i32.const -1))
    ;; In memory that has come by growth too.
    (drop (memory.grow (i32.const 1)))
    (call $show (i64.extend_i32_u
      (memory.atomic.wait32 (i32.const 0x1fffc) (i32.const 0) (i64.const 1000))))
    (call $notify (i32.const 0x1ff7c) (i32.const 1))))
