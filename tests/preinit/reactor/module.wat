;; A reactor: what its `_initialize` leaves is there, which does not run again.
(module
  (memory (export "memory") 1)
  (func (export "_initialize")
    (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 21))))
  (func (export "times") (param $factor i32) (result i32)
    (i32.mul (local.get $factor) (i32.load (i32.const 8)))))
