;; Pointers that loops move on: on x86_64 they are handed on as 64 bits, so that no access extends them.
;; show: asm
(module
  (memory 1)
  (func $sum (param $at i32) (param $end i32) (result i32) (local $sum i32)
    (loop
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if 0 (i32.ne (local.get $at) (local.get $end))))
    (local.get $sum))
  (func $length_of_list (param $node i32) (result i32) (local $length i32)
    (loop
      (local.set $length (i32.add (local.get $length) (i32.const 1)))
      (br_if 0 (local.tee $node (i32.load offset=8 (local.get $node)))))
    (local.get $length))
  (func $_start (export "_start") (drop (ref.func $sum)) (drop (ref.func $length_of_list)))
  (elem declare func $sum $length_of_list))

;; == asm x86_64-linux
;;
;; ; function 0 `sum` at offset 0x3c
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   uninit  %rax
;;   xorl %eax, %eax
;;   movl %edi, %edi
;;   jmp     label1
;; block1:
;;   movl 0x3e0c0000(%rdi), %r11d
;;   leal 4(%rdi), %edi
;;   leal (%rax, %r11), %eax
;;   cmpl %esi, %edi
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
;; ; function 1 `length_of_list` at offset 0x5e
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   uninit  %rax
;;   xorl %eax, %eax
;;   movl %edi, %esi
;;   jmp     label1
;; block1:
;;   movl 0x3e0c0008(%rsi), %esi
;;   leal 1(%rax), %eax
;;   testl %esi, %esi
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

;; == asm aarch64-linux
;;
;; ; function 0 `sum` at offset 0x3c
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x9, x21
;;   movz w4, #0
;;   mov x11, x4
;;   b label1
;; block1:
;;   ldr w10, [x9, w0, UXTW]
;;   add w0, w0, #4
;;   mov x15, x11
;;   add w15, w15, w10
;;   mov x11, x15
;;   subs wzr, w0, w1
;;   b.ne label2 ; b label3
;; block2:
;;   b label1
;; block3:
;;   b label4
;; block4:
;;   b label5
;; block5:
;;   mov x0, x11
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `length_of_list` at offset 0x5e
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x11, x0
;;   mov x8, x21
;;   movz w0, #0
;;   mov x14, x11
;;   b label1
;; block1:
;;   add x9, x8, x14, UXTW
;;   ldr w14, [x9, #8]
;;   add w0, w0, #1
;;   cbnz w14, label2 ; b label3
;; block2:
;;   b label1
;; block3:
;;   b label4
;; block4:
;;   b label5
;; block5:
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `sum` at offset 0x3c
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   mv a2,a0
;;   li a0,0
;;   mv a3,a0
;;   lui a4,253985
;;   ld a4,-384(a4)
;;   j label1
;; block1:
;;   slli a5,a2,32
;;   srli a0,a5,32
;;   add a5,a4,a0
;;   lw a5,0(a5)
;;   addiw a2,a2,4
;;   mv a0,a3
;;   addw a0,a0,a5
;;   sext.w a5,a1
;;   bne a2,a5,taken(label2),not_taken(label3)
;; block2:
;;   mv a3,a0
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
;;
;; ; function 1 `length_of_list` at offset 0x5e
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   mv a5,a0
;;   li a0,0
;;   lui a2,253985
;;   ld a2,-384(a2)
;;   mv a1,a5
;;   j label1
;; block1:
;;   slli a3,a1,32
;;   srli a4,a3,32
;;   add a3,a2,a4
;;   lw a1,8(a3)
;;   addiw a0,a0,1
;;   sext.w a3,a1
;;   bne a3,zero,taken(label2),not_taken(label3)
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
