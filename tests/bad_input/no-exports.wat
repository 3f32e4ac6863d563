;; error: `_start`
;; error: exports no functions
(module (memory 1))
