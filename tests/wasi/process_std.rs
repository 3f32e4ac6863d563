//! Arguments, environment, clocks, standard streams and exit status by way of Rust's standard library.

use std::collections::{BTreeMap, HashMap};
use std::env;
use std::ffi::OsString;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufRead, BufWriter, ErrorKind, IsTerminal, Read, Write};
use std::time::{Duration, Instant, SystemTime};

fn arguments_and_environment() {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    assert_eq!(arguments, ["", "two words", "é=ü", "--help"]);
    let variables: BTreeMap<String, String> = env::vars().collect();
    let expected = [("EMPTY", ""), ("GREETING", "grüß = dich")];
    assert!(
        variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).eq(expected),
        "{variables:?}"
    );
    assert_eq!(env::var("HOME"), Err(env::VarError::NotPresent));
}

fn clocks() {
    let (start, time) = (Instant::now(), SystemTime::now());
    // Later than this was written, and before the times of the older clocks end.
    let since = time.duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
    assert!((1_700_000_000..4_000_000_000).contains(&since.as_secs()));
    let mut before = start;
    for _ in 0..1000 {
        let now = Instant::now();
        assert!(now >= before);
        before = now;
    }
    std::thread::sleep(Duration::from_millis(5));
    std::thread::yield_now();
    assert!(start.elapsed() >= Duration::from_millis(5));
    assert!(time.elapsed().is_ok_and(|elapsed| elapsed < Duration::from_secs(600)));
}

/// Maps are seeded by random numbers.
fn random_numbers() {
    let [one, other] = [(); 2].map(|()| RandomState::new());
    assert_ne!(one.hash_one(1), other.hash_one(1));
    let squares: HashMap<u32, u32> = (0..1000).map(|number| (number, number * number)).collect();
    assert_eq!(squares[&30], 900);
}

/// What is read in lines and to the end is written in capitals, in many parts.
fn streams() -> io::Result<()> {
    assert!(!io::stdin().is_terminal() && !io::stdout().is_terminal());
    let mut input = io::stdin().lock();
    let mut line = String::new();
    assert_eq!(input.read_line(&mut line)?, 6);
    assert_eq!(line, "first\n");
    let mut rest = Vec::new();
    input.read_to_end(&mut rest)?;
    assert_eq!(input.read(&mut [0; 8])?, 0);
    let mut output = BufWriter::with_capacity(3, io::stdout().lock());
    for byte in rest {
        output.write_all(&[byte.to_ascii_uppercase()])?;
    }
    output.flush()?;
    eprint!("{line}");
    // Nothing is granted.
    for path in ["/", ".", "/tmp", "/dev/null"] {
        assert!(
            std::fs::metadata(path).is_err_and(|error| error.kind() != ErrorKind::InvalidInput),
            "{path}"
        );
    }
    Ok(())
}

fn main() -> io::Result<()> {
    arguments_and_environment();
    clocks();
    random_numbers();
    streams()?;
    std::process::exit(42)
}
