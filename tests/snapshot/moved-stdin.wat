;; Standard input is the mark whatever its number is, and what has its number instead is none.
;; build: --dir {dir}::/first --dir {dir}::/second --snapshot-at=stdin
;; before: one two three
;; stdin: given at launch
;; stdout: given at launch

(data (i32.const 1024) "text")
(func (export "_start")
  (local $fd i32)
  ;; It takes the place of the second directory; the file is 0.
  (call $check (call $fd_renumber (i32.const 0) (i32.const 4)))
  (local.set $fd (call $open (i32.const 1024) (i32.const 4)))
  (if (local.get $fd) (then (unreachable)))
  (drop (call $copy (local.get $fd) (i32.const 64)))
  (call $check (call $fd_close (local.get $fd)))
  (loop $all (br_if $all (call $copy (i32.const 4) (i32.const 64)))))
