;; Clocks are fixed before the mark, and advance; afterwards they show the time, which is later.
;; build: --snapshot-at=import
;; stdout: 2000000
;; stdout: 1
;; stdout: 1

(global $before (mut i64) (i64.const 0))
(func (export "_start")
  (drop (call $time (i32.const 0)))
  (global.set $before (call $time (i32.const 1)))
  (call $mark)
  (call $number (global.get $before))
  (call $number (i64.extend_i32_u (i64.gt_u (call $time (i32.const 1)) (global.get $before))))
  ;; Later than in September 2001.
  (call $number (i64.extend_i32_u (i64.gt_u (call $time (i32.const 0)) (i64.const 1000000000000000000)))))
