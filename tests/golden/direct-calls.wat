;; Direct calls: registers for arguments and results, memory for what exceeds them.
;; show: clif asm
(module
  (func $callee (param i32 i64 f64) (result i64)
    (i64.add (local.get 1) (i64.add (i64.extend_i32_s (local.get 0)) (i64.trunc_sat_f64_s (local.get 2)))))
  (func $caller (param i32) (result i64)
    (i64.add (i64.const 1) (call $callee (local.get 0) (i64.const 5) (f64.const 0.5))))
  (func $pair (param i32) (result i32 i32) (local.get 0) (i32.add (local.get 0) (i32.const 1)))
  (func $many (result i32 i32 i32 i32 i32)
    (call $pair (i32.const 1)) (call $pair (i32.const 2)) (i32.const 9))
  (func $_start (export "_start")
    (drop (ref.func $callee)) (drop (ref.func $caller)) (drop (ref.func $pair)) (drop (ref.func $many)))
  (elem declare func $callee $caller $pair $many))

;; == clif x86_64-linux, aarch64-linux, riscv64-linux
;;
;; ; function 0 `callee` at offset 0x4a
;; function u0:0(i32, i64, f64) -> i64 system_v {
;;                                 block0(v0: i32, v1: i64, v2: f64):
;; @004f                               v4 = sextend.i64 v0
;; @0052                               v5 = fcvt_to_sint_sat.i64 v2
;; @0054                               v6 = iadd v4, v5
;; @0055                               v7 = iadd v1, v6
;; @0056                               jump block1(v7)
;;
;;                                 block1(v3: i64):
;; @0056                               return v3
;; }
;;
;; ; function 1 `caller` at offset 0x58
;; function u0:0(i32) -> i64 system_v {
;;     sig0 = (i32, i64, f64) -> i64 system_v
;;     fn0 = colocated u0:0 sig0
;;
;;                                 block0(v0: i32):
;; @0059                               v2 = iconst.i64 1
;; @005d                               v3 = iconst.i64 5
;; @005f                               v4 = f64const 0x1.0000000000000p-1
;; @0068                               v5 = call fn0(v0, v3, v4)  ; v3 = 5, v4 = 0x1.0000000000000p-1
;; @006a                               v6 = iadd v2, v5  ; v2 = 1
;; @006b                               jump block1(v6)
;;
;;                                 block1(v1: i64):
;; @006b                               return v1
;; }
;;
;; ; function 2 `pair` at offset 0x6d
;; function u0:0(i32) -> i32, i32 system_v {
;;                                 block0(v0: i32):
;; @0072                               v3 = iconst.i32 1
;; @0074                               v4 = iadd v0, v3  ; v3 = 1
;; @0075                               jump block1(v0, v4)
;;
;;                                 block1(v1: i32, v2: i32):
;; @0075                               return v1, v2
;; }
;;
;; ; function 3 `many` at offset 0x77
;; function u0:0() -> i32, i32, i32, i32, i32 system_v {
;;     sig0 = (i32) -> i32, i32 system_v
;;     fn0 = colocated u0:2 sig0
;;
;;                                 block0:
;; @0078                               v5 = iconst.i32 1
;; @007a                               v6, v7 = call fn0(v5)  ; v5 = 1
;; @007c                               v8 = iconst.i32 2
;; @007e                               v9, v10 = call fn0(v8)  ; v8 = 2
;; @0080                               v11 = iconst.i32 9
;; @0082                               jump block1(v6, v7, v9, v10, v11)  ; v11 = 9
;;
;;                                 block1(v0: i32, v1: i32, v2: i32, v3: i32, v4: i32):
;; @0082                               return v0, v1, v2, v3, v4
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `callee` at offset 0x4a
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   movslq %edi, %r10
;;   cvt_float64_to_sint64_sat_seq %xmm0, %r8, %r11, %xmm1
;;   leaq (%r10, %r8), %r8
;;   leaq (%rsi, %r8), %rax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `caller` at offset 0x58
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl $0x5, %esi
;;   movabsq $0x3fe0000000000000, %r8
;;   movq %r8, %xmm0
;;   call    User(userextname0)
;;   jmp     label1
;; block1:
;;   leaq 1(%rax), %rax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `pair` at offset 0x6d
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   leal 1(%rdi), %edx
;;   movq %rdi, %rax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 3 `many` at offset 0x77
;;   pushq %rbp
;;   movq %rsp, %rbp
;;   subq $0x20, %rsp
;;   movq %r12, (%rsp)
;;   movq %r13, 8(%rsp)
;;   movq %r15, 0x10(%rsp)
;; block0:
;;   movq %rdi, %r12
;;   movl $0x1, %edi
;;   call    User(userextname0)
;;   movq %rdx, %r13
;;   movq %rax, %r15
;;   movl $0x2, %edi
;;   call    User(userextname0)
;;   jmp     label1
;; block1:
;;   movl $0x9, %edi
;;   movq %r12, %rcx
;;   movl %eax, (%rcx)
;;   movl %edx, 8(%rcx)
;;   movl %edi, 0x10(%rcx)
;;   movq %r15, %rax
;;   movq %r13, %rdx
;;   movq (%rsp), %r12
;;   movq 8(%rsp), %r13
;;   movq 0x10(%rsp), %r15
;;   addq $0x20, %rsp
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `callee` at offset 0x4a
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   fcvtzs x7, d0
;;   add x7, x7, x0, SXTW
;;   add x0, x1, x7
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `caller` at offset 0x58
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   movz x1, #5
;;   fmov d0, #0.5
;;   bl 0
;;   b label1
;; block1:
;;   add x0, x0, #1
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `pair` at offset 0x6d
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   add w1, w0, #1
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 3 `many` at offset 0x77
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;;   stp x19, x20, [sp, #-16]!
;; block0:
;;   movz w0, #1
;;   bl 0
;;   mov x19, x1
;;   mov x20, x0
;;   movz w0, #2
;;   bl 0
;;   b label1
;; block1:
;;   movz w4, #9
;;   mov x3, x1
;;   mov x2, x0
;;   mov x1, x19
;;   mov x0, x20
;;   ldp x19, x20, [sp], #16
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `callee` at offset 0x4a
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   sext.w a2,a0
;;   fcvt.l.d a0,fa0,rtz
;;   feq.d a3,fa0,fa0
;;   sub a3,zero,a3
;;   and a4,a0,a3
;;   add a2,a2,a4
;;   add a0,a1,a2
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `caller` at offset 0x58
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   li a1,5
;;   lui a2,511
;;   slli a2,a2,41
;;   fmv.d.x fa0,a2
;;   call userextname0
;;   j label1
;; block1:
;;   addi a0,a0,1
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `pair` at offset 0x6d
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   addiw a1,a0,1
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 3 `many` at offset 0x77
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;;   addi sp,sp,-32
;;   sd s2,24(sp)
;;   sd s3,16(sp)
;;   sd s4,8(sp)
;; block0:
;;   mv s4,a0
;;   li a0,1
;;   call userextname0
;;   mv s2,a0
;;   mv s3,a1
;;   li a0,2
;;   call userextname0
;;   j label1
;; block1:
;;   li a2,9
;;   mv a3,s4
;;   sw a0,0(a3)
;;   sw a1,8(a3)
;;   sw a2,16(a3)
;;   mv a0,s2
;;   mv a1,s3
;;   ld s2,24(sp)
;;   ld s3,16(sp)
;;   ld s4,8(sp)
;;   addi sp,sp,32
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
