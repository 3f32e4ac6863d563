;; error: unsupported
;; error: exception-handling
;; error: offset 0x
(module (tag $oops) (func (export "_start") (throw $oops)))
