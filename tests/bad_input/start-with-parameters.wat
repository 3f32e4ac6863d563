;; error: `_start`
;; error: [i32] -> []
;; error: expected [] -> []
(module (func (export "_start") (param i32)))
