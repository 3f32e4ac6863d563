;; Loads and stores with guard regions: one instruction where the machine can add base and index; a check
;; only for static offsets beyond the guard.
;; show: clif asm
(module
  (memory 1 3)
  (func $load (param i32) (result i32) (i32.load offset=16 (local.get 0)))
  (func $load_narrow (param i32) (result i64) (i64.load8_s (local.get 0)))
  (func $store (param i32 f64) (f64.store offset=8 (local.get 0) (local.get 1)))
  (func $constant (result i32) (i32.load (i32.const 1024)))
  (func $indexed (param i32 i32) (result i32)
    (i32.load offset=4 (i32.add (local.get 0) (i32.shl (local.get 1) (i32.const 2)))))
  (func $twice (param i32) (result i64) (i64.add (i64.load (local.get 0)) (i64.load offset=8 (local.get 0))))
  (func $far (param i32) (result i32) (i32.load offset=0x40000000 (local.get 0)))
  (func $_start (export "_start")
    (drop (ref.func $load)) (drop (ref.func $load_narrow)) (drop (ref.func $store)) (drop (ref.func $constant))
    (drop (ref.func $indexed)) (drop (ref.func $twice)) (drop (ref.func $far)))
  (elem declare func $load $load_narrow $store $constant $indexed $twice $far))

;; == clif x86_64-linux
;;
;; ; function 0 `load` at offset 0x55
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;; @0058                               v2 = uextend.i64 v0
;; @0058                               v3 = iconst.i64 0x3e0c_0000
;; @0058                               v4 = iadd v3, v2  ; v3 = 0x3e0c_0000
;; @0058                               v5 = load.i32 little region0 v4+16
;; @005b                               jump block1(v5)
;;
;;                                 block1(v1: i32):
;; @005b                               return v1
;; }
;;
;; ; function 1 `load_narrow` at offset 0x5d
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;; @0060                               v2 = uextend.i64 v0
;; @0060                               v3 = iconst.i64 0x3e0c_0000
;; @0060                               v4 = iadd v3, v2  ; v3 = 0x3e0c_0000
;; @0060                               v5 = sload8.i64 little region0 v4
;; @0063                               jump block1(v5)
;;
;;                                 block1(v1: i64):
;; @0063                               return v1
;; }
;;
;; ; function 2 `store` at offset 0x65
;; function u0:0(i32, f64) system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: f64):
;; @006a                               v2 = uextend.i64 v0
;; @006a                               v3 = iconst.i64 0x3e0c_0000
;; @006a                               v4 = iadd v3, v2  ; v3 = 0x3e0c_0000
;; @006a                               store little region0 v1, v4+8
;; @006d                               jump block1
;;
;;                                 block1:
;; @006d                               return
;; }
;;
;; ; function 3 `constant` at offset 0x6f
;; function u0:0() -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0:
;; @0070                               v1 = iconst.i32 1024
;; @0073                               v2 = uextend.i64 v1  ; v1 = 1024
;; @0073                               v3 = iconst.i64 0x3e0c_0000
;; @0073                               v4 = iadd v3, v2  ; v3 = 0x3e0c_0000
;; @0073                               v5 = load.i32 little region0 v4
;; @0076                               jump block1(v5)
;;
;;                                 block1(v0: i32):
;; @0076                               return v0
;; }
;;
;; ; function 4 `indexed` at offset 0x78
;; function u0:0(i32, i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: i32):
;; @007d                               v3 = iconst.i32 2
;; @007f                               v4 = ishl v1, v3  ; v3 = 2
;; @0080                               v5 = iadd v0, v4
;; @0081                               v6 = uextend.i64 v5
;; @0081                               v7 = iconst.i64 0x3e0c_0000
;; @0081                               v8 = iadd v7, v6  ; v7 = 0x3e0c_0000
;; @0081                               v9 = load.i32 little region0 v8+4
;; @0084                               jump block1(v9)
;;
;;                                 block1(v2: i32):
;; @0084                               return v2
;; }
;;
;; ; function 5 `twice` at offset 0x86
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;; @0089                               v2 = uextend.i64 v0
;; @0089                               v3 = iconst.i64 0x3e0c_0000
;; @0089                               v4 = iadd v3, v2  ; v3 = 0x3e0c_0000
;; @0089                               v5 = load.i64 little region0 v4
;; @008e                               v6 = uextend.i64 v0
;; @008e                               v7 = iconst.i64 0x3e0c_0000
;; @008e                               v8 = iadd v7, v6  ; v7 = 0x3e0c_0000
;; @008e                               v9 = load.i64 little region0 v8+8
;; @0091                               v10 = iadd v5, v9
;; @0092                               jump block1(v10)
;;
;;                                 block1(v1: i64):
;; @0092                               return v1
;; }
;;
;; ; function 6 `far` at offset 0x94
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;; @0097                               v2 = uextend.i64 v0
;; @0097                               v3 = iconst.i8 1
;; @0097                               trapnz v3, heap_oob  ; v3 = 1
;; @0097                               v4 = iconst.i64 0
;; @0097                               v5 = load.i32 little region0 v4  ; v4 = 0
;; @009e                               jump block1(v5)
;;
;;                                 block1(v1: i32):
;; @009e                               return v1
;; }

