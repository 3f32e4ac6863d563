;; A module without `_start`: what it exports, and how to name an entry.
;; error: `_start`
;; error: `add` [i32 i32] -> [i32]
;; error: --invoke
(module
  (memory (export "memory") 1)
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
