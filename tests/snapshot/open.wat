;; The opening of a path is the mark, however it is spelled; other files are opened and closed before. What is
;; read afterwards is what is there then.
;; build: --dir {dir}::/data --snapshot-at=open:data/./late
;; changed: late
;; before: one two three
;; stdout: changed after the build

(data (i32.const 1024) "text")
(data (i32.const 1040) ".//late")
(func (export "_start")
  (local $fd i32)
  (local.set $fd (call $open (i32.const 1024) (i32.const 4)))
  (drop (call $copy (local.get $fd) (i32.const 64)))
  (call $check (call $fd_close (local.get $fd)))
  (local.set $fd (call $open (i32.const 1040) (i32.const 7)))
  (drop (call $copy (local.get $fd) (i32.const 64))))
