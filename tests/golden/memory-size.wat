;; The size of a memory that may grow and of one that may not.
;; show: clif asm
(module
  (memory $growing 1 3)
  (memory $fixed 2 2)
  (func $size (result i32) (memory.size $growing))
  (func $size_fixed (result i32) (memory.size $fixed))
  (func $grow (param i32) (result i32) (memory.grow $growing (local.get 0)))
  (func $_start (export "_start") (drop (ref.func $size)) (drop (ref.func $size_fixed)) (drop (ref.func $grow)))
  (elem declare func $size $size_fixed $grow))

;; == clif x86_64-linux, aarch64-linux
;;
;; ; function 0 `size` at offset 0x40
;; function u0:0() -> i32 system_v {
;;     region0 = 0 "descriptors"
;;
;;                                 block0:
;; @0041                               v1 = iconst.i64 0x3e02_0000
;; @0041                               v2 = load.i64 notrap aligned little region0 v1+3720  ; v1 = 0x3e02_0000
;; @0041                               v3 = iconst.i32 16
;; @0041                               v4 = ushr v2, v3  ; v3 = 16
;; @0041                               v5 = ireduce.i32 v4
;; @0043                               jump block1(v5)
;;
;;                                 block1(v0: i32):
;; @0043                               return v0
;; }
;;
;; ; function 1 `size_fixed` at offset 0x45
;; function u0:0() -> i32 system_v {
;;                                 block0:
;; @0046                               v1 = iconst.i64 0x0002_0000
;; @0046                               v2 = iconst.i32 16
;; @0046                               v3 = ushr v1, v2  ; v1 = 0x0002_0000, v2 = 16
;; @0046                               v4 = ireduce.i32 v3
;; @0048                               jump block1(v4)
;;
;;                                 block1(v0: i32):
;; @0048                               return v0
;; }
;;
;; ; function 2 `grow` at offset 0x4a
;; function u0:0(i32) -> i32 system_v {
;;     sig0 = (i64, i64) -> i64 system_v
;;     fn0 = colocated u2:0 sig0
;;
;;                                 block0(v0: i32):
;; @004d                               v2 = uextend.i64 v0
;; @004d                               v3 = iconst.i64 0x3e02_0e80
;; @004d                               v4 = call fn0(v3, v2)  ; v3 = 0x3e02_0e80
;; @004d                               v5 = ireduce.i32 v4
;; @004f                               jump block1(v5)
;;
;;                                 block1(v1: i32):
;; @004f                               return v1
;; }

;; == clif riscv64-linux
;;
;; ; function 0 `size` at offset 0x40
;; function u0:0() -> i32 system_v {
;;     region0 = 0 "descriptors"
;;
;;                                 block0:
;; @0041                               v1 = iconst.i64 0x3e02_1000
;; @0041                               v2 = load.i64 notrap aligned little region0 v1-376  ; v1 = 0x3e02_1000
;; @0041                               v3 = iconst.i32 16
;; @0041                               v4 = ushr v2, v3  ; v3 = 16
;; @0041                               v5 = ireduce.i32 v4
;; @0043                               jump block1(v5)
;;
;;                                 block1(v0: i32):
;; @0043                               return v0
;; }
;;
;; ; function 1 `size_fixed` at offset 0x45
;; function u0:0() -> i32 system_v {
;;                                 block0:
;; @0046                               v1 = iconst.i64 0x0002_0000
;; @0046                               v2 = iconst.i32 16
;; @0046                               v3 = ushr v1, v2  ; v1 = 0x0002_0000, v2 = 16
;; @0046                               v4 = ireduce.i32 v3
;; @0048                               jump block1(v4)
;;
;;                                 block1(v0: i32):
;; @0048                               return v0
;; }
;;
;; ; function 2 `grow` at offset 0x4a
;; function u0:0(i32) -> i32 system_v {
;;     sig0 = (i64, i64) -> i64 system_v
;;     fn0 = colocated u2:0 sig0
;;
;;                                 block0(v0: i32):
;; @004d                               v2 = uextend.i64 v0
;; @004d                               v3 = iconst.i64 0x3e02_0e80
;; @004d                               v4 = call fn0(v3, v2)  ; v3 = 0x3e02_0e80
;; @004d                               v5 = ireduce.i32 v4
;; @004f                               jump block1(v5)
;;
;;                                 block1(v1: i32):
;; @004f                               return v1
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `size` at offset 0x40
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl $0x3e020000, %edx
;;   movq 0xe88(%rdx), %rax
;;   jmp     label1
;; block1:
;;   shrq $0x10, %rax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `size_fixed` at offset 0x45
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   movl $0x2, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `grow` at offset 0x4a
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movq %rdi, %rsi
;;   movl $0x3e020e80, %edi
;;   movl %esi, %esi
;;   call    User(userextname0)
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `size` at offset 0x40
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   movz x2, #15874, LSL #16
;;   ldr x2, [x2, #3720]
;;   b label1
;; block1:
;;   lsr x0, x2, #16
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `size_fixed` at offset 0x45
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   movz w0, #2
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `grow` at offset 0x4a
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x8, x0
;;   movz w0, #3712
;;   movk w0, w0, #15874, LSL #16
;;   mov w1, w8
;;   bl 0
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `size` at offset 0x40
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   lui a0,253985
;;   ld a0,-376(a0)
;;   j label1
;; block1:
;;   srli a0,a0,16
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `size_fixed` at offset 0x45
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   li a0,2
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `grow` at offset 0x4a
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   mv a1,a0
;;   lui a0,253985
;;   addi a0,a0,-384
;;   slli a1,a1,32
;;   srli a1,a1,32
;;   call userextname0
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
