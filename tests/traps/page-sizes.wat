;; Memories with pages of one byte end within a page of the kernel.
;; build: --invoke test
;; run: 0 99 -> 0
;; run: 0 100 -> trap: out of bounds memory access
;; frame: bytes 31
;; run: 0 4095 -> trap: out of bounds memory access
;; frame: bytes 31
;; run: 0 -1 -> trap: out of bounds memory access
;; frame: bytes 31
;; run: 1 96 -> 0
;; run: 1 97 -> trap: out of bounds memory access
;; frame: word 35
;; run: 1 100 -> trap: out of bounds memory access
;; frame: word 35
;; run: 2 36 -> 0
;; run: 2 37 -> trap: out of bounds memory access
;; frame: word_offset 35
;; run: 2 -60 -> trap: out of bounds memory access
;; frame: word_offset 35
;; run: 3 6 -> 0
;; run: 3 7 -> trap: out of bounds memory access
;; frame: fixed 31
;; run: 3 65535 -> trap: out of bounds memory access
;; frame: fixed 31
;; run: 4 0 -> 0
;; run: 4 1 -> trap: out of bounds memory access
;; frame: fixed_whole 35
;; run: 4 -3 -> trap: out of bounds memory access
;; frame: fixed_whole 35
;; run: 5 100 -> 0
;; run: 5 101 -> trap: out of bounds memory access
;; frame: grown 31
;; run: 6 65535 -> 0
;; run: 6 65536 -> trap: out of bounds memory access
;; frame: page 31
;; run: 7 65536 -> 0
;; run: 7 65537 -> trap: out of bounds memory access
;; frame: grown_page 31
;; run: 8 4095 -> 0
;; run: 8 4096 -> trap: out of bounds memory access
;; frame: wide 33
;; run: 8 -1 -> trap: out of bounds memory access
;; frame: wide 33
;; run: 9 97 -> 0
;; run: 9 98 -> trap: out of bounds memory access
;; frame: fill fc 0b
;; run: 10 97 -> 0
;; run: 10 98 -> trap: out of bounds memory access
;; frame: copy fc 0a
(module
  (memory $bytes 100 200 (pagesize 1))
  (memory $fixed 7 7 (pagesize 1))
  (memory $page 65536 (pagesize 1))
  (memory $wide i64 4097 (pagesize 1))
  (type $access (func (param i64) (result i64)))
  (table $kinds funcref (elem $bytes $word $word_offset $fixed $fixed_whole $grown $page $grown_page $wide $fill $copy))
  (func $bytes (param i64) (result i64) (i64.load8_u $bytes (i32.wrap_i64 (local.get 0))))
  (func $word (param i64) (result i64) (i64.load32_u $bytes (i32.wrap_i64 (local.get 0))))
  (func $word_offset (param i64) (result i64) (i64.load32_u $bytes offset=60 (i32.wrap_i64 (local.get 0))))
  (func $fixed (param i64) (result i64) (i64.load8_u $fixed (i32.wrap_i64 (local.get 0))))
  (func $fixed_whole (param i64) (result i64) (i64.load32_u $fixed offset=3 (i32.wrap_i64 (local.get 0))))
  (func $grown (param i64) (result i64) (drop (memory.grow $bytes (i32.const 1))) (i64.load8_u $bytes (i32.wrap_i64 (local.get 0))))
  (func $page (param i64) (result i64) (i64.load8_u $page (i32.wrap_i64 (local.get 0))))
  (func $grown_page (param i64) (result i64) (drop (memory.grow $page (i32.const 1))) (i64.load8_u $page (i32.wrap_i64 (local.get 0))))
  (func $wide (param i64) (result i64) (i64.load16_u $wide (local.get 0)))
  (func $fill (param i64) (result i64) (memory.fill $bytes (i32.wrap_i64 (local.get 0)) (i32.const 0) (i32.const 3)) (i64.const 0))
  (func $copy (param i64) (result i64) (memory.copy $bytes $fixed (i32.wrap_i64 (local.get 0)) (i32.const 0) (i32.const 3)) (i64.const 0))
  (func (export "test") (param $kind i32) (param $index i64) (result i64)
    (i64.add (i64.const 0) (call_indirect $kinds (type $access) (local.get $index) (local.get $kind)))))
