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
;; @006d                               v6 = iconst.i32 4
;; @006d                               v7 = ishl v3, v6  ; v6 = 4
;; @006d                               v8 = iconst.i64 0x3ffd_0000
;; @006d                               v9 = iadd v8, v7  ; v8 = 0x3ffd_0000
;; @006d                               v10 = select_spectre_guard v5, v8, v9  ; v8 = 0x3ffd_0000
;; @006d                               v11 = load.i32 notrap aligned readonly little region1 v10+8
;; @006d                               v12 = iconst.i32 0
;; @006d                               v13 = icmp ne v11, v12  ; v12 = 0
;; @006d                               brif v13, block2, block3
;;
;;                                 block2 cold:
;; @006d                               v14 = iconst.i32 -1
;; @006d                               v15 = icmp.i32 eq v11, v14  ; v14 = -1
;; @006d                               trapnz v15, user5
;; @006d                               trap user6
;;
;;                                 block3:
;; @006d                               v16 = load.i64 notrap aligned readonly little region1 v10
;; @006d                               v17 = call_indirect sig0, v16(v1)
;; @0070                               jump block1(v17)
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
;; @0077                               v6 = iconst.i32 3
;; @0077                               v7 = ishl v3, v6  ; v6 = 3
;; @0077                               v8 = iconst.i64 0x3ffe_0000
;; @0077                               v9 = iadd v8, v7  ; v8 = 0x3ffe_0000
;; @0077                               v10 = select_spectre_guard v5, v8, v9  ; v8 = 0x3ffe_0000
;; @0077                               v11 = load.i64 notrap aligned little region0 v10
;; @0077                               trapz v11, user5
;; @0077                               v12 = load.i32 notrap aligned readonly little region1 v11+8
;; @0077                               v13 = iconst.i32 0
;; @0077                               v14 = icmp ne v12, v13  ; v13 = 0
;; @0077                               trapnz v14, user6
;; @0077                               v15 = load.i64 notrap aligned readonly little region1 v11
;; @0077                               v16 = call_indirect sig0, v15(v1)
;; @007a                               jump block1(v16)
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
;; @007f                               v1 = iconst.i64 0x3ffd_0000
;; @0081                               v2 = uextend.i64 v0
;; @0081                               v3 = iconst.i64 4
;; @0081                               v4 = icmp uge v2, v3  ; v3 = 4
;; @0081                               trapnz v4, user3
;; @0081                               v5 = iconst.i32 3
;; @0081                               v6 = ishl v2, v5  ; v5 = 3
;; @0081                               v7 = iconst.i64 0x3ffe_0000
;; @0081                               v8 = iadd v7, v6  ; v7 = 0x3ffe_0000
;; @0081                               v9 = select_spectre_guard v4, v7, v8  ; v7 = 0x3ffe_0000
;; @0081                               store notrap aligned little region0 v1, v9  ; v1 = 0x3ffd_0000
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
;;   movl %edi, %r10d
;;   cmpq $0x3, %r10
;;   jnb #trap=user4
;;   movl $0x3ffd0000, %eax
;;   movq %r10, %rcx
;;   shlq $0x4, %rcx
;;   leaq 0x3ffd0000(%rcx), %r11
;;   cmpq $0x3, %r10
;;   cmovaeq %rax, %r11
;;   movl 8(%r11), %eax
;;   testl %eax, %eax
;;   jnz     label3; j label1
;; block1:
;;   movq (%r11), %rax
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
;;   movl %edi, %r11d
;;   cmpq $0x4, %r11
;;   jnb #trap=user4
;;   movl $0x3ffe0000, %eax
;;   movq %r11, %rcx
;;   shlq $0x3, %rcx
;;   leaq 0x3ffe0000(%rcx), %rcx
;;   cmpq $0x4, %r11
;;   cmovaeq %rax, %rcx
;;   movq (%rcx), %rax
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
;;   movl %edi, %esi
;;   cmpq $0x4, %rsi
;;   jnb #trap=user3
;;   movl $0x3ffe0000, %r8d
;;   movq %rsi, %r9
;;   shlq $0x3, %r9
;;   leaq 0x3ffe0000(%r9), %rdi
;;   cmpq $0x4, %rsi
;;   cmovaeq %r8, %rdi
;;   movq $0x3ffd0000, (%rdi)
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
;;   mov w10, w0
;;   subs xzr, x10, #3
;;   b.hs #trap=user4
;;   movz x12, #16381, LSL #16
;;   add x13, x12, x10, LSL 4
;;   subs xzr, x10, #3
;;   csel x13, x12, x13, hs
;;   ldr w14, [x13, #8]
;;   cbnz w14, label3 ; b label1
;; block1:
;;   ldr x14, [x13]
;;   mov x0, x1
;;   blr x14
;;   b label2
;; block2:
;;   ldp fp, lr, [sp], #16
;;   ret
;; block3:
;;   movn w0, #0
;;   subs wzr, w14, w0
;;   b.eq #trap=user5
;;   udf #0xc11f
;;
;; ; function 4 `call_changing` at offset 0x72
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov w10, w0
;;   subs xzr, x10, #4
;;   b.hs #trap=user4
;;   movz x12, #16382, LSL #16
;;   add x13, x12, x10, LSL 3
;;   subs xzr, x10, #4
;;   csel x13, x12, x13, hs
;;   ldr x13, [x13]
;;   cbz x13, #trap=user5
;;   ldr w14, [x13, #8]
;;   cbnz w14, #trap=user6
;;   ldr x15, [x13]
;;   mov x0, x1
;;   blr x15
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 5 `change` at offset 0x7c
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov w6, w0
;;   subs xzr, x6, #4
;;   b.hs #trap=user3
;;   movz x8, #16381, LSL #16
;;   movz x9, #16382, LSL #16
;;   add x10, x9, x6, LSL 3
;;   subs xzr, x6, #4
;;   csel x9, x9, x10, hs
;;   str x8, [x9]
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
;;   li a3,3
;;   sltiu a2,a0,3
;;   xori a2,a2,1
;;   trap_if user4##(a0 uge a3)
;;   lui a3,262096
;;   slli a0,a0,4
;;   add a0,a0,a3
;;   sub a4,zero,a2
;;   and a2,a4,a3
;;   not a3,a4
;;   and a0,a0,a3
;;   or a0,a2,a0
;;   lw a2,8(a0)
;;   sext.w a3,a2
;;   bne a3,zero,taken(label3),not_taken(label1)
;; block1:
;;   ld a2,0(a0)
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
;;   slli a0,a0,32
;;   srli a0,a0,32
;;   li a3,4
;;   sltiu a2,a0,4
;;   xori a2,a2,1
;;   trap_if user4##(a0 uge a3)
;;   lui a3,262112
;;   slli a0,a0,3
;;   add a0,a0,a3
;;   sub a4,zero,a2
;;   and a2,a4,a3
;;   not a3,a4
;;   and a0,a0,a3
;;   or a0,a2,a0
;;   ld a0,0(a0)
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
;;   slli a4,a0,32
;;   srli a1,a4,32
;;   li a5,4
;;   sltiu a4,a1,4
;;   xori a2,a4,1
;;   trap_if user3##(a1 uge a5)
;;   lui a0,262096
;;   lui a3,262112
;;   slli a1,a1,3
;;   add a1,a1,a3
;;   sub a2,zero,a2
;;   and a4,a2,a3
;;   not a2,a2
;;   and a1,a1,a2
;;   or a1,a4,a1
;;   sd a0,0(a1)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
