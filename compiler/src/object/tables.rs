//! The read-only tables that the runtime reads, as bytes: functions, names, grants, memory plans and the
//! root of them all.

use precast_abi::cpu::FeatureSet;
use precast_abi::program::{
    FLAG_HARDEN_BEST_EFFORT, LAUNCH_GRANTS, LAUNCH_HARDEN, LAUNCH_LEN, LAUNCH_LISTEN, LAUNCH_SNAPSHOT,
    LAUNCH_STREAMS,
};
use precast_abi::snapshot::{self, Record};
use precast_abi::{Function, MemoryPlan, Program as Root, grant};

use crate::EmbeddedDirectory;
use crate::codegen::Code;
use crate::options::{Answers, Grants, HardenLevel, ListenGrant, Mark, Names, Options, Recording, Stream};
use crate::program::{Instance, Program};
use crate::wasm::FuncIndex;

/// Little-endian numbers, one after another.
#[derive(Default)]
pub(super) struct Words(Vec<u8>);

impl Words {
    fn u32(&mut self, value: u32) -> &mut Words {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    fn u64(&mut self, value: u64) -> &mut Words {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }
}

/// The array of [`Function`]s, and the names that it points into.
pub(super) fn functions(program: &Program<'_>, code: &Code, names: Names) -> (Vec<u8>, Vec<u8>) {
    let mut words = Words::default();
    let mut text = Vec::new();
    for (position, compiled) in code.functions.iter().enumerate() {
        // Glue, behind the program's functions, is code of precast itself.
        let (func_index, name) = match program.code.get(position) {
            Some(item) if names == Names::Stripped => (item.func.0, String::new()),
            Some(item) => (item.func.0, qualified_name(program.instance(item.instance), item.func)),
            None => (u32::MAX, String::new()),
        };
        words
            .u32(compiled.offset)
            .u32(compiled.sites_offset)
            .u32(text.len() as u32)
            .u32(name.len() as u32)
            .u32(func_index)
            .u32(compiled.wasm_offset);
        text.extend_from_slice(name.as_bytes());
    }
    debug_assert_eq!(words.0.len(), code.functions.len() * size_of::<Function>());
    (words.0, text)
}

/// The name that backtraces show, empty where there is none; functions of linked modules are told apart by
/// the name of their module.
fn qualified_name(instance: &Instance<'_>, func: FuncIndex) -> String {
    let name = instance.module.functions[func.index()].name;
    match (instance.name, name) {
        (None, name) => name.unwrap_or("").to_owned(),
        (Some(module), Some(name)) => format!("{module}.{name}"),
        (Some(module), None) => format!("{module}.function[{}]", func.0),
    }
}

/// The array of [`MemoryPlan`]s.
pub(super) fn memory_plans(program: &Program<'_>) -> Vec<u8> {
    let mut words = Words::default();
    for memory in &program.memories {
        let plan = memory.plan();
        words.u64(plan.descriptor).u64(plan.reach_bytes).u64(plan.mapped_bytes).u64(plan.far_len);
        for range in plan.far {
            words.u64(range.start).u64(range.end);
        }
        words.u64(plan.small_pages.start).u64(plan.small_pages.end);
    }
    debug_assert_eq!(words.0.len(), program.memories.len() * size_of::<MemoryPlan>());
    words.0
}

/// The records of [`grant`].
pub(super) fn grants(grants: &Grants, embedded: &[EmbeddedDirectory]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut record = |tag: u8, strings: &[&str]| {
        debug_assert_eq!(grant::strings(tag), Some(strings.len()));
        bytes.push(tag);
        for string in strings {
            bytes.extend_from_slice(&(string.len() as u32).to_le_bytes());
            bytes.extend_from_slice(string.as_bytes());
        }
    };
    if let Some(name) = &grants.argv0 {
        record(grant::ARGV0, &[name]);
    }
    for argument in &grants.args {
        record(grant::ARG, &[argument]);
    }
    if grants.args_withheld {
        record(grant::ARGS_WITHHELD, &[]);
    }
    for dir in &grants.dirs {
        record(if dir.read_only { grant::DIR_READ_ONLY } else { grant::DIR }, &[&dir.host, &dir.guest]);
    }
    for directory in embedded {
        record(grant::EMBEDDED, &[&directory.guest]);
    }
    for variable in &grants.env {
        match &variable.value {
            Some(value) => record(grant::ENV, &[&variable.name, value]),
            None => record(grant::ENV_INHERIT, &[&variable.name]),
        }
    }
    if grants.inherit_env {
        record(grant::ENV_INHERIT_ALL, &[]);
    }
    for listen in &grants.listen {
        let address = match listen {
            ListenGrant::Tcp(address) => address.to_string(),
            ListenGrant::Unix(path) => format!("{}{path}", grant::LISTEN_UNIX),
            ListenGrant::Inherit => grant::LISTEN_INHERIT.to_owned(),
        };
        record(grant::LISTEN, &[&address]);
    }
    for (number, stream) in grants.streams.iter().enumerate() {
        if *stream == Stream::Null {
            record(grant::NULL_STREAM, &[&number.to_string()]);
        }
    }
    bytes
}

/// Which functions the runtime calls at launch for what the options grant, by `LAUNCH_…`.
fn launch(options: &Options) -> [bool; LAUNCH_LEN] {
    let grants = &options.grants;
    let mut launch = [false; LAUNCH_LEN];
    launch[LAUNCH_GRANTS] = grants.runtime_grants;
    launch[LAUNCH_STREAMS] = grants.streams.contains(&Stream::Null);
    launch[LAUNCH_LISTEN] = grants.runtime_grants || !grants.listen.is_empty();
    launch[LAUNCH_SNAPSHOT] = options.recording.is_some();
    launch[LAUNCH_HARDEN] = options.harden.level != HardenLevel::None;
    launch
}

fn flags(options: &Options) -> u32 {
    if options.harden.best_effort || options.recording.is_some() { FLAG_HARDEN_BEST_EFFORT } else { 0 }
}

/// The [`Root`] with addresses left 0, which relocations fill in: at each offset of the second list goes the
/// address of the named place.
pub(super) fn root(
    program: &Program<'_>,
    lengths: &Lengths,
    pinned: u64,
    cpu_features: FeatureSet,
    options: &Options,
) -> (Vec<u8>, Vec<(u64, Place)>) {
    let mut words = Words::default();
    words
        .u32(precast_abi::ABI_VERSION)
        .u32(flags(options))
        .u64(0)
        .u64(0)
        .u64(0)
        .u64(0)
        .u64(program.memories.len() as u64)
        .u64(program.layout.stack_low)
        .u64(program.layout.stack_high)
        .u64(0)
        .u64(lengths.functions)
        .u64(0)
        .u64(lengths.sites)
        .u64(0)
        .u64(lengths.names)
        .u64(0)
        .u64(lengths.grants)
        .u64(pinned);
    for _ in 0..LAUNCH_LEN {
        words.u64(0);
    }
    words.u64(0).u64(lengths.filter).u64(cpu_features.0);
    let layout = &program.layout;
    words.u64(0).u64(layout.state_start).u64(layout.state_image.len() as u64);
    let (first_write, first_written) = layout.first_write.unwrap_or((0, 0));
    words.u64(first_write).u64(first_written);
    words.u64(if options.recording.is_some() { 0 } else { layout.stack_high });
    debug_assert_eq!(words.0.len(), size_of::<Root>());
    let mut places = vec![
        (
            std::mem::offset_of!(Root, entry) as u64,
            if options.recording.is_some() { Place::RecordedEntry } else { Place::Entry },
        ),
        (std::mem::offset_of!(Root, text_start) as u64, Place::TextStart),
        (std::mem::offset_of!(Root, text_end) as u64, Place::TextEnd),
        (std::mem::offset_of!(Root, memories) as u64, Place::Memories),
        (std::mem::offset_of!(Root, functions) as u64, Place::Functions),
        (std::mem::offset_of!(Root, sites) as u64, Place::Sites),
        (std::mem::offset_of!(Root, names) as u64, Place::Names),
        (std::mem::offset_of!(Root, grants) as u64, Place::Grants),
        (std::mem::offset_of!(Root, filter) as u64, Place::Filter),
        (std::mem::offset_of!(Root, state_image) as u64, Place::StateImage),
    ];
    for (number, _) in launch(options).into_iter().enumerate().filter(|&(_, needed)| needed) {
        places.push(((std::mem::offset_of!(Root, launch) + number * 8) as u64, Place::Launch(number)));
    }
    (words.0, places)
}

/// The [`Record`] with addresses left 0, as in [`root`].
pub(super) fn record(
    recording: &Recording,
    program: &Program<'_>,
    options: &Options,
) -> (Vec<u8>, Vec<(u64, Place)>) {
    let (mark, path) = match &recording.mark {
        Mark::Returned => (snapshot::MARK_RETURNED, ""),
        Mark::Stdin => (snapshot::MARK_STDIN, ""),
        Mark::Open(path) => (snapshot::MARK_PATH, path.as_str()),
        Mark::Call => (snapshot::MARK_CALL, ""),
    };
    let policy = |answers: Answers| match answers {
        Answers::Refuse => (snapshot::policy::REFUSE, 0),
        Answers::Fixed(number) => (snapshot::policy::FIXED, number),
        Answers::Allow => (snapshot::policy::ALLOW, 0),
    };
    let ((random, random_seed), (clocks, clock_start)) = (policy(recording.random), policy(recording.clocks));
    let mut flags = if recording.stdin { snapshot::FLAG_STDIN } else { 0 };
    if !options.harden.best_effort {
        flags |= snapshot::FLAG_HARDEN_AFTERWARDS;
    }
    let mut words = Words(snapshot::RECORD_MAGIC.to_vec());
    words
        .u32(snapshot::RECORD)
        .u32(mark)
        .u32(random)
        .u32(clocks)
        .u64(random_seed)
        .u64(clock_start)
        .u32(flags)
        .u32(path.len() as u32)
        .u64(0)
        .u64(0)
        .u64(0)
        .u64(program.layout.state_start)
        .u64(program.layout.state_end);
    debug_assert_eq!(words.0.len(), std::mem::offset_of!(Record, registers));
    words.0.resize(size_of::<Record>(), 0);
    let places = vec![
        (std::mem::offset_of!(Record, path) as u64, Place::MarkPath),
        (std::mem::offset_of!(Record, entry) as u64, Place::Entry),
        (std::mem::offset_of!(Record, program) as u64, Place::Program),
    ];
    (words.0, places)
}

/// Lengths that the root holds: numbers of functions and of instructions of the filter, bytes of the others.
pub(super) struct Lengths {
    pub(super) functions: u64,
    pub(super) sites: u64,
    pub(super) names: u64,
    pub(super) grants: u64,
    pub(super) filter: u64,
}

/// What a field of the root is the address of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    Entry,
    /// What runs the entry, or goes on behind it.
    RecordedEntry,
    /// The [`Root`] itself.
    Program,
    /// The guest's path that is a mark.
    MarkPath,
    TextStart,
    TextEnd,
    Memories,
    Functions,
    Sites,
    Names,
    Grants,
    Filter,
    StateImage,
    /// The function of the runtime with this number in [`Root::launch`].
    Launch(usize),
}
