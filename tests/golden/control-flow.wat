;; Blocks, loops, conditionals and tables of branches.
;; show: clif asm
(module
  (func $sum (param i32) (result i32) (local $total i32)
    (loop $again
      (local.set $total (i32.add (local.get $total) (local.get 0)))
      (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get $total))
  (func $either (param i32 i32) (result i32)
    (if (result i32) (local.get 0) (then (local.get 1)) (else (i32.const 7))))
  (func $leave (param i32) (result i32)
    (block $out (result i32)
      (drop (br_if $out (i32.const 1) (i32.eqz (local.get 0))))
      (i32.const 2)))
  (func $choose (param i32) (result i32)
    (block $other (block $two (block $one (block $zero
      (br_table $zero $one $two $one $other (local.get 0)))
      (return (i32.const 10)))
      (return (i32.const 11)))
      (return (i32.const 12)))
    (i32.const 13))
  (func $trap (param i32) (if (local.get 0) (then (unreachable))))
  (func $_start (export "_start")
    (drop (ref.func $sum)) (drop (ref.func $either)) (drop (ref.func $leave)) (drop (ref.func $choose))
    (drop (ref.func $trap)))
  (elem declare func $sum $either $leave $choose $trap))

;; == clif x86_64-linux, aarch64-linux, riscv64-linux
;;
;; ; function 0 `sum` at offset 0x41
;; function u0:0(i32) -> i32 system_v {
;;                                 block0(v0: i32):
;;                                     v1 = iconst.i32 0
;; @0044                               jump block2(v1, v0)  ; v1 = 0
;;
;;                                 block2(v3: i32, v4: i32):
;; @004a                               v5 = iadd v3, v4
;; @004f                               v6 = iconst.i32 1
;; @0051                               v7 = isub v4, v6  ; v6 = 1
;; @0054                               brif v7, block2(v5, v7), block4
;;
;;                                 block4:
;; @0056                               jump block3
;;
;;                                 block3:
;; @0059                               jump block1(v5)
;;
;;                                 block1(v2: i32):
;; @0059                               return v2
;; }
;;
;; ; function 1 `either` at offset 0x5b
;; function u0:0(i32, i32) -> i32 system_v {
;;                                 block0(v0: i32, v1: i32):
;; @005e                               brif v0, block2, block3
;;
;;                                 block2:
;; @0062                               jump block4(v1)
;;
;;                                 block3:
;; @0063                               v4 = iconst.i32 7
;; @0065                               jump block4(v4)  ; v4 = 7
;;
;;                                 block4(v3: i32):
;; @0066                               jump block1(v3)
;;
;;                                 block1(v2: i32):
;; @0066                               return v2
;; }
;;
;; ; function 2 `leave` at offset 0x68
;; function u0:0(i32) -> i32 system_v {
;;                                 block0(v0: i32):
;; @006b                               v3 = iconst.i32 1
;; @006f                               v4 = iconst.i32 0
;; @006f                               v5 = icmp eq v0, v4  ; v4 = 0
;; @006f                               v6 = uextend.i32 v5
;; @0070                               brif v6, block2(v3), block3  ; v3 = 1
;;
;;                                 block3:
;; @0073                               v7 = iconst.i32 2
;; @0075                               jump block2(v7)  ; v7 = 2
;;
;;                                 block2(v2: i32):
;; @0076                               jump block1(v2)
;;
;;                                 block1(v1: i32):
;; @0076                               return v1
;; }
;;
;; ; function 3 `choose` at offset 0x78
;; function u0:0(i32) -> i32 system_v {
;;                                 block0(v0: i32):
;; @0083                               v2 = iconst.i32 2
;; @0083                               v3 = icmp ult v0, v2  ; v2 = 2
;; @0083                               brif v3, block6, block7
;;
;;                                 block6:
;; @0083                               v4 = iconst.i32 1
;; @0083                               v5 = icmp.i32 ult v0, v4  ; v4 = 1
;; @0083                               brif v5, block8, block9
;;
;;                                 block8:
;; @0083                               jump block5
;;
;;                                 block9:
;; @0083                               jump block4
;;
;;                                 block7:
;; @0083                               v6 = iconst.i32 3
;; @0083                               v7 = icmp.i32 ult v0, v6  ; v6 = 3
;; @0083                               brif v7, block10, block11
;;
;;                                 block10:
;; @0083                               jump block3
;;
;;                                 block11:
;; @0083                               v8 = iconst.i32 4
;; @0083                               v9 = icmp.i32 ult v0, v8  ; v8 = 4
;; @0083                               brif v9, block12, block13
;;
;;                                 block12:
;; @0083                               jump block4
;;
;;                                 block13:
;; @0083                               jump block2
;;
;;                                 block5:
;; @008b                               v10 = iconst.i32 10
;; @008d                               return v10  ; v10 = 10
;;
;;                                 block4:
;; @008f                               v11 = iconst.i32 11
;; @0091                               return v11  ; v11 = 11
;;
;;                                 block3:
;; @0093                               v12 = iconst.i32 12
;; @0095                               return v12  ; v12 = 12
;;
;;                                 block2:
;; @0097                               v13 = iconst.i32 13
;; @0099                               jump block1(v13)  ; v13 = 13
;;
;;                                 block1(v1: i32):
;; @0099                               return v1
;; }
;;
;; ; function 4 `trap` at offset 0x9b
;; function u0:0(i32) system_v {
;;                                 block0(v0: i32):
;; @00a0                               brif v0, block2, block3
;;
;;                                 block2:
;; @00a0                               trap user1
;;
;;                                 block3:
;; @00a1                               jump block4
;;
;;                                 block4:
;; @00a2                               jump block1
;;
;;                                 block1:
;; @00a2                               return
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `sum` at offset 0x41
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   uninit  %rax
;;   xorl %eax, %eax
;;   jmp     label1
;; block1:
;;   movq %rdi, %r8
;;   subl $0x1, %r8d
;;   leal (%rax, %rdi), %eax
;;   testl %r8d, %r8d
;;   jnz     label2; j label3
;; block2:
;;   movq %r8, %rdi
;;   jmp     label1
;; block3:
;;   jmp     label4
;; block4:
;;   jmp     label5
;; block5:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `either` at offset 0x5b
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   testl %edi, %edi
;;   jnz     label2; j label1
;; block1:
;;   movl $0x7, %esi
;;   jmp     label3
;; block2:
;;   jmp     label3
;; block3:
;;   jmp     label4
;; block4:
;;   movq %rsi, %rax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `leave` at offset 0x68
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl $0x1, %eax
;;   testl %edi, %edi
;;   jz      label1; j label2
;; block1:
;;   jmp     label3
;; block2:
;;   movl $0x2, %eax
;;   jmp     label3
;; block3:
;;   jmp     label4
;; block4:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 3 `choose` at offset 0x78
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   cmpl $0x2, %edi
;;   jb      label9; j label1
;; block1:
;;   cmpl $0x3, %edi
;;   jb      label7; j label2
;; block2:
;;   cmpl $0x4, %edi
;;   jb      label6; j label3
;; block3:
;;   jmp     label4
;; block4:
;;   jmp     label5
;; block5:
;;   movl $0xd, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;; block6:
;;   jmp     label11
;; block7:
;;   jmp     label8
;; block8:
;;   movl $0xc, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;; block9:
;;   testl %edi, %edi
;;   jz      label12; j label10
;; block10:
;;   jmp     label11
;; block11:
;;   movl $0xb, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;; block12:
;;   jmp     label13
;; block13:
;;   movl $0xa, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 4 `trap` at offset 0x9b
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   testl %edi, %edi
;;   jnz #trap=user1
;;   jmp     label1
;; block1:
;;   jmp     label2
;; block2:
;;   jmp     label3
;; block3:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `sum` at offset 0x41
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   movz w2, #0
;;   mov x8, x2
;;   b label1
;; block1:
;;   sub w7, w0, #1
;;   mov x10, x8
;;   add w10, w10, w0
;;   mov x8, x10
;;   cbnz w7, label2 ; b label3
;; block2:
;;   mov x0, x7
;;   b label1
;; block3:
;;   b label4
;; block4:
;;   b label5
;; block5:
;;   mov x0, x8
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `either` at offset 0x5b
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   cbnz w0, label2 ; b label1
;; block1:
;;   movz w1, #7
;;   b label3
;; block2:
;;   b label3
;; block3:
;;   b label4
;; block4:
;;   mov x0, x1
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `leave` at offset 0x68
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   movz w3, #1
;;   cbz w0, label1 ; b label2
;; block1:
;;   mov x0, x3
;;   b label3
;; block2:
;;   movz w0, #2
;;   b label3
;; block3:
;;   b label4
;; block4:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 3 `choose` at offset 0x78
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   subs wzr, w0, #2
;;   b.lo label9 ; b label1
;; block1:
;;   subs wzr, w0, #3
;;   b.lo label7 ; b label2
;; block2:
;;   subs wzr, w0, #4
;;   b.lo label6 ; b label3
;; block3:
;;   b label4
;; block4:
;;   b label5
;; block5:
;;   movz w0, #13
;;   ldp fp, lr, [sp], #16
;;   ret
;; block6:
;;   b label11
;; block7:
;;   b label8
;; block8:
;;   movz w0, #12
;;   ldp fp, lr, [sp], #16
;;   ret
;; block9:
;;   cbz w0, label12 ; b label10
;; block10:
;;   b label11
;; block11:
;;   movz w0, #11
;;   ldp fp, lr, [sp], #16
;;   ret
;; block12:
;;   b label13
;; block13:
;;   movz w0, #10
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 4 `trap` at offset 0x9b
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   cbnz w0, #trap=user1
;;   b label1
;; block1:
;;   b label2
;; block2:
;;   b label3
;; block3:
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `sum` at offset 0x41
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   li a1,0
;;   mv a2,a1
;;   j label1
;; block1:
;;   addiw a1,a0,-1
;;   addw a2,a2,a0
;;   bne a1,zero,taken(label2),not_taken(label3)
;; block2:
;;   mv a0,a1
;;   j label1
;; block3:
;;   j label4
;; block4:
;;   j label5
;; block5:
;;   mv a0,a2
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `either` at offset 0x5b
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   sext.w a0,a0
;;   bne a0,zero,taken(label2),not_taken(label1)
;; block1:
;;   li a1,7
;;   j label3
;; block2:
;;   j label3
;; block3:
;;   j label4
;; block4:
;;   mv a0,a1
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `leave` at offset 0x68
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   li a1,1
;;   sext.w a0,a0
;;   beq a0,zero,taken(label1),not_taken(label2)
;; block1:
;;   mv a0,a1
;;   j label3
;; block2:
;;   li a0,2
;;   j label3
;; block3:
;;   j label4
;; block4:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 3 `choose` at offset 0x78
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   li a1,2
;;   slli a2,a0,32
;;   srli a2,a2,32
;;   slli a1,a1,32
;;   srli a1,a1,32
;;   bltu a2,a1,taken(label9),not_taken(label1)
;; block1:
;;   li a1,3
;;   slli a2,a0,32
;;   srli a2,a2,32
;;   slli a1,a1,32
;;   srli a1,a1,32
;;   bltu a2,a1,taken(label7),not_taken(label2)
;; block2:
;;   li a1,4
;;   slli a0,a0,32
;;   srli a0,a0,32
;;   slli a1,a1,32
;;   srli a1,a1,32
;;   bltu a0,a1,taken(label6),not_taken(label3)
;; block3:
;;   j label4
;; block4:
;;   j label5
;; block5:
;;   li a0,13
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;; block6:
;;   j label11
;; block7:
;;   j label8
;; block8:
;;   li a0,12
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;; block9:
;;   sext.w a0,a0
;;   beq a0,zero,taken(label12),not_taken(label10)
;; block10:
;;   j label11
;; block11:
;;   li a0,11
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;; block12:
;;   j label13
;; block13:
;;   li a0,10
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 4 `trap` at offset 0x9b
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   sext.w a0,a0
;;   trap_if user1##(a0 ne zero)
;;   j label1
;; block1:
;;   j label2
;; block2:
;;   j label3
;; block3:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
