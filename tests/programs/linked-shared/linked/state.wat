;; Owns the memory, a table and a global that the others use.
(module
  (memory (export "memory") 1 4)
  (table (export "table") 2 10 externref)
  (global (export "counter") (mut i64) (i64.const 7))
  (data (i32.const 0) "state state ")
  (func (export "_initialize") (drop (memory.grow (i32.const 1)))))
