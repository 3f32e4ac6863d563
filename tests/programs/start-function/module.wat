;; The start function runs before the entry and sees memory, globals and tables initialised.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $nullary (func))
  (table 4 funcref)
  (global $calls (mut i32) (i32.const 7))
  (elem (i32.const 1) $second $print)
  (data (i32.const 16) "calls: 0 0\n")
  (data (i32.const 0) "\10\00\00\00\0b\00\00\00")
  (func $second (global.set $calls (i32.mul (global.get $calls) (i32.const 6))))
  (func $print
    (i32.store8 (i32.const 23) (i32.add (i32.const 48) (i32.div_u (global.get $calls) (i32.const 10))))
    (i32.store8 (i32.const 25) (i32.add (i32.const 48) (i32.rem_u (global.get $calls) (i32.const 10))))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 64))))
  (func $start (call_indirect (type $nullary) (i32.const 1)))
  (start $start)
  (func (export "_start") (call_indirect (type $nullary) (i32.const 2))))
