//! `poll_oneoff`: waits for clocks and descriptors.
//!
//! In: an array of subscriptions. Out: an event for each that has come true, at least one. The
//! subscriptions are read twice, before the wait and after it, so that nothing but the kernel's
//! array has to be kept, which lies on the stack unless it is long. All clocks are compared with the same
//! two readings, taken once, so that both readings of the subscriptions agree.

use core::mem::MaybeUninit;

use linux_raw_sys::general::{POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT};

use super::clock::{self, MONOTONIC, NANOSECONDS_PER_SECOND, REALTIME};
use super::errno::Errno;
use super::guest::GuestMemory;
use super::table::{self, File};
use super::types::{EVENT_BYTES, Layout, rights};
use crate::memory;
use crate::sys::file::{self, PollFd, Timespec};
use crate::sys::{self, munmap};

/// Descriptors that can be waited for without asking the kernel for memory.
const ON_STACK_MAX: usize = 32;

const TYPE_CLOCK: u8 = 0;
const TYPE_FD_READ: u8 = 1;
const TYPE_FD_WRITE: u8 = 2;

/// `subclockflags`: the timeout is a point in time.
const CLOCK_ABSTIME: u16 = 1;
/// `eventrwflags`: the other side has hung up.
const EVENT_HANGUP: u16 = 1;

/// What one subscription waits for.
#[derive(Clone, Copy)]
enum Wait {
    /// So many nanoseconds from the start of the call.
    Clock { id: u32, remaining: u64 },
    /// A descriptor of the host, of which the guest's right and existence were checked.
    Descriptor { host: i32, events: i16 },
    /// Nothing, because an embedded file is always ready; so many bytes can be read from it.
    Ready { nbytes: u64 },
    /// Nothing: the subscription is wrong, which its event reports.
    Nothing(Errno),
}

/// A subscription as the guest wrote it.
struct Subscription {
    userdata: u64,
    kind: u8,
    wait: Wait,
    /// The point in time, where one was given.
    deadline: Option<u64>,
}

/// What the clocks showed when the call began, as far as somebody has asked.
#[derive(Default)]
struct Now {
    realtime: Option<u64>,
    monotonic: Option<u64>,
}

impl Now {
    fn read(&mut self, clock: u32) -> Result<u64, Errno> {
        let reading = match clock {
            REALTIME => &mut self.realtime,
            MONOTONIC => &mut self.monotonic,
            // Processor time stands still while a process waits for it.
            2 | 3 => return Err(Errno::NOTSUP),
            _ => return Err(Errno::INVAL),
        };
        match *reading {
            Some(now) => Ok(now),
            None => Ok(*reading.insert(clock::now(clock)?)),
        }
    }
}

/// Most bytes that a subscription takes in either snapshot.
const SUBSCRIPTION_BYTES_MAX: usize = 56;

/// How a snapshot lays out a subscription: its bytes, and where the fields of a clock begin. Number and kind
/// stand in front, a descriptor at 16, the timeout 8 bytes and the flags 24 bytes behind the clock.
#[derive(Clone, Copy)]
struct SubscriptionLayout {
    bytes: u32,
    clock: usize,
}

/// That of preview1.
const PREVIEW1: SubscriptionLayout = SubscriptionLayout { bytes: 48, clock: 16 };
/// That of the older snapshot, where clocks had an identifier in front.
const UNSTABLE: SubscriptionLayout = SubscriptionLayout { bytes: 56, clock: 24 };

/// An array of subscriptions in guest memory.
#[derive(Clone, Copy)]
struct Subscriptions {
    pointer: u32,
    len: u32,
    layout: SubscriptionLayout,
}

fn field<const LEN: usize>(bytes: &[u8; SUBSCRIPTION_BYTES_MAX], offset: usize) -> [u8; LEN] {
    core::array::from_fn(|index| bytes[offset + index])
}

