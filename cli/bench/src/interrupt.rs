//! Signals that ask to stop, as something to wait for: whoever waits for a process ends it, takes it away
//! and gives up with [`Error::Interrupted`].

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::low_level::{pipe, unregister};

use crate::Error;

/// While this lives, SIGINT, SIGTERM and SIGHUP are noted instead of ending this process.
#[derive(Debug)]
pub struct Interrupts {
    /// Readable from the first signal on; never read.
    woken: UnixStream,
    /// The last signal; 0 for none.
    last: Arc<AtomicUsize>,
    registered: Vec<SigId>,
}

impl Interrupts {
    /// Begins to note signals.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn catch() -> Result<Interrupts, Error> {
        let catch = || -> io::Result<Interrupts> {
            let (woken, writer) = UnixStream::pair()?;
            let last = Arc::new(AtomicUsize::new(0));
            let mut registered = Vec::new();
            for signal in [SIGINT, SIGTERM, SIGHUP] {
                let number = signal as usize;
                registered.push(signal_hook::flag::register_usize(signal, Arc::clone(&last), number)?);
                registered.push(pipe::register(signal, writer.try_clone()?)?);
            }
            Ok(Interrupts { woken, last, registered })
        };
        catch().map_err(Error::system("catch signals"))
    }

    /// Fails if a signal has come.
    ///
    /// # Errors
    /// [`Error::Interrupted`].
    pub fn check(&self) -> Result<(), Error> {
        match self.last.load(Ordering::SeqCst) {
            0 => Ok(()),
            signal => Err(Error::Interrupted(signal as i32)),
        }
    }
}

impl AsFd for Interrupts {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.woken.as_fd()
    }
}

impl Drop for Interrupts {
    fn drop(&mut self) {
        for &id in &self.registered {
            unregister(id);
        }
    }
}
