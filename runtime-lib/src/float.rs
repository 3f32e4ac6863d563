//! Functions on floats that Cranelift calls where a machine has no instruction for them. x86-64-v2 has none
//! for a fused multiplication and addition.

macro_rules! functions {
    ($($name:ident($($param:ident),*) -> $ty:ty => $function:path;)*) => {$(
        #[unsafe(no_mangle)]
        extern "C" fn $name($($param: $ty),*) -> $ty {
            $function($($param),*)
        }
    )*};
}

functions! {
    precast_ceil_f32(x) -> f32 => libm::ceilf;
    precast_ceil_f64(x) -> f64 => libm::ceil;
    precast_floor_f32(x) -> f32 => libm::floorf;
    precast_floor_f64(x) -> f64 => libm::floor;
    precast_trunc_f32(x) -> f32 => libm::truncf;
    precast_trunc_f64(x) -> f64 => libm::trunc;
    precast_nearest_f32(x) -> f32 => libm::roundevenf;
    precast_nearest_f64(x) -> f64 => libm::roundeven;
    precast_fma_f32(x, y, z) -> f32 => libm::fmaf;
    precast_fma_f64(x, y, z) -> f64 => libm::fma;
}