/// Reads subscription number `index`.
fn subscription(
    memory: &GuestMemory,
    subscriptions: Subscriptions,
    index: u32,
    now: &mut Now,
) -> Result<Subscription, Errno> {
    let SubscriptionLayout { bytes: len, clock } = subscriptions.layout;
    let mut bytes = [0; SUBSCRIPTION_BYTES_MAX];
    // The whole array was checked before, so that this cannot overflow.
    let pointer = subscriptions.pointer.wrapping_add(index.wrapping_mul(len));
    memory.read_bytes(pointer, &mut bytes[..len as usize])?;
    let userdata = u64::from_le_bytes(field(&bytes, 0));
    let kind = bytes[8];
    let mut deadline = None;
    let wait = match kind {
        TYPE_CLOCK => {
            let id = u32::from_le_bytes(field(&bytes, clock));
            let timeout = u64::from_le_bytes(field(&bytes, clock + 8));
            let flags = u16::from_le_bytes(field(&bytes, clock + 24));
            let remaining = match flags {
                // A relative wait needs no reading, but the clock must be one that can be waited for.
                0 if id <= MONOTONIC => Ok(timeout),
                0 => now.read(id),
                CLOCK_ABSTIME => now.read(id).map(|now| {
                    deadline = Some(timeout);
                    timeout.saturating_sub(now)
                }),
                _ => Err(Errno::INVAL),
            };
            match remaining {
                Ok(remaining) => Wait::Clock { id, remaining },
                Err(errno) => Wait::Nothing(errno),
            }
        }
        TYPE_FD_READ | TYPE_FD_WRITE => {
            let events = if kind == TYPE_FD_READ { POLLIN } else { POLLOUT } as i16;
            let fd = u32::from_le_bytes(field(&bytes, 16));
            match table::get_for(fd, rights::POLL_FD_READWRITE) {
                Ok(descriptor) => match (descriptor.file, descriptor.host()) {
                    (File::Embedded(entry), _) => {
                        let len = entry.contents().len() as u64;
                        Wait::Ready { nbytes: len.saturating_sub(descriptor.position) }
                    }
                    (_, Ok(host)) => Wait::Descriptor { host, events },
                    (_, Err(errno)) => Wait::Nothing(errno),
                },
                Err(errno) => Wait::Nothing(errno),
            }
        }
        _ => return Err(Errno::INVAL),
    };
    Ok(Subscription { userdata, kind, wait, deadline })
}

/// Writes events one after another.
struct Events<'memory> {
    memory: &'memory GuestMemory,
    next: u32,
    count: u32,
}

impl Events<'_> {
    fn push(
        &mut self,
        subscription: &Subscription,
        error: u16,
        nbytes: u64,
        flags: u16,
    ) -> Result<(), Errno> {
        let layout = Layout::<{ EVENT_BYTES as usize }>::new()
            .put(0, subscription.userdata.to_le_bytes())
            .put(8, error.to_le_bytes())
            .put(10, [subscription.kind])
            .put(16, nbytes.to_le_bytes())
            .put(24, flags.to_le_bytes());
        self.memory.write_bytes(self.next, &layout.0)?;
        // There are at most as many events as subscriptions, and room for those was checked.
        self.next = self.next.wrapping_add(EVENT_BYTES);
        self.count += 1;
        Ok(())
    }

    /// Writes the event of a descriptor that the kernel reported on.
    fn push_ready(&mut self, subscription: &Subscription, host: i32, revents: u32) -> Result<(), Errno> {
        if revents & POLLNVAL != 0 {
            return self.push(subscription, Errno::BADF.code(), 0, 0);
        }
        // How much can be written at once, Linux does not tell.
        let nbytes = match subscription.kind {
            TYPE_FD_READ => file::bytes_available(host).unwrap_or(0),
            _ => 0,
        };
        let flags = if revents & (POLLHUP | POLLERR) != 0 { EVENT_HANGUP } else { 0 };
        self.push(subscription, 0, nbytes.into(), flags)
    }
}

