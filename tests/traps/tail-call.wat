;; Below tail calls: the functions that have gone are not in the backtrace, those that wait are. Each kind of trap
;; that an indirect tail call has; and calls that are no tail calls still use up the stack.
;; build: --invoke test
;; run: 0 10 -> trap: unreachable
;; frame: fall 00
;; frame: waits 10
;; frame: test *
;; run: 0 10000000 -> trap: unreachable
;; frame: fall 00
;; frame: waits 10
;; frame: test *
;; run: 1 0 -> 7
;; run: 1 1 -> trap: uninitialized element
;; frame: through_table 13
;; frame: test *
;; run: 1 2 -> trap: indirect call type mismatch
;; frame: through_table 13
;; frame: test *
;; run: 1 3 -> trap: undefined element
;; frame: through_table 13
;; frame: test *
;; run: 1 -1 -> trap: undefined element
;; frame: through_table 13
;; frame: test *
;; run: 2 10 -> trap: out of bounds memory access
;; frame: read 2d
;; frame: waits_for_many 10
;; frame: test *
;; run: 3 0 -> trap: call stack exhausted
(module
  (memory 1)
  (type $number (func (result i32)))
  (type $other (func (param i32) (result i32)))
  (table $table 3 3 funcref)
  (elem (table $table) (i32.const 0) func $seven)
  (elem (table $table) (i32.const 2) func $waits)
  (func $seven (result i32) (i32.const 7))
  (func $fall (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then unreachable))
    (return_call $on (i32.sub (local.get 0) (i32.const 1))))
  (func $on (param i32) (result i32) (return_call $fall (local.get 0)))
  (func $waits (type $other) (param i32) (result i32)
    (i32.add (call $on (local.get 0)) (i32.const 1)))
  (func $through_table (param i32) (result i32)
    (return_call_indirect $table (type $number) (local.get 0)))
  ;; The room for arguments grows and shrinks on the way.
  (func $waits_for_many (param i32) (result i32)
    (i32.add (call $few (local.get 0)) (i32.const 1)))
  (func $few (param i32) (result i32)
    (return_call $many (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5) (i64.const 6) (i64.const 7)
      (i64.const 8) (i64.const 9) (i64.const 10) (i64.const 11) (local.get 0)))
  (func $many (param i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i32) (result i32)
    (if (i32.eqz (local.get 11)) (then (return_call $read (i32.const 65536))))
    (return_call $few (i32.sub (local.get 11) (i32.const 1))))
  (func $read (param i32) (result i32) (i32.load8_u (local.get 0)))
  ;; Comes back to itself by tail calls, and each time leaves a frame behind.
  (func $down (param i32) (result i32)
    (i32.add (call $aside (local.get 0)) (i32.const 1)))
  (func $aside (param i32) (result i32) (return_call $down_many
    (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5) (i64.const 6) (i64.const 7) (i64.const 8)
    (i64.const 9) (local.get 0)))
  (func $down_many (param i64 i64 i64 i64 i64 i64 i64 i64 i64 i32) (result i32) (return_call $down (local.get 9)))
  (func $test (export "test") (param $which i32) (param $value i32) (result i32)
    (if (i32.eqz (local.get $which)) (then (return (call $waits (local.get $value)))))
    (if (i32.eq (local.get $which) (i32.const 1)) (then (return (call $through_table (local.get $value)))))
    (if (i32.eq (local.get $which) (i32.const 2)) (then (return (call $waits_for_many (local.get $value)))))
    (call $down (local.get $value))))
