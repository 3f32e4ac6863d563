;; error: unsupported
;; error: memory64
;; error: offset 0x
(module (memory i64 1) (func (export "_start") (drop (i32.load (i64.const 0)))))
