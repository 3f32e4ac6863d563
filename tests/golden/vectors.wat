;; Vectors: an instruction of wasm is one of the machine wherever it has it. riscv64 without the vector extension keeps
;; a vector in two integer registers.
;; show: clif asm
(module
  (memory 1)
  (func $bits (param v128 v128 v128) (result v128)
    (v128.xor (v128.and (local.get 0) (local.get 1)) (local.get 2)))
  (func $sum (param v128 v128) (result v128) (i32x4.add (local.get 0) (local.get 1)))
  (func $scale (param i32 f32)
    (v128.store (local.get 0) (f32x4.mul (v128.load (local.get 0)) (f32x4.splat (local.get 1)))))
  (func $zeros (result v128) (v128.const i64x2 0 0))
  (func $minimum (param v128 v128) (result v128) (f32x4.pmin (local.get 0) (local.get 1)))
  (func $lane (param v128) (result i32) (i16x8.extract_lane_s 5 (local.get 0)))
  (func $_start (export "_start")
    (drop (ref.func $bits)) (drop (ref.func $sum)) (drop (ref.func $scale)) (drop (ref.func $zeros))
    (drop (ref.func $minimum)) (drop (ref.func $lane)))
  (elem declare func $bits $sum $scale $zeros $minimum $lane))

;; == clif x86_64-linux
;;
;; ; function 0 `bits` at offset 0x54
;; function u0:0(i8x16, i8x16, i8x16) -> i8x16 system_v {
;;                                 block0(v0: i8x16, v1: i8x16, v2: i8x16):
;; @0059                               v4 = band v0, v1
;; @005d                               v5 = bxor v4, v2
;; @005f                               jump block1(v5)
;;
;;                                 block1(v3: i8x16):
;; @005f                               return v3
;; }
;;
;; ; function 1 `sum` at offset 0x61
;; function u0:0(i8x16, i8x16) -> i8x16 system_v {
;;                                 block0(v0: i8x16, v1: i8x16):
;; @0066                               v3 = bitcast.i32x4 little v0
;; @0066                               v4 = bitcast.i32x4 little v1
;; @0066                               v5 = iadd v3, v4
;; @0066                               v6 = bitcast.i8x16 little v5
;; @0069                               jump block1(v6)
;;
;;                                 block1(v2: i8x16):
;; @0069                               return v2
;; }
;;
;; ; function 2 `scale` at offset 0x6b
;; function u0:0(i32, f32) system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: f32):
;; @0070                               v2 = uextend.i64 v0
;; @0070                               v3 = iconst.i64 0x4000_0000
;; @0070                               v4 = iadd v3, v2  ; v3 = 0x4000_0000
;; @0070                               v5 = load.i8x16 little region0 v4
;; @0076                               v6 = splat.f32x4 v1
;; @0076                               v7 = bitcast.i8x16 little v6
;; @0078                               v8 = bitcast.f32x4 little v5
;; @0078                               v9 = fmul v8, v6
;; @0078                               v10 = bitcast.i8x16 little v9
;; @007b                               v11 = uextend.i64 v0
;; @007b                               v12 = iconst.i64 0x4000_0000
;; @007b                               v13 = iadd v12, v11  ; v12 = 0x4000_0000
;; @007b                               store little region0 v10, v13
;; @007f                               jump block1
;;
;;                                 block1:
;; @007f                               return
;; }
;;
;; ; function 3 `zeros` at offset 0x81
;; function u0:0() -> i8x16 system_v {
;;     const0 = 0x00000000000000000000000000000000
;;
;;                                 block0:
;; @0082                               v1 = vconst.i8x16 const0
;; @0094                               jump block1(v1)  ; v1 = const0
;;
;;                                 block1(v0: i8x16):
;; @0094                               return v0
;; }
;;
;; ; function 4 `minimum` at offset 0x96
;; function u0:0(i8x16, i8x16) -> i8x16 system_v {
;;                                 block0(v0: i8x16, v1: i8x16):
;; @009b                               v3 = bitcast.f32x4 little v0
;; @009b                               v4 = bitcast.f32x4 little v1
;; @009b                               v5 = fcmp lt v4, v3
;; @009b                               v6 = bitcast.f32x4 little v5
;; @009b                               v7 = bitselect v6, v4, v3
;; @009b                               v8 = bitcast.i8x16 little v7
;; @009e                               jump block1(v8)
;;
;;                                 block1(v2: i8x16):
;; @009e                               return v2
;; }
;;
;; ; function 5 `lane` at offset 0xa0
;; function u0:0(i8x16) -> i32 system_v {
;;                                 block0(v0: i8x16):
;; @00a3                               v2 = bitcast.i16x8 little v0
;; @00a3                               v3 = extractlane v2, 5
;; @00a3                               v4 = sextend.i32 v3
;; @00a6                               jump block1(v4)
;;
;;                                 block1(v1: i32):
;; @00a6                               return v1
;; }

