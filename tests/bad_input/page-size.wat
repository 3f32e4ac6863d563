;; error: invalid custom page size
;; error: offset 0x
(module (memory 1 (pagesize 4096)) (func (export "_start")))
