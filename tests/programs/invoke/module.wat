;; An export other than `_start`, with typed arguments from the command line and printed results.
(module
  (func (export "mixed") (param i32 i64 f32 f64) (result i32 i64 f64)
    (i32.add (local.get 0) (i32.const 1))
    (i64.mul (local.get 1) (i64.const -2))
    (f64.add (f64.promote_f32 (local.get 2)) (local.get 3))))
