;; error: `fd_close`
;; error: [i64] -> [i32]
;; error: [i32] -> [i32]
(module
  (import "wasi_snapshot_preview1" "fd_close" (func (param i64) (result i32)))
  (func (export "_start")))
