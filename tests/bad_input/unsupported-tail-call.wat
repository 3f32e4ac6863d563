;; error: unsupported
;; error: tail-call
;; error: offset 0x
(module (func $loop (export "_start") (return_call $loop)))