;; == clif aarch64-linux
;;
;; ; function 0 `bits` at offset 0x54
;; function u0:0(i8x16, i8x16, i8x16) -> i8x16 system_v {
;;                                 block0(v0: i8x16, v1: i8x16, v2: i8x16):
;; @0059                               v4 = band v0, v1
;; @005d                               v5 = bxor v4, v2
;; @005f                               jump block1(v5)
;;
;;                                 block1(v3: i8x16):
;; @005f                               return v3
;; }
;;
;; ; function 1 `sum` at offset 0x61
;; function u0:0(i8x16, i8x16) -> i8x16 system_v {
;;                                 block0(v0: i8x16, v1: i8x16):
;; @0066                               v3 = bitcast.i32x4 little v0
;; @0066                               v4 = bitcast.i32x4 little v1
;; @0066                               v5 = iadd v3, v4
;; @0066                               v6 = bitcast.i8x16 little v5
;; @0069                               jump block1(v6)
;;
;;                                 block1(v2: i8x16):
;; @0069                               return v2
;; }
;;
;; ; function 2 `scale` at offset 0x6b
;; function u0:0(i32, f32) system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: f32):
;; @0070                               v2 = uextend.i64 v0
;; @0070                               v3 = get_pinned_reg.i64
;; @0070                               v4 = iadd v3, v2
;; @0070                               v5 = load.i8x16 little region0 v4
;; @0076                               v6 = splat.f32x4 v1
;; @0076                               v7 = bitcast.i8x16 little v6
;; @0078                               v8 = bitcast.f32x4 little v5
;; @0078                               v9 = fmul v8, v6
;; @0078                               v10 = bitcast.i8x16 little v9
;; @007b                               v11 = uextend.i64 v0
;; @007b                               v12 = get_pinned_reg.i64
;; @007b                               v13 = iadd v12, v11
;; @007b                               store little region0 v10, v13
;; @007f                               jump block1
;;
;;                                 block1:
;; @007f                               return
;; }
;;
;; ; function 3 `zeros` at offset 0x81
;; function u0:0() -> i8x16 system_v {
;;     const0 = 0x00000000000000000000000000000000
;;
;;                                 block0:
;; @0082                               v1 = vconst.i8x16 const0
;; @0094                               jump block1(v1)  ; v1 = const0
;;
;;                                 block1(v0: i8x16):
;; @0094                               return v0
;; }
;;
;; ; function 4 `minimum` at offset 0x96
;; function u0:0(i8x16, i8x16) -> i8x16 system_v {
;;                                 block0(v0: i8x16, v1: i8x16):
;; @009b                               v3 = bitcast.f32x4 little v0
;; @009b                               v4 = bitcast.f32x4 little v1
;; @009b                               v5 = fcmp lt v4, v3
;; @009b                               v6 = bitcast.f32x4 little v5
;; @009b                               v7 = bitselect v6, v4, v3
;; @009b                               v8 = bitcast.i8x16 little v7
;; @009e                               jump block1(v8)
;;
;;                                 block1(v2: i8x16):
;; @009e                               return v2
;; }
;;
;; ; function 5 `lane` at offset 0xa0
;; function u0:0(i8x16) -> i32 system_v {
;;                                 block0(v0: i8x16):
;; @00a3                               v2 = bitcast.i16x8 little v0
;; @00a3                               v3 = extractlane v2, 5
;; @00a3                               v4 = sextend.i32 v3
;; @00a6                               jump block1(v4)
;;
;;                                 block1(v1: i32):
;; @00a6                               return v1
;; }

