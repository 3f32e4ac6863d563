;; Four columns are added up at once, in vectors where there are any, if a test in front of the nest finds that no sum
;; lies in what is added.
;; show: asm
(module
  (memory 1)
  (func $add_columns (param $to i32) (param $from i32) (param $rows i32) (param $columns i32)
    (local $column i32) (local $row i32) (local $sum f64)
    (loop $next_column
      (local.set $sum (f64.const 0))
      (local.set $row (i32.const 0))
      (loop $next_row
        (local.set $sum
          (f64.add
            (local.get $sum)
            (f64.load
              (i32.add (local.get $from)
                (i32.add (i32.shl (local.get $row) (i32.const 10)) (i32.shl (local.get $column) (i32.const 3)))))))
        (local.set $row (i32.add (local.get $row) (i32.const 1)))
        (br_if $next_row (i32.ne (local.get $row) (local.get $rows))))
      (f64.store (i32.add (local.get $to) (i32.shl (local.get $column) (i32.const 3))) (local.get $sum))
      (local.set $column (i32.add (local.get $column) (i32.const 1)))
      (br_if $next_column (i32.ne (local.get $column) (local.get $columns)))))
  (func $_start (export "_start") (drop (ref.func $add_columns)))
  (elem declare func $add_columns))

;; == asm x86_64-linux
;;
;; ; function 0 `add_columns` at offset 0x36
;;   pushq %rbp
;;   movq %rsp, %rbp
;;   subq $0x20, %rsp
;;   movq %rbx, (%rsp)
;;   movq %r12, 8(%rsp)
;;   movq %r13, 0x10(%rsp)
;;   movq %r14, 0x18(%rsp)
;; block0:
;;   movl (%rip), %r8d
;;   jmp     label1
;; block1:
;;   movl $0x1, %eax
;;   movl %edx, %r9d
;;   leaq (%r9), %r9
;;   movl %eax, %eax
;;   movl %r9d, %r9d
;;   subq %rax, %r9
;;   movl %r9d, %eax
;;   movq %rax, %r10
;;   shrq $0x0, %r10
;;   testq $0x0, %rax
;;   sete %r9b
;;   leaq (%r10), %r11
;;   leaq 1(%r8), %rax
;;   movl %ecx, %ebx
;;   leaq (%rbx), %rbx
;;   movl %eax, %eax
;;   movl %ebx, %ebx
;;   subq %rax, %rbx
;;   movl %ebx, %ebx
;;   movq %rbx, %rax
;;   shrq $0x0, %rax
;;   testq $0x0, %rbx
;;   sete %bl
;;   cmpq $0x8, %rax
;;   setae %r12b
;;   andl %r12d, %ebx
;;   cmpq $0x7, %r11
;;   setae %r11b
;;   testb %bl, %r11b
;;   jnz     label3; j label2
;; block2:
;;   jmp     label13
;; block3:
;;   andb $0x1, %r9b
;;   movl %esi, %r11d
;;   leaq (%r11, %r8, 8), %r11
;;   leaq (%r11, %rax, 8), %rbx
;;   shlq $0xa, %r10
;;   leaq 8(%rbx, %r10), %r10
;;   movq %r11, %rbx
;;   notq %rbx
;;   shrq $0x3f, %rbx
;;   cmpq (%rip), %r10
;;   setle %r12b
;;   andl %r12d, %ebx
;;   andl %ebx, %r9d
;;   movl %edi, %ebx
;;   leaq (%rbx, %r8, 8), %rbx
;;   leaq 8(%rbx, %rax, 8), %r12
;;   movq %rbx, %r13
;;   notq %r13
;;   shrq $0x3f, %r13
;;   cmpq (%rip), %r12
;;   setle %r14b
;;   andl %r14d, %r13d
;;   andl %r13d, %r9d
;;   cmpq %r11, %r12
;;   setle %r11b
;;   cmpq %rbx, %r10
;;   setle %r10b
;;   orl %r10d, %r11d
;;   testb %r9b, %r11b
;;   jnz     label5; j label4
;; block4:
;;   jmp     label13
;; block5:
;;   shrq $0x3, %rax
;;   uninit  %xmm0
;;   xorpd %xmm0, %xmm0
;;   pshufd $0x44, %xmm0, %xmm0
;;   jmp     label6
;; block6:
;;   uninit  %r9
;;   xorl %r9d, %r9d
;;   movdqa %xmm0, %xmm1
;;   movdqa %xmm0, %xmm2
;;   movdqa %xmm0, %xmm3
;;   movdqa %xmm0, %xmm4
;;   jmp     label7
;; block7:
;;   movq %r9, %r10
;;   shll $0xa, %r10d
;;   leal (%r10, %r8, 8), %r10d
;;   leal (%rsi, %r10), %r10d
;;   movupd 0x3e0c0000(%r10), %xmm5
;;   movupd 0x3e0c0010(%r10), %xmm6
;;   movupd 0x3e0c0020(%r10), %xmm7
;;   movupd 0x3e0c0030(%r10), %xmm8
;;   leal 1(%r9), %r9d
;;   addpd %xmm5, %xmm4
;;   addpd %xmm6, %xmm3
;;   addpd %xmm7, %xmm2
;;   addpd %xmm8, %xmm1
;;   cmpl %edx, %r9d
;;   jnz     label8; j label9
;; block8:
;;   jmp     label7
;; block9:
;;   jmp     label10
;; block10:
;;   leal (%rdi, %r8, 8), %r9d
;;   movupd %xmm4, 0x3e0c0000(%r9)
;;   movupd %xmm3, 0x3e0c0010(%r9)
;;   movupd %xmm2, 0x3e0c0020(%r9)
;;   movupd %xmm1, 0x3e0c0030(%r9)
;;   leal 8(%r8), %r8d
;;   leaq -1(%rax), %rax
;;   testq %rax, %rax
;;   jnz     label11; j label12
;; block11:
;;   jmp     label6
;; block12:
;;   jmp     label13
;; block13:
;;   uninit  %xmm0
;;   xorpd %xmm0, %xmm0
;;   uninit  %rax
;;   xorl %eax, %eax
;;   jmp     label14
;; block14:
;;   movq %rax, %r9
;;   shll $0xa, %r9d
;;   leal (%r9, %r8, 8), %r9d
;;   leal (%rsi, %r9), %r9d
;;   movsd 0x3e0c0000(%r9), %xmm1
;;   leal 1(%rax), %eax
;;   addsd %xmm1, %xmm0
;;   cmpl %edx, %eax
;;   jnz     label15; j label16
;; block15:
;;   jmp     label14
;; block16:
;;   jmp     label17
;; block17:
;;   leal (%rdi, %r8, 8), %r9d
;;   movsd %xmm0, 0x3e0c0000(%r9)
;;   leal 1(%r8), %r8d
;;   cmpl %ecx, %r8d
;;   jnz     label18; j label19
;; block18:
;;   jmp     label13
;; block19:
;;   jmp     label20
;; block20:
;;   jmp     label21
;; block21:
;;   movq (%rsp), %rbx
;;   movq 8(%rsp), %r12
;;   movq 0x10(%rsp), %r13
;;   movq 0x18(%rsp), %r14
;;   addq $0x20, %rsp
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `add_columns` at offset 0x36
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x4, x21
;;   movz w7, #0
;;   b label1
;; block1:
;;   movz x5, #1
;;   mov w6, w2
;;   mov x6, x6
;;   mov w6, w6
;;   sub x5, x6, x5, UXTW
;;   movz x6, #0
;;   mov w5, w5
;;   and x8, x5, x6
;;   lsr x6, x5, #0
;;   subs xzr, x8, #0
;;   cset x8, eq
;;   mov x9, x6
;;   mov w5, w7
;;   add x5, x5, #1
;;   mov w10, w3
;;   mov x10, x10
;;   mov w10, w10
;;   sub x5, x10, x5, UXTW
;;   movz x10, #0
;;   mov w5, w5
;;   and x10, x5, x10
;;   lsr x5, x5, #0
;;   subs xzr, x10, #0
;;   cset x10, eq
;;   subs xzr, x5, #8
;;   cset x11, hs
;;   and w10, w10, w11
;;   subs xzr, x9, #7
;;   cset x9, hs
;;   and w9, w10, w9
;;   ands wzr, w9, #255
;;   b.ne label3 ; b label2
;; block2:
;;   b label13
;; block3:
;;   and w9, w8, #1
;;   mov w8, w1
;;   mov x8, x8
;;   mov w10, w7
;;   add x8, x8, x10, LSL 3
;;   add x10, x8, x5, LSL 3
;;   add x6, x10, x6, LSL 10
;;   add x6, x6, #8
;;   movz x10, #1, LSL #32
;;   subs xzr, x8, #0
;;   cset x11, ge
;;   subs xzr, x6, x10
;;   cset x10, le
;;   and w10, w11, w10
;;   and w9, w9, w10
;;   mov w10, w0
;;   mov x10, x10
;;   mov w11, w7
;;   add x10, x10, x11, LSL 3
;;   add x11, x10, x5, LSL 3
;;   add x11, x11, #8
;;   movz x12, #1, LSL #32
;;   subs xzr, x10, #0
;;   cset x13, ge
;;   subs xzr, x11, x12
;;   cset x12, le
;;   and w12, w13, w12
;;   and w9, w9, w12
;;   subs xzr, x11, x8
;;   cset x8, le
;;   subs xzr, x6, x10
;;   cset x6, le
;;   orr w6, w8, w6
;;   and w6, w9, w6
;;   ands wzr, w6, #255
;;   b.ne label5 ; b label4
;; block4:
;;   b label13
;; block5:
;;   lsr x5, x5, #3
;;   movi v0.16b, #0
;;   b label6
;; block6:
;;   movz w6, #0
;;   mov v23.16b, v0.16b
;;   mov v24.16b, v0.16b
;;   mov v25.16b, v0.16b
;;   mov v26.16b, v0.16b
;;   b label7
;; block7:
;;   lsl w8, w6, #10
;;   add w8, w8, w7, LSL 3
;;   add w9, w1, w8
;;   add x8, x4, x9, UXTW
;;   ldr q1, [x4, w9, UXTW]
;;   ldr q2, [x8, #16]
;;   ldr q3, [x8, #32]
;;   ldr q4, [x8, #48]
;;   add w6, w6, #1
;;   fadd v23.2d, v23.2d, v1.2d
;;   fadd v24.2d, v24.2d, v2.2d
;;   fadd v25.2d, v25.2d, v3.2d
;;   fadd v26.2d, v26.2d, v4.2d
;;   subs wzr, w6, w2
;;   b.ne label8 ; b label9
;; block8:
;;   b label7
;; block9:
;;   b label10
;; block10:
;;   add w8, w0, w7, LSL 3
;;   add x6, x4, x8, UXTW
;;   str q23, [x4, w8, UXTW]
;;   str q24, [x6, #16]
;;   str q25, [x6, #32]
;;   str q26, [x6, #48]
;;   add w7, w7, #8
;;   sub x5, x5, #1
;;   cbnz x5, label11 ; b label12
;; block11:
;;   b label6
;; block12:
;;   b label13
;; block13:
;;   movi v0.2s, #0
;;   movz w5, #0
;;   b label14
;; block14:
;;   lsl w6, w5, #10
;;   add w6, w6, w7, LSL 3
;;   add w6, w1, w6
;;   ldr d6, [x4, w6, UXTW]
;;   add w5, w5, #1
;;   fadd d0, d0, d6
;;   subs wzr, w5, w2
;;   b.ne label15 ; b label16
;; block15:
;;   b label14
;; block16:
;;   b label17
;; block17:
;;   add w10, w0, w7, LSL 3
;;   str d0, [x4, w10, UXTW]
;;   add w7, w7, #1
;;   subs wzr, w7, w3
;;   b.ne label18 ; b label19
;; block18:
;;   b label13
;; block19:
;;   b label20
;; block20:
;;   b label21
;; block21:
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `add_columns` at offset 0x36
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;;   addi sp,sp,-48
;;   sd s4,40(sp)
;;   sd s7,32(sp)
;;   sd s8,24(sp)
;;   sd s9,16(sp)
;;   sd s10,8(sp)
;;   sd s11,0(sp)
;; block0:
;;   li a4,0
;;   j label1
;; block1:
;;   li a5,1
;;   slli s7,a2,32
;;   srli s9,s7,32
;;   addi s8,s9,0
;;   slli a5,a5,32
;;   srli a5,a5,32
;;   slli s7,s8,32
;;   srli s9,s7,32
;;   sub a5,s9,a5
;;   slli a5,a5,32
;;   srli a5,a5,32
;;   andi s9,a5,0
;;   srli s8,a5,0
;;   seqz s9,s9
;;   addi s10,s8,0
;;   slli a5,a4,32
;;   srli a5,a5,32
;;   addi a5,a5,1
;;   slli s7,a3,32
;;   srli s11,s7,32
;;   addi s11,s11,0
;;   slli a5,a5,32
;;   srli a5,a5,32
;;   slli s7,s11,32
;;   srli s11,s7,32
;;   sub a5,s11,a5
;;   slli a5,a5,32
;;   srli a5,a5,32
;;   andi s11,a5,0
;;   srli a5,a5,0
;;   seqz s11,s11
;;   sltiu s7,a5,8
;;   xori t3,s7,1
;;   and s11,s11,t3
;;   sltiu s7,s10,7
;;   xori s10,s7,1
;;   and s10,s11,s10
;;   andi s10,s10,255
;;   bne s10,zero,taken(label3),not_taken(label2)
;; block2:
;;   j label13
;; block3:
;;   andi t3,s9,1
;;   slli s9,a1,32
;;   srli s11,s9,32
;;   addi s10,s11,0
;;   slli s9,a4,32
;;   srli s11,s9,32
;;   slli s11,s11,3
;;   add s10,s10,s11
;;   slli s11,a5,3
;;   add s11,s10,s11
;;   slli t4,s8,10
;;   add s11,s11,t4
;;   addi s11,s11,8
;;   lui s9,1
;;   slli t4,s9,20
;;   slt s9,s10,zero
;;   xori t0,s9,1
;;   slt s9,t4,s11
;;   xori t4,s9,1
;;   and t4,t0,t4
;;   and t3,t3,t4
;;   slli s9,a0,32
;;   srli t4,s9,32
;;   addi t4,t4,0
;;   slli s9,a4,32
;;   srli t0,s9,32
;;   slli t0,t0,3
;;   add t4,t4,t0
;;   slli t0,a5,3
;;   add t0,t4,t0
;;   addi t0,t0,8
;;   lui s9,1
;;   slli t1,s9,20
;;   slt s9,t4,zero
;;   xori t2,s9,1
;;   slt s9,t1,t0
;;   xori t1,s9,1
;;   and t1,t2,t1
;;   and t3,t3,t1
;;   slt s9,s10,t0
;;   xori t0,s9,1
;;   slt s9,t4,s11
;;   xori s11,s9,1
;;   or s10,t0,s11
;;   and s10,t3,s10
;;   andi s10,s10,255
;;   bne s10,zero,taken(label5),not_taken(label4)
;; block4:
;;   j label13
;; block5:
;;   srli a5,a5,2
;;   j label6
;; block6:
;;   fmv.d.x fa0,zero
;;   li t0,0
;;   lui t4,253985
;;   ld t4,-384(t4)
;;   slliw t1,a4,3
;;   fmv.d fa1,fa0
;;   fmv.d fa2,fa0
;;   fmv.d fa3,fa0
;;   j label7
;; block7:
;;   slliw t2,t0,10
;;   addw t2,t2,t1
;;   addw t2,a1,t2
;;   slli t2,t2,32
;;   srli t2,t2,32
;;   add t2,t4,t2
;;   fld fa4,0(t2)
;;   fld fa5,8(t2)
;;   fld ft10,16(t2)
;;   fld ft11,24(t2)
;;   addiw t0,t0,1
;;   fadd.d fa0,fa0,fa4,rne
;;   fadd.d fa3,fa3,fa5,rne
;;   fadd.d fa2,fa2,ft10,rne
;;   fadd.d fa1,fa1,ft11,rne
;;   sext.w t2,a2
;;   bne t0,t2,taken(label8),not_taken(label9)
;; block8:
;;   j label7
;; block9:
;;   j label10
;; block10:
;;   addw t0,a0,t1
;;   slli t0,t0,32
;;   srli t0,t0,32
;;   add t0,t4,t0
;;   fsd fa0,0(t0)
;;   fsd fa3,8(t0)
;;   fsd fa2,16(t0)
;;   fsd fa1,24(t0)
;;   addiw a4,a4,4
;;   addi a5,a5,-1
;;   bne a5,zero,taken(label11),not_taken(label12)
;; block11:
;;   j label6
;; block12:
;;   j label13
;; block13:
;;   fmv.d.x fa0,zero
;;   li s4,0
;;   lui a5,253985
;;   ld a5,-384(a5)
;;   slliw t0,a4,3
;;   j label14
;; block14:
;;   slliw t1,s4,10
;;   addw t1,t1,t0
;;   addw t1,a1,t1
;;   slli t1,t1,32
;;   srli t1,t1,32
;;   add t1,a5,t1
;;   fld fa1,0(t1)
;;   addiw s4,s4,1
;;   fadd.d fa0,fa0,fa1,rne
;;   sext.w t1,a2
;;   bne s4,t1,taken(label15),not_taken(label16)
;; block15:
;;   j label14
;; block16:
;;   j label17
;; block17:
;;   addw t0,a0,t0
;;   slli t0,t0,32
;;   srli t0,t0,32
;;   add a5,a5,t0
;;   fsd fa0,0(a5)
;;   addiw a4,a4,1
;;   sext.w a5,a3
;;   bne a4,a5,taken(label18),not_taken(label19)
;; block18:
;;   j label13
;; block19:
;;   j label20
;; block20:
;;   j label21
;; block21:
;;   ld s4,40(sp)
;;   ld s7,32(sp)
;;   ld s8,24(sp)
;;   ld s9,16(sp)
;;   ld s10,8(sp)
;;   ld s11,0(sp)
;;   addi sp,sp,48
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
