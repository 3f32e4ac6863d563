;; Selection without branches.
;; show: clif asm
(module
  (func $integer (param i32 i32 i32) (result i32) (select (local.get 0) (local.get 1) (local.get 2)))
  (func $float (param f64 f64 i64) (result f64)
    (select (local.get 0) (local.get 1) (i64.gt_s (local.get 2) (i64.const 3))))
  (func $reference (param externref i32) (result externref)
    (select (result externref) (local.get 0) (ref.null extern) (local.get 1)))
  (func $_start (export "_start") (drop (ref.func $integer)) (drop (ref.func $float)) (drop (ref.func $reference)))
  (elem declare func $integer $float $reference))

;; == clif x86_64-linux, aarch64-linux, riscv64-linux
;;
;; ; function 0 `integer` at offset 0x42
;; function u0:0(i32, i32, i32) -> i32 system_v {
;;                                 block0(v0: i32, v1: i32, v2: i32):
;; @0049                               v4 = select v2, v0, v1
;; @004a                               jump block1(v4)
;;
;;                                 block1(v3: i32):
;; @004a                               return v3
;; }
;;
;; ; function 1 `float` at offset 0x4c
;; function u0:0(f64, f64, i64) -> f64 system_v {
;;                                 block0(v0: f64, v1: f64, v2: i64):
;; @0053                               v4 = iconst.i64 3
;; @0055                               v5 = icmp sgt v2, v4  ; v4 = 3
;; @0055                               v6 = uextend.i32 v5
;; @0056                               v7 = select v6, v0, v1
;; @0057                               jump block1(v7)
;;
;;                                 block1(v3: f64):
;; @0057                               return v3
;; }
;;
;; ; function 2 `reference` at offset 0x59
;; function u0:0(i64, i32) -> i64 system_v {
;;                                 block0(v0: i64, v1: i32):
;; @005c                               v3 = iconst.i64 0
;; @0060                               v4 = select v1, v0, v3  ; v3 = 0
;; @0063                               jump block1(v4)
;;
;;                                 block1(v2: i64):
;; @0063                               return v2
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `integer` at offset 0x42
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   testl %edx, %edx
;;   movq %rsi, %rax
;;   cmovnel %edi, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `float` at offset 0x4c
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   cmpq $0x3, %rdi
;;   movdqa %xmm0, %xmm7
;;   movdqa %xmm1, %xmm0
;;   movsd %xmm0, %xmm0; jle $next; movsd %xmm7, %xmm0; $next:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `reference` at offset 0x59
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   uninit  %rax
;;   xorq %rax, %rax
;;   testl %esi, %esi
;;   cmovneq %rdi, %rax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `integer` at offset 0x42
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   subs wzr, w2, wzr
;;   csel x0, x0, x1, ne
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `float` at offset 0x4c
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   subs xzr, x0, #3
;;   fcsel d0, d0, d1, gt
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `reference` at offset 0x59
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   movz x5, #0
;;   subs wzr, w1, wzr
;;   csel x0, x0, x5, ne
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `integer` at offset 0x42
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   sext.w a2,a2
;;   select a0,a0,a1##condition=(a2 ne zero)
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `float` at offset 0x4c
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   li a1,3
;;   select fa0,fa0,fa1##condition=(a0 sgt a1)
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `reference` at offset 0x59
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   sext.w a1,a1
;;   select a0,a0,zero##condition=(a1 ne zero)
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
