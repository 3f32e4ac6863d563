;; error: unknown local 7
;; error: offset 0x
(module (func (export "_start") (drop (local.get 7))))
