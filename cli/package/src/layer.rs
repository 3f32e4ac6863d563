//! The layers of an image that anybody may have made: their digests before compression, and the program in
//! them.
//!
//! A layer is read as a stream, so that a small one which decompresses to a huge one fills no memory. What
//! counts is what an engine would start: the last of several entries for a path, and only what is itself a
//! file there.

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};
use tar::EntryType;

use crate::spec::media_type;
use crate::{Digest, Error, Result, gzip};

/// Most bytes of a program.
const PROGRAM_BYTES_MAX: u64 = 1 << 30;
/// What the names of entries begin with that take away what lower layers have, and the one for a whole
/// directory, see
/// <https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts>.
pub(crate) const WHITEOUT: &str = ".wh.";
const OPAQUE: &[u8] = b".wh..wh..opq";

/// A program that is looked for from the lowest layer upwards.
pub(crate) struct Search<'a> {
    path: &'a str,
    /// The names on the way to it.
    names: Vec<&'a [u8]>,
    found: Found,
}

/// What is at the path.
enum Found {
    Nothing,
    File(Vec<u8>),
    /// A link or a directory.
    Other,
}

/// How an entry lies to the path.
enum Place {
    /// It is the path.
    Here,
    /// It is a directory on the way there.
    Above,
    /// It hides what lower layers have at the path.
    Hides,
    Elsewhere,
}

impl<'a> Search<'a> {
    /// Looks for `path`, which is absolute.
    pub(crate) fn new(path: &'a str) -> Result<Search<'a>> {
        let names = path.starts_with('/').then(|| names(path.as_bytes())).flatten();
        let names = names.filter(|names| !names.is_empty());
        let names = names.ok_or_else(|| invalid(&format!("its entry point {path:?} is no absolute path")))?;
        Ok(Search { path, names, found: Found::Nothing })
    }

    /// Reads the next layer; its digest before compression. `bytes_left` is what all layers may still have
    /// before compression.
    pub(crate) fn layer(&mut self, media_type: &str, bytes: &[u8], bytes_left: &mut u64) -> Result<Digest> {
        match media_type {
            media_type::LAYER => self.archive(bytes, bytes_left),
            media_type::LAYER_GZIP => self.archive(gzip::decoder(bytes), bytes_left),
            other => Err(invalid(&format!("a layer of the type {other:?} cannot be read"))),
        }
    }

    fn archive(&mut self, reader: impl Read, bytes_left: &mut u64) -> Result<Digest> {
        let mut reader = Hashing { reader, hasher: Sha256::new(), bytes_left };
        let damaged = |error: io::Error| invalid(&format!("a layer is damaged: {error}"));
        let mut own = None;
        let mut hides = false;
        for entry in tar::Archive::new(&mut reader).entries().map_err(damaged)? {
            let mut entry = entry.map_err(damaged)?;
            let kind = entry.header().entry_type();
            match self.place(&entry.path_bytes())? {
                Place::Here if [EntryType::Regular, EntryType::Continuous].contains(&kind) => {
                    if entry.size() > PROGRAM_BYTES_MAX {
                        let most = PROGRAM_BYTES_MAX >> 20;
                        let path = self.path;
                        return Err(invalid(&format!("its entry point {path} has more than {most} MiB")));
                    }
                    let mut contents = Vec::new();
                    entry.read_to_end(&mut contents).map_err(damaged)?;
                    own = Some(Found::File(contents));
                }
                Place::Here => own = Some(Found::Other),
                Place::Above if kind != EntryType::Directory => {
                    let path = self.path;
                    return Err(invalid(&format!("its entry point {path} lies behind a link or file")));
                }
                Place::Hides => hides = true,
                Place::Above | Place::Elsewhere => {}
            }
        }
        // Behind the end of the archive there may be more, which has a part in the digest.
        io::copy(&mut reader, &mut io::sink()).map_err(damaged)?;
        match own {
            Some(own) => self.found = own,
            None if hides => self.found = Found::Nothing,
            None => {}
        }
        Ok(Digest::of_hasher(reader.hasher))
    }

    fn place(&self, path: &[u8]) -> Result<Place> {
        let Some(entry) = names(path) else {
            return Err(invalid("a layer has an entry that leads out of the image"));
        };
        let leads_here = |names: &[&[u8]]| self.names.starts_with(names);
        if let Some((last, directory)) = entry.split_last()
            && let Some(hidden) = last.strip_prefix(WHITEOUT.as_bytes())
        {
            let hides = match *last == OPAQUE {
                true => leads_here(directory) && directory.len() < self.names.len(),
                false => leads_here(&[directory, &[hidden]].concat()),
            };
            return Ok(if hides { Place::Hides } else { Place::Elsewhere });
        }
        Ok(match leads_here(&entry) {
            true if entry.len() == self.names.len() => Place::Here,
            true if !entry.is_empty() => Place::Above,
            _ => Place::Elsewhere,
        })
    }

    /// The program.
    pub(crate) fn finish(self) -> Result<Vec<u8>> {
        let path = self.path;
        match self.found {
            Found::File(contents) => Ok(contents),
            Found::Nothing => Err(invalid(&format!("its entry point {path} is in none of its layers"))),
            Found::Other => Err(invalid(&format!("its entry point {path} is not a file"))),
        }
    }
}

/// The names that a path consists of, without `.`; `None` where it has `..`.
fn names(path: &[u8]) -> Option<Vec<&[u8]>> {
    let names = path.split(|&byte| byte == b'/').filter(|name| !matches!(*name, b"" | b"."));
    names.map(|name| (name != b"..").then_some(name)).collect()
}

/// Computes the digest of what is read, and ends where it is too much.
struct Hashing<'a, R> {
    reader: R,
    hasher: Sha256,
    bytes_left: &'a mut u64,
}

