;; Comparisons, as values and as conditions: a branch takes the flags, not a number.
;; show: clif asm
(module
  (func $less (param i32 i32) (result i32) (i32.lt_s (local.get 0) (local.get 1)))
  (func $less_float (param f64 f64) (result i32) (f64.lt (local.get 0) (local.get 1)))
  (func $branch (param i64 i64) (result i64)
    (if (result i64) (i64.ge_u (local.get 0) (local.get 1))
      (then (local.get 0))
      (else (i64.add (local.get 1) (i64.const 1)))))
  (func $negated (param i32 i32) (result i32)
    (block $out (br_if $out (i32.eqz (i32.ne (local.get 0) (local.get 1)))) (return (i32.const 1)))
    (i32.const 2))
  (func $_start (export "_start")
    (drop (ref.func $less)) (drop (ref.func $less_float)) (drop (ref.func $branch)) (drop (ref.func $negated)))
  (elem declare func $less $less_float $branch $negated))

;; == clif x86_64-linux, aarch64-linux, riscv64-linux
;;
;; ; function 0 `less` at offset 0x42
;; function u0:0(i32, i32) -> i32 system_v {
;;                                 block0(v0: i32, v1: i32):
;; @0047                               v3 = icmp slt v0, v1
;; @0047                               v4 = uextend.i32 v3
;; @0048                               jump block1(v4)
;;
;;                                 block1(v2: i32):
;; @0048                               return v2
;; }
;;
;; ; function 1 `less_float` at offset 0x4a
;; function u0:0(f64, f64) -> i32 system_v {
;;                                 block0(v0: f64, v1: f64):
;; @004f                               v3 = fcmp lt v0, v1
;; @004f                               v4 = uextend.i32 v3
;; @0050                               jump block1(v4)
;;
;;                                 block1(v2: i32):
;; @0050                               return v2
;; }
;;
;; ; function 2 `branch` at offset 0x52
;; function u0:0(i64, i64) -> i64 system_v {
;;                                 block0(v0: i64, v1: i64):
;; @0057                               v3 = icmp uge v0, v1
;; @0057                               v4 = uextend.i32 v3
;; @0058                               brif v4, block2, block3
;;
;;                                 block2:
;; @005c                               jump block4(v0)
;;
;;                                 block3:
;; @005f                               v6 = iconst.i64 1
;; @0061                               v7 = iadd.i64 v1, v6  ; v6 = 1
;; @0062                               jump block4(v7)
;;
;;                                 block4(v5: i64):
;; @0063                               jump block1(v5)
;;
;;                                 block1(v2: i64):
;; @0063                               return v2
;; }
;;
;; ; function 3 `negated` at offset 0x65
;; function u0:0(i32, i32) -> i32 system_v {
;;                                 block0(v0: i32, v1: i32):
;; @006c                               v3 = icmp ne v0, v1
;; @006c                               v4 = uextend.i32 v3
;; @006d                               v5 = iconst.i32 0
;; @006d                               v6 = icmp eq v4, v5  ; v5 = 0
;; @006d                               v7 = uextend.i32 v6
;; @006e                               brif v7, block2, block3
;;
;;                                 block3:
;; @0070                               v8 = iconst.i32 1
;; @0072                               return v8  ; v8 = 1
;;
;;                                 block2:
;; @0074                               v9 = iconst.i32 2
;; @0076                               jump block1(v9)  ; v9 = 2
;;
;;                                 block1(v2: i32):
;; @0076                               return v2
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `less` at offset 0x42
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   cmpl %esi, %edi
;;   setl %sil
;;   movzbl %sil, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `less_float` at offset 0x4a
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   ucomisd %xmm0, %xmm1
;;   seta %sil
;;   movzbl %sil, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `branch` at offset 0x52
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   cmpq %rsi, %rdi
;;   jnb     label2; j label1
;; block1:
;;   leaq 1(%rsi), %rdi
;;   jmp     label3
;; block2:
;;   jmp     label3
;; block3:
;;   jmp     label4
;; block4:
;;   movq %rdi, %rax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 3 `negated` at offset 0x65
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   cmpl %esi, %edi
;;   jz      label2; j label1
;; block1:
;;   movl $0x1, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;; block2:
;;   jmp     label3
;; block3:
;;   movl $0x2, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `less` at offset 0x42
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   subs wzr, w0, w1
;;   cset x6, lt
;;   uxtb w0, w6
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `less_float` at offset 0x4a
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   fcmp d0, d1
;;   cset x6, mi
;;   uxtb w0, w6
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `branch` at offset 0x52
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   subs xzr, x0, x1
;;   b.hs label2 ; b label1
;; block1:
;;   add x0, x1, #1
;;   b label3
;; block2:
;;   b label3
;; block3:
;;   b label4
;; block4:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 3 `negated` at offset 0x65
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   subs wzr, w0, w1
;;   b.eq label2 ; b label1
;; block1:
;;   movz w0, #1
;;   ldp fp, lr, [sp], #16
;;   ret
;; block2:
;;   b label3
;; block3:
;;   movz w0, #2
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `less` at offset 0x42
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   sext.w a0,a0
;;   sext.w a1,a1
;;   slt a0,a0,a1
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `less_float` at offset 0x4a
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   flt.d a0,fa0,fa1
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `branch` at offset 0x52
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   bgeu a0,a1,taken(label2),not_taken(label1)
;; block1:
;;   addi a0,a1,1
;;   j label3
;; block2:
;;   j label3
;; block3:
;;   j label4
;; block4:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 3 `negated` at offset 0x65
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   sext.w a0,a0
;;   sext.w a1,a1
;;   beq a0,a1,taken(label2),not_taken(label1)
;; block1:
;;   li a0,1
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;; block2:
;;   j label3
;; block3:
;;   li a0,2
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
