;; Clocks are fixed before the mark, and advance; afterwards they show the time, which is later. Those of
;; processor time stand still until they have come to what they showed.
;; build: --snapshot-at=import
;; stdout: 2000000
;; stdout: 28
;; stdout: 1
;; stdout: 1
;; stdout: 1

(global $before (mut i64) (i64.const 0))
(global $processor (mut i64) (i64.const 0))
(global $unknown (mut i32) (i32.const 0))
(func (export "_start")
  (local $readings i32)
  (drop (call $time (i32.const 0)))
  (global.set $before (call $time (i32.const 1)))
  (global.set $unknown (call $clock_time_get (i32.const 4) (i64.const 1) (i32.const 128)))
  ;; As if minutes had passed.
  (local.set $readings (i32.const 100000))
  (loop $next
    (global.set $processor (call $time (i32.const 2)))
    (br_if $next (local.tee $readings (i32.sub (local.get $readings) (i32.const 1)))))
  (call $mark)
  (call $number (global.get $before))
  (call $check (global.get $unknown))
  (call $number (i64.extend_i32_u (i64.gt_u (call $time (i32.const 1)) (global.get $before))))
  (call $number (i64.extend_i32_u (i64.ge_u (call $time (i32.const 2)) (global.get $processor))))
  ;; Later than in September 2001.
  (call $number (i64.extend_i32_u (i64.gt_u (call $time (i32.const 0)) (i64.const 1000000000000000000)))))
