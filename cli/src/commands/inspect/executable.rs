//! What an executable or object is, and what it may do.

use object::{Object, ObjectKind, ObjectSection, SectionFlags};
use precast_compiler::info::{self, Info, SnapshotInfo};
use precast_compiler::preinit::PreinitInfo;
use precast_compiler::{
    Answers, Entry, HardenLevel, ListenGrant, Mark, MemoryGuard, Names, OptLevel, RelaxedSimd, Spectre,
    Stream,
};
use serde::Serialize;

use crate::output::{self, units};
use crate::snapshot::secrets;

/// All that is shown.
#[derive(Serialize)]
struct Description {
    info: Info,
    file_bytes: u64,
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct Section {
    name: String,
    address: u64,
    size_bytes: u64,
    access: String,
}

/// Describes `bytes`, as JSON or as text; `None` where they are not ours.
pub(super) fn describe(bytes: &[u8], json: bool) -> anyhow::Result<Option<String>> {
    let (Ok(elf), Some(info)) = (object::File::parse(bytes), info::read(bytes)) else { return Ok(None) };
    let description = Description { info, file_bytes: bytes.len() as u64, sections: sections(&elf) };
    Ok(Some(if json {
        serde_json::to_string_pretty(&description)? + "\n"
    } else {
        text(&description, elf.kind() == ObjectKind::Relocatable)
    }))
}

/// The sections that hold something.
fn sections(elf: &object::File<'_>) -> Vec<Section> {
    elf.sections()
        .filter(|section| section.size() > 0)
        .map(|section| Section {
            name: section.name().unwrap_or("?").to_owned(),
            address: section.address(),
            size_bytes: section.size(),
            access: access(section.flags()),
        })
        .collect()
}

/// What the process may do with a section; nothing for one that is not loaded.
fn access(flags: SectionFlags) -> String {
    let SectionFlags::Elf { sh_flags } = flags else { return String::new() };
    if sh_flags & u64::from(object::elf::SHF_ALLOC) == 0 {
        return String::new();
    }
    let may = |flag: u32, letter| if sh_flags & u64::from(flag) == 0 { '-' } else { letter };
    ['r', may(object::elf::SHF_WRITE, 'w'), may(object::elf::SHF_EXECINSTR, 'x')].iter().collect()
}

fn text(description: &Description, is_object: bool) -> String {
    let info = &description.info;
    let row = |cells: &[&str]| cells.iter().map(|cell| output::printable(cell, &[])).collect::<Vec<_>>();
    let cpu = if info.cpu_features.is_empty() {
        info.cpu.clone()
    } else {
        format!("{} ({})", info.cpu, info.cpu_features.join(", "))
    };
    let runtime = match (&info.runtime_sha256, &info.runtime_compiler) {
        (Some(sha256), Some(compiler)) => format!("sha256 {sha256} ({compiler})"),
        _ => "none".to_owned(),
    };
    let mut rows = vec![
        row(&["target", &info.target]),
        row(&["cpu", &cpu]),
        row(&["source", &format!("sha256 {}", info.source_sha256)]),
    ];
    rows.extend(info.linked.iter().map(|module| {
        let name = output::printable(&module.name, &[]);
        row(&["linked", &format!("sha256 {} as {name}", module.source_sha256)])
    }));
    rows.extend([
        row(&["starts at", &start(info)]),
        row(&["optimised", opt_level(info.opt_level)]),
        row(&["names", names(info.names)]),
        row(&["relaxed simd", relaxed_simd(info.relaxed_simd)]),
        row(&["memory", &memory(info)]),
        row(&["stack", &units::size(info.stack_size_bytes)]),
        row(&["precast", &info.precast]),
        row(&["cranelift", &info.cranelift]),
        row(&["runtime", &runtime]),
        row(&["size", &units::size(description.file_bytes)]),
    ]);
    let mut text = output::table(&rows);
    if is_object {
        text.push_str(
            "\nAn object; GNU ld makes an executable of it and the archive of `--emit runtime` with:\n",
        );
        text.push_str(&format!("  {}\n", output::printable(&info.linker_arguments.join(" "), &[])));
    }
    if let Some(preinit) = &info.preinit {
        text.push_str("\nIt begins with what an initialiser has left, which ran when it was built:\n");
        for line in initialised(preinit) {
            text.push_str(&format!("  {}\n", output::printable(&line, &[])));
        }
    }
    if let Some(snapshot) = &info.snapshot {
        text.push_str("\nOf the time when it was built, it has:\n");
        for line in kept(snapshot) {
            text.push_str(&format!("  {}\n", output::printable(&line, &[])));
        }
    }
    text.push_str("\nIt may use clocks and random numbers, and:\n");
    for line in grants(info) {
        text.push_str(&format!("  {}\n", output::printable(&line, &[])));
    }
    text.push_str("\nThe kernel is asked to enforce that:\n");
    for line in confinement(info) {
        text.push_str(&format!("  {}\n", output::printable(&line, &[])));
    }
    text.push_str("\nSections:\n");
    let mut rows = vec![row(&["  name", "address", "size", "access"])];
    for section in &description.sections {
        let address =
            if section.access.is_empty() { "-".to_owned() } else { format!("{:#x}", section.address) };
        let access = if section.access.is_empty() { "not loaded" } else { &section.access };
        rows.push(row(&[&format!("  {}", section.name), &address, &units::size(section.size_bytes), access]));
    }
    text.push_str(&output::table(&rows));
    text.push_str("\nIt contains, beside the program:\n");
    let notices = info.notices.iter();
    let notices = notices.map(|notice| {
        let component = format!("  {}", notice.component);
        row(&[&component, &notice.licence, &format!("© {}", notice.source)])
    });
    text.push_str(&output::table(&notices.collect::<Vec<_>>()));
    text
}

fn start(info: &Info) -> String {
    let Some(snapshot) = &info.snapshot else { return entry(&info.entry) };
    let mark = match &snapshot.recording.mark {
        Mark::Returned => "what follows its initialiser".to_owned(),
        Mark::Stdin => "its first read of standard input".to_owned(),
        Mark::Open(path) => format!("its opening of {path}"),
        Mark::Call => "its first call of the import precast snapshot".to_owned(),
    };
    format!("{mark}, from a snapshot of a run of {}", entry(&info.entry))
}

/// What a snapshot holds that the program has not computed alone, a line each.
fn kept(snapshot: &SnapshotInfo) -> Vec<String> {
    let mut lines: Vec<String> = secrets(snapshot).collect();
    if snapshot.arguments {
        lines.push("its arguments".to_owned());
    }
    lines.extend(snapshot.opened.iter().map(|path| format!("what it read of {path}")));
    if snapshot.random {
        lines.push(match snapshot.recording.random {
            Answers::Fixed(seed) => format!("random numbers of the fixed seed {seed}"),
            Answers::Refuse | Answers::Allow => "random numbers, the same in each start".to_owned(),
        });
    }
    if lines.is_empty() {
        lines.push("nothing that it read".to_owned());
    }
    lines
}

fn entry(entry: &Entry) -> String {
    match entry {
        Entry::Command => "_start".to_owned(),
        Entry::Invoke(name) => format!("the export {name:?}, with arguments from the command line"),
    }
}

fn opt_level(level: OptLevel) -> &'static str {
    match level {
        OptLevel::None => "not at all (-O0)",
        OptLevel::Cranelift => "by Cranelift only (-O1)",
        OptLevel::All => "fully (-O2)",
    }
}

