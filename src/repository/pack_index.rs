//! Where the objects of packs begin: their indexes of version 2, the one that git has written since 2007.

use std::cmp::Ordering;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use git2::Oid;

/// How many packs are looked through; a repository with more waits for being packed.
const MOST_PACKS: usize = 16;
/// How many bytes the indexes may have together.
const LARGEST_INDEXES: u64 = 64 * 1024 * 1024;

/// Where an index of version 2 has its parts.
const MAGIC: &[u8] = b"\xfftOc\0\0\0\x02";
const FAN_OUT: usize = 8;
const IDS: usize = FAN_OUT + 256 * 4;
pub(super) const ID: usize = 20;

/// The indexes of the packs of a repository, for any number of threads.
pub(super) struct Indexes(Vec<(Index, PathBuf)>);

/// An index: which object begins where.
struct Index {
    bytes: Vec<u8>,
    count: usize,
}

/// Where an object begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) pack: usize,
    pub(super) offset: u64,
}

impl Indexes {
    /// The indexes below a folder of objects that can be read here.
    pub(super) fn below(objects: &Path) -> Self {
        let mut found = Vec::new();
        let mut left = LARGEST_INDEXES;
        let Ok(entries) = std::fs::read_dir(objects.join("pack")) else { return Self(found) };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        for path in paths.filter(|path| path.extension().is_some_and(|ending| ending == "idx")) {
            let Some(index) = Index::open(&path, left) else { continue };
            left = left.saturating_sub(u64::try_from(index.bytes.len()).unwrap_or(u64::MAX));
            found.push((index, path.with_extension("pack")));
            if found.len() == MOST_PACKS {
                break;
            }
        }
        Self(found)
    }

    /// Where the object with an id begins, if one of the packs has it.
    pub(super) fn place_of(&self, id: Oid) -> Option<Place> {
        let mut places = self.0.iter().enumerate();
        places.find_map(|(pack, (index, _))| Some(Place { pack, offset: index.offset_of(id.as_bytes())? }))
    }

    /// The packs, in the order that places count them.
    pub(super) fn packs(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().map(|(_, pack)| pack.as_path())
    }

    /// Where the object with an id begins in one of the packs.
    pub(super) fn offset_in(&self, pack: usize, id: &[u8]) -> Option<u64> {
        self.0.get(pack)?.0.offset_of(id)
    }
}

impl Index {
    fn open(path: &Path, largest: u64) -> Option<Self> {
        let (file, size) = open(path, largest)?;
        let mut bytes = Vec::with_capacity(usize::try_from(size).ok()?);
        file.take(largest).read_to_end(&mut bytes).ok()?;
        let count = number_at(&bytes, FAN_OUT + 255 * 4)?;
        let is_whole = count.checked_mul(ID + 4 + 4)?.checked_add(IDS)? <= bytes.len();
        (is_whole && bytes.starts_with(MAGIC)).then_some(Self { bytes, count })
    }

    /// Where the object with an id begins in the pack.
    fn offset_of(&self, id: &[u8]) -> Option<u64> {
        let first = usize::from(*id.first()?);
        let key = id.first_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes));
        let mut low = match first {
            0 => 0,
            _ => number_at(&self.bytes, FAN_OUT + (first - 1) * 4)?,
        };
        let mut high = number_at(&self.bytes, FAN_OUT + first * 4)?.min(self.count);
        while low < high {
            let middle = low + (high - low) / 2;
            let start = IDS + middle * ID;
            let known = self.bytes.get(start..start + ID)?;
            // The first bytes nearly always tell, and are compared in one step.
            let order = known.first_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes)).cmp(&key);
            match order.then_with(|| known.cmp(id)) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return self.offset_at(middle),
            }
        }
        None
    }

    /// The offsets follow the ids and their checksums; a large one lies in a table of its own.
    fn offset_at(&self, place: usize) -> Option<u64> {
        let offsets = IDS + self.count * (ID + 4);
        let offset = number_at(&self.bytes, offsets + place * 4)?;
        if offset >> 31 == 0 {
            return u64::try_from(offset).ok();
        }
        let start = (offset & 0x7fff_ffff).checked_mul(8)?.checked_add(offsets + self.count * 4)?;
        let large = self.bytes.get(start..)?.first_chunk::<8>()?;
        Some(u64::from_be_bytes(*large))
    }
}

/// A file and its size, if it is one and not larger.
pub(super) fn open(path: &Path, largest: u64) -> Option<(File, u64)> {
    let found = std::fs::metadata(path).ok().filter(|found| found.is_file() && found.len() <= largest)?;
    Some((File::open(path).ok()?, found.len()))
}

fn number_at(bytes: &[u8], start: usize) -> Option<usize> {
    let number = bytes.get(start..)?.first_chunk::<4>()?;
    usize::try_from(u32::from_be_bytes(*number)).ok()
}
