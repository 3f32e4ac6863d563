//! What the tests of passes share.

use precast_targets::Target;

use crate::options::{Emit, Options, Pass, PassSet};
use crate::{NoObserver, compile};

/// The machine code of a program for x86_64, as text, with and without a pass.
pub(super) fn with_and_without(pass: Pass, wasm: &[u8]) -> [String; 2] {
    let without = [PassSet::default(), PassSet::from_iter([pass])];
    without.map(|without| {
        let target = Target::find("x86_64-linux").unwrap();
        let options = Options { emit: Emit::Assembly, without, ..Options::new(target) };
        String::from_utf8(compile(wasm, &options, &NoObserver).unwrap().bytes).unwrap()
    })
}

/// The part of [`with_and_without`] from the first loop on: what comes before it is done once.
pub(super) fn from_loop_with_and_without(pass: Pass, wasm: &[u8]) -> [String; 2] {
    with_and_without(pass, wasm).map(|text| text.split_once("block1:").unwrap().1.to_owned())
}
