;; Without names the backtrace shows function indices.
;; build: --strip
;; run: -> trap: unreachable
;; frame: func[1] 00
;; frame: func[0] 10
(module
  (func $_start (export "_start") (call $inner) (global.set 0 (i32.const 1)))
  (func $inner unreachable)
  (global (mut i32) (i32.const 0)))
