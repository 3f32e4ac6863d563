;; It returns before it comes to the mark.
;; build: --snapshot-at=stdin
;; error: ended with status 0 before the mark

(func (export "_start")
  (call $mark))
