;; Division and remainder: which traps are tested for, which the machine raises, and what constants save.
;; show: clif asm
(module
  (func $signed (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func $unsigned (param i64 i64) (result i64) (i64.div_u (local.get 0) (local.get 1)))
  (func $remainder (param i32 i32) (result i32) (i32.rem_s (local.get 0) (local.get 1)))
  (func $by_constant (param i32) (result i32) (i32.div_s (local.get 0) (i32.const 10)))
  (func $_start (export "_start")
    (drop (ref.func $signed)) (drop (ref.func $unsigned)) (drop (ref.func $remainder)) (drop (ref.func $by_constant)))
  (elem declare func $signed $unsigned $remainder $by_constant))

;; == clif x86_64-linux, aarch64-linux, riscv64-linux
;;
;; ; function 0 `signed` at offset 0x41
;; function u0:0(i32, i32) -> i32 system_v {
;;                                 block0(v0: i32, v1: i32):
;; @0046                               v3 = sdiv v0, v1
;; @0047                               jump block1(v3)
;;
;;                                 block1(v2: i32):
;; @0047                               return v2
;; }
;;
;; ; function 1 `unsigned` at offset 0x49
;; function u0:0(i64, i64) -> i64 system_v {
;;                                 block0(v0: i64, v1: i64):
;; @004e                               v3 = udiv v0, v1
;; @004f                               jump block1(v3)
;;
;;                                 block1(v2: i64):
;; @004f                               return v2
;; }
;;
;; ; function 2 `remainder` at offset 0x51
;; function u0:0(i32, i32) -> i32 system_v {
;;                                 block0(v0: i32, v1: i32):
;; @0056                               v3 = srem v0, v1
;; @0057                               jump block1(v3)
;;
;;                                 block1(v2: i32):
;; @0057                               return v2
;; }
;;
;; ; function 3 `by_constant` at offset 0x59
;; function u0:0(i32) -> i32 system_v {
;;                                 block0(v0: i32):
;; @005c                               v2 = iconst.i32 10
;; @005e                               v3 = sdiv v0, v2  ; v2 = 10
;; @005f                               jump block1(v3)
;;
;;                                 block1(v1: i32):
;; @005f                               return v1
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `signed` at offset 0x41
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movq %rdi, %rax
;;   cltd  ;; implicit: %edx, %eax
;;   testl %esi, %esi
;;   jz #trap=int_divz
;;   idivl %esi ;; implicit: %eax, %edx, trap=252
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `unsigned` at offset 0x49
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   uninit  %rdx
;;   xorq %rdx, %rdx
;;   movq %rdi, %rax
;;   divq %rsi ;; implicit: %rax, %rdx, trap=254
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `remainder` at offset 0x51
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movq %rdi, %rax
;;   cltd  ;; implicit: %edx, %eax
;;   checked_srem_seq %eax, %edx, %esi, %eax, %edx
;;   jmp     label1
;; block1:
;;   movq %rdx, %rax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 3 `by_constant` at offset 0x59
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   movq %rdi, %rax
;;   imull (%rip) ;; implicit: %eax, %edx
;;   sarl $0x2, %edx
;;   movq %rdx, %rsi
;;   shrl $0x1f, %esi
;;   leal (%rdx, %rsi), %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `signed` at offset 0x41
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   cbz w1, #trap=int_divz
;;   adds wzr, w1, #1
;;   ccmp w0, #1, #nzcv, eq
;;   b.vs #trap=int_ovf
;;   sdiv w0, w0, w1
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `unsigned` at offset 0x49
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   cbz x1, #trap=int_divz
;;   udiv x0, x0, x1
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `remainder` at offset 0x51
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   cbz w1, #trap=int_divz
;;   sdiv w4, w0, w1
;;   msub w0, w4, w1, w0
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 3 `by_constant` at offset 0x59
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   movz w11, #26215
;;   movk w11, w11, #26214, LSL #16
;;   sxtw x8, w0
;;   sxtw x10, w11
;;   madd x12, x8, x10, xzr
;;   asr x14, x12, #32
;;   asr w11, w14, #2
;;   lsr w12, w11, #31
;;   add w0, w11, w12
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `signed` at offset 0x41
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   sext.w a0,a0
;;   sext.w a1,a1
;;   trap_if int_divz##(a1 eq zero)
;;   lui a2,-524288
;;   xor a2,a0,a2
;;   not a3,a1
;;   or a4,a2,a3
;;   trap_if int_ovf##(a4 eq zero)
;;   divw a0,a0,a1
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `unsigned` at offset 0x49
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   trap_if int_divz##(a1 eq zero)
;;   divu a0,a0,a1
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `remainder` at offset 0x51
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   sext.w a1,a1
;;   trap_if int_divz##(a1 eq zero)
;;   remw a0,a0,a1
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 3 `by_constant` at offset 0x59
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   lui a1,419430
;;   addi a2,a1,1639
;;   sext.w a0,a0
;;   sext.w a1,a2
;;   mul a2,a0,a1
;;   srli a4,a2,32
;;   sraiw a1,a4,2
;;   srliw a2,a1,31
;;   addw a0,a1,a2
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
