//! Vector instructions for a machine without vector registers: a `v128` is a `u128`, two general registers.
//!
//! The table in `precast_abi::vector` says which functions there are; [`export`] makes the exported symbol of
//! each, which calls the function of that name in one of the rooms below. A line without a function does not
//! build. All are pure: no memory is touched but the stack. Nothing here names another part of the runtime,
//! so that tests on the host include this folder as it is.
//!
//! | room | functions |
//! |---|---|
//! | [`lanes`] | what a lane is: the arithmetic on all lanes of a register at once, and lane by lane |
//! | [`saturate`] | saturating sums and differences |
//! | [`multiply`] | products of narrow lanes and their sums |
//! | [`narrow`] | lanes to half their width, saturating |
//! | [`permute`] | bytes picked by number |

mod lanes;
mod multiply;
mod narrow;
mod permute;
mod saturate;

macro_rules! export {
    ($($name:ident($($param:ident: $ty:ident),*);)*) => {
        /// The exported symbols.
        pub(crate) mod symbols {
            $(
                /// The instruction of this name.
                #[unsafe(export_name = concat!("precast_", stringify!($name)))]
                pub(crate) extern "C" fn $name($($param: $ty),*) -> u128 {
                    super::rooms::$name($($param),*)
                }
            )*
        }
    };
}

precast_abi::vector_helpers!(export);

/// Every function under its own name.
mod rooms {
    pub(super) use super::multiply::*;
    pub(super) use super::narrow::*;
    pub(super) use super::permute::*;
    pub(super) use super::saturate::*;
}
