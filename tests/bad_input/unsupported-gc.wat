;; error: unsupported
;; error: gc
;; error: offset 0x
(module (type $pair (struct (field i32))) (func (export "_start") (drop (struct.new $pair (i32.const 1)))))
