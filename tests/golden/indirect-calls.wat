;; Indirect calls through a table that nothing writes, and through one that is written.
;; show: clif asm
(module
  (type $unary (func (param i32) (result i32)))
  (table $constant funcref (elem $double $square $nothing))
  (table $changing 4 4 funcref)
  (func $double (param i32) (result i32) (i32.shl (local.get 0) (i32.const 1)))
  (func $square (param i32) (result i32) (i32.mul (local.get 0) (local.get 0)))
  (func $nothing)
  (func $call_constant (param i32 i32) (result i32)
    (call_indirect $constant (type $unary) (local.get 1) (local.get 0)))
  (func $call_changing (param i32 i32) (result i32)
    (call_indirect $changing (type $unary) (local.get 1) (local.get 0)))
  (func $change (param i32) (table.set $changing (local.get 0) (ref.func $double)))
  (func $_start (export "_start")
    (drop (ref.func $call_constant)) (drop (ref.func $call_changing)) (drop (ref.func $change)))
  (elem declare func $call_constant $call_changing $change))

;; == clif x86_64-linux, aarch64-linux, riscv64-linux
;;
;; ; function 0 `double` at offset 0x55
;; function u0:0(i32) -> i32 system_v {
;;                                 block0(v0: i32):
;; @0058                               v2 = iconst.i32 1
;; @005a                               v3 = ishl v0, v2  ; v2 = 1
;; @005b                               jump block1(v3)
;;
;;                                 block1(v1: i32):
;; @005b                               return v1
;; }
;;
;; ; function 1 `square` at offset 0x5d
;; function u0:0(i32) -> i32 system_v {
;;                                 block0(v0: i32):
;; @0062                               v2 = imul v0, v0
;; @0063                               jump block1(v2)
;;
;;                                 block1(v1: i32):
;; @0063                               return v1
;; }
;;
;; ; function 2 `nothing` at offset 0x65
;; function u0:0() system_v {
;;                                 block0:
;; @0066                               jump block1
;;
;;                                 block1:
;; @0066                               return
;; }
;;
;; ; function 3 `call_constant` at offset 0x68
;; function u0:0(i32, i32) -> i32 system_v {
;;     region0 = 1 "tables"
;;     region1 = 2 "function references"
;;     sig0 = (i32) -> i32 system_v
;;
;;                                 block0(v0: i32, v1: i32):
;; @006d                               v3 = uextend.i64 v0
;; @006d                               v4 = iconst.i64 3
;; @006d                               v5 = icmp uge v3, v4  ; v4 = 3
;; @006d                               trapnz v5, user4
;; @006d                               v6 = iconst.i64 0
;; @006d                               v7 = select_spectre_guard v5, v6, v3  ; v6 = 0
;; @006d                               v8 = iconst.i32 4
;; @006d                               v9 = ishl v7, v8  ; v8 = 4
;; @006d                               v10 = iconst.i64 0x3e03_0000
;; @006d                               v11 = iadd v10, v9  ; v10 = 0x3e03_0000
;; @006d                               v12 = load.i32 notrap aligned readonly little region1 v11+8
;; @006d                               v13 = iconst.i32 0
;; @006d                               v14 = icmp ne v12, v13  ; v13 = 0
;; @006d                               brif v14, block2, block3
;;
;;                                 block2 cold:
;; @006d                               v15 = iconst.i32 -1
;; @006d                               v16 = icmp.i32 eq v12, v15  ; v15 = -1
;; @006d                               trapnz v16, user5
;; @006d                               trap user6
;;
;;                                 block3:
;; @006d                               v17 = load.i64 notrap aligned readonly little region1 v11
;; @006d                               v18 = call_indirect sig0, v17(v1)
;; @0070                               jump block1(v18)
;;
;;                                 block1(v2: i32):
;; @0070                               return v2
;; }
;;
;; ; function 4 `call_changing` at offset 0x72
;; function u0:0(i32, i32) -> i32 system_v {
;;     region0 = 1 "tables"
;;     region1 = 2 "function references"
;;     sig0 = (i32) -> i32 system_v
;;
;;                                 block0(v0: i32, v1: i32):
;; @0077                               v3 = uextend.i64 v0
;; @0077                               v4 = iconst.i64 4
;; @0077                               v5 = icmp uge v3, v4  ; v4 = 4
;; @0077                               trapnz v5, user4
;; @0077                               v6 = iconst.i64 0
;; @0077                               v7 = select_spectre_guard v5, v6, v3  ; v6 = 0
;; @0077                               v8 = iconst.i32 3
;; @0077                               v9 = ishl v7, v8  ; v8 = 3
;; @0077                               v10 = iconst.i64 0x3e02_0e80
;; @0077                               v11 = iadd v10, v9  ; v10 = 0x3e02_0e80
;; @0077                               v12 = load.i64 notrap aligned little region0 v11
;; @0077                               trapz v12, user5
;; @0077                               v13 = load.i32 notrap aligned readonly little region1 v12+8
;; @0077                               v14 = iconst.i32 0
;; @0077                               v15 = icmp ne v13, v14  ; v14 = 0
;; @0077                               trapnz v15, user6
;; @0077                               v16 = load.i64 notrap aligned readonly little region1 v12
;; @0077                               v17 = call_indirect sig0, v16(v1)
;; @007a                               jump block1(v17)
;;
;;                                 block1(v2: i32):
;; @007a                               return v2
;; }
;;
;; ; function 5 `change` at offset 0x7c
;; function u0:0(i32) system_v {
;;     region0 = 1 "tables"
;;
;;                                 block0(v0: i32):
;; @007f                               v1 = iconst.i64 0x3e03_0000
;; @0081                               v2 = uextend.i64 v0
;; @0081                               v3 = iconst.i64 4
;; @0081                               v4 = icmp uge v2, v3  ; v3 = 4
;; @0081                               trapnz v4, user3
;; @0081                               v5 = iconst.i64 0
;; @0081                               v6 = select_spectre_guard v4, v5, v2  ; v5 = 0
;; @0081                               v7 = iconst.i32 3
;; @0081                               v8 = ishl v6, v7  ; v7 = 3
;; @0081                               v9 = iconst.i64 0x3e02_0e80
;; @0081                               v10 = iadd v9, v8  ; v9 = 0x3e02_0e80
;; @0081                               store notrap aligned little region0 v1, v10  ; v1 = 0x3e03_0000
;; @0083                               jump block1
;;
;;                                 block1:
;; @0083                               return
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `double` at offset 0x55
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   movq %rdi, %rax
;;   shll $1, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `square` at offset 0x5d
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   movq %rdi, %rax
;;   imull %edi, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `nothing` at offset 0x65
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 3 `call_constant` at offset 0x68
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %edi
;;   cmpq $0x3, %rdi
;;   jnb #trap=user4
;;   uninit  %rax
;;   xorq %rax, %rax
;;   cmpq $0x3, %rdi
;;   cmovaeq %rax, %rdi
;;   shlq $0x4, %rdi
;;   movl 0x3e030008(%rdi), %eax
;;   testl %eax, %eax
;;   jnz     label3; j label1
;; block1:
;;   movq 0x3e030000(%rdi), %rax
;;   movq %rsi, %rdi
;;   call    *%rax
;;   jmp     label2
;; block2:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;; block3:
;;   cmpl $0xffffffff, %eax
;;   jz #trap=user5
;;   ud2
;;
;; ; function 4 `call_changing` at offset 0x72
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
;;   shlq $0x3, %rdi
;;   movq 0x3e020e80(%rdi), %rax
;;   testq %rax, %rax
;;   jz #trap=user5
;;   movl 8(%rax), %ecx
;;   testl %ecx, %ecx
;;   jnz #trap=user6
;;   movq (%rax), %rax
;;   movq %rsi, %rdi
;;   call    *%rax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 5 `change` at offset 0x7c
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %edx
;;   cmpq $0x4, %rdx
;;   jnb #trap=user3
;;   uninit  %r8
;;   xorq %r8, %r8
;;   cmpq $0x4, %rdx
;;   cmovaeq %r8, %rdx
;;   shlq $0x3, %rdx
;;   movq $0x3e030000, 0x3e020e80(%rdx)
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `double` at offset 0x55
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   lsl w0, w0, #1
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `square` at offset 0x5d
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   madd w0, w0, w0, wzr
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `nothing` at offset 0x65
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 3 `call_constant` at offset 0x68
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov w13, w0
;;   subs xzr, x13, #3
;;   b.hs #trap=user4
;;   movz x15, #0
;;   subs xzr, x13, #3
;;   csel x0, x15, x13, hs
;;   lsl x0, x0, #4
;;   movz w15, #8
;;   movk w15, w15, #15875, LSL #16
;;   ldr w2, [x0, x15]
;;   cbnz w2, label3 ; b label1
;; block1:
;;   movz x2, #15875, LSL #16
;;   ldr x2, [x0, x2]
;;   mov x0, x1
;;   blr x2
;;   b label2
;; block2:
;;   ldp fp, lr, [sp], #16
;;   ret
;; block3:
;;   movn w0, #0
;;   subs wzr, w2, w0
;;   b.eq #trap=user5
;;   udf #0xc11f
;;
;; ; function 4 `call_changing` at offset 0x72
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov w12, w0
;;   subs xzr, x12, #4
;;   b.hs #trap=user4
;;   movz x14, #0
;;   subs xzr, x12, #4
;;   csel x15, x14, x12, hs
;;   lsl x15, x15, #3
;;   movz w14, #3712
;;   movk w14, w14, #15874, LSL #16
;;   ldr x0, [x15, x14]
;;   cbz x0, #trap=user5
;;   ldr w2, [x0, #8]
;;   cbnz w2, #trap=user6
;;   ldr x2, [x0]
;;   mov x0, x1
;;   blr x2
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 5 `change` at offset 0x7c
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov w8, w0
;;   subs xzr, x8, #4
;;   b.hs #trap=user3
;;   movz x10, #15875, LSL #16
;;   movz x11, #0
;;   subs xzr, x8, #4
;;   csel x11, x11, x8, hs
;;   lsl x11, x11, #3
;;   movz w12, #3712
;;   movk w12, w12, #15874, LSL #16
;;   str x10, [x11, x12]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `double` at offset 0x55
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   slliw a0,a0,1
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `square` at offset 0x5d
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   mulw a0,a0,a0
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `nothing` at offset 0x65
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 3 `call_constant` at offset 0x68
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   slli a0,a0,32
;;   srli a0,a0,32
;;   li a2,3
;;   sltiu a3,a0,3
;;   xori a3,a3,1
;;   trap_if user4##(a0 uge a2)
;;   sub a2,zero,a3
;;   not a2,a2
;;   and a0,a0,a2
;;   slli a0,a0,4
;;   lw a2,1040384008(a0)
;;   sext.w a3,a2
;;   bne a3,zero,taken(label3),not_taken(label1)
;; block1:
;;   ld a2,1040384000(a0)
;;   mv a0,a1
;;   callind a2
;;   j label2
;; block2:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;; block3:
;;   li a0,-1
;;   sext.w a1,a2
;;   sext.w a0,a0
;;   trap_if user5##(a1 eq a0)
;;   udf##trap_code=user6
;;
;; ; function 4 `call_changing` at offset 0x72
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   slli a5,a0,32
;;   srli a0,a5,32
;;   li a2,4
;;   sltiu a5,a0,4
;;   xori a3,a5,1
;;   trap_if user4##(a0 uge a2)
;;   sub a5,zero,a3
;;   not a2,a5
;;   and a0,a0,a2
;;   slli a0,a0,3
;;   ld a0,1040322176(a0)
;;   trap_if user5##(a0 eq zero)
;;   lw a2,8(a0)
;;   sext.w a2,a2
;;   trap_if user6##(a2 ne zero)
;;   ld a2,0(a0)
;;   mv a0,a1
;;   callind a2
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 5 `change` at offset 0x7c
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   slli a0,a0,32
;;   srli a2,a0,32
;;   li a1,4
;;   sltiu a0,a2,4
;;   xori a4,a0,1
;;   trap_if user3##(a2 uge a1)
;;   lui a3,254000
;;   sub a0,zero,a4
;;   not a4,a0
;;   and a4,a2,a4
;;   slli a2,a4,3
;;   sd a3,1040322176(a2)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
