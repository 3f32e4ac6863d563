;; error: unsupported
;; error: simd
;; error: offset 0x
(module (func (export "_start") (drop (i8x16.popcnt (v128.const i64x2 1 2)))))