;; == clif aarch64-linux
;;
;; ; function 0 `load` at offset 0x55
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;;                                     v3 = get_pinned_reg.i64
;; @0058                               v2 = uextend.i64 v0
;; @0058                               v4 = iadd v3, v2
;; @0058                               v5 = load.i32 little region0 v4+16
;; @005b                               jump block1(v5)
;;
;;                                 block1(v1: i32):
;; @005b                               return v1
;; }
;;
;; ; function 1 `load_narrow` at offset 0x5d
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;;                                     v3 = get_pinned_reg.i64
;; @0060                               v2 = uextend.i64 v0
;; @0060                               v4 = iadd v3, v2
;; @0060                               v5 = sload8.i64 little region0 v4
;; @0063                               jump block1(v5)
;;
;;                                 block1(v1: i64):
;; @0063                               return v1
;; }
;;
;; ; function 2 `store` at offset 0x65
;; function u0:0(i32, f64) system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: f64):
;;                                     v3 = get_pinned_reg.i64
;; @006a                               v2 = uextend.i64 v0
;; @006a                               v4 = iadd v3, v2
;; @006a                               store little region0 v1, v4+8
;; @006d                               jump block1
;;
;;                                 block1:
;; @006d                               return
;; }
;;
;; ; function 3 `constant` at offset 0x6f
;; function u0:0() -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0:
;;                                     v3 = get_pinned_reg.i64
;; @0070                               v1 = iconst.i32 1024
;; @0073                               v2 = uextend.i64 v1  ; v1 = 1024
;; @0073                               v4 = iadd v3, v2
;; @0073                               v5 = load.i32 little region0 v4
;; @0076                               jump block1(v5)
;;
;;                                 block1(v0: i32):
;; @0076                               return v0
;; }
;;
;; ; function 4 `indexed` at offset 0x78
;; function u0:0(i32, i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: i32):
;;                                     v7 = get_pinned_reg.i64
;; @007d                               v3 = iconst.i32 2
;; @007f                               v4 = ishl v1, v3  ; v3 = 2
;; @0080                               v5 = iadd v0, v4
;; @0081                               v6 = uextend.i64 v5
;; @0081                               v8 = iadd v7, v6
;; @0081                               v9 = load.i32 little region0 v8+4
;; @0084                               jump block1(v9)
;;
;;                                 block1(v2: i32):
;; @0084                               return v2
;; }
;;
;; ; function 5 `twice` at offset 0x86
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;;                                     v3 = get_pinned_reg.i64
;; @0089                               v2 = uextend.i64 v0
;; @0089                               v4 = iadd v3, v2
;; @0089                               v5 = load.i64 little region0 v4
;; @008e                               v6 = uextend.i64 v0
;; @008e                               v7 = iadd v3, v6
;; @008e                               v8 = load.i64 little region0 v7+8
;; @0091                               v9 = iadd v5, v8
;; @0092                               jump block1(v9)
;;
;;                                 block1(v1: i64):
;; @0092                               return v1
;; }
;;
;; ; function 6 `far` at offset 0x94
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;; @0097                               v2 = uextend.i64 v0
;; @0097                               v3 = iconst.i8 1
;; @0097                               trapnz v3, heap_oob  ; v3 = 1
;; @0097                               v4 = iconst.i64 0
;; @0097                               v5 = load.i32 little region0 v4  ; v4 = 0
;; @009e                               jump block1(v5)
;;
;;                                 block1(v1: i32):
;; @009e                               return v1
;; }

