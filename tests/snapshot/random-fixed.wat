;; A fixed sequence of random numbers: the first number of seed 7.
;; build: --snapshot-at=import --snapshot-random=fixed:7
;; stdout: 7191089600892374487

(global $before (mut i64) (i64.const 0))
(func (export "_start")
  (global.set $before (call $random))
  (call $mark)
  (call $number (global.get $before)))
