//! Values of options: text in, typed values or a message for the user out.

use std::path::PathBuf;

use precast_compiler::preinit::Rename;
use precast_compiler::{Answers, DirGrant, EnvGrant, ListenGrant, Pass};
use precast_package::GuestPath;

/// Something to copy into an image.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Include {
    /// A file or directory.
    pub(crate) host: PathBuf,
    /// Its path in the image.
    pub(crate) guest: GuestPath,
    /// Whether the program may change it.
    pub(crate) writable: bool,
}

/// Reads a number of bytes with an optional suffix K, M, G or T (powers of 1024).
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let expected =
        "expected a number of bytes, with an optional suffix K, M or G for powers of 1024, such as 64M";
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, suffix) = text.split_at(digits);
    let shift = match suffix.to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kib" => 10,
        "m" | "mib" => 20,
        "g" | "gib" => 30,
        "t" | "tib" => 40,
        _ => return Err(expected.to_owned()),
    };
    if number.is_empty() {
        return Err(expected.to_owned());
    }
    let number: Option<u64> = number.parse().ok();
    number
        .and_then(|number| number.checked_mul(1 << shift))
        .ok_or_else(|| "a number of bytes must be below 2^64".to_owned())
}

/// Reads `NAME=off`, an optimisation to leave out.
pub(super) fn without(text: &str) -> Result<Pass, String> {
    let name = text.strip_suffix("=off").ok_or("expected the name of an optimisation and `=off`")?;
    Pass::ALL.into_iter().find(|pass| pass.name() == name).ok_or_else(|| {
        let names = Pass::ALL.map(Pass::name);
        format!("there is no optimisation `{name}`; there are {}", names.join(", "))
    })
}

/// As [`size`], but not zero.
pub(super) fn size_above_zero(text: &str) -> Result<u64, String> {
    match size(text)? {
        0 => Err("must be more than 0".to_owned()),
        size => Ok(size),
    }
}

/// Reads `HOST[::GUEST][:ro]`. Without `GUEST` the program sees the directory under its host path.
pub(super) fn dir(text: &str) -> Result<DirGrant, String> {
    let (paths, read_only) = match text.strip_suffix(":ro") {
        Some(paths) => (paths, true),
        None => (text, false),
    };
    let (host, guest) = paths.split_once("::").unwrap_or((paths, paths));
    if host.is_empty() || guest.is_empty() {
        return Err("expected HOST[::GUEST][:ro] with paths that are not empty".to_owned());
    }
    without_nul(text)?;
    Ok(DirGrant { host: host.to_owned(), guest: guest.to_owned(), read_only })
}

/// Reads `HOST[::GUEST]`, as [`dir`] does.
pub(super) fn embed(text: &str) -> Result<(PathBuf, String), String> {
    let (host, guest) = text.split_once("::").unwrap_or((text, text));
    if host.is_empty() || guest.is_empty() {
        return Err("expected HOST[::GUEST] with paths that are not empty".to_owned());
    }
    without_nul(text)?;
    Ok((host.into(), guest.to_owned()))
}

/// Reads `HOST:GUEST[:rw]`, where `HOST` may contain colons.
pub(super) fn include(text: &str) -> Result<Include, String> {
    let (paths, writable) = match text.strip_suffix(":rw") {
        Some(paths) => (paths, true),
        None => (text, false),
    };
    match paths.rsplit_once(':') {
        Some((host, guest)) if !host.is_empty() && !host.contains('\0') => {
            let guest = guest.parse().map_err(|error: precast_package::Error| error.to_string())?;
            Ok(Include { host: host.into(), guest, writable })
        }
        _ => Err("expected HOST:GUEST[:rw], such as ./assets:/assets".to_owned()),
    }
}

/// Reads `NAME=VALUE` or `NAME`.
pub(super) fn env(text: &str) -> Result<EnvGrant, String> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value.to_owned())),
        None => (text, None),
    };
    if name.is_empty() {
        return Err("expected NAME=VALUE or NAME".to_owned());
    }
    without_nul(text)?;
    Ok(EnvGrant { name: name.to_owned(), value })
}

