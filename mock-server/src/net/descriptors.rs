//! How many connections the process has file descriptors for.
//!
//! Each connection takes a descriptor. A server without a free one can neither accept connections nor write to a state directory. So the
//! number of connections is kept below the process's limit, with a reserve.

/// Descriptors that are kept free for files, the runtime and the rest of the process.
const RESERVE: u64 = 64;

/// The number of connections that can be served at once, and why it is not larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Room {
    pub(crate) connections: usize,
    /// The number of files that the process may open, if that is the reason.
    pub(crate) descriptors: Option<u64>,
}

/// Raises the number of files that this process may open as far as the system allows without special rights. For programs that are a
/// server; a library must not change its process.
pub fn raise_descriptor_limit() {
    #[cfg(unix)]
    if let Err(err) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::info!(%err, "the number of open files cannot be raised");
    }
}

/// Returns how many of the wanted connections this process has descriptors for.
pub(crate) fn room_for(wanted: usize) -> Room {
    limit().map_or(Room { connections: wanted, descriptors: None }, |limit| room_within(limit, open(), wanted))
}

fn room_within(limit: u64, open: u64, wanted: usize) -> Room {
    let free = limit.saturating_sub(open);
    // With very few descriptors, half of them are kept.
    let fit = usize::try_from(free.saturating_sub(RESERVE).max(free / 2).max(1)).unwrap_or(usize::MAX);
    let is_enough = fit >= wanted;
    Room { connections: wanted.min(fit), descriptors: (!is_enough).then_some(limit) }
}

/// Returns the number of files that this process may open.
fn limit() -> Option<u64> {
    #[cfg(unix)]
    return rlimit::Resource::NOFILE.get_soft().ok();
    #[cfg(not(unix))]
    None
}

/// Returns the number of files that are open now, where the system tells.
fn open() -> u64 {
    std::fs::read_dir("/dev/fd").map_or(0, |files| files.count() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserve_is_kept() {
        for (limit, open, wanted, connections) in [
            (1024, 24, 4096, 936),
            (256, 16, 4096, 176),
            (256, 16, 100, 100),
            (64, 14, 4096, 25),
            (8, 8, 4096, 1),
            (u64::MAX, 16, 4096, 4096),
        ] {
            let room = room_within(limit, open, wanted);
            assert_eq!(room.connections, connections, "{limit}");
            assert_eq!(room.descriptors, (connections < wanted).then_some(limit), "{limit}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_process_has_descriptors() {
        assert!(open() > 2 && limit().is_some_and(|limit| limit > open()));
        assert_eq!(room_for(1), Room { connections: 1, descriptors: None });
    }
}
