;; Arithmetic on 128 bits: carries, and both halves of a product.
;; show: clif asm
(module
  (func $add (param i64 i64 i64 i64) (result i64 i64)
    (i64.add128 (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  (func $sub (param i64 i64 i64 i64) (result i64 i64)
    (i64.sub128 (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  (func $signed (param i64 i64) (result i64 i64) (i64.mul_wide_s (local.get 0) (local.get 1)))
  (func $unsigned (param i64 i64) (result i64 i64) (i64.mul_wide_u (local.get 0) (local.get 1)))
  (func $_start (export "_start")
    (drop (ref.func $add)) (drop (ref.func $sub)) (drop (ref.func $signed)) (drop (ref.func $unsigned)))
  (elem declare func $add $sub $signed $unsigned))

;; == clif x86_64-linux, aarch64-linux, riscv64-linux
;;
;; ; function 0 `add` at offset 0x40
;; function u0:0(i64, i64, i64, i64) -> i64, i64 system_v {
;;                                 block0(v0: i64, v1: i64, v2: i64, v3: i64):
;; @0049                               v6 = iconcat v2, v3
;; @0049                               v7 = iconcat v0, v1
;; @0049                               v8 = iadd v7, v6
;; @0049                               v9, v10 = isplit v8
;; @004b                               jump block1(v9, v10)
;;
;;                                 block1(v4: i64, v5: i64):
;; @004b                               return v4, v5
;; }
;;
;; ; function 1 `sub` at offset 0x4d
;; function u0:0(i64, i64, i64, i64) -> i64, i64 system_v {
;;                                 block0(v0: i64, v1: i64, v2: i64, v3: i64):
;; @0056                               v6 = iconcat v2, v3
;; @0056                               v7 = iconcat v0, v1
;; @0056                               v8 = isub v7, v6
;; @0056                               v9, v10 = isplit v8
;; @0058                               jump block1(v9, v10)
;;
;;                                 block1(v4: i64, v5: i64):
;; @0058                               return v4, v5
;; }
;;
;; ; function 2 `signed` at offset 0x5a
;; function u0:0(i64, i64) -> i64, i64 system_v {
;;                                 block0(v0: i64, v1: i64):
;; @005f                               v4 = sextend.i128 v1
;; @005f                               v5 = sextend.i128 v0
;; @005f                               v6 = imul v5, v4
;; @005f                               v7, v8 = isplit v6
;; @0061                               jump block1(v7, v8)
;;
;;                                 block1(v2: i64, v3: i64):
;; @0061                               return v2, v3
;; }
;;
;; ; function 3 `unsigned` at offset 0x63
;; function u0:0(i64, i64) -> i64, i64 system_v {
;;                                 block0(v0: i64, v1: i64):
;; @0068                               v4 = uextend.i128 v1
;; @0068                               v5 = uextend.i128 v0
;; @0068                               v6 = imul v5, v4
;; @0068                               v7, v8 = isplit v6
;; @006a                               jump block1(v7, v8)
;;
;;                                 block1(v2: i64, v3: i64):
;; @006a                               return v2, v3
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `add` at offset 0x40
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movq %rdi, %rax
;;   addq %rdx, %rax
;;   movq %rsi, %rdx
;;   adcq %rcx, %rdx
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `sub` at offset 0x4d
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movq %rdi, %rax
;;   subq %rdx, %rax
;;   movq %rsi, %rdx
;;   sbbq %rcx, %rdx
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `signed` at offset 0x5a
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movq %rdi, %rax
;;   imulq %rsi ;; implicit: %rax, %rdx
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 3 `unsigned` at offset 0x63
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movq %rdi, %rax
;;   mulq %rsi ;; implicit: %rax, %rdx
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `add` at offset 0x40
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   adds x0, x0, x2
;;   adc x1, x1, x3
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `sub` at offset 0x4d
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   subs x0, x0, x2
;;   sbc x1, x1, x3
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `signed` at offset 0x5a
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   madd x3, x0, x1, xzr
;;   smulh x1, x0, x1
;;   b label1
;; block1:
;;   mov x0, x3
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 3 `unsigned` at offset 0x63
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   madd x3, x0, x1, xzr
;;   umulh x1, x0, x1
;;   b label1
;; block1:
;;   mov x0, x3
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `add` at offset 0x40
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   add a0,a0,a2
;;   sltu a2,a0,a2
;;   add a1,a1,a3
;;   add a1,a1,a2
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `sub` at offset 0x4d
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   sub a4,a0,a2
;;   sltu a2,a0,a4
;;   sub a0,a1,a3
;;   sub a1,a0,a2
;;   j label1
;; block1:
;;   mv a0,a4
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `signed` at offset 0x5a
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   mul a2,a0,a1
;;   mulh a1,a0,a1
;;   j label1
;; block1:
;;   mv a0,a2
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 3 `unsigned` at offset 0x63
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   mul a2,a0,a1
;;   mulhu a1,a0,a1
;;   j label1
;; block1:
;;   mv a0,a2
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
