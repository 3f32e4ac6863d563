//! What there is to list, in neither of the forms.

use crate::origin::{Origin, VERSION};
use crate::{Digest, Executable};

/// What a component is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The image for one platform, which contains all else.
    Image,
    /// The executable.
    Executable,
    /// A wasm module.
    Module,
    /// A part of the executable that does not come from a module.
    Library,
    /// A file that was copied in.
    File,
    /// Something that had a part in the making and is not in the image.
    Tool,
}

/// How two components belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// The first has the second in it.
    Contains,
    /// The first was made from the second.
    GeneratedFrom,
    /// The first was made with the second.
    BuiltWith,
}

/// Something in the image, or behind it.
#[derive(Clone, Debug)]
pub(super) struct Component {
    pub(super) kind: Kind,
    /// What others refer to it by, of letters, digits and `-`.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) version: Option<String>,
    pub(super) sha256: Option<String>,
    /// SPDX expression.
    pub(super) licence: Option<String>,
    /// Who made it.
    pub(super) supplier: Option<String>,
    pub(super) package_url: Option<String>,
    pub(super) comment: Option<String>,
}

/// Everything, the image first.
#[derive(Debug)]
pub(super) struct Inventory {
    pub(super) title: String,
    pub(super) date: String,
    pub(super) components: Vec<Component>,
    /// Places in `components`.
    pub(super) relations: Vec<(usize, Relation, usize)>,
}

impl Inventory {
    pub(super) fn new(origin: &Origin<'_>) -> Inventory {
        let mut inventory = Inventory {
            title: origin.title().to_owned(),
            date: origin.date.to_string(),
            components: Vec::new(),
            relations: Vec::new(),
        };
        let image = inventory.add(Component {
            version: origin.version().map(str::to_owned),
            sha256: Some(origin.manifest.hex().to_owned()),
            package_url: Some(origin.package_url()),
            comment: Some(format!("OCI image manifest for {}", origin.platform)),
            ..Component::new(Kind::Image, origin.title())
        });
        let precast = inventory.add(Component::new(Kind::Tool, "precast").version(VERSION));
        inventory.relate(image, Relation::BuiltWith, precast);
        match origin.executable {
            None => {
                let module = inventory.module(origin);
                inventory.relate(image, Relation::Contains, module);
            }
            Some(executable) => inventory.executable(origin, executable, image, precast),
        }
        for (path, digest) in origin.files {
            let file =
                Component { sha256: Some(digest.hex().to_owned()), ..Component::new(Kind::File, path) };
            let file = inventory.add(file);
            inventory.relate(image, Relation::Contains, file);
        }
        inventory
    }

    /// The executable, what it was made from and with, and the libraries in it.
    fn executable(&mut self, origin: &Origin<'_>, executable: &Executable, image: usize, precast: usize) {
        let info = executable.info();
        let program = self.add(Component {
            sha256: Some(Digest::of(executable.bytes()).hex().to_owned()),
            comment: Some(format!("static executable for {}, CPU {}", info.target, info.cpu)),
            ..Component::new(Kind::Executable, origin.title())
        });
        self.relate(image, Relation::Contains, program);
        let module = self.module(origin);
        self.relate(program, Relation::GeneratedFrom, module);
        for linked in &info.linked {
            let sha256 = Some(linked.source_sha256.clone());
            let linked = self.add(Component { sha256, ..Component::new(Kind::Module, &linked.name) });
            self.relate(program, Relation::GeneratedFrom, linked);
        }
        // The one that compiled need not be the one that packs.
        let compiler = if info.precast == VERSION {
            precast
        } else {
            self.add(Component::new(Kind::Tool, "precast").version(&info.precast))
        };
        self.relate(program, Relation::BuiltWith, compiler);
        let cranelift = self.add(Component {
            package_url: Some(format!("pkg:cargo/cranelift-codegen@{}", info.cranelift)),
            ..Component::new(Kind::Tool, "cranelift-codegen").version(&info.cranelift)
        });
        self.relate(program, Relation::BuiltWith, cranelift);
        // The first notice is that of the runtime library, the others are of what is linked into it.
        let mut notices = info.notices.iter();
        let Some(runtime) = notices.next() else { return };
        let runtime = self.add(Component {
            sha256: info.runtime_sha256.clone(),
            licence: Some(runtime.licence.clone()),
            supplier: Some(runtime.source.clone()),
            ..Component::new(Kind::Library, &runtime.component).version(&info.precast)
        });
        self.relate(program, Relation::Contains, runtime);
        for notice in notices {
            let library = self.add(Component {
                licence: Some(notice.licence.clone()),
                supplier: Some(notice.source.clone()),
                ..Component::new(Kind::Library, &notice.component)
            });
            self.relate(runtime, Relation::Contains, library);
        }
        if let Some(compiler) = &info.runtime_compiler {
            // As it says itself: `rustc 1.95.0 (…)`.
            let (name, version) = compiler.split_once(' ').unwrap_or((compiler, ""));
            let compiler = self.add(Component::new(Kind::Tool, name).version(version));
            self.relate(runtime, Relation::BuiltWith, compiler);
        }
    }

    /// The module, and the tools that it says made it.
    fn module(&mut self, origin: &Origin<'_>) -> usize {
        let languages = origin.module.producers.iter().filter(|producer| producer.field == "language");
        let languages: Vec<_> = languages
            .map(|language| format!("{} {}", language.name, language.version).trim().to_owned())
            .collect();
        let module = self.add(Component {
            sha256: Some(origin.module.digest.hex().to_owned()),
            comment: (!languages.is_empty()).then(|| format!("written in {}", languages.join(", "))),
            ..Component::new(Kind::Module, &format!("{}.wasm", origin.title()))
        });
        for tool in origin.module.producers.iter().filter(|producer| producer.field != "language") {
            let tool = self.add(Component::new(Kind::Tool, &tool.name).version(&tool.version));
            self.relate(module, Relation::BuiltWith, tool);
        }
        module
    }

    /// Adds a component, whose name becomes an identifier that no other one has.
    fn add(&mut self, component: Component) -> usize {
        let place = self.components.len();
        let word =
            component.name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' });
        let id = format!("{place}-{}", word.collect::<String>().trim_matches('-'));
        self.components.push(Component { id, ..component });
        place
    }

    fn relate(&mut self, from: usize, relation: Relation, to: usize) {
        self.relations.push((from, relation, to));
    }
}

impl Component {
    fn new(kind: Kind, name: &str) -> Component {
        Component {
            kind,
            id: String::new(),
            name: name.to_owned(),
            version: None,
            sha256: None,
            licence: None,
            supplier: None,
            package_url: None,
            comment: None,
        }
    }

    fn version(self, version: &str) -> Component {
        Component { version: (!version.is_empty()).then(|| version.to_owned()), ..self }
    }
}
