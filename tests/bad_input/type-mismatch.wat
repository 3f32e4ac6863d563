;; error: type mismatch
;; error: offset 0x
;; error: function 1 `wrong`
(module (func (export "_start")) (func $wrong (result i32) (i64.const 0)))
