//! From a command as it is written in the table to a process that can be started.
//!
//! | word | becomes |
//! |---|---|
//! | `{module}` | the wasm file |
//! | `{output}` | what was compiled |
//! | `{dirs}` `{envs}` | the runtime's own options for each directory and variable |
//! | `{arguments}` | the program's arguments |
//! | `{options}` | options of `precast build` that the user gave |
//! | `{script}` | the script for Node |
//! | `[--option]` | `--option` where the program knows it, otherwise nothing |
//!
//! Within a word, `{host}`, `{guest}`, `{name}`, `{value}` and `{scratch}` are replaced.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use super::{NODE_SCRIPT, Programs, Runtime};
use crate::{Error, Launch};

/// A directory that the program is granted.
#[derive(Clone, Debug, PartialEq)]
pub struct Directory {
    /// The directory of the machine.
    pub host: String,
    /// Its name for the program.
    pub guest: String,
    /// Whether it is for reading only. Runtimes that do not know the difference grant writing, too.
    pub read_only: bool,
}

/// What the program is given, whichever runtime runs it.
#[derive(Clone, Debug, Default)]
pub struct Guest {
    /// Arguments.
    pub arguments: Vec<OsString>,
    /// Directories.
    pub dirs: Vec<Directory>,
    /// Variables.
    pub env: Vec<(String, String)>,
    /// Standard input; an empty one if none.
    pub stdin: Option<PathBuf>,
    /// Options of `precast build`.
    pub build_options: Vec<OsString>,
}

/// The option that stands in brackets.
pub(super) fn bracketed(word: &str) -> Option<&str> {
    word.strip_prefix('[')?.strip_suffix(']')
}

/// Where files are.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The module.
    pub module: &'a Path,
    /// What it is compiled to.
    pub output: &'a Path,
    /// A directory for what is needed meanwhile.
    pub scratch: &'a Path,
}

impl Runtime {
    /// The process that compiles, if there is one.
    pub(crate) fn compile_launch(
        &self,
        programs: &Programs,
        place: Place<'_>,
        guest: &Guest,
    ) -> Result<Option<Launch>, Error> {
        self.compile.map(|command| self.launch(command, programs, place, guest, false)).transpose()
    }

    /// The process that runs the program; `newer` where the runtime knows the option in brackets.
    pub(crate) fn run_launch(
        &self,
        programs: &Programs,
        place: Place<'_>,
        guest: &Guest,
        newer: bool,
    ) -> Result<Launch, Error> {
        let mut launch = self.launch(self.run, programs, place, guest, newer)?;
        launch.stdin.clone_from(&guest.stdin);
        Ok(launch)
    }

    fn launch(
        &self,
        command: &'static str,
        programs: &Programs,
        place: Place<'_>,
        guest: &Guest,
        newer: bool,
    ) -> Result<Launch, Error> {
        let mut words = Vec::<OsString>::new();
        for (index, word) in command.split(' ').enumerate() {
            if let Some(option) = bracketed(word) {
                words.extend(newer.then(|| option.into()));
                continue;
            }
            match word {
                "{module}" => words.push(place.module.into()),
                "{output}" => words.push(place.output.into()),
                "{arguments}" => words.extend(guest.arguments.iter().cloned()),
                "{options}" => words.extend(guest.build_options.iter().cloned()),
                "{dirs}" => guest.dirs.iter().for_each(|dir| words.extend(self.dir_words(dir))),
                "{envs}" => guest.env.iter().for_each(|variable| words.extend(self.env_words(variable))),
                "{script}" => {
                    let script = place.scratch.join("node.mjs");
                    std::fs::write(&script, NODE_SCRIPT)
                        .map_err(Error::system(format!("write {}", script.display())))?;
                    words.push(script.into());
                }
                program if index == 0 => words.push(programs.path(program)?.into()),
                literal => words.push(literal.into()),
            }
        }
        let program = words.remove(0);
        let mut env = Vec::new();
        if let Some((name, value)) = self.environment.split_once('=') {
            let scratch = place.scratch.to_string_lossy();
            env.push((name.to_owned(), value.replace("{scratch}", &scratch).into()));
        }
        if self.env.is_none() {
            env.extend(guest.env.iter().map(|(name, value)| (name.clone(), value.into())));
        }
        Ok(Launch { program: program.into(), arguments: words, env, stdin: None })
    }