;; == clif riscv64-linux
;;
;; ; function 0 `bits` at offset 0x54
;; function u0:0(i128, i128, i128) -> i128 system_v {
;;                                 block0(v0: i128, v1: i128, v2: i128):
;; @0059                               v4, v5 = isplit v0
;; @0059                               v6, v7 = isplit v1
;; @0059                               v8 = band v4, v6
;; @0059                               v9 = band v5, v7
;; @0059                               v10 = iconcat v8, v9
;; @005d                               v11, v12 = isplit v2
;; @005d                               v13 = bxor v8, v11
;; @005d                               v14 = bxor v9, v12
;; @005d                               v15 = iconcat v13, v14
;; @005f                               jump block1(v15)
;;
;;                                 block1(v3: i128):
;; @005f                               return v3
;; }
;;
;; ; function 1 `sum` at offset 0x61
;; function u0:0(i128, i128) -> i128 system_v {
;;                                 block0(v0: i128, v1: i128):
;; @0066                               v3, v4 = isplit v0
;; @0066                               v5, v6 = isplit v1
;; @0066                               v7 = iconst.i64 0x7fff_ffff_7fff_ffff
;; @0066                               v8 = band v3, v7  ; v7 = 0x7fff_ffff_7fff_ffff
;; @0066                               v9 = iconst.i64 0x7fff_ffff_7fff_ffff
;; @0066                               v10 = band v5, v9  ; v9 = 0x7fff_ffff_7fff_ffff
;; @0066                               v11 = iadd v8, v10
;; @0066                               v12 = bxor v3, v5
;; @0066                               v13 = iconst.i64 -9223372034707292160
;; @0066                               v14 = band v12, v13  ; v13 = -9223372034707292160
;; @0066                               v15 = bxor v11, v14
;; @0066                               v16 = iconst.i64 0x7fff_ffff_7fff_ffff
;; @0066                               v17 = band v4, v16  ; v16 = 0x7fff_ffff_7fff_ffff
;; @0066                               v18 = iconst.i64 0x7fff_ffff_7fff_ffff
;; @0066                               v19 = band v6, v18  ; v18 = 0x7fff_ffff_7fff_ffff
;; @0066                               v20 = iadd v17, v19
;; @0066                               v21 = bxor v4, v6
;; @0066                               v22 = iconst.i64 -9223372034707292160
;; @0066                               v23 = band v21, v22  ; v22 = -9223372034707292160
;; @0066                               v24 = bxor v20, v23
;; @0066                               v25 = iconcat v15, v24
;; @0069                               jump block1(v25)
;;
;;                                 block1(v2: i128):
;; @0069                               return v2
;; }
;;
;; ; function 2 `scale` at offset 0x6b
;; function u0:0(i32, f32) system_v {
;;     region0 = 16 "memory 0"
;;
;;                                 block0(v0: i32, v1: f32):
;; @0070                               v2 = uextend.i64 v0
;; @0070                               v3 = iconst.i64 0x4000_0000
;; @0070                               v4 = iadd v3, v2  ; v3 = 0x4000_0000
;; @0070                               v5 = load.i128 little region0 v4
;; @0076                               v6 = bitcast.i32 little v1
;; @0076                               v7 = uextend.i64 v6
;; @0076                               v8 = sextend.i64 v6
;; @0076                               v9 = iconst.i64 32
;; @0076                               v10 = ishl v8, v9  ; v9 = 32
;; @0076                               v11 = bor v7, v10
;; @0076                               v12 = iconcat v11, v11
;; @0078                               v13, v14 = isplit v5
;; @0078                               v15 = iconst.i64 32
;; @0078                               v16 = ushr v13, v15  ; v15 = 32
;; @0078                               v17 = ireduce.i32 v13
;; @0078                               v18 = ireduce.i32 v16
;; @0078                               v19 = bitcast.f32 little v17
;; @0078                               v20 = bitcast.f32 little v18
;; @0078                               v21 = fmul v19, v1
;; @0078                               v22 = fmul v20, v1
;; @0078                               v23 = bitcast.i32 little v21
;; @0078                               v24 = bitcast.i32 little v22
;; @0078                               v25 = uextend.i64 v23
;; @0078                               v26 = sextend.i64 v24
;; @0078                               v27 = iconst.i64 32
;; @0078                               v28 = ishl v26, v27  ; v27 = 32
;; @0078                               v29 = bor v25, v28
;; @0078                               v30 = iconst.i64 32
;; @0078                               v31 = ushr v14, v30  ; v30 = 32
;; @0078                               v32 = ireduce.i32 v14
;; @0078                               v33 = ireduce.i32 v31
;; @0078                               v34 = bitcast.f32 little v32
;; @0078                               v35 = bitcast.f32 little v33
;; @0078                               v36 = fmul v34, v1
;; @0078                               v37 = fmul v35, v1
;; @0078                               v38 = bitcast.i32 little v36
;; @0078                               v39 = bitcast.i32 little v37
;; @0078                               v40 = uextend.i64 v38
;; @0078                               v41 = sextend.i64 v39
;; @0078                               v42 = iconst.i64 32
;; @0078                               v43 = ishl v41, v42  ; v42 = 32
;; @0078                               v44 = bor v40, v43
;; @0078                               v45 = iconcat v29, v44
;; @007b                               v46 = uextend.i64 v0
;; @007b                               v47 = iconst.i64 0x4000_0000
;; @007b                               v48 = iadd v47, v46  ; v47 = 0x4000_0000
;; @007b                               store little region0 v44, v48+8
;; @007b                               store little region0 v29, v48
;; @007f                               jump block1
;;
;;                                 block1:
;; @007f                               return
;; }
;;
;; ; function 3 `zeros` at offset 0x81
;; function u0:0() -> i128 system_v {
;;                                 block0:
;; @0082                               v1 = iconst.i64 0
;; @0082                               v2 = iconst.i64 0
;; @0082                               v3 = iconcat v1, v2  ; v1 = 0, v2 = 0
;; @0094                               jump block1(v3)
;;
;;                                 block1(v0: i128):
;; @0094                               return v0
;; }
;;
;; ; function 4 `minimum` at offset 0x96
;; function u0:0(i128, i128) -> i128 system_v {
;;                                 block0(v0: i128, v1: i128):
;; @009b                               v3, v4 = isplit v0
;; @009b                               v5, v6 = isplit v1
;; @009b                               v7 = iconst.i64 32
;; @009b                               v8 = ushr v5, v7  ; v7 = 32
;; @009b                               v9 = ireduce.i32 v5
;; @009b                               v10 = ireduce.i32 v8
;; @009b                               v11 = bitcast.f32 little v9
;; @009b                               v12 = bitcast.f32 little v10
;; @009b                               v13 = iconst.i64 32
;; @009b                               v14 = ushr v3, v13  ; v13 = 32
;; @009b                               v15 = ireduce.i32 v3
;; @009b                               v16 = ireduce.i32 v14
;; @009b                               v17 = bitcast.f32 little v15
;; @009b                               v18 = bitcast.f32 little v16
;; @009b                               v19 = fcmp lt v11, v17
;; @009b                               v20 = uextend.i64 v19
;; @009b                               v21 = fcmp lt v12, v18
;; @009b                               v22 = uextend.i64 v21
;; @009b                               v23 = iconst.i64 32
;; @009b                               v24 = ishl v22, v23  ; v23 = 32
;; @009b                               v25 = bor v20, v24
;; @009b                               v26 = iconst.i64 32
;; @009b                               v27 = ishl v25, v26  ; v26 = 32
;; @009b                               v28 = isub v27, v25
;; @009b                               v29 = iconst.i64 32
;; @009b                               v30 = ushr v6, v29  ; v29 = 32
;; @009b                               v31 = ireduce.i32 v6
;; @009b                               v32 = ireduce.i32 v30
;; @009b                               v33 = bitcast.f32 little v31
;; @009b                               v34 = bitcast.f32 little v32
;; @009b                               v35 = iconst.i64 32
;; @009b                               v36 = ushr v4, v35  ; v35 = 32
;; @009b                               v37 = ireduce.i32 v4
;; @009b                               v38 = ireduce.i32 v36
;; @009b                               v39 = bitcast.f32 little v37
;; @009b                               v40 = bitcast.f32 little v38
;; @009b                               v41 = fcmp lt v33, v39
;; @009b                               v42 = uextend.i64 v41
;; @009b                               v43 = fcmp lt v34, v40
;; @009b                               v44 = uextend.i64 v43
;; @009b                               v45 = iconst.i64 32
;; @009b                               v46 = ishl v44, v45  ; v45 = 32
;; @009b                               v47 = bor v42, v46
;; @009b                               v48 = iconst.i64 32
;; @009b                               v49 = ishl v47, v48  ; v48 = 32
;; @009b                               v50 = isub v49, v47
;; @009b                               v51 = bxor v5, v3
;; @009b                               v52 = band v51, v28
;; @009b                               v53 = bxor v3, v52
;; @009b                               v54 = bxor v6, v4
;; @009b                               v55 = band v54, v50
;; @009b                               v56 = bxor v4, v55
;; @009b                               v57 = iconcat v53, v56
;; @009e                               jump block1(v57)
;;
;;                                 block1(v2: i128):
;; @009e                               return v2
;; }
;;
;; ; function 5 `lane` at offset 0xa0
;; function u0:0(i128) -> i32 system_v {
;;                                 block0(v0: i128):
;; @00a3                               v2, v3 = isplit v0
;; @00a3                               v4 = iconst.i64 16
;; @00a3                               v5 = ushr v3, v4  ; v4 = 16
;; @00a3                               v6 = ireduce.i16 v5
;; @00a3                               v7 = sextend.i32 v6
;; @00a6                               jump block1(v7)
;;
;;                                 block1(v1: i32):
;; @00a6                               return v1
;; }

