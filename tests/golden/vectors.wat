;; Vectors: one instruction each where the machine has it; on riscv64 without the vector extension two integer registers,
;; in which lanes are kept apart by masks, floats in float registers, and the runtime for what would be long.
;; show: asm
(module
  (memory 1)
  (func $add_bytes (param v128 v128) (result v128) (i8x16.add (local.get 0) (local.get 1)))
  (func $greater_bytes (param v128 v128) (result v128) (i8x16.max_u (local.get 0) (local.get 1)))
  (func $equal_bytes (param v128 i32) (result i32)
    (i8x16.bitmask (i8x16.eq (local.get 0) (i8x16.splat (local.get 1)))))
  (func $shift (param v128) (result v128) (i16x8.shr_s (local.get 0) (i32.const 3)))
  (func $multiply_shorts (param v128 v128) (result v128) (i16x8.mul (local.get 0) (local.get 1)))
  (func $floats (param v128 v128 v128) (result v128)
    (f32x4.add (f32x4.mul (local.get 0) (local.get 1)) (local.get 2)))
  (func $interleave_words (param v128 v128) (result v128)
    (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get 0) (local.get 1)))
  (func $move (param i32 i32) (v128.store offset=16 (local.get 0) (v128.load (local.get 1))))
  (func $_start (export "_start")
    (drop (ref.func $add_bytes)) (drop (ref.func $greater_bytes)) (drop (ref.func $equal_bytes))
    (drop (ref.func $shift)) (drop (ref.func $multiply_shorts)) (drop (ref.func $floats))
    (drop (ref.func $interleave_words)) (drop (ref.func $move)))
  (elem declare func $add_bytes $greater_bytes $equal_bytes $shift $multiply_shorts $floats $interleave_words $move))

