;; So is the first time that a program waits for standard input.
;; build: --snapshot-at=stdin
;; stdin: given at launch
;; stdout: 1
;; stdout: given at launch

(func (export "_start")
  ;; A clock, which never comes, and descriptor 0.
  (i64.store (i32.const 1040) (i64.const 0))
  (i64.store (i32.const 1048) (i64.const 3600000000000))
  (i32.store8 (i32.const 1080) (i32.const 1))
  (call $check (call $poll_oneoff (i32.const 1024) (i32.const 2048) (i32.const 2) (i32.const 136)))
  (call $number (i64.load32_u (i32.const 136)))
  (loop $all (br_if $all (call $copy (i32.const 0) (i32.const 64)))))
