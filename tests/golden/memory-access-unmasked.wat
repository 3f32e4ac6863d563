;; Explicit checks without masks for processors that run ahead: the trap alone keeps an access in bounds.
;; show: clif asm
;; build: --memory-guard=none --spectre=off
(module
  (memory 1 3)
  (table 3 funcref)
  (func $load (param i32) (result i32) (i32.load offset=16 (local.get 0)))
  (func $store (param i32 f64) (f64.store offset=8 (local.get 0) (local.get 1)))
  (func $grow (param i32) (result i32) (memory.grow (local.get 0)))
  (func $call (param i32) (call_indirect (local.get 0)))
  (func $_start (export "_start")
    (drop (ref.func $load)) (drop (ref.func $store)) (drop (ref.func $grow)) (drop (ref.func $call)))
  (elem declare func $load $store $grow $call))

;; == clif x86_64-linux
;;
;; ; function 0 `load` at offset 0x4a
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32):
;; @004d                               v2 = uextend.i64 v0
;; @004d                               v3 = iconst.i64 0x3e02_0000
;; @004d                               v4 = load.i64 notrap aligned little region1 v3+3720  ; v3 = 0x3e02_0000
;; @004d                               v5 = iconst.i64 20
;; @004d                               v6 = iadd v2, v5  ; v5 = 20
;; @004d                               v7 = icmp ugt v6, v4
;; @004d                               trapnz v7, heap_oob
;; @004d                               v8 = iconst.i64 0x3e0c_0000
;; @004d                               v9 = iadd v8, v2  ; v8 = 0x3e0c_0000
;; @004d                               v10 = load.i32 little region0 v9+16
;; @0050                               jump block1(v10)
;;
;;                                 block1(v1: i32):
;; @0050                               return v1
;; }
;;
;; ; function 1 `store` at offset 0x52
;; function u0:0(i32, f64) system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32, v1: f64):
;; @0057                               v2 = uextend.i64 v0
;; @0057                               v3 = iconst.i64 0x3e02_0000
;; @0057                               v4 = load.i64 notrap aligned little region1 v3+3720  ; v3 = 0x3e02_0000
;; @0057                               v5 = iconst.i64 16
;; @0057                               v6 = iadd v2, v5  ; v5 = 16
;; @0057                               v7 = icmp ugt v6, v4
;; @0057                               trapnz v7, heap_oob
;; @0057                               v8 = iconst.i64 0x3e0c_0000
;; @0057                               v9 = iadd v8, v2  ; v8 = 0x3e0c_0000
;; @0057                               store little region0 v1, v9+8
;; @005a                               jump block1
;;
;;                                 block1:
;; @005a                               return
;; }
;;
;; ; function 2 `grow` at offset 0x5c
;; function u0:0(i32) -> i32 system_v {
;;     sig0 = (i64, i64) -> i64 system_v
;;     fn0 = colocated u2:0 sig0
;;
;;                                 block0(v0: i32):
;; @005f                               v2 = uextend.i64 v0
;; @005f                               v3 = iconst.i64 0x3e02_0e80
;; @005f                               v4 = call fn0(v3, v2)  ; v3 = 0x3e02_0e80
;; @005f                               v5 = ireduce.i32 v4
;; @0061                               jump block1(v5)
;;
;;                                 block1(v1: i32):
;; @0061                               return v1
;; }
;;
;; ; function 3 `call` at offset 0x63
;; function u0:0(i32) system_v {
;;     region0 = 1 "tables"
;;     region1 = 2 "function references"
;;     sig0 = () system_v
;;
;;                                 block0(v0: i32):
;; @0066                               v1 = uextend.i64 v0
;; @0066                               v2 = iconst.i64 3
;; @0066                               v3 = icmp uge v1, v2  ; v2 = 3
;; @0066                               trapnz v3, user4
;; @0066                               v4 = iconst.i32 4
;; @0066                               v5 = ishl v1, v4  ; v4 = 4
;; @0066                               v6 = iconst.i64 0x3e03_0000
;; @0066                               v7 = iadd v6, v5  ; v6 = 0x3e03_0000
;; @0066                               v8 = load.i32 notrap aligned readonly little region1 v7+8
;; @0066                               v9 = iconst.i32 3
;; @0066                               v10 = icmp ne v8, v9  ; v9 = 3
;; @0066                               brif v10, block2, block3
;;
;;                                 block2 cold:
;; @0066                               v11 = iconst.i32 -1
;; @0066                               v12 = icmp.i32 eq v8, v11  ; v11 = -1
;; @0066                               trapnz v12, user5
;; @0066                               trap user6
;;
;;                                 block3:
;; @0066                               v13 = load.i64 notrap aligned readonly little region1 v7
;; @0066                               call_indirect sig0, v13()
;; @0069                               jump block1
;;
;;                                 block1:
;; @0069                               return
;; }