    fn dir_words(&self, dir: &Directory) -> Vec<OsString> {
        let template = if dir.read_only { self.dir_read_only.or(self.dir) } else { self.dir };
        filled(template, &[("{host}", &dir.host), ("{guest}", &dir.guest)])
    }

    fn env_words(&self, (name, value): &(String, String)) -> Vec<OsString> {
        filled(self.env, &[("{name}", name), ("{value}", value)])
    }
}

/// What no native executable does: it sees the machine's directories as they are.
pub(super) fn renamed_directory(guest: &Guest) -> Option<String> {
    let renamed = guest.dirs.iter().find(|dir| dir.host != dir.guest)?;
    Some(cannot_show(renamed))
}

/// What Wasm3 does not do: it shows the working directory, as `/` and as `.`, and no variables but its own.
pub(super) fn beyond_wasm3(guest: &Guest) -> Option<String> {
    let names = |path: &str| -> Vec<_> {
        let own = |part: &Component<'_>| !matches!(part, Component::CurDir | Component::RootDir);
        Path::new(path).components().filter(own).map(|part| part.as_os_str().to_owned()).collect()
    };
    let shown = |dir: &&Directory| {
        let host = names(&dir.host);
        !dir.host.starts_with('/') && !host.contains(&"..".into()) && host == names(&dir.guest)
    };
    let hidden = guest.dirs.iter().find(|dir| !shown(dir)).map(cannot_show);
    hidden.or_else(|| {
        guest.env.first().map(|(name, _)| format!("it cannot give the program the variable {name}"))
    })
}

fn cannot_show(dir: &Directory) -> String {
    format!("it cannot show the directory {} as {}", dir.host, dir.guest)
}

