;; error: unsupported
;; error: simd
;; error: offset 0x
(module (func (param v128)) (func (export "_start")))
