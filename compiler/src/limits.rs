//! Sizes that an artifact cannot exceed, each with its reason. What exceeds one is refused with
//! [`ErrorKind::LimitExceeded`](crate::ErrorKind), or handled in a slower way where that is said here.

/// Non-zero runs of one memory's initial contents: each becomes a load segment, and the kernel
/// takes a microsecond or more for each.
pub(crate) const RUNS_MAX: usize = precast_abi::program::FAR_RANGES_MAX;

/// Gaps of zeros up to this size are stored in the file: cheaper than another load segment.
pub(crate) const RUN_GAP_STORED_BYTES_MAX: u64 = 16 << 10;

/// Larger gaps are stored, too, the smallest first, as long as they are together no more than this part of
/// what is not zero: a heap that was in use has many of them.
pub(crate) const RUN_GAPS_STORED_PART: u64 = 4;

/// Zeros that a file may hold because runs that lie far apart had to be merged. A module with thousands of
/// scattered data segments would otherwise fill the disk.
pub(crate) const IMAGE_PADDING_BYTES_MAX: u64 = 256 << 20;

/// Zero pages of initial memories that exec maps, in total. Beyond, the runtime makes pages
/// writable at start: exec of a file that asks for much memory fails on small machines. Compilers that
/// put a stack of 16 MiB before the data are common, and their programs should start without more ado.
pub(crate) const MEMORY_ZERO_MAPPED_BYTES_MAX: u64 = 32 << 20;

/// Initial elements of all tables together: 128 MiB of the address plan.
pub(crate) const TABLE_ELEMENTS_MAX: u64 = 16 << 20;

/// Elements by which tables can grow beyond their initial sizes, shared equally by the tables that
/// code grows: 16 MiB of untouched zeros. `table.grow` beyond that yields −1.
pub(crate) const TABLE_GROWTH_ELEMENTS: u64 = 2 << 20;

/// Read-only tables larger than this are kept read-only if at least half of their elements are set;
/// otherwise null elements, which are not zero there, would fill the file.
pub(crate) const READ_ONLY_TABLE_SPARSE_BYTES_MAX: u64 = 1 << 20;

/// Bytes by which a memory without guard pages can grow, but for the one that wants most where there are
/// several.
/// `memory.grow` beyond that yields −1.
pub(crate) const MEMORY_GROWTH_BYTES_MAX: u64 = 16 << 30;

/// Bytes that a memory may have while an initialiser runs ahead of time, where no other limit is set and it
/// does not begin with more: the same on every machine, and what a machine that builds can be expected to
/// have.
pub(crate) const PREINIT_MEMORY_BYTES_MAX: u64 = 1 << 30;

/// Left free at the end of the user address space: the kernel's stack, vdso, and what the runtime maps.
pub(crate) const USER_SPACE_SPARE_BYTES: u64 = 32 << 30;

/// Part of the user address space, from its beginning, in which memories can do without checks because nothing
/// else is behind them: from a quarter on, operators can have kernels map what has no address of its own.
pub(crate) const GAPS_SHARE_OF_USER_SPACE: u64 = 8;

/// Read-only tables up to this size lie near memory 0, where there is room for 192 KiB of read-only data.
pub(crate) const NEAR_TABLES_BYTES_MAX: u64 = 64 << 10;

/// The block of memory that a huge page takes.
pub(crate) const HUGE_PAGE_BYTES: u64 = 2 << 20;

/// What a 32-bit memory that declares no maximum leaves of the 4 GiB that indices reach. An index within such a
/// memory does not wrap around when less than this is added.
pub(crate) const INDEX_SLACK_BYTES: u64 = 1 << 20;
