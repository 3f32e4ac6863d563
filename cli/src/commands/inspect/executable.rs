//! What an executable or object is, and what it may do.

use object::{Object, ObjectKind, ObjectSection, SectionFlags};
use precast_compiler::info::{self, Info};
use precast_compiler::{
    Entry, HardenLevel, ListenGrant, MemoryGuard, Names, OptLevel, RelaxedSimd, Spectre, Stream,
};
use serde::Serialize;

use crate::output::{self, units};

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
        row(&["starts at", &entry(&info.entry)]),
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
        let (files, size) = (directory.files, units::size(directory.bytes));
        let files = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
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
