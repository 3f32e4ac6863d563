;; build: --invoke subtract
;; error: `subtract`
;; error: `add` [i32 i32] -> [i32]
(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
