;; error: unsupported
;; error: simd
;; error: offset 0x
(module (func (export "_start") (drop (i8x16.relaxed_swizzle (v128.const i64x2 1 2) (v128.const i64x2 1 2)))))
