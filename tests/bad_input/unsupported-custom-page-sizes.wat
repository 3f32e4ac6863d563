;; error: unsupported
;; error: custom-page-sizes
;; error: offset 0x
(module (memory 1 (pagesize 1)) (func (export "_start")))
