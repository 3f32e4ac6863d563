;; Two numbers side by side as a vector, where a test in front of the loop finds that no access is in the way of another.
;; show: asm
(module
  (memory 1)
  (func $add_scaled (param $to i32) (param $factor i32) (param $from i32) (param $bytes i32) (local $at i32)
    (loop
      (f64.store (i32.add (local.get $to) (local.get $at))
        (f64.add
          (f64.mul (f64.load (local.get $factor)) (f64.load (i32.add (local.get $from) (local.get $at))))
          (f64.load (i32.add (local.get $to) (local.get $at)))))
      (f64.store offset=8 (i32.add (local.get $to) (local.get $at))
        (f64.add
          (f64.mul (f64.load (local.get $factor)) (f64.load offset=8 (i32.add (local.get $from) (local.get $at))))
          (f64.load offset=8 (i32.add (local.get $to) (local.get $at)))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if 0 (i32.ne (local.get $at) (local.get $bytes)))))
  (func $_start (export "_start") (drop (ref.func $add_scaled)))
  (elem declare func $add_scaled))

;; == asm x86_64-linux
;;
;; ; function 0 `add_scaled` at offset 0x36
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movq %rsi, %rax
;;   uninit  %rsi
;;   xorl %esi, %esi
;;   movq %rax, %r9
;;   movl %r9d, %eax
;;   jmp     label1
;; block1:
;;   leal (%rdx, %rsi), %r8d
;;   leal (%rdi, %rsi), %r10d
;;   subl %r10d, %r8d
;;   leal 0xf(%r8), %r8d
;;   cmpl $0x1e, %r8d
;;   seta %r8b
;;   subl %r10d, %r9d
;;   leal 7(%r9), %r9d
;;   leal 0x10(%rsi), %r10d
;;   movq %rcx, %r11
;;   subl %r10d, %r11d
;;   testl $0xf, %r11d
;;   sete %r10b
;;   shrl $0x4, %r11d
;;   imulq $0x10, %r11, %r11
;;   leaq 0x17(%r11), %r11
;;   cmpq %r11, %r9
;;   setae %r9b
;;   andl %r10d, %r9d
;;   testb %r8b, %r9b
;;   jnz     label6; j label2
;; block2:
;;   jmp     label3
;; block3:
;;   movsd 0x3e0c0000(%rax), %xmm0
;;   leal (%rdx, %rsi), %r8d
;;   leal (%rdi, %rsi), %r9d
;;   mulsd 0x3e0c0000(%r8), %xmm0
;;   addsd 0x3e0c0000(%r9), %xmm0
;;   movsd %xmm0, 0x3e0c0000(%r9)
;;   movsd 0x3e0c0000(%rax), %xmm0
;;   mulsd 0x3e0c0008(%r8), %xmm0
;;   addsd 0x3e0c0008(%r9), %xmm0
;;   movsd %xmm0, 0x3e0c0008(%r9)
;;   leal 0x10(%rsi), %esi
;;   cmpl %ecx, %esi
;;   jnz     label4; j label5
;; block4:
;;   jmp     label3
;; block5:
;;   jmp     label10
;; block6:
;;   movddup 0x3e0c0000(%rax), %xmm0
;;   jmp     label7
;; block7:
;;   leal (%rdx, %rsi), %r8d
;;   leal (%rdi, %rsi), %eax
;;   movdqu 0x3e0c0000(%r8), %xmm2
;;   movdqa %xmm0, %xmm1
;;   mulpd %xmm2, %xmm1
;;   movdqu 0x3e0c0000(%rax), %xmm2
;;   addpd %xmm2, %xmm1
;;   movupd %xmm1, 0x3e0c0000(%rax)
;;   leal 0x10(%rsi), %esi
;;   cmpl %ecx, %esi
;;   jnz     label8; j label9
;; block8:
;;   jmp     label7
;; block9:
;;   jmp     label10
;; block10:
;;   jmp     label11
;; block11:
;;   jmp     label12
;; block12:
;;   jmp     label13
;; block13:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `add_scaled` at offset 0x36
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x4, x1
;;   mov x1, x21
;;   movz w7, #0
;;   add x5, x1, x4, UXTW
;;   b label1
;; block1:
;;   add w6, w2, w7
;;   add w8, w0, w7
;;   sub w6, w6, w8
;;   add w6, w6, #15
;;   subs wzr, w6, #30
;;   cset x6, hi
;;   sub w8, w4, w8
;;   add w8, w8, #7
;;   add w9, w7, #16
;;   sub w10, w3, w9
;;   and w9, w10, #15
;;   subs wzr, w9, #0
;;   cset x9, eq
;;   lsr w10, w10, #4
;;   mov w10, w10
;;   movz x11, #16
;;   movz x12, #23
;;   madd x10, x10, x11, x12
;;   mov w8, w8
;;   subs xzr, x8, x10
;;   cset x8, hs
;;   and w8, w8, w9
;;   and w6, w6, w8
;;   ands wzr, w6, #255
;;   b.ne label6 ; b label2
;; block2:
;;   b label3
;; block3:
;;   ldr d0, [x1, w4, UXTW]
;;   add w5, w2, w7
;;   add x6, x1, x5, UXTW
;;   ldr d1, [x1, w5, UXTW]
;;   add w8, w0, w7
;;   add x5, x1, x8, UXTW
;;   ldr d2, [x1, w8, UXTW]
;;   fmul d0, d0, d1
;;   fadd d0, d0, d2
;;   str d0, [x1, w8, UXTW]
;;   ldr d0, [x1, w4, UXTW]
;;   ldr d1, [x6, #8]
;;   ldr d2, [x5, #8]
;;   fmul d0, d0, d1
;;   fadd d0, d0, d2
;;   str d0, [x5, #8]
;;   add w7, w7, #16
;;   subs wzr, w7, w3
;;   b.ne label4 ; b label5
;; block4:
;;   b label3
;; block5:
;;   b label10
;; block6:
;;   ld1r { v3.2d }, [x5]
;;   b label7
;; block7:
;;   add w4, w2, w7
;;   ldr q4, [x1, w4, UXTW]
;;   add w4, w0, w7
;;   ldr q5, [x1, w4, UXTW]
;;   fmul v4.2d, v3.2d, v4.2d
;;   fadd v4.2d, v4.2d, v5.2d
;;   str q4, [x1, w4, UXTW]
;;   add w7, w7, #16
;;   subs wzr, w7, w3
;;   b.ne label8 ; b label9
;; block8:
;;   b label7
;; block9:
;;   b label10
;; block10:
;;   b label11
;; block11:
;;   b label12
;; block12:
;;   b label13
;; block13:
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `add_scaled` at offset 0x36
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   li t2,0
;;   lui a4,253985
;;   ld a4,-384(a4)
;;   slli a1,a1,32
;;   srli a1,a1,32
;;   add a5,a4,a1
;;   j label1
;; block1:
;;   fld fa0,0(a5)
;;   addw a1,a2,t2
;;   slli a1,a1,32
;;   srli a1,a1,32
;;   add t0,a4,a1
;;   fld fa1,0(t0)
;;   addw a1,a0,t2
;;   slli a1,a1,32
;;   srli a1,a1,32
;;   add t1,a4,a1
;;   fld fa2,0(t1)
;;   fmul.d fa0,fa0,fa1,rne
;;   fadd.d fa0,fa0,fa2,rne
;;   fsd fa0,0(t1)
;;   fld fa0,0(a5)
;;   fld fa1,8(t0)
;;   fld fa2,8(t1)
;;   fmul.d fa0,fa0,fa1,rne
;;   fadd.d fa0,fa0,fa2,rne
;;   fsd fa0,8(t1)
;;   addiw t2,t2,16
;;   sext.w a1,a3
;;   bne t2,a1,taken(label2),not_taken(label3)
;; block2:
;;   j label1
;; block3:
;;   j label4
;; block4:
;;   j label5
;; block5:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