;; == clif aarch64-linux
;;
;; ; function 0 `load` at offset 0x4a
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32):
;;                                     v8 = get_pinned_reg.i64
;; @004d                               v2 = uextend.i64 v0
;; @004d                               v3 = iconst.i64 0x3e02_0000
;; @004d                               v4 = load.i64 notrap aligned little region1 v3+3720  ; v3 = 0x3e02_0000
;; @004d                               v5 = iconst.i64 20
;; @004d                               v6 = iadd v2, v5  ; v5 = 20
;; @004d                               v7 = icmp ugt v6, v4
;; @004d                               trapnz v7, heap_oob
;; @004d                               v9 = iadd v8, v2
;; @004d                               v10 = load.i32 little region0 v9+16
;; @0050                               jump block1(v10)
;;
;;                                 block1(v1: i32):
;; @0050                               return v1
;; }
;;
;; ; function 1 `store` at offset 0x52
;; function u0:0(i32, f64) system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32, v1: f64):
;;                                     v8 = get_pinned_reg.i64
;; @0057                               v2 = uextend.i64 v0
;; @0057                               v3 = iconst.i64 0x3e02_0000
;; @0057                               v4 = load.i64 notrap aligned little region1 v3+3720  ; v3 = 0x3e02_0000
;; @0057                               v5 = iconst.i64 16
;; @0057                               v6 = iadd v2, v5  ; v5 = 16
;; @0057                               v7 = icmp ugt v6, v4
;; @0057                               trapnz v7, heap_oob
;; @0057                               v9 = iadd v8, v2
;; @0057                               store little region0 v1, v9+8
;; @005a                               jump block1
;;
;;                                 block1:
;; @005a                               return
;; }
;;
;; ; function 2 `grow` at offset 0x5c
;; function u0:0(i32) -> i32 system_v {
;;     sig0 = (i64, i64) -> i64 system_v
;;     fn0 = colocated u2:0 sig0
;;
;;                                 block0(v0: i32):
;; @005f                               v2 = uextend.i64 v0
;; @005f                               v3 = iconst.i64 0x3e02_0e80
;; @005f                               v4 = call fn0(v3, v2)  ; v3 = 0x3e02_0e80
;; @005f                               v5 = ireduce.i32 v4
;; @0061                               jump block1(v5)
;;
;;                                 block1(v1: i32):
;; @0061                               return v1
;; }
;;
;; ; function 3 `call` at offset 0x63
;; function u0:0(i32) system_v {
;;     region0 = 1 "tables"
;;     region1 = 2 "function references"
;;     sig0 = () system_v
;;
;;                                 block0(v0: i32):
;; @0066                               v1 = uextend.i64 v0
;; @0066                               v2 = iconst.i64 3
;; @0066                               v3 = icmp uge v1, v2  ; v2 = 3
;; @0066                               trapnz v3, user4
;; @0066                               v4 = iconst.i32 4
;; @0066                               v5 = ishl v1, v4  ; v4 = 4
;; @0066                               v6 = iconst.i64 0x3e03_0000
;; @0066                               v7 = iadd v6, v5  ; v6 = 0x3e03_0000
;; @0066                               v8 = load.i32 notrap aligned readonly little region1 v7+8
;; @0066                               v9 = iconst.i32 3
;; @0066                               v10 = icmp ne v8, v9  ; v9 = 3
;; @0066                               brif v10, block2, block3
;;
;;                                 block2 cold:
;; @0066                               v11 = iconst.i32 -1
;; @0066                               v12 = icmp.i32 eq v8, v11  ; v11 = -1
;; @0066                               trapnz v12, user5
;; @0066                               trap user6
;;
;;                                 block3:
;; @0066                               v13 = load.i64 notrap aligned readonly little region1 v7
;; @0066                               call_indirect sig0, v13()
;; @0069                               jump block1
;;
;;                                 block1:
;; @0069                               return
;; }