/// The kernel's array, which is memory of its own where it is long.
struct PollFds {
    on_stack: [MaybeUninit<PollFd>; ON_STACK_MAX],
    mapped: *mut PollFd,
    mapped_bytes: usize,
    len: usize,
}

impl PollFds {
    /// Room for `capacity` descriptors.
    fn new(capacity: usize) -> Result<PollFds, Errno> {
        let mut fds = PollFds {
            on_stack: [const { MaybeUninit::uninit() }; ON_STACK_MAX],
            mapped: core::ptr::null_mut(),
            mapped_bytes: 0,
            len: 0,
        };
        if capacity > ON_STACK_MAX {
            let bytes = capacity * size_of::<PollFd>();
            fds.mapped = memory::map_anywhere(bytes)? as *mut PollFd;
            fds.mapped_bytes = bytes;
        }
        Ok(fds)
    }

    fn first(&mut self) -> *mut PollFd {
        if self.mapped.is_null() { self.on_stack.as_mut_ptr().cast() } else { self.mapped }
    }

    /// Appends a descriptor; the caller counts, and stays within the capacity.
    fn push(&mut self, host: i32, events: i16) {
        let room = if self.mapped.is_null() { ON_STACK_MAX } else { self.mapped_bytes / size_of::<PollFd>() };
        if self.len < room {
            // SAFETY: the index was just compared with the room.
            unsafe { self.first().add(self.len).write(PollFd { fd: host, events, revents: 0 }) };
            self.len += 1;
        }
    }

    /// What the kernel reported on the descriptor that was appended at `index`.
    fn revents(&mut self, index: usize) -> u32 {
        if index >= self.len {
            return 0;
        }
        // SAFETY: `push` has written all elements below `len`.
        unsafe { (*self.first().add(index)).revents as u16 as u32 }
    }

    fn wait(&mut self, timeout: Option<&mut Timespec>) -> Result<usize, sys::Errno> {
        let (first, len) = (self.first(), self.len);
        // SAFETY: `len` elements are written, and `self` is borrowed mutably.
        unsafe { file::ppoll(first, len, timeout) }
    }
}

impl Drop for PollFds {
    fn drop(&mut self) {
        if !self.mapped.is_null() {
            // SAFETY: mapped in `new` with this size, used by nothing else.
            let _ = unsafe { munmap(self.mapped as usize, self.mapped_bytes) };
        }
    }
}

fn timespec(nanoseconds: u64) -> Timespec {
    Timespec {
        tv_sec: (nanoseconds / NANOSECONDS_PER_SECOND) as i64,
        tv_nsec: (nanoseconds % NANOSECONDS_PER_SECOND) as i64,
    }
}

/// Waits at most `timeout` nanoseconds (`None`: for ever) and returns whether a descriptor is ready.
fn wait(fds: &mut PollFds, timeout: Option<u64>) -> Result<bool, Errno> {
    let end = match timeout {
        Some(timeout) if timeout > 0 => Some(clock::now(MONOTONIC)?.saturating_add(timeout)),
        _ => None,
    };
    let mut remaining = timeout;
    loop {
        let mut time = remaining.map(timespec);
        match fds.wait(time.as_mut()) {
            Ok(ready) => return Ok(ready > 0),
            Err(sys::Errno::EINTR) => {
                if let Some(end) = end {
                    remaining = Some(end.saturating_sub(clock::now(MONOTONIC)?));
                }
            }
            Err(errno) => return Err(errno.into()),
        }
    }
}

/// Waits for a point in time, which may come sooner or later than it seemed if the clock is set.
fn sleep_until(clock: u32, deadline: u64) -> Result<(), Errno> {
    let deadline = timespec(deadline);
    Ok(super::io::uninterrupted(|| file::sleep_until(clock, &deadline))?)
}

