//! Images to and from registries, for commands: progress, and failures with what to do about them.

#[cfg(feature = "registry")]
mod with {
    use precast_package::registry::{self, Error, Extent, Options, Pushed};
    use precast_package::{Image, Name};

    use crate::failure::Failure;
    use crate::output::printable;
    use crate::output::progress::Progress;

    pub(crate) use precast_package::registry::Reference;

    /// Where the image `name` is pushed to.
    pub(crate) fn destination(name: &Name) -> Result<Reference, Failure> {
        Reference::new(name).map_err(|error| Failure::usage(error.to_string()))
    }

    /// Sends an image there.
    pub(crate) fn push(image: &Image, to: &Reference, insecure: bool) -> Result<Pushed, Failure> {
        let progress = Progress::of_bytes("push");
        let result = registry::push(image, to, &Options { insecure }, &progress);
        progress.finish();
        result.map_err(|error| failure(&error))
    }

    /// The image that `reference` names: all of it, or what describes it. `None` for text that cannot be
    /// the name of an image in a registry.
    pub(crate) fn pull(reference: &str, whole: bool, insecure: bool) -> Option<Result<Image, Failure>> {
        let reference: Reference = reference.parse().ok()?;
        let extent = if whole { Extent::Everything } else { Extent::Documents };
        let progress = Progress::of_bytes("pull");
        let result = registry::pull(&reference, extent, &Options { insecure }, &progress);
        progress.finish();
        Some(result.map_err(|error| failure(&error)))
    }

    fn failure(error: &Error) -> Failure {
        let failure = Failure::new(printable(&error.to_string(), &[]));
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

/// Without the feature: images come from files alone.
#[cfg(not(feature = "registry"))]
mod without {
    use precast_package::Image;

    use crate::failure::Failure;

    /// Says that this precast has no registries, for what may be a name in one.
    pub(crate) fn pull(reference: &str, _: bool, _: bool) -> Option<Result<Image, Failure>> {
        let is_name = !reference.starts_with(['.', '/']) && reference.contains('/');
        let failure = || Failure::new(format!("{reference}: this precast was built without registries"));
        is_name.then(|| Err(failure().hint("build it with the feature `registry`, or use a file")))
    }
}

#[cfg(feature = "registry")]
pub(crate) use with::*;
#[cfg(not(feature = "registry"))]
pub(crate) use without::*;