;; == clif riscv64-linux
;;
;; ; function 0 `load` at offset 0x4a
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32):
;; @004d                               v2 = uextend.i64 v0
;; @004d                               v3 = iconst.i64 0x3e02_1000
;; @004d                               v4 = load.i64 notrap aligned little region1 v3-376  ; v3 = 0x3e02_1000
;; @004d                               v5 = iconst.i64 20
;; @004d                               v6 = iadd v2, v5  ; v5 = 20
;; @004d                               v7 = icmp ugt v6, v4
;; @004d                               trapnz v7, heap_oob
;; @004d                               v8 = iconst.i64 0x3e02_1000
;; @004d                               v9 = load.i64 notrap aligned readonly can_move little region1 v8-384  ; v8 = 0x3e02_1000
;; @004d                               v10 = iadd v9, v2
;; @004d                               v11 = load.i32 little region0 v10+16
;; @0050                               jump block1(v11)
;;
;;                                 block1(v1: i32):
;; @0050                               return v1
;; }
;;
;; ; function 1 `store` at offset 0x52
;; function u0:0(i32, f64) system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32, v1: f64):
;; @0057                               v2 = uextend.i64 v0
;; @0057                               v3 = iconst.i64 0x3e02_1000
;; @0057                               v4 = load.i64 notrap aligned little region1 v3-376  ; v3 = 0x3e02_1000
;; @0057                               v5 = iconst.i64 16
;; @0057                               v6 = iadd v2, v5  ; v5 = 16
;; @0057                               v7 = icmp ugt v6, v4
;; @0057                               trapnz v7, heap_oob
;; @0057                               v8 = iconst.i64 0x3e02_1000
;; @0057                               v9 = load.i64 notrap aligned readonly can_move little region1 v8-384  ; v8 = 0x3e02_1000
;; @0057                               v10 = iadd v9, v2
;; @0057                               store little region0 v1, v10+8
;; @005a                               jump block1
;;
;;                                 block1:
;; @005a                               return
;; }
;;
;; ; function 2 `grow` at offset 0x5c
;; function u0:0(i32) -> i32 system_v {
;;     sig0 = (i64, i64) -> i64 system_v
;;     fn0 = colocated u2:0 sig0
;;
;;                                 block0(v0: i32):
;; @005f                               v2 = uextend.i64 v0
;; @005f                               v3 = iconst.i64 0x3e02_0e80
;; @005f                               v4 = call fn0(v3, v2)  ; v3 = 0x3e02_0e80
;; @005f                               v5 = ireduce.i32 v4
;; @0061                               jump block1(v5)
;;
;;                                 block1(v1: i32):
;; @0061                               return v1
;; }
;;
;; ; function 3 `call` at offset 0x63
;; function u0:0(i32) system_v {
;;     region0 = 1 "tables"
;;     region1 = 2 "function references"
;;     sig0 = () system_v
;;
;;                                 block0(v0: i32):
;; @0066                               v1 = uextend.i64 v0
;; @0066                               v2 = iconst.i64 3
;; @0066                               v3 = icmp uge v1, v2  ; v2 = 3
;; @0066                               trapnz v3, user4
;; @0066                               v4 = iconst.i32 4
;; @0066                               v5 = ishl v1, v4  ; v4 = 4
;; @0066                               v6 = iconst.i64 0x3e03_0000
;; @0066                               v7 = iadd v6, v5  ; v6 = 0x3e03_0000
;; @0066                               v8 = load.i32 notrap aligned readonly little region1 v7+8
;; @0066                               v9 = iconst.i32 3
;; @0066                               v10 = icmp ne v8, v9  ; v9 = 3
;; @0066                               brif v10, block2, block3
;;
;;                                 block2 cold:
;; @0066                               v11 = iconst.i32 -1
;; @0066                               v12 = icmp.i32 eq v8, v11  ; v11 = -1
;; @0066                               trapnz v12, user5
;; @0066                               trap user6
;;
;;                                 block3:
;; @0066                               v13 = load.i64 notrap aligned readonly little region1 v7
;; @0066                               call_indirect sig0, v13()
;; @0069                               jump block1
;;
;;                                 block1:
;; @0069                               return
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `load` at offset 0x4a
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %esi
;;   leaq 0x14(%rsi), %rdi
;;   movl $0x3e020000, %r8d
;;   cmpq 0xe88(%r8), %rdi
;;   jnbe #trap=heap_oob
;;   movl 0x3e0c0010(%rsi), %eax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `store` at offset 0x52
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %esi
;;   leaq 0x10(%rsi), %rdi
;;   movl $0x3e020000, %r8d
;;   cmpq 0xe88(%r8), %rdi
;;   jnbe #trap=heap_oob
;;   movsd %xmm0, 0x3e0c0008(%rsi)
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `grow` at offset 0x5c
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
;;
;; ; function 3 `call` at offset 0x63
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %esi
;;   cmpq $0x3, %rsi
;;   jnb #trap=user4
;;   shlq $0x4, %rsi
;;   movl 0x3e030008(%rsi), %edi
;;   cmpl $0x3, %edi
;;   jnz     label3; j label1
;; block1:
;;   movq 0x3e030000(%rsi), %r9
;;   call    *%r9
;;   jmp     label2
;; block2:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;; block3:
;;   cmpl $0xffffffff, %edi
;;   jz #trap=user5
;;   ud2

;; == asm aarch64-linux
;;
;; ; function 0 `load` at offset 0x4a
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x8, x21
;;   movz x9, #15874, LSL #16
;;   ldr x9, [x9, #3720]
;;   mov w10, w0
;;   add x10, x10, #20
;;   subs xzr, x10, x9
;;   b.hi #trap=heap_oob
;;   add x10, x8, x0, UXTW
;;   ldr w0, [x10, #16]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `store` at offset 0x52
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x8, x21
;;   movz x9, #15874, LSL #16
;;   ldr x9, [x9, #3720]
;;   mov w10, w0
;;   add x10, x10, #16
;;   subs xzr, x10, x9
;;   b.hi #trap=heap_oob
;;   add x10, x8, x0, UXTW
;;   str d0, [x10, #8]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `grow` at offset 0x5c
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
;;
;; ; function 3 `call` at offset 0x63
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov w9, w0
;;   subs xzr, x9, #3
;;   b.hs #trap=user4
;;   lsl x11, x9, #4
;;   movz w10, #8
;;   movk w10, w10, #15875, LSL #16
;;   ldr w13, [x11, x10]
;;   subs wzr, w13, #3
;;   b.ne label3 ; b label1
;; block1:
;;   movz x12, #15875, LSL #16
;;   ldr x14, [x11, x12]
;;   blr x14
;;   b label2
;; block2:
;;   ldp fp, lr, [sp], #16
;;   ret
;; block3:
;;   movn w0, #0
;;   subs wzr, w13, w0
;;   b.eq #trap=user5
;;   udf #0xc11f

;; == asm riscv64-linux
;;
;; ; function 0 `load` at offset 0x4a
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   lui a3,253985
;;   ld a1,-376(a3)
;;   slli a0,a0,32
;;   srli a2,a0,32
;;   addi a0,a2,20
;;   trap_if heap_oob##(a0 ugt a1)
;;   ld a0,-384(a3)
;;   add a0,a0,a2
;;   lw a0,16(a0)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `store` at offset 0x52
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   lui a3,253985
;;   ld a1,-376(a3)
;;   slli a0,a0,32
;;   srli a2,a0,32
;;   addi a0,a2,16
;;   trap_if heap_oob##(a0 ugt a1)
;;   ld a0,-384(a3)
;;   add a0,a0,a2
;;   fsd fa0,8(a0)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `grow` at offset 0x5c
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
;;
;; ; function 3 `call` at offset 0x63
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   slli a2,a0,32
;;   srli a4,a2,32
;;   li a3,3
;;   trap_if user4##(a4 uge a3)
;;   slli a4,a4,4
;;   lw a5,1040384008(a4)
;;   li a0,3
;;   sext.w a3,a5
;;   sext.w a0,a0
;;   bne a3,a0,taken(label3),not_taken(label1)
;; block1:
;;   ld a5,1040384000(a4)
;;   callind a5
;;   j label2
;; block2:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;; block3:
;;   li a0,-1
;;   sext.w a1,a5
;;   sext.w a0,a0
;;   trap_if user5##(a1 eq a0)
;;   udf##trap_code=user6
