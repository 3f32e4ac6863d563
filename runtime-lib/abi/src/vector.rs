//! The table of vector helpers: a line each. On a machine without vector registers a `v128` is a pair of
//! 64-bit integers; the instructions that would be long in line there are functions of the runtime. The
//! compiler reads names and types from the table; the runtime generates its exported symbols from it, so that
//! a line without an implementation does not build.
//!
//! All have the C calling convention, in which a `u128` is passed and returned as two registers, the low half
//! first.

/// Calls the macro `$use` with the whole table. A line: name, then the parameters with their Rust types. Each
/// function returns a `u128`.
#[macro_export]
macro_rules! vector_helpers {
    ($use:ident) => {
        $use! {
            i8x16_add_sat_s(left: u128, right: u128);
            i8x16_sub_sat_s(left: u128, right: u128);
            i16x8_add_sat_s(left: u128, right: u128);
            i16x8_sub_sat_s(left: u128, right: u128);
            i16x8_mul(left: u128, right: u128);
            i16x8_q15mulr_sat_s(left: u128, right: u128);
            // `extmul_low` and `extmul_high` by which halves they get.
            i16x8_extmul_i8x8_s(left: u64, right: u64);
            i16x8_extmul_i8x8_u(left: u64, right: u64);
            i32x4_extmul_i16x4_s(left: u64, right: u64);
            i32x4_extmul_i16x4_u(left: u64, right: u64);
            i32x4_dot_i16x8_s(left: u128, right: u128);
            i16x8_relaxed_dot_i8x16_i7x16_s(left: u128, right: u128);
            i8x16_narrow_i16x8_s(low: u128, high: u128);
            i8x16_narrow_i16x8_u(low: u128, high: u128);
            i16x8_narrow_i32x4_s(low: u128, high: u128);
            i16x8_narrow_i32x4_u(low: u128, high: u128);
            i8x16_swizzle(bytes: u128, selectors: u128);
            i8x16_shuffle(low: u128, high: u128, selectors: u128);
        }
    };
}

/// Number of 64-bit registers that a parameter takes.
macro_rules! registers {
    (u64) => {
        1
    };
    (u128) => {
        2
    };
}

macro_rules! table {
    ($($name:ident($($param:ident: $ty:ident),*);)*) => {
        /// A vector helper.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(non_camel_case_types, reason = "the names of the instructions, as they stand in the table")]
        pub enum VectorHelper {
            $(
                /// The instruction of this name.
                $name,
            )*
        }

        impl VectorHelper {
            /// Every helper, each at the position that is its number.
            pub const ALL: &[VectorHelper] = &[$(VectorHelper::$name),*];

            /// Symbol of the runtime library.
            pub const fn symbol(self) -> &'static str {
                match self {
                    $(VectorHelper::$name => concat!("precast_", stringify!($name)),)*
                }
            }

            /// Number of 64-bit registers that its parameters take.
            pub const fn parameter_registers(self) -> usize {
                match self {
                    $(VectorHelper::$name => 0 $(+ registers!($ty))*,)*
                }
            }
        }
    };
}
vector_helpers!(table);
