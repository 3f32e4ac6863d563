//! Snapshots: programs that begin where an earlier run of them has stopped.
//!
//! An artifact with a [`Recording`](crate::Recording) in its options is run by whoever may start processes. It
//! writes a [dump](Recorded) of its state at the mark.

#![allow(dead_code, reason = "what makes artifacts of dumps follows")]

mod dump;

pub use dump::{Dump, Recorded, Refusal};
