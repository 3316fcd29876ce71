//! How much of a snapshot is read at most, so that a hostile tree costs bounded time and memory.

/// How many folders may lie inside each other.
pub const DEEPEST_FOLDER: usize = 64;
/// How many entries one listing may hold.
pub const MOST_ENTRIES: usize = 100_000;
/// How many bytes of content one listing may hold.
pub const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// What one listing has used up so far.
#[derive(Debug)]
pub(crate) struct Budget {
    entries: usize,
    bytes: u64,
}

impl Budget {
    /// Nothing used yet.
    pub(crate) fn new() -> Self {
        Self { entries: MOST_ENTRIES, bytes: MOST_BYTES }
    }

    /// Counts an entry; the reason if there are too many.
    pub(crate) fn take_entry(&mut self) -> Result<(), String> {
        self.entries = self.entries.checked_sub(1).ok_or_else(|| {
            format!(
                "more than {MOST_ENTRIES} entries lie below it; name a folder with fewer files by `--root`"
            )
        })?;
        Ok(())
    }

    /// Counts content that was read; the reason if it is too much.
    pub(crate) fn take_bytes(&mut self, count: usize) -> Result<(), String> {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        self.bytes = self.bytes.checked_sub(count).ok_or_else(|| {
            let mebibytes = MOST_BYTES / (1024 * 1024);
            format!("its files hold more than {mebibytes} MiB; name a smaller folder by `--root`")
        })?;
        Ok(())
    }
}

/// The reason if a folder lies `depth` folders below the top and that is too deep.
pub(crate) fn too_deep(depth: usize) -> Option<String> {
    (depth > DEEPEST_FOLDER).then(|| format!("it lies more than {DEEPEST_FOLDER} folders deep"))
}