fn names(names: Names) -> &'static str {
    match names {
        Names::Stripped => "none (--strip)",
        Names::Backtrace => "for backtraces",
        Names::Symbols => "for backtraces and debuggers (-g)",
    }
}

fn relaxed_simd(choice: RelaxedSimd) -> &'static str {
    match choice {
        RelaxedSimd::Deterministic => "the same on every machine",
        RelaxedSimd::Native => "what is fastest on the machine (--relaxed-simd=native)",
    }
}

fn memory(info: &Info) -> String {
    let guard = match info.memory_guard {
        MemoryGuard::Auto => "guarded by pages without access",
        MemoryGuard::None => "guarded by explicit checks",
    };
    let spectre = match info.spectre {
        Spectre::On => "",
        Spectre::Off => ", not masked against Spectre",
    };
    let most = info.max_memory_bytes.map(|bytes| format!(", at most {} each", units::size(bytes)));
    format!("{guard}{}{spectre}", most.unwrap_or_default())
}

/// What ran ahead of time and what it could see, a line each.
fn initialised(preinit: &PreinitInfo) -> Vec<String> {
    let mut lines = vec![format!("the export {:?}", preinit.export)];
    lines.extend(
        preinit
            .renames
            .iter()
            .map(|rename| format!("the export {:?} has since been called {:?}", rename.old, rename.new)),
    );
    lines.extend(preinit.directories.iter().map(|directory| {
        let size = units::size(directory.bytes);
        format!("it could read {} ({size}) as {}", files(directory.files), directory.guest)
    }));
    if !preinit.env.is_empty() {
        lines.push(format!("it could see the environment variables {}", preinit.env.join(", ")));
    }
    if let Some(bytes) = preinit.stdin_bytes {
        lines.push(format!("it could read {} from standard input", units::size(bytes)));
    }
    for (what, answers) in [("the time", preinit.clocks), ("random numbers", preinit.random)] {
        match answers {
            Answers::Refuse => {}
            Answers::Fixed(_) => lines.push(format!("it could ask for {what}, the same in each build")),
            Answers::Allow => lines.push(format!("it could ask for {what}, others in each build")),
        }
    }
    lines
}

