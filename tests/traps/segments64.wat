;; An active segment whose offset and length add up to more than 64 bits does not fit.
;; run: -> trap: out of bounds memory access
(module
  (memory i64 1)
  (data (i64.const -5) "0123456789")
  (func (export "_start")))