/// Whether a subscription waits for input on a descriptor of which `wanted` is true.
pub(crate) fn polls_for_input(
    memory: &GuestMemory,
    pointer: u32,
    len: u32,
    unstable: bool,
    wanted: impl Fn(u32) -> bool,
) -> bool {
    let layout = if unstable { UNSTABLE } else { PREVIEW1 };
    let in_memory = len.checked_mul(layout.bytes).is_some_and(|bytes| memory.range(pointer, bytes).is_ok());
    in_memory
        && (0..len).any(|index| {
            let mut bytes = [0; SUBSCRIPTION_BYTES_MAX];
            let pointer = pointer.wrapping_add(index.wrapping_mul(layout.bytes));
            memory.read_bytes(pointer, &mut bytes[..layout.bytes as usize]).is_ok()
                && bytes[8] == TYPE_FD_READ
                && wanted(u32::from_le_bytes(field(&bytes, 16)))
        })
}

pub(super) fn poll_oneoff(
    memory: &GuestMemory,
    subscriptions: u32,
    events: u32,
    nsubscriptions: u32,
    nevents: u32,
) -> Result<(), Errno> {
    let subscriptions = Subscriptions { pointer: subscriptions, len: nsubscriptions, layout: PREVIEW1 };
    poll(memory, subscriptions, events, nevents)
}

pub(super) fn unstable_poll_oneoff(
    memory: &GuestMemory,
    subscriptions: u32,
    events: u32,
    nsubscriptions: u32,
    nevents: u32,
) -> Result<(), Errno> {
    let subscriptions = Subscriptions { pointer: subscriptions, len: nsubscriptions, layout: UNSTABLE };
    poll(memory, subscriptions, events, nevents)
}

fn poll(memory: &GuestMemory, subscriptions: Subscriptions, events: u32, nevents: u32) -> Result<(), Errno> {
    let nsubscriptions = subscriptions.len;
    if nsubscriptions == 0 {
        return Err(Errno::INVAL);
    }
    let bytes = nsubscriptions.checked_mul(subscriptions.layout.bytes).ok_or(Errno::FAULT)?;
    memory.range(subscriptions.pointer, bytes)?;
    memory.range(events, nsubscriptions.checked_mul(EVENT_BYTES).ok_or(Errno::FAULT)?)?;
    memory.range(nevents, 4)?;

    let mut now = Now::default();
    let mut timeout: Option<u64> = None;
    let mut fds = PollFds::new(nsubscriptions as usize)?;
    for index in 0..nsubscriptions {
        let subscription = subscription(memory, subscriptions, index, &mut now)?;
        match subscription.wait {
            Wait::Clock { id, remaining } => {
                if let (1, Some(deadline)) = (nsubscriptions, subscription.deadline) {
                    sleep_until(id, deadline)?;
                    timeout = Some(0);
                } else {
                    timeout = Some(timeout.map_or(remaining, |timeout| timeout.min(remaining)));
                }
            }
            Wait::Descriptor { host, events } => fds.push(host, events),
            Wait::Ready { .. } | Wait::Nothing(_) => timeout = Some(0),
        }
    }
    let ready = wait(&mut fds, timeout)?;
    // What is ready came before the clocks, unless they were over already.
    let elapsed = if ready { 0 } else { timeout.unwrap_or(0) };
    let only = nsubscriptions == 1;

    let mut events = Events { memory, next: events, count: 0 };
    let mut polled = 0;
    for index in 0..nsubscriptions {
        let subscription = subscription(memory, subscriptions, index, &mut now)?;
        match subscription.wait {
            Wait::Clock { remaining, .. } if remaining <= elapsed || only => {
                events.push(&subscription, 0, 0, 0)?;
            }
            Wait::Clock { .. } => {}
            Wait::Descriptor { host, .. } => {
                let revents = fds.revents(polled);
                polled += 1;
                if revents != 0 {
                    events.push_ready(&subscription, host, revents)?;
                }
            }
            Wait::Ready { nbytes } => {
                let nbytes = if subscription.kind == TYPE_FD_READ { nbytes } else { 0 };
                events.push(&subscription, 0, nbytes, 0)?;
            }
            Wait::Nothing(errno) => events.push(&subscription, errno.code(), 0, 0)?,
        }
    }
    memory.write_u32(nevents, events.count)
}
