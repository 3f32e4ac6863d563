;; Loops: numbers and bounds that stay the same are computed in front of them, what they count is counted once, and
;; an address a little beyond another one is that with an offset.
;; show: asm
(module
  (memory 1)
  (func $add_scaled (param $to i32) (param $from i32) (param $count i32) (local $at i32) (local $done i32)
    (loop
      (f32.store (i32.add (local.get $to) (local.get $at))
        (f32.mul (f32.load (i32.add (local.get $from) (local.get $at))) (f32.const 1.5)))
      (f32.store (i32.add (i32.add (local.get $to) (local.get $at)) (i32.const 4))
        (f32.mul (f32.load (i32.add (i32.add (local.get $from) (local.get $at)) (i32.const 4))) (f32.const 1.5)))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (local.set $done (i32.add (local.get $done) (i32.const 2)))
      (br_if 0 (i32.ne (local.get $done) (i32.and (local.get $count) (i32.const -2))))))
  (func $end_of_string (param $at i32) (param $mark i32) (result i32)
    (loop
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if 0 (i32.load8_u (local.get $at))))
    (if (local.get $mark) (then (i32.store8 (local.get $at) (i32.const 1))))
    (local.get $at))
  (func $_start (export "_start") (drop (ref.func $add_scaled)) (drop (ref.func $end_of_string)))
  (elem declare func $add_scaled $end_of_string))

;; == asm x86_64-linux
;;
;; ; function 0 `add_scaled` at offset 0x3d
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   uninit  %r8
;;   xorl %r8d, %r8d
;;   movl $0x3fc00000, %eax
;;   movd %eax, %xmm0
;;   andl $0xfffffffe, %edx
;;   movq %r8, %r11
;;   jmp     label1
;; block1:
;;   leal (%rsi, %r8), %eax
;;   movdqa %xmm0, %xmm1
;;   mulss 0x3e0c0000(%rax), %xmm1
;;   leal (%rdi, %r8), %ecx
;;   movss %xmm1, 0x3e0c0000(%rcx)
;;   movdqa %xmm0, %xmm1
;;   mulss 0x3e0c0004(%rax), %xmm1
;;   movss %xmm1, 0x3e0c0004(%rcx)
;;   leal 2(%r11), %r11d
;;   leal 8(%r8), %r8d
;;   cmpl %edx, %r11d
;;   jnz     label2; j label3
;; block2:
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
;; ; function 1 `end_of_string` at offset 0x8f
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   leal 1(%rdi), %eax
;;   movzbq 0x3e0c0000(%rax), %rdi
;;   testl %edi, %edi
;;   jnz     label2; j label3
;; block2:
;;   movq %rax, %rdi
;;   jmp     label1
;; block3:
;;   jmp     label4
;; block4:
;;   testl %esi, %esi
;;   jnz     label6; j label5
;; block5:
;;   jmp     label7
;; block6:
;;   movl $0x1, %ecx
;;   movb %cl, 0x3e0c0000(%rax)
;;   jmp     label7
;; block7:
;;   jmp     label8
;; block8:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `add_scaled` at offset 0x3d
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x7, x21
;;   movz w5, #0
;;   fmov s19, #1.5
;;   and w3, w2, #4294967294
;;   mov x10, x5
;;   b label1
;; block1:
;;   add w2, w1, w5
;;   add x4, x7, x2, UXTW
;;   ldr s20, [x7, w2, UXTW]
;;   fmul s20, s20, s19
;;   add w2, w0, w5
;;   add x6, x7, x2, UXTW
;;   str s20, [x7, w2, UXTW]
;;   ldr s21, [x4, #4]
;;   fmul s21, s21, s19
;;   str s21, [x6, #4]
;;   add w10, w10, #2
;;   add w5, w5, #8
;;   subs wzr, w10, w3
;;   b.ne label2 ; b label3
;; block2:
;;   b label1
;; block3:
;;   b label4
;; block4:
;;   b label5
;; block5:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `end_of_string` at offset 0x8f
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x7, x21
;;   b label1
;; block1:
;;   add w0, w0, #1
;;   ldrb w8, [x7, w0, UXTW]
;;   cbnz w8, label2 ; b label3
;; block2:
;;   b label1
;; block3:
;;   b label4
;; block4:
;;   cbnz w1, label6 ; b label5
;; block5:
;;   b label7
;; block6:
;;   movz w13, #1
;;   strb w13, [x7, w0, UXTW]
;;   b label7
;; block7:
;;   b label8
;; block8:
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `add_scaled` at offset 0x3d
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;;   addi sp,sp,-16
;;   sd s11,8(sp)
;; block0:
;;   li t0,0
;;   lui a3,253985
;;   ld a3,-384(a3)
;;   lui a4,261120
;;   fmv.w.x fa0,a4
;;   andi a4,a2,-2
;;   mv a5,t0
;;   j label1
;; block1:
;;   addw a2,a1,t0
;;   slli a2,a2,32
;;   srli a2,a2,32
;;   add s11,a3,a2
;;   flw fa1,0(s11)
;;   fmul.s fa1,fa1,fa0,rne
;;   addw a2,a0,t0
;;   slli a2,a2,32
;;   srli a2,a2,32
;;   add a2,a3,a2
;;   fsw fa1,0(a2)
;;   flw fa1,4(s11)
;;   fmul.s fa1,fa1,fa0,rne
;;   fsw fa1,4(a2)
;;   addiw a5,a5,2
;;   addiw t0,t0,8
;;   sext.w a2,a4
;;   bne a5,a2,taken(label2),not_taken(label3)
;; block2:
;;   j label1
;; block3:
;;   j label4
;; block4:
;;   j label5
;; block5:
;;   ld s11,8(sp)
;;   addi sp,sp,16
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `end_of_string` at offset 0x8f
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   lui a3,253985
;;   ld a3,-384(a3)
;;   j label1
;; block1:
;;   addiw a0,a0,1
;;   slli a4,a0,32
;;   srli a5,a4,32
;;   add a4,a3,a5
;;   lbu a5,0(a4)
;;   sext.w a5,a5
;;   bne a5,zero,taken(label2),not_taken(label3)
;; block2:
;;   j label1
;; block3:
;;   j label4
;; block4:
;;   sext.w a1,a1
;;   bne a1,zero,taken(label6),not_taken(label5)
;; block5:
;;   j label7
;; block6:
;;   li a1,1
;;   sb a1,0(a4)
;;   j label7
;; block7:
;;   j label8
;; block8:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