/// Longest path of a Unix socket in bytes: what the kernel's address has room for, with a NUL.
const UNIX_PATH_BYTES_MAX: usize = 107;

/// Reads `IP:PORT`, `unix:PATH` or `inherit`.
pub(super) fn listen(text: &str) -> Result<ListenGrant, String> {
    if text == "inherit" {
        return Ok(ListenGrant::Inherit);
    }
    if let Some(path) = text.strip_prefix("unix:") {
        without_nul(path)?;
        return match path.len() {
            0 => Err("expected unix:PATH with a path that is not empty".to_owned()),
            1..=UNIX_PATH_BYTES_MAX => Ok(ListenGrant::Unix(path.to_owned())),
            _ => Err(format!("the path of a socket has at most {UNIX_PATH_BYTES_MAX} bytes")),
        };
    }
    text.parse().map(ListenGrant::Tcp).map_err(|_| {
        "expected an address with a port such as 127.0.0.1:8080, 0.0.0.0:80 or [::1]:8080, unix:PATH or inherit; \
         names are not looked up"
            .to_owned()
    })
}

/// Reads `NAME=FILE`. A name of a module may be empty; it ends at the first `=`.
pub(super) fn link(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, file)) if !file.is_empty() => Ok((name.to_owned(), file.into())),
        _ => Err("expected NAME=FILE, such as math=math.wasm".to_owned()),
    }
}

/// Reads `NEW=OLD`. A name of an export may be empty; the new one ends at the first `=`.
pub(super) fn rename(text: &str) -> Result<Rename, String> {
    let (new, old) = text.split_once('=').ok_or("expected NEW=OLD, such as _start=wizer.resume")?;
    Ok(Rename { new: new.to_owned(), old: old.to_owned() })
}

/// Reads `refuse`, `fixed`, `fixed:SEED` or `allow`.
pub(super) fn random(text: &str) -> Result<Answers, String> {
    answers(text, "refuse, fixed, fixed:SEED with a natural number, or allow")
}

/// Reads `refuse`, `fixed`, `fixed:SECONDS` or `allow`.
pub(super) fn clock(text: &str) -> Result<Answers, String> {
    const NANOSECONDS_PER_SECOND: u64 = 1_000_000_000;
    let expected = "refuse, fixed, fixed:SECONDS since 1970, or allow";
    match answers(text, expected)? {
        Answers::Fixed(seconds) => seconds
            .checked_mul(NANOSECONDS_PER_SECOND)
            .map(Answers::Fixed)
            .ok_or_else(|| "no clock tells times after the year 2554".to_owned()),
        other => Ok(other),
    }
}

fn answers(text: &str, expected: &str) -> Result<Answers, String> {
    match (text, text.strip_prefix("fixed:").map(str::parse)) {
        ("refuse", _) => Ok(Answers::Refuse),
        ("fixed", _) => Ok(Answers::Fixed(0)),
        ("allow", _) => Ok(Answers::Allow),
        (_, Some(Ok(number))) => Ok(Answers::Fixed(number)),
        _ => Err(format!("expected {expected}")),
    }
}

/// Reads a string that a C string can hold.
pub(super) fn c_string(text: &str) -> Result<String, String> {
    without_nul(text)?;
    Ok(text.to_owned())
}