impl<R: Read> Read for Hashing<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        *self.bytes_left = self
            .bytes_left
            .checked_sub(count as u64)
            .ok_or_else(|| io::Error::other("it decompresses to more than precast reads"))?;
        self.hasher.update(&buffer[..count]);
        Ok(count)
    }
}

fn invalid(message: &str) -> Error {
    Error::Invalid(message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Path, kind, contents.
    type Entry = (&'static str, EntryType, &'static str);

    fn archive(entries: &[Entry]) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for (path, kind, contents) in entries {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(*kind);
            header.set_size(contents.len() as u64);
            // Written as it is: the builder would refuse some of them.
            header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_cksum();
            archive.append(&header, contents.as_bytes()).unwrap();
        }
        archive.into_inner().unwrap()
    }

    /// What is found at `/bin/app`.
    fn found(layers: &[&[Entry]]) -> std::result::Result<String, String> {
        let mut search = Search::new("/bin/app").unwrap();
        for layer in layers {
            let bytes = archive(layer);
            let digest = search.layer(media_type::LAYER_GZIP, &gzip::compress(&bytes), &mut (1 << 20));
            assert_eq!(digest.map_err(|error| error.to_string())?, Digest::of(&bytes));
        }
        let contents = search.finish().map_err(|error| error.to_string())?;
        Ok(String::from_utf8(contents).unwrap())
    }

    #[test]
    fn what_an_engine_would_start_is_found() {
        use EntryType::{Directory, Regular, Symlink};
        let app = ("bin/app", Regular, "one");
        let is = |layers: &[&[Entry]], expected: &str| assert_eq!(found(layers).unwrap(), expected);
        is(&[&[("bin/", Directory, ""), app]], "one");
        for other in ["bin/app", "./bin/app", "/bin/app", "bin//./app"] {
            is(&[&[app, (other, Regular, "two")]], "two");
            is(&[&[app], &[(other, Regular, "two")]], "two");
        }
        is(&[&[("bin/app", Symlink, "")], &[app]], "one");
        is(&[&[("bin/app", Regular, "old")], &[("bin/.wh.app", Regular, ""), app]], "one");
        is(&[&[app], &[("bin/.wh.apps", Regular, ""), ("bi", Symlink, "")]], "one");

        let none = |layers: &[&[Entry]], why: &str| {
            let error = found(layers).unwrap_err();
            assert!(error.contains(why), "{error}");
        };
        for whiteout in ["bin/.wh.app", ".wh.bin", "bin/.wh..wh..opq", ".wh..wh..opq"] {
            none(&[&[app], &[(whiteout, Regular, "")]], "none of its layers");
        }
        none(&[&[app, ("bin/app", Symlink, "")]], "is not a file");
        none(&[&[app], &[("bin/app", Directory, "")]], "is not a file");
        none(&[&[app], &[("bin", Symlink, "")]], "behind a link");
        none(&[&[("x/../bin/app", Regular, "")]], "leads out");
    }

    #[test]
    fn only_absolute_paths_are_looked_for() {
        for path in ["", "/", "app", "./app", "/a/../b"] {
            assert!(Search::new(path).is_err(), "{path}");
        }
    }

    #[test]
    fn a_bomb_is_told_before_it_goes_off() {
        let bomb = gzip::compress(&vec![0; 8 << 20]);
        let mut search = Search::new("/app").unwrap();
        let error = search.layer(media_type::LAYER_GZIP, &bomb, &mut (1 << 20)).unwrap_err();
        assert!(error.to_string().contains("more than precast reads"), "{error}");
        // Behind the end of an archive, too.
        let behind = [archive(&[("app", EntryType::Regular, "one")]), vec![0; 8 << 20]].concat();
        let mut search = Search::new("/app").unwrap();
        assert!(search.layer(media_type::LAYER, &behind, &mut (1 << 20)).is_err());
    }
}
