;; After growing, the new end counts and nothing beyond it; an empty memory has no valid address.
;; build: --invoke test
;; run: 0 0 -> trap: out of bounds memory access
;; frame: read 2d
;; run: 1 65535 -> 0
;; run: 1 65536 -> trap: out of bounds memory access
;; frame: read 2d
;; run: 100 6553599 -> 0
;; run: 100 6553600 -> trap: out of bounds memory access
;; frame: read 2d
;; run: 101 0 -> trap: out of bounds memory access
(module
  (memory 0 100)
  (func $read (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func $test (export "test") (param $pages i32) (param $address i32) (result i32)
    (drop (memory.grow (local.get $pages)))
    (i32.add (i32.const 0) (call $read (local.get $address)))))