;; == asm x86_64-linux
;;
;; ; function 0 `add_bytes` at offset 0x5b
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   paddb %xmm1, %xmm0
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `greater_bytes` at offset 0x64
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   pmaxub %xmm1, %xmm0
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `equal_bytes` at offset 0x6d
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   movd %edi, %xmm1
;;   uninit  %xmm2
;;   pxor %xmm2, %xmm2
;;   pshufb %xmm2, %xmm1
;;   pcmpeqb %xmm1, %xmm0
;;   pmovmskb %xmm0, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 3 `shift` at offset 0x7a
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   psraw $0x3, %xmm0
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 4 `multiply_shorts` at offset 0x84
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   pmullw %xmm1, %xmm0
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 5 `floats` at offset 0x8e
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   mulps %xmm1, %xmm0
;;   addps %xmm2, %xmm0
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 6 `interleave_words` at offset 0x9d
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   punpckldq %xmm1, %xmm0
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 7 `move` at offset 0xb6
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %esi, %esi
;;   movdqu 0x3e0c0000(%rsi), %xmm5
;;   movl %edi, %esi
;;   movdqu %xmm5, 0x3e0c0010(%rsi)
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `add_bytes` at offset 0x5b
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   add v0.16b, v0.16b, v1.16b
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `greater_bytes` at offset 0x64
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   umax v0.16b, v0.16b, v1.16b
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `equal_bytes` at offset 0x6d
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   dup v16.16b, w0
;;   cmeq v16.16b, v0.16b, v16.16b
;;   sshr v6.16b, v16.16b, #7
;;   movz x11, #513
;;   movk x11, x11, #2052, LSL #16
;;   movk x11, x11, #8208, LSL #32
;;   movk x11, x11, #32832, LSL #48
;;   dup v16.2d, x11
;;   and v18.16b, v6.16b, v16.16b
;;   ext v20.16b, v18.16b, v18.16b, #8
;;   zip1 v22.16b, v18.16b, v20.16b
;;   addv h24, v22.8h
;;   umov w0, v24.h[0]
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 3 `shift` at offset 0x7a
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   sshr v0.8h, v0.8h, #3
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 4 `multiply_shorts` at offset 0x84
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   mul v0.8h, v0.8h, v1.8h
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 5 `floats` at offset 0x8e
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   fmul v6.4s, v0.4s, v1.4s
;;   fadd v0.4s, v6.4s, v2.4s
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 6 `interleave_words` at offset 0x9d
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   zip1 v0.4s, v0.4s, v1.4s
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 7 `move` at offset 0xb6
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x5, x21
;;   ldr q5, [x5, w1, UXTW]
;;   add x5, x5, x0, UXTW
;;   str q5, [x5, #16]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `add_bytes` at offset 0x5b
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;;   addi sp,sp,-16
;;   sd s3,8(sp)
;; block0:
;;   mv a4,a0
;;   j label1
;; block1:
;;   ld a0,[const(1)]
;;   mv a5,a4
;;   and a4,a5,a0
;;   and s3,a2,a0
;;   add a4,a4,s3
;;   xor a5,a5,a2
;;   ld a2,[const(0)]
;;   and a5,a5,a2
;;   xor a4,a4,a5
;;   and a5,a1,a0
;;   and a0,a3,a0
;;   add a0,a5,a0
;;   xor a1,a1,a3
;;   and a1,a1,a2
;;   xor a1,a0,a1
;;   mv a0,a4
;;   ld s3,8(sp)
;;   addi sp,sp,16
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `greater_bytes` at offset 0x64
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   xor a5,a0,a2
;;   and t0,a5,a2
;;   ld t1,[const(1)]
;;   or t2,a0,t1
;;   ld a4,[const(0)]
;;   and a2,a2,a4
;;   sub a2,t2,a2
;;   or a2,a5,a2
;;   not a2,a2
;;   or a2,t0,a2
;;   and a2,a2,t1
;;   slli t0,a2,1
;;   srli a2,a2,7
;;   sub a2,t0,a2
;;   and a2,a5,a2
;;   xor a0,a0,a2
;;   xor a5,a1,a3
;;   and a2,a5,a3
;;   or t0,a1,t1
;;   and a3,a3,a4
;;   sub a3,t0,a3
;;   or a3,a5,a3
;;   not a3,a3
;;   or a2,a2,a3
;;   and a2,a2,t1
;;   slli a3,a2,1
;;   srli a2,a2,7
;;   sub a2,a3,a2
;;   and a2,a5,a2
;;   xor a1,a1,a2
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `equal_bytes` at offset 0x6d
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   andi a2,a2,255
;;   ld a3,[const(3)]
;;   mul t3,a2,a3
;;   xor a0,a0,t3
;;   ld a2,[const(2)]
;;   and a3,a0,a2
;;   add a3,a3,a2
;;   or a0,a3,a0
;;   not a0,a0
;;   ld a3,[const(1)]
;;   and a0,a0,a3
;;   ld a5,[const(0)]
;;   mul a0,a0,a5
;;   srli a4,a0,56
;;   xor a0,a1,t3
;;   and a1,a0,a2
;;   add a1,a1,a2
;;   or a0,a1,a0
;;   not a0,a0
;;   and a0,a0,a3
;;   mul a0,a0,a5
;;   srli a0,a0,56
;;   slli a0,a0,8
;;   or a0,a4,a0
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 3 `shift` at offset 0x7a
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   srli a4,a0,3
;;   ld a0,[const(1)]
;;   and a3,a4,a0
;;   ld a2,[const(0)]
;;   and a4,a4,a2
;;   slli a5,a4,4
;;   sub a4,a5,a4
;;   or a3,a3,a4
;;   srli a1,a1,3
;;   and a0,a1,a0
;;   and a1,a1,a2
;;   slli a2,a1,4
;;   sub a1,a2,a1
;;   or a1,a0,a1
;;   mv a0,a3
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 4 `multiply_shorts` at offset 0x84
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   call userextname0
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 5 `floats` at offset 0x8e
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   fmv.w.x fa0,a0
;;   fmv.w.x fa1,a2
;;   fmul.s fa0,fa0,fa1,rne
;;   fmv.w.x fa1,a4
;;   fadd.s fa0,fa0,fa1,rne
;;   fmv.x.w t0,fa0
;;   slli t0,t0,32
;;   srli t0,t0,32
;;   srli a0,a0,32
;;   fmv.w.x fa0,a0
;;   srli a0,a2,32
;;   fmv.w.x fa1,a0
;;   fmul.s fa0,fa0,fa1,rne
;;   srli a0,a4,32
;;   fmv.w.x fa1,a0
;;   fadd.s fa0,fa0,fa1,rne
;;   fmv.x.w a0,fa0
;;   sext.w a0,a0
;;   slli a0,a0,32
;;   or a0,t0,a0
;;   fmv.w.x fa0,a1
;;   fmv.w.x fa1,a3
;;   fmul.s fa0,fa0,fa1,rne
;;   fmv.w.x fa1,a5
;;   fadd.s fa0,fa0,fa1,rne
;;   fmv.x.w a2,fa0
;;   slli a2,a2,32
;;   srli a2,a2,32
;;   srli a1,a1,32
;;   fmv.w.x fa0,a1
;;   srli a1,a3,32
;;   fmv.w.x fa1,a1
;;   fmul.s fa0,fa0,fa1,rne
;;   srli a1,a5,32
;;   fmv.w.x fa1,a1
;;   fadd.s fa0,fa0,fa1,rne
;;   fmv.x.w a1,fa0
;;   sext.w a1,a1
;;   slli a1,a1,32
;;   or a1,a2,a1
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 6 `interleave_words` at offset 0x9d
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   ld a4,[const(0)]
;;   and a4,a0,a4
;;   slli a5,a2,32
;;   or a4,a4,a5
;;   srli a5,a0,32
;;   li a3,-1
;;   slli a0,a3,32
;;   and a0,a2,a0
;;   or a1,a5,a0
;;   mv a0,a4
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 7 `move` at offset 0xb6
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   lui a2,253985
;;   ld a2,-384(a2)
;;   slli a1,a1,32
;;   srli a3,a1,32
;;   add a3,a2,a3
;;   ld a1,0(a3)
;;   ld a3,8(a3)
;;   slli a4,a0,32
;;   srli a4,a4,32
;;   add a2,a2,a4
;;   sd a3,24(a2)
;;   sd a1,16(a2)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
