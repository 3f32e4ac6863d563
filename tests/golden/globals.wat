;; Globals: one that is never written is a constant, others have a fixed address.
;; show: clif asm
(module
  (global $constant (mut i32) (i32.const 42))
  (global $counter (mut i64) (i64.const 0))
  (global $ratio (mut f32) (f32.const 0.5))
  (func $read (result i32) (global.get $constant))
  (func $count (result i64) (global.set $counter (i64.add (global.get $counter) (i64.const 1))) (global.get $counter))
  (func $scale (param f32) (global.set $ratio (f32.mul (global.get $ratio) (local.get 0))))
  (func $_start (export "_start") (drop (ref.func $read)) (drop (ref.func $count)) (drop (ref.func $scale)))
  (elem declare func $read $count $scale))

;; == clif x86_64-linux, aarch64-linux
;;
;; ; function 0 `read` at offset 0x4f
;; function u0:0() -> i32 system_v {
;;                                 block0:
;; @0050                               v1 = iconst.i32 42
;; @0052                               jump block1(v1)  ; v1 = 42
;;
;;                                 block1(v0: i32):
;; @0052                               return v0
;; }
;;
;; ; function 1 `count` at offset 0x54
;; function u0:0() -> i64 system_v {
;;     region0 = 19 "global 1"
;;
;;                                 block0:
;; @0055                               v1 = iconst.i64 0x3e02_0000
;; @0055                               v2 = load.i64 notrap aligned little region0 v1+3712  ; v1 = 0x3e02_0000
;; @0057                               v3 = iconst.i64 1
;; @0059                               v4 = iadd v2, v3  ; v3 = 1
;; @005a                               v5 = iconst.i64 0x3e02_0000
;; @005a                               store notrap aligned little region0 v4, v5+3712  ; v5 = 0x3e02_0000
;; @005c                               v6 = iconst.i64 0x3e02_0000
;; @005c                               v7 = load.i64 notrap aligned little region0 v6+3712  ; v6 = 0x3e02_0000
;; @005e                               jump block1(v7)
;;
;;                                 block1(v0: i64):
;; @005e                               return v0
;; }
;;
;; ; function 2 `scale` at offset 0x60
;; function u0:0(f32) system_v {
;;     region0 = 21 "global 2"
;;
;;                                 block0(v0: f32):
;; @0061                               v1 = iconst.i64 0x3e02_0000
;; @0061                               v2 = load.f32 notrap aligned little region0 v1+3720  ; v1 = 0x3e02_0000
;; @0065                               v3 = fmul v2, v0
;; @0066                               v4 = iconst.i64 0x3e02_0000
;; @0066                               store notrap aligned little region0 v3, v4+3720  ; v4 = 0x3e02_0000
;; @0068                               jump block1
;;
;;                                 block1:
;; @0068                               return
;; }

;; == clif riscv64-linux
;;
;; ; function 0 `read` at offset 0x4f
;; function u0:0() -> i32 system_v {
;;                                 block0:
;; @0050                               v1 = iconst.i32 42
;; @0052                               jump block1(v1)  ; v1 = 42
;;
;;                                 block1(v0: i32):
;; @0052                               return v0
;; }
;;
;; ; function 1 `count` at offset 0x54
;; function u0:0() -> i64 system_v {
;;     region0 = 19 "global 1"
;;
;;                                 block0:
;; @0055                               v1 = iconst.i64 0x3e02_1000
;; @0055                               v2 = load.i64 notrap aligned little region0 v1-384  ; v1 = 0x3e02_1000
;; @0057                               v3 = iconst.i64 1
;; @0059                               v4 = iadd v2, v3  ; v3 = 1
;; @005a                               v5 = iconst.i64 0x3e02_1000
;; @005a                               store notrap aligned little region0 v4, v5-384  ; v5 = 0x3e02_1000
;; @005c                               v6 = iconst.i64 0x3e02_1000
;; @005c                               v7 = load.i64 notrap aligned little region0 v6-384  ; v6 = 0x3e02_1000
;; @005e                               jump block1(v7)
;;
;;                                 block1(v0: i64):
;; @005e                               return v0
;; }
;;
;; ; function 2 `scale` at offset 0x60
;; function u0:0(f32) system_v {
;;     region0 = 21 "global 2"
;;
;;                                 block0(v0: f32):
;; @0061                               v1 = iconst.i64 0x3e02_1000
;; @0061                               v2 = load.f32 notrap aligned little region0 v1-376  ; v1 = 0x3e02_1000
;; @0065                               v3 = fmul v2, v0
;; @0066                               v4 = iconst.i64 0x3e02_1000
;; @0066                               store notrap aligned little region0 v3, v4-376  ; v4 = 0x3e02_1000
;; @0068                               jump block1
;;
;;                                 block1:
;; @0068                               return
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `read` at offset 0x4f
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   movl $0x2a, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `count` at offset 0x54
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl $0x3e020000, %edi
;;   movq 0xe80(%rdi), %rsi
;;   leaq 1(%rsi), %r8
;;   movq %r8, 0xe80(%rdi)
;;   jmp     label1
;; block1:
;;   leaq 1(%rsi), %rax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `scale` at offset 0x60
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl $0x3e020000, %esi
;;   movl $0x3e020000, %edi
;;   mulss 0xe88(%rdi), %xmm0
;;   movss %xmm0, 0xe88(%rsi)
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `read` at offset 0x4f
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   movz w0, #42
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `count` at offset 0x54
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   movz x4, #15874, LSL #16
;;   ldr x3, [x4, #3712]
;;   add x5, x3, #1
;;   str x5, [x4, #3712]
;;   b label1
;; block1:
;;   add x0, x3, #1
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `scale` at offset 0x60
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   movz x4, #15874, LSL #16
;;   ldr s4, [x4, #3720]
;;   fmul s4, s4, s0
;;   str s4, [x4, #3720]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `read` at offset 0x4f
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   li a0,42
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `count` at offset 0x54
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   lui a1,253985
;;   ld a0,-384(a1)
;;   addi a2,a0,1
;;   sd a2,-384(a1)
;;   j label1
;; block1:
;;   addi a0,a0,1
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `scale` at offset 0x60
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   lui a0,253985
;;   flw fa1,-376(a0)
;;   fmul.s fa0,fa1,fa0,rne
;;   fsw fa0,-376(a0)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