;; == clif riscv64-linux
;;
;; ; function 0 `load` at offset 0x55
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32):
;; @0058                               v2 = uextend.i64 v0
;; @0058                               v3 = iconst.i64 0x3e02_1000
;; @0058                               v4 = load.i64 notrap aligned readonly can_move little region1 v3-384  ; v3 = 0x3e02_1000
;; @0058                               v5 = iadd v4, v2
;; @0058                               v6 = load.i32 little region0 v5+16
;; @005b                               jump block1(v6)
;;
;;                                 block1(v1: i32):
;; @005b                               return v1
;; }
;;
;; ; function 1 `load_narrow` at offset 0x5d
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32):
;; @0060                               v2 = uextend.i64 v0
;; @0060                               v3 = iconst.i64 0x3e02_1000
;; @0060                               v4 = load.i64 notrap aligned readonly can_move little region1 v3-384  ; v3 = 0x3e02_1000
;; @0060                               v5 = iadd v4, v2
;; @0060                               v6 = sload8.i64 little region0 v5
;; @0063                               jump block1(v6)
;;
;;                                 block1(v1: i64):
;; @0063                               return v1
;; }
;;
;; ; function 2 `store` at offset 0x65
;; function u0:0(i32, f64) system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32, v1: f64):
;; @006a                               v2 = uextend.i64 v0
;; @006a                               v3 = iconst.i64 0x3e02_1000
;; @006a                               v4 = load.i64 notrap aligned readonly can_move little region1 v3-384  ; v3 = 0x3e02_1000
;; @006a                               v5 = iadd v4, v2
;; @006a                               store little region0 v1, v5+8
;; @006d                               jump block1
;;
;;                                 block1:
;; @006d                               return
;; }
;;
;; ; function 3 `constant` at offset 0x6f
;; function u0:0() -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0:
;; @0070                               v1 = iconst.i32 1024
;; @0073                               v2 = uextend.i64 v1  ; v1 = 1024
;; @0073                               v3 = iconst.i64 0x3e02_1000
;; @0073                               v4 = load.i64 notrap aligned readonly can_move little region1 v3-384  ; v3 = 0x3e02_1000
;; @0073                               v5 = iadd v4, v2
;; @0073                               v6 = load.i32 little region0 v5
;; @0076                               jump block1(v6)
;;
;;                                 block1(v0: i32):
;; @0076                               return v0
;; }
;;
;; ; function 4 `indexed` at offset 0x78
;; function u0:0(i32, i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32, v1: i32):
;; @007d                               v3 = iconst.i32 2
;; @007f                               v4 = ishl v1, v3  ; v3 = 2
;; @0080                               v5 = iadd v0, v4
;; @0081                               v6 = uextend.i64 v5
;; @0081                               v7 = iconst.i64 0x3e02_1000
;; @0081                               v8 = load.i64 notrap aligned readonly can_move little region1 v7-384  ; v7 = 0x3e02_1000
;; @0081                               v9 = iadd v8, v6
;; @0081                               v10 = load.i32 little region0 v9+4
;; @0084                               jump block1(v10)
;;
;;                                 block1(v2: i32):
;; @0084                               return v2
;; }
;;
;; ; function 5 `twice` at offset 0x86
;; function u0:0(i32) -> i64 system_v {
;;     region0 = 16 "memory 0"
;;     region1 = 0 "descriptors"
;;
;;                                 block0(v0: i32):
;; @0089                               v2 = uextend.i64 v0
;; @0089                               v3 = iconst.i64 0x3e02_1000
;; @0089                               v4 = load.i64 notrap aligned readonly can_move little region1 v3-384  ; v3 = 0x3e02_1000
;; @0089                               v5 = iadd v4, v2
;; @0089                               v6 = load.i64 little region0 v5
;; @008e                               v7 = uextend.i64 v0
;; @008e                               v8 = iconst.i64 0x3e02_1000
;; @008e                               v9 = load.i64 notrap aligned readonly can_move little region1 v8-384  ; v8 = 0x3e02_1000
;; @008e                               v10 = iadd v9, v7
;; @008e                               v11 = load.i64 little region0 v10+8
;; @0091                               v12 = iadd v6, v11
;; @0092                               jump block1(v12)
;;
;;                                 block1(v1: i64):
;; @0092                               return v1
;; }
;;
;; ; function 6 `far` at offset 0x94
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;; @0097                               v2 = uextend.i64 v0
;; @0097                               v3 = iconst.i8 1
;; @0097                               trapnz v3, heap_oob  ; v3 = 1
;; @0097                               v4 = iconst.i64 0
;; @0097                               v5 = load.i32 little region0 v4  ; v4 = 0
;; @009e                               jump block1(v5)
;;
;;                                 block1(v1: i32):
;; @009e                               return v1
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `load` at offset 0x55
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %esi
;;   movl 0x3e0c0010(%rsi), %eax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `load_narrow` at offset 0x5d
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %esi
;;   movsbq 0x3e0c0000(%rsi), %rax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `store` at offset 0x65
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %esi
;;   movsd %xmm0, 0x3e0c0008(%rsi)
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 3 `constant` at offset 0x6f
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl $0x3e0c0400, %ecx
;;   movl (%rcx), %eax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 4 `indexed` at offset 0x78
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   leal (%rdi, %rsi, 4), %esi
;;   movl 0x3e0c0004(%rsi), %eax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 5 `twice` at offset 0x86
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %edi
;;   movq 0x3e0c0000(%rdi), %rsi
;;   movq 0x3e0c0008(%rdi), %rdi
;;   jmp     label1
;; block1:
;;   leaq (%rsi, %rdi), %rax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 6 `far` at offset 0x94
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl $0x1, %esi
;;   testb %sil, %sil
;;   jnz #trap=heap_oob
;;   uninit  %rsi
;;   xorq %rsi, %rsi
;;   movl (%rsi), %eax
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `load` at offset 0x55
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x4, x21
;;   add x4, x4, x0, UXTW
;;   ldr w0, [x4, #16]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `load_narrow` at offset 0x5d
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x3, x21
;;   ldrsb x0, [x3, w0, UXTW]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `store` at offset 0x65
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x4, x21
;;   add x4, x4, x0, UXTW
;;   str d0, [x4, #8]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 3 `constant` at offset 0x6f
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x1, x21
;;   ldr w0, [x1, #1024]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 4 `indexed` at offset 0x78
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x6, x21
;;   add w7, w0, w1, LSL 2
;;   add x6, x6, x7, UXTW
;;   ldr w0, [x6, #4]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 5 `twice` at offset 0x86
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x6, x21
;;   add x7, x6, x0, UXTW
;;   ldr x6, [x6, w0, UXTW]
;;   ldr x7, [x7, #8]
;;   b label1
;; block1:
;;   add x0, x6, x7
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 6 `far` at offset 0x94
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   movz w2, #1
;;   ands wzr, w2, #255
;;   b.ne #trap=heap_oob
;;   movz x4, #0
;;   ldr w0, [x4]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `load` at offset 0x55
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   mv a1,a0
;;   lui a0,253985
;;   ld a0,-384(a0)
;;   slli a1,a1,32
;;   srli a1,a1,32
;;   add a0,a0,a1
;;   lw a0,16(a0)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `load_narrow` at offset 0x5d
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   mv a1,a0
;;   lui a0,253985
;;   ld a0,-384(a0)
;;   slli a1,a1,32
;;   srli a1,a1,32
;;   add a0,a0,a1
;;   lb a0,0(a0)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 2 `store` at offset 0x65
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   mv a1,a0
;;   lui a0,253985
;;   ld a0,-384(a0)
;;   slli a1,a1,32
;;   srli a1,a1,32
;;   add a0,a0,a1
;;   fsd fa0,8(a0)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 3 `constant` at offset 0x6f
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   lui a0,253985
;;   ld a0,-384(a0)
;;   lw a0,1024(a0)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 4 `indexed` at offset 0x78
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   lui a2,253985
;;   ld a2,-384(a2)
;;   slliw a1,a1,2
;;   addw a0,a0,a1
;;   slli a0,a0,32
;;   srli a1,a0,32
;;   add a0,a2,a1
;;   lw a0,4(a0)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 5 `twice` at offset 0x86
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   mv a2,a0
;;   lui a0,253985
;;   ld a0,-384(a0)
;;   slli a1,a2,32
;;   srli a1,a1,32
;;   add a1,a0,a1
;;   ld a0,0(a1)
;;   ld a1,8(a1)
;;   j label1
;; block1:
;;   add a0,a0,a1
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 6 `far` at offset 0x94
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   li a0,1
;;   andi a0,a0,255
;;   trap_if heap_oob##(a0 ne zero)
;;   li a0,0
;;   lw a0,0(a0)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
