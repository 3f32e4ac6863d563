;; Four thousand million elements are valid and more than an artifact holds.
;; error: limit exceeded
;; error: table
(module (table 4000000000 funcref)
  (func (export "_start") (table.set 0 (i32.const 0) (ref.null func)) (call_indirect (i32.const 0))))
