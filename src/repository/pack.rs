//! Objects read from packs beside libgit2, which locks a pack some twenty times for every object and so lets no two
//! threads read side by side. It knows the common case only; whatever else there is, libgit2 reads.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::{Decompress, FlushDecompress, Status};
use git2::{ObjectType, Oid};

/// The largest object that is read here, in bytes.
const LARGEST: usize = 1024 * 1024;
/// The longest chain of deltas that is followed.
const LONGEST_CHAIN: usize = 512;
/// How many packs are looked through; a repository with more waits for being packed.
const MOST_PACKS: usize = 16;
/// How many bytes the indexes may have together.
const LARGEST_INDEXES: u64 = 64 * 1024 * 1024;
/// The largest pack that is read here, in bytes.
const LARGEST_PACK: u64 = 8 * 1024 * 1024 * 1024;
/// How many bytes of a pack are read at once.
const PAGE: usize = 64 * 1024;
/// How many bytes of the next page each page has too, so that few objects are cut in two.
const OVERLAP: usize = 4 * 1024;
/// How many bytes of room the unpacking has after an object. One would do to see that an object is longer than it says;
/// with that much it need not look for the end after every byte.
const ROOM: usize = 512;
/// How many pages are held.
const MOST_PAGES: usize = 32;
/// How many objects that others are written against are held, and how large they may be.
const MOST_BASES: usize = 256;
const LARGEST_BASE: usize = 64 * 1024;

/// Where an index of version 2 has its parts.
const MAGIC: &[u8] = b"\xfftOc\0\0\0\x02";
const FAN_OUT: usize = 8;
const IDS: usize = FAN_OUT + 256 * 4;
const ID: usize = 20;

/// The indexes of the packs of a repository, for any number of threads.
pub(super) struct Indexes(Vec<(Index, PathBuf)>);

/// An index: which object begins where.
struct Index {
    bytes: Vec<u8>,
    count: usize,
}

/// Reads objects of packs, for one thread.
pub(super) struct Packs {
    indexes: Arc<Indexes>,
    pages: Pages,
    inflater: Decompress,
    bases: Vec<Option<Base>>,
}

/// The packs, as far as they were read.
struct Pages {
    packs: Vec<Pack>,
    /// The pages that are held, as pack and number, the oldest first.
    held: VecDeque<(usize, usize)>,
}

struct Pack {
    file: File,
    pages: Vec<Option<Vec<u8>>>,
}

/// Where an object begins.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    pack: usize,
    offset: u64,
}

struct Base {
    place: Place,
    kind: ObjectType,
    bytes: Box<[u8]>,
}

/// The head of an object in a pack.
struct Head {
    content: Written,
    size: usize,
    /// Where its compressed bytes begin.
    data: u64,
}

/// How an object is written.
enum Written {
    Whole(ObjectType),
    /// As what makes it differ from the object that begins there in the same pack.
    Against(u64),
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

    fn place_of(&self, id: Oid) -> Option<Place> {
        let mut places = self.0.iter().enumerate();
        places.find_map(|(pack, (index, _))| Some(Place { pack, offset: index.offset_of(id.as_bytes())? }))
    }
}

impl Index {
    fn open(path: &Path, largest: u64) -> Option<Self> {
        let (file, size) = open(path, largest)?;
        let mut bytes = Vec::with_capacity(usize::try_from(size).ok()?);
        file.take(largest).read_to_end(&mut bytes).ok()?;
        let count = number_at(&bytes, FAN_OUT + 255 * 4)?;
        bytes.starts_with(MAGIC).then_some(Self { bytes, count })
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
        let start = offsets + self.count * 4 + (offset & 0x7fff_ffff) * 8;
        let large = self.bytes.get(start..)?.first_chunk::<8>()?;
        Some(u64::from_be_bytes(*large))
    }
}

/// A file and its size, if it is one and not larger.
fn open(path: &Path, largest: u64) -> Option<(File, u64)> {
    let found = std::fs::metadata(path).ok().filter(|found| found.is_file() && found.len() <= largest)?;
    Some((File::open(path).ok()?, found.len()))
}

fn number_at(bytes: &[u8], start: usize) -> Option<usize> {
    let number = bytes.get(start..)?.first_chunk::<4>()?;
    usize::try_from(u32::from_be_bytes(*number)).ok()
}

