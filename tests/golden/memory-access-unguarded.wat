;; Loads and stores without guard regions: every access is checked.
;; show: clif asm
;; build: --memory-guard=none
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

;; == clif x86_64-linux, aarch64-linux, riscv64-linux
;;
;; ; function 0 `load` at offset 0x55
;; function u0:0(i32) -> i32 system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32):
;; @0058                               v2 = uextend.i64 v0
;; @0058                               v3 = iconst.i64 20
;; @0058                               v4 = iadd v2, v3  ; v3 = 20
;; @0058                               v5 = iconst.i64 0x0001_0000
;; @0058                               v6 = icmp ugt v4, v5  ; v5 = 0x0001_0000
;; @0058                               trapnz v6, heap_oob
;; @0058                               v7 = iconst.i64 0x4000_0010
;; @0058                               v8 = iadd v7, v2  ; v7 = 0x4000_0010
;; @0058                               v9 = iconst.i64 0
;; @0058                               v10 = select_spectre_guard v6, v9, v8  ; v9 = 0
;; @0058                               v11 = load.i32 little region0 v10
;; @005b                               jump block1(v11)
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
;; @0060                               v3 = iconst.i64 1
;; @0060                               v4 = iadd v2, v3  ; v3 = 1
;; @0060                               v5 = iconst.i64 0x0001_0000
;; @0060                               v6 = icmp ugt v4, v5  ; v5 = 0x0001_0000
;; @0060                               trapnz v6, heap_oob
;; @0060                               v7 = iconst.i64 0x4000_0000
;; @0060                               v8 = iadd v7, v2  ; v7 = 0x4000_0000
;; @0060                               v9 = iconst.i64 0
;; @0060                               v10 = select_spectre_guard v6, v9, v8  ; v9 = 0
;; @0060                               v11 = sload8.i64 little region0 v10
;; @0063                               jump block1(v11)
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
;; @006a                               v3 = iconst.i64 16
;; @006a                               v4 = iadd v2, v3  ; v3 = 16
;; @006a                               v5 = iconst.i64 0x0001_0000
;; @006a                               v6 = icmp ugt v4, v5  ; v5 = 0x0001_0000
;; @006a                               trapnz v6, heap_oob
;; @006a                               v7 = iconst.i64 0x4000_0008
;; @006a                               v8 = iadd v7, v2  ; v7 = 0x4000_0008
;; @006a                               v9 = iconst.i64 0
;; @006a                               v10 = select_spectre_guard v6, v9, v8  ; v9 = 0
;; @006a                               store little region0 v1, v10
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
;; @0073                               v3 = iconst.i64 4
;; @0073                               v4 = iadd v2, v3  ; v3 = 4
;; @0073                               v5 = iconst.i64 0x0001_0000
;; @0073                               v6 = icmp ugt v4, v5  ; v5 = 0x0001_0000
;; @0073                               trapnz v6, heap_oob
;; @0073                               v7 = iconst.i64 0x4000_0000
;; @0073                               v8 = iadd v7, v2  ; v7 = 0x4000_0000
;; @0073                               v9 = iconst.i64 0
;; @0073                               v10 = select_spectre_guard v6, v9, v8  ; v9 = 0
;; @0073                               v11 = load.i32 little region0 v10
;; @0076                               jump block1(v11)
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
;; @0081                               v7 = iconst.i64 8
;; @0081                               v8 = iadd v6, v7  ; v7 = 8
;; @0081                               v9 = iconst.i64 0x0001_0000
;; @0081                               v10 = icmp ugt v8, v9  ; v9 = 0x0001_0000
;; @0081                               trapnz v10, heap_oob
;; @0081                               v11 = iconst.i64 0x4000_0004
;; @0081                               v12 = iadd v11, v6  ; v11 = 0x4000_0004
;; @0081                               v13 = iconst.i64 0
;; @0081                               v14 = select_spectre_guard v10, v13, v12  ; v13 = 0
;; @0081                               v15 = load.i32 little region0 v14
;; @0084                               jump block1(v15)
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
;; @0089                               v3 = iconst.i64 8
;; @0089                               v4 = iadd v2, v3  ; v3 = 8
;; @0089                               v5 = iconst.i64 0x0001_0000
;; @0089                               v6 = icmp ugt v4, v5  ; v5 = 0x0001_0000
;; @0089                               trapnz v6, heap_oob
;; @0089                               v7 = iconst.i64 0x4000_0000
;; @0089                               v8 = iadd v7, v2  ; v7 = 0x4000_0000
;; @0089                               v9 = iconst.i64 0
;; @0089                               v10 = select_spectre_guard v6, v9, v8  ; v9 = 0
;; @0089                               v11 = load.i64 little region0 v10
;; @008e                               v12 = uextend.i64 v0
;; @008e                               v13 = iconst.i64 16
;; @008e                               v14 = iadd v12, v13  ; v13 = 16
;; @008e                               v15 = iconst.i64 0x0001_0000
;; @008e                               v16 = icmp ugt v14, v15  ; v15 = 0x0001_0000
;; @008e                               trapnz v16, heap_oob
;; @008e                               v17 = iconst.i64 0x4000_0008
;; @008e                               v18 = iadd v17, v12  ; v17 = 0x4000_0008
;; @008e                               v19 = iconst.i64 0
;; @008e                               v20 = select_spectre_guard v16, v19, v18  ; v19 = 0
;; @008e                               v21 = load.i64 little region0 v20
;; @0091                               v22 = iadd v11, v21
;; @0092                               jump block1(v22)
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
;; @0097                               v3 = iconst.i64 0x4000_0004
;; @0097                               v4 = iadd v2, v3  ; v3 = 0x4000_0004
;; @0097                               v5 = iconst.i64 0x0001_0000
;; @0097                               v6 = icmp ugt v4, v5  ; v5 = 0x0001_0000
;; @0097                               trapnz v6, heap_oob
;; @0097                               v7 = iconst.i64 0x8000_0000
;; @0097                               v8 = iadd v7, v2  ; v7 = 0x8000_0000
;; @0097                               v9 = iconst.i64 0
;; @0097                               v10 = select_spectre_guard v6, v9, v8  ; v9 = 0
;; @0097                               v11 = load.i32 little region0 v10
;; @009e                               jump block1(v11)
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
;;   movl %edi, %r8d
;;   leaq 0x14(%r8), %r9
;;   cmpq $0x10000, %r9
;;   jnbe #trap=heap_oob
;;   uninit  %r10
;;   xorq %r10, %r10
;;   leaq 0x40000010(%r8), %r11
;;   cmpq $0x10000, %r9
;;   cmovaq %r10, %r11
;;   movl (%r11), %eax
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
;;   movl %edi, %r8d
;;   leaq 1(%r8), %r9
;;   cmpq $0x10000, %r9
;;   jnbe #trap=heap_oob
;;   uninit  %r10
;;   xorq %r10, %r10
;;   leaq 0x40000000(%r8), %r11
;;   cmpq $0x10000, %r9
;;   cmovaq %r10, %r11
;;   movsbq (%r11), %rax
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
;;   movl %edi, %r8d
;;   leaq 0x10(%r8), %r9
;;   cmpq $0x10000, %r9
;;   jnbe #trap=heap_oob
;;   uninit  %r10
;;   xorq %r10, %r10
;;   leaq 0x40000008(%r8), %r11
;;   cmpq $0x10000, %r9
;;   cmovaq %r10, %r11
;;   movsd %xmm0, (%r11)
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
;;   movl $0x40000400, %ecx
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
;;   leal (%rdi, %rsi, 4), %r9d
;;   leaq 8(%r9), %r10
;;   cmpq $0x10000, %r10
;;   jnbe #trap=heap_oob
;;   uninit  %r11
;;   xorq %r11, %r11
;;   leaq 0x40000004(%r9), %rax
;;   cmpq $0x10000, %r10
;;   cmovaq %r11, %rax
;;   movl (%rax), %eax
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
;;   movl %edi, %eax
;;   leaq 8(%rax), %rdx
;;   cmpq $0x10000, %rdx
;;   jnbe #trap=heap_oob
;;   uninit  %rcx
;;   xorq %rcx, %rcx
;;   leaq 0x40000000(%rax), %rsi
;;   cmpq $0x10000, %rdx
;;   cmovaq %rcx, %rsi
;;   movq (%rsi), %rdx
;;   leaq 0x10(%rax), %rsi
;;   cmpq $0x10000, %rsi
;;   jnbe #trap=heap_oob
;;   leaq 0x40000008(%rax), %rax
;;   cmpq $0x10000, %rsi
;;   cmovaq %rcx, %rax
;;   movq (%rax), %rax
;;   jmp     label1
;; block1:
;;   leaq (%rdx, %rax), %rax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 6 `far` at offset 0x94
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %r9d
;;   leaq 0x40000004(%r9), %r10
;;   cmpq $0x10000, %r10
;;   jnbe #trap=heap_oob
;;   uninit  %r11
;;   xorq %r11, %r11
;;   movl $0x80000000, %eax
;;   leaq (%r9, %rax), %rax
;;   cmpq $0x10000, %r10
;;   cmovaq %r11, %rax
;;   movl (%rax), %eax
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
;;   mov w9, w0
;;   add x9, x9, #20
;;   subs xzr, x9, #65536
;;   b.hi #trap=heap_oob
;;   movz x11, #0
;;   movz w12, #16
;;   movk w12, w12, #16384, LSL #16
;;   add x12, x12, x0, UXTW
;;   subs xzr, x9, #65536
;;   csel x12, x11, x12, hi
;;   ldr w0, [x12]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `load_narrow` at offset 0x5d
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov w8, w0
;;   add x8, x8, #1
;;   subs xzr, x8, #65536
;;   b.hi #trap=heap_oob
;;   movz x10, #0
;;   movz x11, #16384, LSL #16
;;   add x11, x11, x0, UXTW
;;   subs xzr, x8, #65536
;;   csel x11, x10, x11, hi
;;   ldrsb x0, [x11]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `store` at offset 0x65
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov w9, w0
;;   add x9, x9, #16
;;   subs xzr, x9, #65536
;;   b.hi #trap=heap_oob
;;   movz x11, #0
;;   movz w12, #8
;;   movk w12, w12, #16384, LSL #16
;;   add x12, x12, x0, UXTW
;;   subs xzr, x9, #65536
;;   csel x12, x11, x12, hi
;;   str d0, [x12]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 3 `constant` at offset 0x6f
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   movz w2, #1024
;;   movk w2, w2, #16384, LSL #16
;;   ldr w0, [x2]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 4 `indexed` at offset 0x78
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   add w11, w0, w1, LSL 2
;;   mov w12, w11
;;   add x12, x12, #8
;;   subs xzr, x12, #65536
;;   b.hi #trap=heap_oob
;;   movz x13, #0
;;   movz w14, #4
;;   movk w14, w14, #16384, LSL #16
;;   add x14, x14, x11, UXTW
;;   subs xzr, x12, #65536
;;   csel x14, x13, x14, hi
;;   ldr w0, [x14]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 5 `twice` at offset 0x86
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov w15, w0
;;   add x2, x15, #8
;;   subs xzr, x2, #65536
;;   b.hi #trap=heap_oob
;;   movz x1, #0
;;   movz x3, #16384, LSL #16
;;   add x3, x3, x0, UXTW
;;   subs xzr, x2, #65536
;;   csel x2, x1, x3, hi
;;   ldr x2, [x2]
;;   add x3, x15, #16
;;   subs xzr, x3, #65536
;;   b.hi #trap=heap_oob
;;   movz w4, #8
;;   movk w4, w4, #16384, LSL #16
;;   add x0, x4, x0, UXTW
;;   subs xzr, x3, #65536
;;   csel x0, x1, x0, hi
;;   ldr x0, [x0]
;;   b label1
;; block1:
;;   add x0, x2, x0
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 6 `far` at offset 0x94
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   movz w9, #4
;;   movk w9, w9, #16384, LSL #16
;;   add x9, x9, x0, UXTW
;;   subs xzr, x9, #65536
;;   b.hi #trap=heap_oob
;;   movz x11, #0
;;   movz x12, #32768, LSL #16
;;   add x12, x12, x0, UXTW
;;   subs xzr, x9, #65536
;;   csel x12, x11, x12, hi
;;   ldr w0, [x12]
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
;;   slli a2,a0,32
;;   srli a4,a2,32
;;   addi a5,a4,20
;;   lui a0,16
;;   sltu a3,a0,a5
;;   trap_if heap_oob##(a5 ugt a0)
;;   lui a5,262144
;;   addi a5,a5,16
;;   add a4,a4,a5
;;   sub a2,zero,a3
;;   not a5,a2
;;   and a0,a4,a5
;;   lw a0,0(a0)
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
;;   slli a1,a0,32
;;   srli a3,a1,32
;;   addi a4,a3,1
;;   lui a5,16
;;   sltu a2,a5,a4
;;   trap_if heap_oob##(a4 ugt a5)
;;   lui a4,262144
;;   add a3,a3,a4
;;   sub a1,zero,a2
;;   not a4,a1
;;   and a5,a3,a4
;;   lb a0,0(a5)
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
;;   slli a2,a0,32
;;   srli a4,a2,32
;;   addi a5,a4,16
;;   lui a0,16
;;   sltu a3,a0,a5
;;   trap_if heap_oob##(a5 ugt a0)
;;   lui a5,262144
;;   addi a5,a5,8
;;   add a4,a4,a5
;;   sub a2,zero,a3
;;   not a5,a2
;;   and a0,a4,a5
;;   fsd fa0,0(a0)
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
;;   lui a0,262144
;;   addi a0,a0,1024
;;   lw a0,0(a0)
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
;;   slliw a1,a1,2
;;   addw a0,a0,a1
;;   slli a5,a0,32
;;   srli a0,a5,32
;;   addi a2,a0,8
;;   lui a3,16
;;   sltu a1,a3,a2
;;   trap_if heap_oob##(a2 ugt a3)
;;   lui a2,262144
;;   addi a2,a2,4
;;   add a0,a0,a2
;;   sub a5,zero,a1
;;   not a1,a5
;;   and a0,a0,a1
;;   lw a0,0(a0)
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
;;   slli a0,a0,32
;;   srli a0,a0,32
;;   addi a3,a0,8
;;   lui a2,16
;;   sltu a1,a2,a3
;;   trap_if heap_oob##(a3 ugt a2)
;;   lui a3,262144
;;   add a3,a0,a3
;;   sub a1,zero,a1
;;   not a1,a1
;;   and a1,a3,a1
;;   ld a1,0(a1)
;;   addi a4,a0,16
;;   sltu a3,a2,a4
;;   trap_if heap_oob##(a4 ugt a2)
;;   lui a2,262144
;;   addi a2,a2,8
;;   add a0,a0,a2
;;   sub a2,zero,a3
;;   not a2,a2
;;   and a0,a0,a2
;;   ld a0,0(a0)
;;   j label1
;; block1:
;;   add a0,a1,a0
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
;;   slli a4,a0,32
;;   srli a0,a4,32
;;   lui a4,262144
;;   addi a1,a4,4
;;   add a1,a0,a1
;;   lui a2,16
;;   sltu a5,a2,a1
;;   trap_if heap_oob##(a1 ugt a2)
;;   lui a1,1
;;   slli a1,a1,19
;;   add a0,a0,a1
;;   sub a4,zero,a5
;;   not a1,a4
;;   and a0,a0,a1
;;   lw a0,0(a0)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