/// The words of a template with values for its names. A value may itself look like a name: each is put in
/// once, from the left.
fn filled(template: Option<&str>, values: &[(&str, &str)]) -> Vec<OsString> {
    let fill = |word: &str| {
        let mut filled = String::new();
        let mut rest = word;
        while !rest.is_empty() {
            match values.iter().find(|(name, _)| rest.starts_with(name)) {
                Some((name, value)) => {
                    filled.push_str(value);
                    rest = &rest[name.len()..];
                }
                None => {
                    let length = rest.chars().next().map_or(1, char::len_utf8);
                    filled.push_str(&rest[..length]);
                    rest = &rest[length..];
                }
            }
        }
        filled.into()
    };
    template.map(|template| template.split(' ').map(fill).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{ALL, NATIVE};
    use super::*;

    /// The commands of a runtime for a guest that is given one of each, with options in brackets if `newer`.
    fn commands(runtime: &Runtime, newer: bool) -> (Option<String>, String) {
        let scratch = tempfile::tempdir().expect("a directory");
        let guest = Guest {
            arguments: vec!["-n".into(), "5".into()],
            dirs: vec![
                Directory { host: "/h/data".into(), guest: "/data".into(), read_only: false },
                Directory { host: "b".into(), guest: "/{host}".into(), read_only: true },
            ],
            env: vec![("A".into(), "b=c".into())],
            stdin: None,
            build_options: vec!["--strip".into()],
        };
        let programs = Programs::for_tests(|name| format!("/bin/{name}").into());
        let place = Place { module: "m.wasm".as_ref(), output: "m.out".as_ref(), scratch: scratch.path() };
        let text = |launch: Launch| {
            let words = launch.env.iter().map(|(name, value)| format!("{name}={}", value.to_string_lossy()));
            let words = words.chain([launch.program.display().to_string()]);
            let words = words.chain(launch.arguments.iter().map(|word| word.to_string_lossy().into_owned()));
            let line = words.collect::<Vec<_>>().join(" ");
            line.replace(&*scratch.path().to_string_lossy(), "TMP")
        };
        let compile = runtime.compile_launch(&programs, place, &guest).expect("a command").map(text);
        (compile, text(runtime.run_launch(&programs, place, &guest, newer).expect("a command")))
    }

    #[test]
    fn commands_are_as_each_runtime_wants_them() {
        let expected: &[(&str, Option<&str>, &str)] = &[
            (
                "precast",
                Some(
                    "/bin/precast build m.wasm -o m.out --dir /h/data::/data --dir b::/{host}:ro --env A=b=c --strip",
                ),
                "m.out -n 5",
            ),
            (
                "wasmtime",
                None,
                "/bin/wasmtime run -C cache=n --dir /h/data::/data --dir b::/{host} --env A=b=c m.wasm -n 5",
            ),
            (
                "wasmtime-compiled",
                Some("/bin/wasmtime compile m.wasm -o m.out"),
                "/bin/wasmtime run --allow-precompiled --dir /h/data::/data --dir b::/{host} --env A=b=c m.out -n 5",
            ),
            (
                "wasmer",
                None,
                "WASMER_CACHE_DIR=TMP/wasmer /bin/wasmer run --volume /h/data:/data --volume b:/{host} --env A=b=c m.wasm -- -n 5",
            ),
            (
                "wasmedge",
                None,
                "/bin/wasmedge run --dir /data:/h/data --dir /{host}:b:readonly --env A=b=c m.wasm -n 5",
            ),
            (
                "wasmedge-compiled",
                Some("/bin/wasmedge compile m.wasm m.out"),
                "/bin/wasmedge run --dir /data:/h/data --dir /{host}:b:readonly --env A=b=c m.out -n 5",
            ),
            (
                "iwasm",
                Some("/bin/wamrc -o m.out m.wasm"),
                "/bin/iwasm --env=A=b=c --map-dir=/data::/h/data --map-dir=/{host}::b m.out -n 5",
            ),
            ("wasm3", None, "A=b=c /bin/wasm3 --stack-size 1048576 m.wasm -n 5"),
            (
                "node",
                None,
                "/bin/node --no-warnings TMP/node.mjs --dir /h/data::/data --dir b::/{host} --env A=b=c m.wasm -n 5",
            ),
        ];
        assert_eq!(ALL.len(), expected.len());
        for (runtime, (name, compile, run)) in ALL.iter().zip(expected) {
            assert_eq!(runtime.name, *name);
            assert_eq!(commands(runtime, false), (compile.map(str::to_owned), (*run).to_owned()), "{name}");
            if runtime.newer_option().is_none() {
                assert_eq!(commands(runtime, true), commands(runtime, false), "{name}");
            }
        }
        assert_eq!(commands(&NATIVE, false), (None, "A=b=c m.out -n 5".to_owned()));
    }

    #[test]
    fn an_option_in_brackets_is_for_those_that_know_it() {
        let runtime = ALL.iter().find(|runtime| runtime.name == "wasmedge-compiled").expect("a line");
        assert_eq!(runtime.newer_option(), Some(("run", "--run-mode")));
        let (_, run) = commands(runtime, true);
        assert_eq!(
            run,
            "/bin/wasmedge run --run-mode=aot --dir /data:/h/data --dir /{host}:b:readonly --env A=b=c m.out -n 5"
        );
    }

    #[test]
    fn those_without_names_for_directories_say_so() {
        let dir = |host: &str, guest: &str| Guest {
            dirs: vec![Directory { host: host.into(), guest: guest.into(), read_only: false }],
            ..Guest::default()
        };
        let wasm3 = ALL.iter().find(|runtime| runtime.name == "wasm3").expect("wasm3");
        for (host, guest) in [(".", "."), (".", "/"), ("data", "data"), ("./data", "/data")] {
            assert_eq!((wasm3.refusal)(&dir(host, guest)), None, "{host} {guest}");
        }
        for (host, guest) in [("/a", "/b"), ("/a", "/a"), ("..", ".."), ("a", "/b"), (".", "/a")] {
            let refusal = (wasm3.refusal)(&dir(host, guest)).expect("a refusal");
            assert!(refusal.contains(host) && refusal.contains(guest), "{refusal}");
        }
        let env = Guest { env: vec![("COLOUR".into(), "green".into())], ..Guest::default() };
        assert!((wasm3.refusal)(&env).is_some_and(|refusal| refusal.contains("COLOUR")));
        assert_eq!((NATIVE.refusal)(&dir("/a", "/a")), None);
        assert!((NATIVE.refusal)(&dir("/a", "/b")).is_some());
        assert_eq!((NATIVE.refusal)(&env), None);
        assert_eq!((ALL[0].refusal)(&dir("/a", "/b")), None);
    }

    #[test]
    fn programs_are_the_first_words() {
        let programs = |name| ALL.iter().find(|runtime| runtime.name == name).expect("a line").programs();
        assert_eq!(programs("precast"), ["precast"]);
        assert_eq!(programs("iwasm"), ["iwasm", "wamrc"]);
        assert_eq!(programs("wasmtime-compiled"), ["wasmtime"]);
    }
}
