;; error: memory
;; error: offset 0x
(module (memory 65537) (func (export "_start")))
