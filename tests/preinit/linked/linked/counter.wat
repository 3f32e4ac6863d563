;; Has a memory, a table and a start function of its own; its `_initialize` runs when it is made.
(module
  (memory (export "memory") 1)
  (table (export "table") 2 funcref)
  (global $count (export "count") (mut i32) (i32.const 0))
  (func $next (export "next") (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count))
  (func $start (i32.store (i32.const 0) (i32.const 7)))
  (start $start)
  (func (export "_initialize") (drop (call $next))))
