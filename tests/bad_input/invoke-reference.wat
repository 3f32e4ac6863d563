;; An argument that no command line can spell.
;; build: --invoke take
;; error: `take`
;; error: externref
(module (func (export "take") (param externref)))
