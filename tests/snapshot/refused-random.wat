;; A program that asks for random numbers would have the same ones in each start.
;; build: --snapshot-at=import
;; error: asks for random numbers before the mark
;; error: --snapshot-random=fixed:SEED

(func (export "_start")
  (drop (call $random))
  (call $mark))
