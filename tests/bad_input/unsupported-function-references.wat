;; error: unsupported
;; error: function-references
;; error: offset 0x
(module (type $f (func)) (elem declare func $g) (func $g) (func (export "_start") (call_ref $f (ref.func $g))))
