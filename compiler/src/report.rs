//! What a build did: time and size of each phase, and facts worth telling. Data only; printing is the
//! command line's work.

use std::time::Duration;

/// What [`compile`](crate::compile) hands back beside the bytes.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The phases in the order in which they ran.
    pub phases: Vec<Phase>,
    /// Defined functions of the program.
    pub functions: usize,
    /// Functions left out because nothing can reach them.
    pub functions_unreachable: usize,
}

/// One phase of a build.
#[derive(Clone, Debug)]
pub struct Phase {
    /// Its name: `validate`, `resolve`, `compile`, `object`, `link`.
    pub name: &'static str,
    /// Wall-clock time.
    pub duration: Duration,
    /// Bytes of its main product.
    pub output_bytes: usize,
}

/// Watches a build while it runs. Called from several threads.
pub trait Observer: Sync {
    /// A phase begins.
    fn phase(&self, _name: &'static str) {}
    /// `done` of `total` functions are compiled.
    fn functions(&self, _done: usize, _total: usize) {}
}

/// Watches nothing.
pub struct NoObserver;

impl Observer for NoObserver {}
