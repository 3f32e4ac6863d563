;; An active segment that does not fit traps when the program starts, before any of its code runs.
;; run: -> trap: out of bounds memory access
(module
  (memory 1)
  (data (i32.const 65530) "0123456789")
  (func (export "_start")))
