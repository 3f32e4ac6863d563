//! Tables that change their size, and filling of tables: called by compiled code.

use precast_abi::Table;

/// `table.grow`: adds `delta` elements with this value and returns the old number, or `u64::MAX`
/// where the table may not grow so far.
///
/// # Safety
/// `table` is the descriptor of a table, with room for `capacity` elements at its base.
#[unsafe(no_mangle)]
unsafe extern "C" fn precast_table_grow(table: *mut Table, delta: u64, value: u64) -> u64 {
    // SAFETY: the caller's promise; there is one thread, so nobody else looks at the descriptor.
    let table = unsafe { &mut *table };
    let old = table.len;
    let Some(new) = old.checked_add(delta).filter(|&new| new <= table.max && new <= table.capacity) else {
        return u64::MAX;
    };
    // SAFETY: elements `old..new` lie within the capacity.
    unsafe { precast_table_fill((table.base as *mut u64).add(old as usize), value, delta as usize) };
    table.len = new;
    old
}

/// `table.fill` for a range that the caller has checked.
///
/// # Safety
/// `len` elements of a writable table lie at `destination`.
#[unsafe(no_mangle)]
unsafe extern "C" fn precast_table_fill(destination: *mut u64, value: u64, len: usize) {
    for index in 0..len {
        // SAFETY: the caller's promise.
        unsafe { destination.add(index).write(value) };
    }
}
