;; The stack ends within a WASI call: it needs more of it than the function that calls it, at each level.
;; That is stack exhaustion too, and the wasm functions above it are shown.
;; run: -> trap: call stack exhausted
;; frame: down 10
;; frame: down 10
;; oracle: not asked, its WASI functions run on the host's stack
(module
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func $down (param i32) (result i32)
    (drop (call $random_get (i32.const 0) (i32.const 1)))
    (i32.add (i32.const 1) (call $down (local.get 0))))
  (func (export "_start") (drop (call $down (i32.const 0)))))
