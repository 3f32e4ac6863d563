//! Measures a wasm program as a precast executable and on other runtimes, and shows what was found.
//!
//! A [`Plan`] and the runtimes that are there ([`runtimes`]) go in; [`measure`] runs them in turns
//! ([`process`], [`memory`]); [`Results`] come out, as JSON, a table, a page ([`report`]) or a comparison with
//! earlier ones ([`baseline`]). Nothing is printed, and nothing but the scratch directory is written.

pub mod baseline;
mod early_return;
mod error;
mod interrupt;
mod launch;
pub mod machine;
pub mod memory;
pub mod process;
pub mod report;
pub mod results;
pub mod runtimes;
mod session;
pub mod statistics;

pub use early_return::early_return;
pub use error::Error;
pub use interrupt::Interrupts;
pub use launch::Launch;
pub use results::Results;
pub use session::{Plan, Progress, Start, measure};
