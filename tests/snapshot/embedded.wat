;; An embedded file may be open at the mark: it is part of the artifact. Reading goes on where it was.
;; build: --embed {dir}::/data --snapshot-at=import
;; before: one two
;; stdout:  three

(data (i32.const 1024) "text")
(func (export "_start")
  (local $fd i32)
  (local.set $fd (call $open (i32.const 1024) (i32.const 4)))
  (drop (call $copy (local.get $fd) (i32.const 7)))
  (call $mark)
  (drop (call $copy (local.get $fd) (i32.const 64))))
