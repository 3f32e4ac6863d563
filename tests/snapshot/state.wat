;; Everything that a program can have: deep frames with values of each kind, grown memory, globals, tables that
;; were written and grown, segments that were dropped, further memories.
;; build: --snapshot-at=import
;; before: before the mark
;; stdout: 55
;; stdout: 300
;; stdout: 4
;; stdout: 65
;; stdout: 7
;; stdout: 42
;; stdout: 3
;; stdout: 90
;; stdout: 17
;; stdout: 12
;; stdout: 18446744073709551615

(data (i32.const 1024) "before the mark\n")
(data $passive "passive")
(memory $second 1 3)
(global $counter (mut i64) (i64.const 1))
(table $table 2 10 funcref)
(elem declare func $forty_two)
(type $number_of (func (result i64)))
(func $forty_two (result i64) (i64.const 42))

;; Calls itself, and the mark at the bottom, with values of each kind that are needed afterwards.
(func $sum (param $n i32) (param $float f64) (param $vector v128) (result i64)
  (local $rest i64)
  (if (i32.eqz (local.get $n)) (then (call $mark) (return (i64.const 0))))
  (local.set $rest
    (call $sum (i32.sub (local.get $n) (i32.const 1)) (f64.add (local.get $float) (f64.const 0.5))
      (i32x4.add (local.get $vector) (i32x4.splat (i32.const 1)))))
  (if (f64.ne (local.get $float) (f64.mul (f64.const 0.5) (f64.convert_i32_u (i32.sub (i32.const 10) (local.get $n)))))
    (then (unreachable)))
  (if (i32.ne (i32x4.extract_lane 3 (local.get $vector)) (i32.sub (i32.const 10) (local.get $n)))
    (then (unreachable)))
  (i64.add (local.get $rest) (i64.extend_i32_u (local.get $n))))

(func (export "_start")
  (local $sum i64)
  (call $print (i32.const 1024) (i32.const 16))
  (drop (memory.grow (i32.const 2)))
  (drop (memory.grow $second (i32.const 1)))
  (i32.store8 (i32.const 262143) (i32.const 65))
  (i64.store $second (i32.const 131064) (i64.const 90))
  (memory.init $passive (i32.const 2048) (i32.const 0) (i32.const 7))
  (data.drop $passive)
  (global.set $counter (i64.const 300))
  (drop (table.grow $table (ref.null func) (i32.const 1)))
  (table.set $table (i32.const 2) (ref.func $forty_two))
  (local.set $sum (call $sum (i32.const 10) (f64.const 0) (v128.const i32x4 0 0 0 0)))
  (call $number (local.get $sum))
  (call $number (global.get $counter))
  (call $number (i64.extend_i32_u (memory.size)))
  (call $number (i64.load8_u (i32.const 262143)))
  (call $number (i64.extend_i32_u (i32.sub (i32.load8_u (i32.const 2054)) (i32.const 94))))
  (call $number (call_indirect $table (type $number_of) (i32.const 2)))
  (call $number (i64.extend_i32_u (table.size $table)))
  (call $number (i64.load $second (i32.const 131064)))
  ;; Growing goes on where it was, up to the same limits.
  (drop (memory.grow (i32.const 13)))
  (i32.store8 (i32.const 1114111) (i32.const 17))
  (call $number (i64.load8_u (i32.const 1114111)))
  (drop (table.grow $table (ref.null func) (i32.const 7)))
  (call $number (i64.extend_i32_u (i32.add (table.size $table) (memory.size $second))))
  (call $number (i64.extend_i32_s (memory.grow $second (i32.const 2)))))