fn files(count: u64) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}

/// What was granted, a line each, in the words of a person who decides whether to run it.
fn grants(info: &Info) -> Vec<String> {
    let grants = &info.grants;
    let mut lines = vec![streams(&grants.streams)];
    for dir in &grants.dirs {
        let may = if dir.read_only { "read" } else { "read and write" };
        let place = relative(&dir.host);
        lines.push(format!("{may} the directory {}{place}, which it sees as {}", dir.host, dir.guest));
    }
    for directory in &info.embedded {
        let (files, size) = (files(directory.files), units::size(directory.bytes));
        lines.push(format!("read {files} ({size}) within itself, which it sees as {}", directory.guest));
    }
    if grants.dirs.is_empty() {
        let other = if info.embedded.is_empty() { "" } else { "other " };
        lines.push(format!("no {other}files"));
    }
    for variable in &grants.env {
        lines.push(match &variable.value {
            Some(value) => format!("the environment variable {}, always {value:?}", variable.name),
            None => format!("the environment variable {}, as it is at launch", variable.name),
        });
    }
    if grants.inherit_env {
        lines.push("all environment variables at launch".to_owned());
    } else if grants.env.is_empty() {
        lines.push("no environment variables".to_owned());
    }
    let fixed: Vec<String> = grants.args.iter().map(|argument| format!("{argument:?}")).collect();
    lines.push(match (fixed.is_empty(), grants.args_withheld) {
        (true, false) => "the arguments given at launch".to_owned(),
        (true, true) => "no arguments".to_owned(),
        (false, false) => format!("the arguments {}, then those given at launch", fixed.join(" ")),
        (false, true) => format!("the arguments {}, whatever is given at launch", fixed.join(" ")),
    });
    if let Some(name) = &grants.argv0 {
        lines.push(format!("the program name {name:?}, whatever it is started as"));
    }
    lines.extend(grants.listen.iter().map(|listen| match listen {
        ListenGrant::Tcp(address) => format!("accept connections to {address}"),
        ListenGrant::Unix(path) => {
            format!("accept connections to the Unix socket {path}{}", relative(path))
        }
        ListenGrant::Inherit => "the sockets that the launcher hands over in LISTEN_FDS".to_owned(),
    }));
    if grants.listen.is_empty() {
        lines.push("no network".to_owned());
    }
    if grants.runtime_grants {
        lines.push(
            "what PRECAST_DIR…, PRECAST_ENV… and PRECAST_LISTEN… add to these in the environment at launch"
                .to_owned(),
        );
    }
    lines
}

/// The standard streams, those that are there first.
fn streams(streams: &[Stream; 3]) -> String {
    let named = |wanted: Stream| {
        let names = streams.iter().zip(["standard input", "standard output", "standard error"]);
        names.filter(|(stream, _)| **stream == wanted).map(|(_, name)| name).collect::<Vec<_>>().join(", ")
    };
    match (named(Stream::Inherit), named(Stream::Null)) {
        (inherited, null) if null.is_empty() => inherited,
        (inherited, null) if inherited.is_empty() => format!("no {null}"),
        (inherited, null) => format!("{inherited}, but no {null}"),
    }
}

/// What a relative path counts from.
fn relative(path: &str) -> &'static str {
    if path.starts_with('/') { "" } else { " (from the working directory at launch)" }
}

/// How the process confines itself, a line each.
fn confinement(info: &Info) -> Vec<String> {
    let mut lines = Vec::new();
    if info.harden.level == HardenLevel::None {
        lines.push("no (--harden would)".to_owned());
        return lines;
    }
    lines.push("no files outside of these directories, no new TCP sockets, by Landlock".to_owned());
    if let Some(calls) = &info.system_calls {
        lines.push(format!("no system calls but {}, by a filter that kills", calls.join(" ")));
    }
    lines.push(if info.harden.best_effort {
        "where the kernel cannot, it starts nevertheless".to_owned()
    } else {
        "where the kernel cannot, it does not start".to_owned()
    });
    lines
}
