//! Files by way of Rust's standard library: what most programs do.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::time::{Duration, Instant, SystemTime};

fn main() -> std::io::Result<()> {
    fs::create_dir_all("/work/a/b/c")?;
    fs::write("/work/a/b/c/file", "one\ntwo\nthree\n")?;
    let mut file = OpenOptions::new().read(true).append(true).open("/work/a/b/c/file")?;
    writeln!(file, "four")?;
    file.rewind()?;
    let lines: Vec<String> = BufReader::new(&file).lines().collect::<Result<_, _>>()?;
    assert_eq!(lines, ["one", "two", "three", "four"]);
    file.seek(SeekFrom::End(-5))?;
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    assert_eq!(text, "four\n");
    file.sync_all()?;

    fs::copy("/work/a/b/c/file", "/work/copy")?;
    fs::rename("/work/copy", "/work/moved")?;
    fs::hard_link("/work/moved", "/work/linked")?;
    assert_eq!(fs::read("/work/linked")?.len(), 19);
    let metadata = fs::metadata("/work/linked")?;
    assert!(metadata.is_file() && metadata.len() == 19);
    let age = SystemTime::now().duration_since(metadata.modified()?).unwrap_or_default();
    assert!(age < Duration::from_secs(600), "{age:?}");

    for number in 0..500 {
        File::create(format!("/work/a/{number}"))?.write_all(&[number as u8; 100])?;
    }
    let mut names: Vec<_> = fs::read_dir("/work/a")?
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<Result<_, _>>()?;
    names.sort();
    assert_eq!(names.len(), 501);
    assert!(names.iter().any(|name| name == "499") && names.iter().any(|name| name == "b"));

    // The error numbers of WASI.
    let errors = [
        (fs::read("/work/nothing").map(drop), 44),
        (fs::read("/work/moved/x").map(drop), 54),
        (fs::create_dir("/work/a"), 20),
        (fs::remove_dir("/work/a"), 55),
        (fs::write("/work/a", "x"), 31),
    ];
    for (result, errno) in errors {
        assert_eq!(result.map_err(|error| error.raw_os_error()), Err(Some(errno)));
    }
    for outside in ["/etc/passwd", "/work/../etc/passwd", "/work/a/../../x", "../x"] {
        assert!(fs::read(outside).is_err(), "{outside}");
        assert!(fs::write(outside, "x").is_err(), "{outside}");
    }
    fs::remove_dir_all("/work/a")?;
    assert!(!fs::exists("/work/a")?);

    let start = Instant::now();
    std::thread::sleep(Duration::from_millis(20));
    assert!(start.elapsed() >= Duration::from_millis(20));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    assert_eq!(arguments, ["an argument"]);
    assert_eq!(std::env::var("NAME").as_deref(), Ok("value"));
    let input = std::io::read_to_string(std::io::stdin())?;
    println!("{}", input.to_uppercase());
    Ok(())
}
