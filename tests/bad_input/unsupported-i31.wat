;; error: unsupported
;; error: gc
;; error: offset 0x
(module (func (export "_start") (drop (ref.i31 (i32.const 1)))))