;; == asm x86_64-linux
;;
;; ; function 0 `bits` at offset 0x54
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   pand %xmm1, %xmm0
;;   pxor %xmm2, %xmm0
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 1 `sum` at offset 0x61
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   paddd %xmm1, %xmm0
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 2 `scale` at offset 0x6b
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   movl %edi, %esi
;;   movdqu 0x40000000(%rsi), %xmm4
;;   shufps $0x0, %xmm0, %xmm0
;;   mulps %xmm0, %xmm4
;;   movdqu %xmm4, 0x40000000(%rsi)
;;   jmp     label1
;; block1:
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 3 `zeros` at offset 0x81
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   uninit  %xmm0
;;   pxor %xmm0, %xmm0
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 4 `minimum` at offset 0x96
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   movdqa %xmm0, %xmm5
;;   movdqa %xmm1, %xmm0
;;   minps %xmm5, %xmm0
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq
;;
;; ; function 5 `lane` at offset 0xa0
;;   pushq %rbp
;;   movq %rsp, %rbp
;; block0:
;;   jmp     label1
;; block1:
;;   pextrw $0x5, %xmm0, %esi
;;   movswl %si, %eax
;;   movq %rbp, %rsp
;;   popq %rbp
;;   retq

;; == asm aarch64-linux
;;
;; ; function 0 `bits` at offset 0x54
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   and v6.16b, v0.16b, v1.16b
;;   eor v0.16b, v6.16b, v2.16b
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 1 `sum` at offset 0x61
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   add v0.4s, v0.4s, v1.4s
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 2 `scale` at offset 0x6b
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   mov x7, x21
;;   ldr q7, [x7, w0, UXTW]
;;   mov x7, x21
;;   dup v16.4s, v0.s[0]
;;   fmul v7.4s, v7.4s, v16.4s
;;   str q7, [x7, w0, UXTW]
;;   b label1
;; block1:
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 3 `zeros` at offset 0x81
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   movi v0.16b, #0
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 4 `minimum` at offset 0x96
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   mov v7.16b, v0.16b
;;   fcmgt v0.4s, v7.4s, v1.4s
;;   bsl v0.16b, v0.16b, v1.16b, v7.16b
;;   ldp fp, lr, [sp], #16
;;   ret
;;
;; ; function 5 `lane` at offset 0xa0
;;   stp fp, lr, [sp, #-16]!
;;   mov fp, sp
;; block0:
;;   b label1
;; block1:
;;   smov w0, v0.h[5]
;;   ldp fp, lr, [sp], #16
;;   ret

;; == asm riscv64-linux
;;
;; ; function 0 `bits` at offset 0x54
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   and a2,a0,a2
;;   xor a0,a2,a4
;;   and a1,a1,a3
;;   xor a1,a1,a5
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 1 `sum` at offset 0x61
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
;; ; function 2 `scale` at offset 0x6b
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   slli a0,a0,32
;;   srli a0,a0,32
;;   ld a1,1073741824(a0)
;;   ld a3,1073741832(a0)
;;   fmv.w.x fa1,a3
;;   fmul.s fa1,fa1,fa0,rne
;;   fmv.x.w a2,fa1
;;   slli a2,a2,32
;;   srli a2,a2,32
;;   srli a3,a3,32
;;   fmv.w.x fa1,a3
;;   fmul.s fa1,fa1,fa0,rne
;;   fmv.x.w a3,fa1
;;   sext.w a3,a3
;;   slli a3,a3,32
;;   or a2,a2,a3
;;   sd a2,1073741832(a0)
;;   fmv.w.x fa1,a1
;;   fmul.s fa1,fa1,fa0,rne
;;   fmv.x.w a2,fa1
;;   slli a2,a2,32
;;   srli a2,a2,32
;;   srli a1,a1,32
;;   fmv.w.x fa1,a1
;;   fmul.s fa0,fa1,fa0,rne
;;   fmv.x.w a1,fa0
;;   sext.w a1,a1
;;   slli a1,a1,32
;;   or a1,a2,a1
;;   sd a1,1073741824(a0)
;;   j label1
;; block1:
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 3 `zeros` at offset 0x81
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   li a0,0
;;   li a1,0
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 4 `minimum` at offset 0x96
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   xor a5,a2,a0
;;   fmv.w.x fa0,a2
;;   fmv.w.x fa1,a0
;;   flt.s a4,fa0,fa1
;;   srli a2,a2,32
;;   fmv.w.x fa0,a2
;;   srli a2,a0,32
;;   fmv.w.x fa1,a2
;;   flt.s a2,fa0,fa1
;;   slli a2,a2,32
;;   or a2,a4,a2
;;   slli a4,a2,32
;;   sub a2,a4,a2
;;   and a2,a5,a2
;;   xor a0,a0,a2
;;   xor a2,a3,a1
;;   fmv.w.x fa0,a3
;;   fmv.w.x fa1,a1
;;   flt.s a4,fa0,fa1
;;   srli a3,a3,32
;;   fmv.w.x fa0,a3
;;   srli a3,a1,32
;;   fmv.w.x fa1,a3
;;   flt.s a3,fa0,fa1
;;   slli a3,a3,32
;;   or a3,a4,a3
;;   slli a4,a3,32
;;   sub a3,a4,a3
;;   and a2,a2,a3
;;   xor a1,a1,a2
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
;;
;; ; function 5 `lane` at offset 0xa0
;;   addi sp,sp,-16
;;   sd ra,8(sp)
;;   sd fp,0(sp)
;;   mv fp,sp
;; block0:
;;   j label1
;; block1:
;;   srli a0,a1,16
;;   slli a0,a0,48
;;   srai a0,a0,48
;;   ld ra,8(sp)
;;   ld fp,0(sp)
;;   addi sp,sp,16
;;   ret