impl Packs {
    pub(super) fn of(indexes: Arc<Indexes>) -> Option<Self> {
        let packs = indexes.0.iter().map(|(_, path)| Pack::open(path)).collect::<Option<_>>()?;
        let pages = Pages { packs, held: VecDeque::with_capacity(MOST_PAGES) };
        let bases = std::iter::repeat_with(|| None).take(MOST_BASES).collect();
        Some(Self { indexes, pages, inflater: Decompress::new(true), bases })
    }

    /// The object with an id, put after what `bytes` has; nothing where it cannot be read here. Its hash is not verified.
    pub(super) fn read(&mut self, id: Oid, bytes: &mut Vec<u8>) -> Option<ObjectType> {
        let start = bytes.len();
        let kind = self.indexes.place_of(id).and_then(|place| self.unpack(place, bytes));
        if kind.is_none() {
            bytes.truncate(start);
        }
        kind
    }

    fn unpack(&mut self, place: Place, bytes: &mut Vec<u8>) -> Option<ObjectType> {
        let head = self.head(place)?;
        match head.content {
            Written::Whole(kind) => self.inflate(place.pack, &head, bytes).map(|()| kind),
            Written::Against(base) => {
                let base = Place { offset: base, ..place };
                let (kind, whole) = self.rebuild(place, head, base)?;
                bytes.extend_from_slice(&whole);
                Some(kind)
            }
        }
    }

    /// An object that is written as what makes it differ from another one.
    fn rebuild(&mut self, place: Place, head: Head, base: Place) -> Option<(ObjectType, Vec<u8>)> {
        let mut chain = vec![(place, head)];
        let mut next = base;
        let (kind, mut whole) = loop {
            if let Some(known) = self.base(next) {
                break known;
            }
            let head = self.head(next)?;
            match head.content {
                Written::Whole(kind) => {
                    let mut whole = Vec::new();
                    self.inflate(next.pack, &head, &mut whole)?;
                    self.keep(next, kind, &whole);
                    break (kind, whole);
                }
                Written::Against(base) if chain.len() < LONGEST_CHAIN => {
                    chain.push((next, head));
                    next = Place { offset: base, ..place };
                }
                Written::Against(_) => return None,
            }
        };
        let mut delta = Vec::new();
        for (place, head) in chain.into_iter().rev() {
            delta.clear();
            self.inflate(place.pack, &head, &mut delta)?;
            whole = apply(&whole, &delta)?;
            self.keep(place, kind, &whole);
        }
        Some((kind, whole))
    }

    fn base(&self, place: Place) -> Option<(ObjectType, Vec<u8>)> {
        let known = self.bases.get(slot(place))?.as_ref().filter(|base| base.place == place)?;
        Some((known.kind, known.bytes.to_vec()))
    }

    fn keep(&mut self, place: Place, kind: ObjectType, bytes: &[u8]) {
        if let Some(slot) = self.bases.get_mut(slot(place)).filter(|_| bytes.len() <= LARGEST_BASE) {
            *slot = Some(Base { place, kind, bytes: bytes.into() });
        }
    }

    fn head(&mut self, place: Place) -> Option<Head> {
        let mut rest = self.pages.from(place)?;
        let before = rest.len();
        let first = take(&mut rest)?;
        let (mut size, mut shift, mut more) = (usize::from(first & 15), 4, first & 128 != 0);
        while more {
            let byte = take(&mut rest)?;
            // No size that is read here needs more bits, and a longer one would lose some.
            size |= usize::from(byte & 127).checked_shl(shift).filter(|_| shift < 25)?;
            shift += 7;
            more = byte & 128 != 0;
        }
        let content = match first >> 4 & 7 {
            1 => Written::Whole(ObjectType::Commit),
            2 => Written::Whole(ObjectType::Tree),
            3 => Written::Whole(ObjectType::Blob),
            4 => Written::Whole(ObjectType::Tag),
            6 => Written::Against(place.offset.checked_sub(take_distance(&mut rest)?)?),
            7 => {
                let (id, after) = rest.split_at_checked(ID)?;
                rest = after;
                let (index, _) = self.indexes.0.get(place.pack)?;
                Written::Against(index.offset_of(id)?)
            }
            _ => return None,
        };
        let data = place.offset.checked_add(u64::try_from(before - rest.len()).ok()?)?;
        (size <= LARGEST).then_some(Head { content, size, data })
    }

