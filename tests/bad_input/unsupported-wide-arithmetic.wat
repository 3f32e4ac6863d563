;; error: unsupported
;; error: wide-arithmetic
;; error: offset 0x
(module (func (export "_start") (i64.mul_wide_u (i64.const 1) (i64.const 2)) drop drop))
