;; error: `env`
;; error: `missing`
;; error: [i32 f64] -> [i64]
;; error: --unresolved=trap
(module
  (import "env" "missing" (func (param i32 f64) (result i64)))
  (func (export "_start")))