fn without_nul(text: &str) -> Result<(), String> {
    if text.contains('\0') { Err("must not contain a NUL character".to_owned()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_accept_suffixes_and_refuse_the_rest() {
        let accepted = [
            ("0", 0),
            ("4096", 4096),
            ("64K", 64 << 10),
            ("64kib", 64 << 10),
            ("1M", 1 << 20),
            ("4GiB", 4 << 30),
        ];
        for (text, bytes) in accepted {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "K", "-1", "1.5M", "64 K", "64X", "18446744073709551616", "99999999999G"] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn directories_have_a_guest_path_and_a_mode() {
        let cases = [
            ("data", ("data", "data", false)),
            ("data:ro", ("data", "data", true)),
            ("./a::/b", ("./a", "/b", false)),
            ("./a::/b:ro", ("./a", "/b", true)),
            ("a:b", ("a:b", "a:b", false)),
        ];
        for (text, (host, guest, read_only)) in cases {
            let grant = DirGrant { host: host.to_owned(), guest: guest.to_owned(), read_only };
            assert_eq!(dir(text), Ok(grant), "{text}");
        }
        for text in ["", ":ro", "::/b", "a::", "a::\0"] {
            assert!(dir(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn sockets_have_an_address_a_path_or_are_inherited() {
        assert_eq!(listen("inherit"), Ok(ListenGrant::Inherit));
        assert_eq!(listen("unix:run/app.sock"), Ok(ListenGrant::Unix("run/app.sock".to_owned())));
        for address in ["127.0.0.1:7878", "0.0.0.0:0", "[::1]:80", "[fe80::1%2]:80"] {
            assert_eq!(listen(address), Ok(ListenGrant::Tcp(address.parse().unwrap())), "{address}");
        }
        let long = format!("unix:{}", "x".repeat(108));
        for text in ["", "localhost:80", "127.0.0.1", ":80", "::1:80", "127.0.0.1:65536", "unix:", &long] {
            assert!(listen(text).is_err(), "{text}");
        }
    }

    #[test]
    fn embedded_directories_have_a_guest_path() {
        assert_eq!(embed("a/b::/c"), Ok(("a/b".into(), "/c".to_owned())));
        assert_eq!(embed("a:ro"), Ok(("a:ro".into(), "a:ro".to_owned())));
        assert!(embed("::/c").is_err() && embed("a::").is_err());
    }

    #[test]
    fn included_files_have_a_place_in_the_image() {
        let cases =
            [("a:/b", "a", "/b", false), ("a:b:/c:rw", "a:b", "/c", true), ("./a:/", "./a", "/", false)];
        for (text, host, guest, writable) in cases {
            let expected = Include { host: host.into(), guest: guest.parse().unwrap(), writable };
            assert_eq!(include(text), Ok(expected), "{text}");
        }
        for text in ["", "a", ":/b", "a:", "a:b", "a:/../b", "a:/b/../../c", "a:ro"] {
            assert!(include(text).is_err(), "{text}");
        }
    }

    #[test]
    fn linked_modules_have_a_name_and_a_file() {
        assert_eq!(link("math=a/b=c.wasm"), Ok(("math".to_owned(), "a/b=c.wasm".into())));
        assert_eq!(link("=x"), Ok((String::new(), "x".into())));
        assert!(link("math").is_err() && link("math=").is_err());
    }

    #[test]
    fn answers_are_refused_fixed_or_those_of_the_machine() {
        assert_eq!((clock("refuse"), random("allow")), (Ok(Answers::Refuse), Ok(Answers::Allow)));
        assert_eq!((clock("fixed"), random("fixed")), (Ok(Answers::Fixed(0)), Ok(Answers::Fixed(0))));
        assert_eq!(clock("fixed:2"), Ok(Answers::Fixed(2_000_000_000)));
        assert_eq!(random("fixed:18446744073709551615"), Ok(Answers::Fixed(u64::MAX)));
        assert!(clock("fixed:18446744073709551615").unwrap_err().contains("2554"));
        for text in ["", "no", "fixed:", "fixed:-1", "fixed: 1", "allow:1"] {
            assert!(clock(text).is_err() && random(text).is_err(), "{text}");
        }
    }

    #[test]
    fn exports_have_new_names_and_old_ones() {
        let expected = Rename { new: "_start".to_owned(), old: "a=b".to_owned() };
        assert_eq!(rename("_start=a=b"), Ok(expected));
        assert!(rename("_start").is_err());
    }

    #[test]
    fn variables_have_a_value_or_inherit_one() {
        let grant = |name: &str, value: Option<&str>| {
            Ok(EnvGrant { name: name.to_owned(), value: value.map(str::to_owned) })
        };
        assert_eq!(env("A=b=c"), grant("A", Some("b=c")));
        assert_eq!(env("A="), grant("A", Some("")));
        assert_eq!(env("A"), grant("A", None));
        assert!(env("=b").is_err());
        assert!(env("").is_err());
    }
}
