;; Tail calls: the frame is gone before the jump, whatever the callee's arguments take.
;; show: clif asm
(module
  (type $binary (func (param i64 i64) (result i64)))
  (table 4 funcref)
  (elem (i32.const 0) $direct $sum)
  (func $sum (type $binary) (i64.add (local.get 0) (local.get 1)))
  (func $direct (type $binary)
    (if (i64.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call $direct (i64.sub (local.get 0) (i64.const 1)) (i64.mul (local.get 0) (local.get 1))))
  (func $indirect (param i32) (result i64)
    (return_call_indirect (type $binary) (i64.const 1) (i64.const 2) (local.get 0)))
  (func $many (param i64 i64 i64 i64 i64 i64 i64 i64 i64) (result i64)
    (return_call $many (local.get 8) (local.get 7) (local.get 6) (local.get 5) (local.get 4) (local.get 3)
      (local.get 2) (local.get 1) (local.get 0)))
  (func $_start (export "_start") (drop (ref.func $indirect)) (drop (ref.func $many)))
  (elem declare func $indirect $many))

;; == clif x86_64-linux, aarch64-linux, riscv64-linux
;;
;; ; function 0 `sum` at offset 0x53
;; function u0:0(i64, i64) -> i64 tail {
;;                                 block0(v0: i64, v1: i64):
;; @0058                               v3 = iadd v0, v1
;; @0059                               jump block1(v3)
;;
;;                                 block1(v2: i64):
;; @0059                               return v2
;; }
;;
;; ; function 1 `direct` at offset 0x5b
;; function u0:0(i64, i64) -> i64 tail {
;;     sig0 = (i64, i64) -> i64 tail
;;     fn0 = colocated u0:1 sig0
;;
;;                                 block0(v0: i64, v1: i64):
;; @005e                               v3 = iconst.i64 0
;; @005e                               v4 = icmp eq v0, v3  ; v3 = 0
;; @005e                               v5 = uextend.i32 v4
;; @005f                               brif v5, block2, block3
;;
;;                                 block2:
;; @0063                               return v1
;;
;;                                 block3:
;; @0064                               jump block4
;;
;;                                 block4:
;; @0067                               v6 = iconst.i64 1
;; @0069                               v7 = isub.i64 v0, v6  ; v6 = 1
;; @006e                               v8 = imul.i64 v0, v1
;; @006f                               return_call fn0(v7, v8)
;; }
;;
;; ; function 2 `indirect` at offset 0x73
;; function u0:0(i32) -> i64 tail {
;;     region0 = 1 "tables"
;;     region1 = 2 "function references"
;;     sig0 = (i64, i64) -> i64 tail
;;
;;                                 block0(v0: i32):
;; @0074                               v2 = iconst.i64 1
;; @0076                               v3 = iconst.i64 2
;; @007a                               v4 = uextend.i64 v0
;; @007a                               v5 = iconst.i64 4
;; @007a                               v6 = icmp uge v4, v5  ; v5 = 4
;; @007a                               trapnz v6, user4
;; @007a                               v7 = iconst.i64 0
;; @007a                               v8 = select_spectre_guard v6, v7, v4  ; v7 = 0
;; @007a                               v9 = iconst.i32 4
;; @007a                               v10 = ishl v8, v9  ; v9 = 4
;; @007a                               v11 = iconst.i64 0x3e03_0000
;; @007a                               v12 = iadd v11, v10  ; v11 = 0x3e03_0000
;; @007a                               v13 = load.i32 notrap aligned readonly little region1 v12+8
;; @007a                               v14 = iconst.i32 0
;; @007a                               v15 = icmp ne v13, v14  ; v14 = 0
;; @007a                               brif v15, block2, block3
;;
;;                                 block2 cold:
;; @007a                               v16 = iconst.i32 -1
;; @007a                               v17 = icmp.i32 eq v13, v16  ; v16 = -1
;; @007a                               trapnz v17, user5
;; @007a                               trap user6
;;
;;                                 block3:
;; @007a                               v18 = load.i64 notrap aligned readonly little region1 v12
;; @007a                               return_call_indirect sig0, v18(v2, v3)  ; v2 = 1, v3 = 2
;; }
;;
;; ; function 3 `many` at offset 0x7f
;; function u0:0(i64, i64, i64, i64, i64, i64, i64, i64, i64) -> i64 tail {
;;     sig0 = (i64, i64, i64, i64, i64, i64, i64, i64, i64) -> i64 tail
;;     fn0 = colocated u0:3 sig0
;;
;;                                 block0(v0: i64, v1: i64, v2: i64, v3: i64, v4: i64, v5: i64, v6: i64, v7: i64, v8: i64):
;; @0092                               return_call fn0(v8, v7, v6, v5, v4, v3, v2, v1, v0)
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `sum` at offset 0x53
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   leaq (%rdi, %rsi), %rax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `direct` at offset 0x5b
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movq %rsi, %rax
;;   testq %rdi, %rdi
;;   jz      label3; j label1
;; block1:
;;   jmp     label2
;; block2:
;;   movq %rdi, %r8
;;   subq $0x1, %r8
;;   movq %rdi, %rsi
;;   imulq %rax, %rsi
;;   movq %r8, %rdi
;;   return_call_known User(userextname0) (0) tmp=%r11 %rdi=%rdi %rsi=%rsi
;; block3:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `indirect` at offset 0x73
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %edi
;;   cmpq $0x4, %rdi
;;   jnb #trap=user4
;;   uninit  %rax
;;   xorq %rax, %rax
;;   cmpq $0x4, %rdi
;;   cmovaeq %rax, %rdi
;;   shlq $0x4, %rdi
;;   movl 0x3e030008(%rdi), %eax
;;   testl %eax, %eax
;;   jnz     label2; j label1
;; block1:
;;   movq 0x3e030000(%rdi), %r10
;;   movl $0x1, %edi
;;   movl $0x2, %esi
;;   return_call_unknown %r10 (0) tmp=%r11 %rdi=%rdi %rsi=%rsi
;; block2:
;;   cmpl $0xffffffff, %eax
;;   jz #trap=user5
;;   ud2
;;
;; ; function 3 `many` at offset 0x7f
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movq %rsi, %rax
;;   movq %rdi, %r11
;;   movq <offset:0>+-0x20(%rbp), %r10
;;   movq <offset:0>+-0x18(%rbp), %rsi
;;   movq <offset:0>+-0x10(%rbp), %rdi
;;   movq %rdx, <offset:0>+-0x20(%rbp)
;;   movq %rax, <offset:0>+-0x18(%rbp)
;;   movq %r11, %rax
;;   movq %rax, <offset:0>+-0x10(%rbp)
;;   movq %r10, %rdx
;;   movq %rcx, %rax
;;   movq %r9, %rcx
;;   movq %rax, %r9
;;   return_call_known User(userextname0) (32) tmp=%r11 %rdi=%rdi %rsi=%rsi %rdx=%rdx %rcx=%rcx %r8=%r8 %r9=%r9

;; == asm aarch64-linux
;;
;; ; function 0 `sum` at offset 0x53
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   add x2, x2, x3
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `direct` at offset 0x5b
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   cbz x2, label3 ; b label1
;; block1:
;;   mov x9, x2
;;   b label2
;; block2:
;;   sub x2, x9, #1
;;   madd x3, x9, x3, xzr
;;   return_call User(userextname0) new_stack_arg_size:0 x2=x2 x3=x3
;; block3:
;;   mov x2, x3
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `indirect` at offset 0x73
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov w13, w2
;;   subs xzr, x13, #4
;;   b.hs #trap=user4
;;   movz x15, #0
;;   subs xzr, x13, #4
;;   csel x0, x15, x13, hs
;;   lsl x0, x0, #4
;;   movz w15, #8
;;   movk w15, w15, #15875, LSL #16
;;   ldr w1, [x0, x15]
;;   cbnz w1, label2 ; b label1
;; block1:
;;   movz x1, #15875, LSL #16
;;   ldr x1, [x0, x1]
;;   movz x2, #1
;;   movz x3, #2
;;   return_call_ind x1 new_stack_arg_size:0 x2=x2 x3=x3
;; block2:
;;   movn w0, #0
;;   subs wzr, w1, w0
;;   b.eq #trap=user5
;;   udf #0xc11f
;;
;; ; function 3 `many` at offset 0x7f
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x0, x3
;;   mov x14, x2
;;   ldr x8, [sp, #16]
;;   ldr x3, [sp, #24]
;;   ldr x2, [sp, #32]
;;   str x4, [sp, #16]
;;   str x0, [sp, #24]
;;   mov x0, x14
;;   str x0, [sp, #32]
;;   mov x0, x5
;;   mov x5, x7
;;   mov x7, x0
;;   mov x4, x8
;;   return_call User(userextname0) new_stack_arg_size:32 x2=x2 x3=x3 x4=x4 x5=x5 x6=x6 x7=x7

;; == asm riscv64-linux
;;
;; ; function 0 `sum` at offset 0x53
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   add a0,a0,a1
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `direct` at offset 0x5b
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   beq a0,zero,taken(label3),not_taken(label1)
;; block1:
;;   mv a2,a0
;;   j label2
;; block2:
;;   addi a0,a2,-1
;;   mul a1,a2,a1
;;   return_call User(userextname0) new_stack_arg_size:0 a0=a0 a1=a1
;; block3:
;;   mv a0,a1
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `indirect` at offset 0x73
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   slli a0,a0,32
;;   srli a0,a0,32
;;   li a1,4
;;   sltiu a2,a0,4
;;   xori a2,a2,1
;;   trap_if user4##(a0 uge a1)
;;   sub a1,zero,a2
;;   not a1,a1
;;   and a0,a0,a1
;;   slli a0,a0,4
;;   lw a1,1040384008(a0)
;;   sext.w a2,a1
;;   bne a2,zero,taken(label2),not_taken(label1)
;; block1:
;;   ld t0,1040384000(a0)
;;   li a0,1
;;   li a1,2
;;   return_call_ind t0 new_stack_arg_size:0 a0=a0 a1=a1
;; block2:
;;   li a0,-1
;;   sext.w a1,a1
;;   sext.w a0,a0
;;   trap_if user5##(a1 eq a0)
;;   udf##trap_code=user6
;;
;; ; function 3 `many` at offset 0x7f
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;;   addi sp,sp,-16
;;   sd s2,8(sp)
;; block0:
;;   mv s2,a0
;;   ld a0,-16(incoming_arg)
;;   sd s2,-16(incoming_arg)
;;   mv t0,a3
;;   mv a3,a5
;;   mv a5,t0
;;   mv t0,a2
;;   mv a2,a6
;;   mv a6,t0
;;   mv t0,a1
;;   mv a1,a7
;;   mv a7,t0
;;   return_call User(userextname0) new_stack_arg_size:16 a0=a0 a1=a1 a2=a2 a3=a3 a4=a4 a5=a5 a6=a6 a7=a7
