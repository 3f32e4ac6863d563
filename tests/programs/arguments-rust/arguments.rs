//! Arguments, environment, stderr, and the exit status of `main`.
use std::process::ExitCode;

fn main() -> ExitCode {
    for (index, argument) in std::env::args().enumerate().skip(1) {
        println!("argument {index}: {argument:?}");
    }
    let mut variables: Vec<_> = std::env::vars().collect();
    variables.sort();
    for (name, value) in variables {
        println!("{name}={value}");
    }
    eprintln!("this goes to stderr");
    ExitCode::from(7)
}
