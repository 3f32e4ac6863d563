;; Valid, and more than any address space has.
;; error: limit exceeded
;; error: memory 0
(module (memory i64 0x1000000000000) (data (i64.const -9) "end") (func (export "_start")))
