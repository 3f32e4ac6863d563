;; The first read of standard input is the mark; it is made in each process that goes on from there.
;; build: --snapshot-at=stdin
;; before: reads
;; stdin: given at launch
;; stdout: given at launch

(data (i32.const 1024) "reads\n")
(func (export "_start")
  (call $print (i32.const 1024) (i32.const 6))
  (loop $all (br_if $all (call $copy (i32.const 0) (i32.const 5)))))
