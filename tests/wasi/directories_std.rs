//! Directories, links and metadata by way of Rust's standard library and its extensions for WASI.

use std::collections::BTreeMap;
use std::fs::{self, File, FileTimes, OpenOptions};
use std::io::{self, ErrorKind, IoSlice, IoSliceMut, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// The kinds of errors that programs tell apart.
fn kinds_of_errors() {
    let errors = [
        (fs::read("/work/nothing").map(drop), ErrorKind::NotFound),
        (fs::read_dir("/work/nothing").map(drop), ErrorKind::NotFound),
        (fs::read_link("/work/file").map(drop), ErrorKind::InvalidInput),
        (fs::read_dir("/work/file").map(drop), ErrorKind::NotADirectory),
        (fs::remove_file("/work/full"), ErrorKind::IsADirectory),
        (fs::rename("/work/file", "/work/full"), ErrorKind::IsADirectory),
        (fs::hard_link("/work/file", "/work/full/inner"), ErrorKind::AlreadyExists),
        (File::create_new("/work/file").map(drop), ErrorKind::AlreadyExists),
        (OpenOptions::new().append(true).open("/work/full").map(drop), ErrorKind::IsADirectory),
        (fs::write("/work/\0", ""), ErrorKind::InvalidInput),
    ];
    for (index, (result, kind)) in errors.into_iter().enumerate() {
        assert_eq!(result.map_err(|error| error.kind()), Err(kind), "{index}");
    }
}

/// A tree is made, walked and removed.
fn trees() -> io::Result<()> {
    fn walk(directory: &Path, found: &mut BTreeMap<String, u64>) -> io::Result<()> {
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            assert_eq!(entry.metadata()?.is_dir(), kind.is_dir());
            if kind.is_dir() {
                walk(&path, found)?;
            }
            let name = path.strip_prefix("/work/tree").expect("a path below").display().to_string();
            found.insert(name, if kind.is_file() { fs::metadata(&path)?.len() } else { 0 });
        }
        Ok(())
    }
    fs::create_dir_all("/work/tree/b/c")?;
    fs::create_dir_all("/work/tree/b/c")?;
    fs::write("/work/tree/b/c/deep", "12345")?;
    fs::write("/work/tree/a b é", "1")?;
    let mut found = BTreeMap::new();
    walk(Path::new("/work/tree"), &mut found)?;
    let expected = [("a b é", 1), ("b", 0), ("b/c", 0), ("b/c/deep", 5)];
    assert!(found.iter().map(|(name, &len)| (name.as_str(), len)).eq(expected), "{found:?}");
    fs::remove_dir_all("/work/tree")
}

/// Lengths and times are set and told.
fn metadata() -> io::Result<()> {
    let file = File::options().read(true).write(true).open("/work/file")?;
    let moment = SystemTime::UNIX_EPOCH + Duration::new(1_234_567_890, 987_654_321);
    file.set_times(FileTimes::new().set_accessed(moment).set_modified(moment))?;
    let metadata = file.metadata()?;
    assert_eq!((metadata.accessed()?, metadata.modified()?), (moment, moment));
    file.set_modified(moment + Duration::from_secs(1))?;
    assert_eq!(fs::metadata("/work/file")?.modified()?, moment + Duration::from_secs(1));
    file.set_len(10_000)?;
    assert_eq!(fs::read("/work/file")?.iter().filter(|&&byte| byte == 0).count(), 9_996);
    file.set_len(4)?;
    file.sync_data()?;
    assert_eq!(fs::read_to_string("/work/file")?, "text");
    Ok(())
}

/// Positions, and several ranges at once.
fn positions() -> io::Result<()> {
    let mut file = File::options().read(true).write(true).create(true).truncate(true).open("/work/ranges")?;
    let numbers: Vec<u8> = (0..=255).collect();
    let slices: Vec<IoSlice> = numbers.chunks(20).map(IoSlice::new).collect();
    assert_eq!(file.write_vectored(&slices)?, 256);
    assert_eq!(file.stream_position()?, 256);
    assert_eq!(file.seek(SeekFrom::Current(-56))?, 200);
    let (mut one, mut other) = ([0; 50], [0; 50]);
    assert_eq!(file.read_vectored(&mut [IoSliceMut::new(&mut one), IoSliceMut::new(&mut other)])?, 56);
    assert_eq!((&one[..], &other[..6]), (&numbers[200..250], &numbers[250..]));
    assert_eq!(file.read(&mut one)?, 0);
    assert_eq!(
        file.seek(SeekFrom::Current(-300)).map_err(|error| error.kind()),
        Err(ErrorKind::InvalidInput)
    );
    file.seek(SeekFrom::Start(1000))?;
    file.write_all(b"end")?;
    assert_eq!(file.metadata()?.len(), 1003);
    fs::remove_file("/work/ranges")
}

fn main() -> io::Result<()> {
    fs::create_dir("/work/full")?;
    fs::write("/work/full/inner", "")?;
    fs::write("/work/file", "text")?;
    kinds_of_errors();
    trees()?;
    metadata()?;
    positions()?;
    fs::hard_link("/work/file", "/work/second")?;
    fs::rename("/work/second", "/work/full/third")?;
    assert_eq!(fs::read_to_string("/work/full/third")?, "text");
    fs::copy("/work/full/third", "/work/full/inner")?;
    assert_eq!(fs::read_to_string("/work/full/inner")?, "text");
    println!("ok");
    Ok(())
}
