//! Standard streams that the guest does not get (`--stdin=null` and the like).
//!
//! The guest's number stands for `/dev/null` instead. The process keeps the streams of its launch: what the
//! runtime has to say, of a trap for example, still reaches standard error.

use linux_raw_sys::general::{AT_FDCWD, O_CLOEXEC, O_RDONLY, O_WRONLY};

use super::grants::{Grant, grants};
use super::table::{self, Descriptor};
use crate::sandbox::OwnedFd;
use crate::start;
use crate::sys::file;

/// Replaces each stream that is to be null.
#[unsafe(no_mangle)]
extern "C" fn precast_launch_streams() {
    for grant in grants() {
        let Grant::NullStream(&[digit]) = grant else { continue };
        let number = usize::from(digit - b'0');
        let access = if number == 0 { O_RDONLY } else { O_WRONLY };
        let opened = file::openat(AT_FDCWD, c"/dev/null", access | O_CLOEXEC, 0);
        let Ok(host) = opened.map_err(Into::into).and_then(|fd| table::above_stdio(OwnedFd::new(fd))) else {
            start::fail("cannot open /dev/null, which a standard stream of this program is to be")
        };
        table::set_stream(number, Descriptor::inherited(host));
    }
}
