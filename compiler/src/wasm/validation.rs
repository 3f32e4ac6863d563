//! Validation of a whole module: sections one after the other, function bodies in parallel.
//!
//! The outcome depends on the bytes and the features alone, not on the number of threads.

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use wasmparser::{
    FuncToValidate, FuncValidatorAllocations, FunctionBody, Parser, Payload, ValidPayload, Validator,
    ValidatorResources, WasmFeatures,
};

use super::scan::{self, Fact};

/// A valid module, in pieces.
pub(super) struct Validated<'a> {
    /// The sections in their order, without the entries of the code section.
    pub(super) payloads: Vec<Payload<'a>>,
    /// The entries of the code section.
    pub(super) bodies: Vec<FunctionBody<'a>>,
    /// What each body refers to.
    pub(super) facts: Vec<Box<[Fact]>>,
}

/// Why a module is not valid with the given features.
pub(super) struct Failure {
    pub(super) error: wasmparser::Error,
    /// The function whose body is at fault.
    pub(super) function: Option<u32>,
}

/// Validates `wasm`. Of several errors that at the lowest offset is reported.
pub(super) fn validate(wasm: &[u8], features: WasmFeatures) -> Result<Validated<'_>, Failure> {
    let mut sections = Sections {
        validator: Validator::new_with_features(features),
        payloads: Vec::new(),
        functions: Vec::new(),
    };
    let outcome = sections.read(wasm, features);
    let bodies = sections.functions.iter().map(|(_, body)| body.clone()).collect();
    let facts = validate_bodies(sections.functions);
    let facts = match (facts, outcome) {
        (Ok(facts), Ok(())) => facts,
        (Err(body), Err(section)) if section.offset() < body.error.offset() => {
            return Err(Failure { error: section, function: None });
        }
        (Err(body), _) => return Err(body),
        (Ok(_), Err(section)) => return Err(Failure { error: section, function: None }),
    };
    Ok(Validated { payloads: sections.payloads, bodies, facts })
}

/// The sections that were read so far.
struct Sections<'a> {
    validator: Validator,
    payloads: Vec<Payload<'a>>,
    functions: Vec<(FuncToValidate<ValidatorResources>, FunctionBody<'a>)>,
}

impl<'a> Sections<'a> {
    /// Reads all sections; on an error, those before it are kept.
    fn read(&mut self, wasm: &'a [u8], features: WasmFeatures) -> wasmparser::Result<()> {
        let mut parser = Parser::new(0);
        // Some immediates are read differently with some proposals (64-bit offsets, say).
        parser.set_features(features);
        for payload in parser.parse_all(wasm) {
            let payload = payload?;
            match self.validator.payload(&payload)? {
                ValidPayload::Func(function, body) => self.functions.push((function, body)),
                ValidPayload::Ok | ValidPayload::Parser(_) => self.payloads.push(payload),
                ValidPayload::End(_) => {}
            }
        }
        Ok(())
    }
}

/// Validates function bodies in parallel; the first invalid one is reported.
fn validate_bodies(
    functions: Vec<(FuncToValidate<ValidatorResources>, FunctionBody<'_>)>,
) -> Result<Vec<Box<[Fact]>>, Failure> {
    let outcomes: Vec<Result<Box<[Fact]>, Failure>> = functions
        .into_par_iter()
        .map_init(FuncValidatorAllocations::default, |allocations, (function, body)| {
            let index = function.index;
            let mut validator = function.into_validator(std::mem::take(allocations));
            let facts = scan::validate(&mut validator, &body);
            *allocations = validator.into_allocations();
            facts.map_err(|error| Failure { error, function: Some(index) })
        })
        .collect();
    outcomes.into_iter().collect()
}