    fn inflate(&mut self, pack: usize, head: &Head, bytes: &mut Vec<u8>) -> Option<()> {
        let start = bytes.len();
        bytes.resize(start + head.size + ROOM, 0);
        self.inflater.reset(true);
        loop {
            let done = self.inflater.total_in();
            let place = Place { pack, offset: head.data.checked_add(done)? };
            let page = self.pages.from(place)?;
            let written = usize::try_from(self.inflater.total_out()).ok()?;
            let room = bytes.get_mut(start + written..)?;
            let status = self.inflater.decompress(page, room, FlushDecompress::Finish).ok()?;
            if status == Status::StreamEnd {
                break;
            }
            if self.inflater.total_in() == done {
                return None;
            }
        }
        bytes.truncate(start + head.size);
        (self.inflater.total_out() == u64::try_from(head.size).ok()?).then_some(())
    }
}

impl Pages {
    /// The bytes of a pack from a place on, as many as are at hand; at least [`OVERLAP`] of them where it has so many.
    fn from(&mut self, place: Place) -> Option<&[u8]> {
        let offset = usize::try_from(place.offset).ok()?;
        let number = offset / PAGE;
        if self.packs.get(place.pack)?.pages.get(number)?.is_none() {
            let room = self.room();
            self.packs.get_mut(place.pack)?.load(number, room)?;
            self.held.push_back((place.pack, number));
        }
        self.packs.get(place.pack)?.pages.get(number)?.as_ref()?.get(offset % PAGE..)
    }

    /// The room of the oldest page, once as many are held as may be.
    fn room(&mut self) -> Vec<u8> {
        let oldest = (self.held.len() >= MOST_PAGES).then(|| self.held.pop_front()).flatten();
        let page = oldest.and_then(|(pack, number)| self.packs.get_mut(pack)?.pages.get_mut(number)?.take());
        page.unwrap_or_else(|| Vec::with_capacity(PAGE + OVERLAP))
    }
}

impl Pack {
    fn open(path: &Path) -> Option<Self> {
        let (file, size) = open(path, LARGEST_PACK)?;
        let count = usize::try_from(size).ok()?.div_ceil(PAGE);
        Some(Self { file, pages: std::iter::repeat_with(|| None).take(count).collect() })
    }

    fn load(&mut self, number: usize, mut page: Vec<u8>) -> Option<()> {
        page.clear();
        self.file.seek(SeekFrom::Start(u64::try_from(number.checked_mul(PAGE)?).ok()?)).ok()?;
        (&self.file).take(u64::try_from(PAGE + OVERLAP).ok()?).read_to_end(&mut page).ok()?;
        *self.pages.get_mut(number)? = Some(page);
        Some(())
    }
}

fn slot(place: Place) -> usize {
    usize::try_from(place.offset.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32).unwrap_or(0) % MOST_BASES
}

fn take(rest: &mut &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(*first)
}

/// How far before an object the one lies that it is written against.
fn take_distance(rest: &mut &[u8]) -> Option<u64> {
    let mut byte = take(rest)?;
    let mut distance = u64::from(byte & 127);
    while byte & 128 != 0 {
        byte = take(rest)?;
        distance = (distance + 1).checked_mul(128)? | u64::from(byte & 127);
    }
    (distance > 0).then_some(distance)
}

/// An object from the one that it is written against.
fn apply(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let mut rest = delta;
    let (before, after) = (take_size(&mut rest)?, take_size(&mut rest)?);
    if before != base.len() || after > LARGEST {
        return None;
    }
    let mut whole = Vec::with_capacity(after);
    while let Some(step) = take(&mut rest) {
        let part = match step {
            0 => return None,
            1..=127 => {
                let (part, after) = rest.split_at_checked(usize::from(step))?;
                rest = after;
                part
            }
            _ => {
                let mut number = |bits: std::ops::Range<u8>| -> Option<usize> {
                    let (mut number, from) = (0, bits.start);
                    for bit in bits.filter(|bit| step >> bit & 1 == 1) {
                        number |= usize::from(take(&mut rest)?) << (8 * (bit - from));
                    }
                    Some(number)
                };
                let (start, length) = (number(0..4)?, number(4..7)?);
                let length = if length == 0 { 0x10000 } else { length };
                base.get(start..start.checked_add(length)?)?
            }
        };
        if part.len() > after - whole.len() {
            return None;
        }
        whole.extend_from_slice(part);
    }
    (whole.len() == after).then_some(whole)
}

fn take_size(rest: &mut &[u8]) -> Option<usize> {
    let (mut size, mut shift) = (0, 0);
    loop {
        let byte = take(rest)?;
        size |= usize::from(byte & 127).checked_shl(shift).filter(|_| shift < 25)?;
        shift += 7;
        if byte & 128 == 0 {
            return Some(size);
        }
    }
}
