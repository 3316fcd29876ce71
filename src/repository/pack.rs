//! Objects read from packs beside libgit2, which locks a pack some twenty times for every object and so lets no two
//! threads read side by side. It knows the common case only; whatever else there is, libgit2 reads.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use flate2::{Decompress, FlushDecompress, Status};
use git2::{ObjectType, Oid};

use super::pack_delta::{apply, take};
use super::pack_index::{ID, Indexes, Place, open};

/// The largest object that is read here, in bytes.
const LARGEST: usize = 1024 * 1024;
/// The longest chain of deltas that is followed.
const LONGEST_CHAIN: usize = 512;
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

impl Packs {
    pub(super) fn of(indexes: Arc<Indexes>) -> Option<Self> {
        let packs = indexes.packs().map(Pack::open).collect::<Option<_>>()?;
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
            whole = apply(&whole, &delta, LARGEST)?;
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
        let mut rest = self.pages.at(place)?;
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
                Written::Against(self.indexes.offset_in(place.pack, id)?)
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
            let page = self.pages.at(place)?;
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
    fn at(&mut self, place: Place) -> Option<&[u8]> {
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use proptest::prelude::*;
    use tempfile::TempDir;

    use super::*;

    /// A pack under construction.
    struct Builder {
        pack: Vec<u8>,
        found: Vec<(Oid, usize)>,
    }

    impl Builder {
        fn new() -> Self {
            Self { pack: b"PACK\0\0\0\x02\0\0\0\x01".to_vec(), found: Vec::new() }
        }

        fn put(&mut self, id: Oid, kind: u8, base: &[u8], bytes: &[u8]) -> usize {
            let start = self.pack.len();
            self.found.push((id, start));
            let (low, mut rest) = (u8::try_from(bytes.len() & 15).unwrap(), bytes.len() >> 4);
            self.pack.push(kind << 4 | low | u8::from(rest > 0) << 7);
            while rest > 0 {
                self.pack.push(u8::try_from(rest & 127).unwrap() | u8::from(rest > 127) << 7);
                rest >>= 7;
            }
            self.pack.extend_from_slice(base);
            let mut encoder = ZlibEncoder::new(&mut self.pack, Compression::default());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap();
            start
        }

        fn put_blob(&mut self, bytes: &[u8]) -> (Oid, usize) {
            let id = Oid::hash_object(ObjectType::Blob, bytes).unwrap();
            (id, self.put(id, 3, &[], bytes))
        }

        /// The text before the last character of a base, and one more, written against it at a distance.
        fn put_against(&mut self, base: &[u8], start: usize, last: u8) -> (Oid, usize, Vec<u8>) {
            let kept = base.len() - 1;
            let whole = [&base[..kept], &[last]].concat();
            let size = u8::try_from(base.len()).unwrap();
            assert!(size < 128);
            let delta = [size, size, 0b1001_0000, u8::try_from(kept).unwrap(), 1, last];
            let mut distance = self.pack.len() - start;
            let mut written = vec![u8::try_from(distance & 127).unwrap()];
            while distance > 127 {
                distance = (distance >> 7) - 1;
                written.insert(0, u8::try_from(distance & 127).unwrap() | 128);
            }
            let id = Oid::hash_object(ObjectType::Blob, &whole).unwrap();
            (id, self.put(id, 6, &written, &delta), whole)
        }

        /// The folder of objects with this pack; its index has every offset in the table for large ones, or none.
        fn write(mut self, is_large: bool) -> TempDir {
            self.found.sort();
            let mut index = b"\xfftOc\0\0\0\x02".to_vec();
            for first in 0..=255 {
                let before = self.found.iter().filter(|(id, _)| id.as_bytes()[0] <= first).count();
                index.extend(u32::try_from(before).unwrap().to_be_bytes());
            }
            self.found.iter().for_each(|(id, _)| index.extend_from_slice(id.as_bytes()));
            index.resize(index.len() + self.found.len() * 4, 0);
            for (place, (_, start)) in (0_u32..).zip(&self.found) {
                let offset = u32::try_from(*start).unwrap();
                index.extend((if is_large { place | 1 << 31 } else { offset }).to_be_bytes());
            }
            let large = self.found.iter().filter(|_| is_large);
            large.for_each(|(_, start)| index.extend(u64::try_from(*start).unwrap().to_be_bytes()));
            index.resize(index.len() + 40, 0);
            let folder = tempfile::tempdir().unwrap();
            fs::create_dir(folder.path().join("pack")).unwrap();
            fs::write(folder.path().join("pack/pack-a.idx"), index).unwrap();
            fs::write(folder.path().join("pack/pack-a.pack"), self.pack).unwrap();
            folder
        }
    }

    fn packs(folder: &Path) -> Packs {
        Packs::of(Arc::new(Indexes::below(folder))).unwrap()
    }

    fn read(packs: &mut Packs, id: Oid) -> Option<Vec<u8>> {
        let mut bytes = b"before".to_vec();
        let kind = packs.read(id, &mut bytes);
        let found = bytes.strip_prefix(b"before").unwrap().to_vec();
        assert!(kind.is_some() || found.is_empty());
        kind.map(|_| found)
    }

    /// Bytes that do not get smaller.
    fn noise(seed: u64, length: usize) -> Vec<u8> {
        let mut state = seed;
        let next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()[0]
        };
        std::iter::repeat_with(next).take(length).collect()
    }

    #[test]
    fn reads_chains_of_differences() {
        for is_large in [false, true] {
            let mut builder = Builder::new();
            let (first, mut start) = builder.put_blob(b"a text that stays nearly the same: 0");
            let mut expected = vec![(first, b"a text that stays nearly the same: 0".to_vec())];
            for last in b'1'..=b'z' {
                let (id, next, whole) = builder.put_against(&expected.last().unwrap().1, start, last);
                expected.push((id, whole));
                start = next;
                builder.put_blob(&noise(last.into(), 3000));
            }
            let folder = builder.write(is_large);
            // Once with what they are written against at hand, once without.
            let mut known = packs(folder.path());
            for (id, whole) in &expected {
                assert_eq!(read(&mut known, *id).as_ref(), Some(whole));
                assert_eq!(read(&mut packs(folder.path()), *id).as_ref(), Some(whole));
            }
            assert_eq!(read(&mut known, Oid::hash_object(ObjectType::Tree, b"a").unwrap()), None);
        }
    }

    #[test]
    fn reads_objects_across_pages_and_forgets_pages() {
        let mut builder = Builder::new();
        let blobs: Vec<_> = (0..50).map(|seed| noise(seed, 100_000)).collect();
        let ids: Vec<_> = blobs.iter().map(|blob| builder.put_blob(blob).0).collect();
        let folder = builder.write(false);
        let mut packs = packs(folder.path());
        for _ in 0..2 {
            for (id, blob) in ids.iter().zip(&blobs) {
                assert!(read(&mut packs, *id).as_ref() == Some(blob));
            }
        }
        assert_eq!(packs.pages.held.len(), MOST_PAGES);
        assert_eq!(packs.pages.packs[0].pages.iter().flatten().count(), MOST_PAGES);
    }

    #[test]
    fn leaves_what_it_does_not_know_or_what_lies_to_others() {
        let mut builder = Builder::new();
        let id = |text: &[u8]| Oid::hash_object(ObjectType::Blob, text).unwrap();
        builder.put(id(b"large"), 3, &[], &vec![0; LARGEST + 1]);
        builder.put(id(b"kind"), 5, &[], b"kind");
        // Against itself, against one another, and against what is not there.
        builder.put(id(b"self"), 7, id(b"self").as_bytes(), &[1, 1, 1, 1]);
        builder.put(id(b"one"), 7, id(b"two").as_bytes(), &[1, 1, 1, 1]);
        builder.put(id(b"two"), 7, id(b"one").as_bytes(), &[1, 1, 1, 1]);
        builder.put(id(b"gone"), 7, id(b"nowhere").as_bytes(), &[1, 1, 1, 1]);
        builder.put(id(b"far"), 6, &[255, 255, 127], &[1, 1, 1, 1]);
        builder.put(id(b"here"), 6, &[0], &[1, 1, 1, 1]);
        let (base, _) = builder.put_blob(b"base");
        for delta in
            [&[4, 1][..], &[4, 1, 0], &[4, 9, 0x90, 9], &[4, 1, 2, 1], &[4, 1, 0x90, 2], &[3, 1, 1, 1]]
        {
            builder.put(id(delta), 7, base.as_bytes(), delta);
        }
        let ids: Vec<_> = builder.found.iter().map(|(id, _)| *id).filter(|id| *id != base).collect();
        // One that says it is shorter than it is, and one that says it is longer.
        let mut lying = Vec::new();
        for (text, change) in [(b"short!", -1_i8), (b"longer", 1)] {
            let (id, start) = builder.put_blob(text);
            builder.pack[start] = builder.pack[start].wrapping_add_signed(change);
            lying.push(id);
        }
        let folder = builder.write(false);
        let mut packs = packs(folder.path());
        for id in ids.into_iter().chain(lying) {
            assert_eq!(read(&mut packs, id), None);
        }
        assert_eq!(read(&mut packs, base).as_deref(), Some(&b"base"[..]));
    }

    /// A repository whose objects are packed by libgit2, which writes many as differences.
    fn packed(texts: &[String]) -> (TempDir, Vec<Oid>) {
        let folder = tempfile::tempdir().unwrap();
        let git = git2::Repository::init_bare(folder.path()).unwrap();
        let mut pack = git.packbuilder().unwrap();
        let ids: Vec<_> = texts.iter().map(|text| git.blob(text.as_bytes()).unwrap()).collect();
        for id in &ids {
            pack.insert_object(*id, Some("text")).unwrap();
        }
        pack.write(&folder.path().join("objects/pack"), 0).unwrap();
        (folder, ids)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn reads_what_libgit2_packs_and_survives_any_damage(
            lines in proptest::collection::vec("[a-d]{0,40}", 2..12),
            damage in proptest::collection::vec((any::<bool>(), any::<prop::sample::Index>(), any::<u8>()), 1..12),
        ) {
            let texts: Vec<String> =
                (0..lines.len()).map(|gone| [&lines[..gone], &lines[gone + 1..]].concat().join("\n")).collect();
            let (folder, ids) = packed(&texts);
            let objects = folder.path().join("objects");
            let mut whole = packs(&objects);
            for (id, text) in ids.iter().zip(&texts) {
                prop_assert_eq!(read(&mut whole, *id), Some(text.clone().into_bytes()));
            }
            let files = fs::read_dir(objects.join("pack")).unwrap().map(|entry| entry.unwrap().path());
            let mut files: Vec<_> = files.collect();
            files.sort();
            for (number, (is_pack, place, byte)) in damage.into_iter().enumerate() {
                let path = &files[usize::from(is_pack)];
                let mut bytes = fs::read(path).unwrap();
                let place = place.index(bytes.len());
                bytes[place] = byte;
                // They are read-only, and not every system deletes such a file.
                fs::rename(path, objects.join(format!("undamaged-{number}"))).unwrap();
                fs::write(path, bytes).unwrap();
                if let Some(mut packs) = Packs::of(Arc::new(Indexes::below(&objects))) {
                    for id in &ids {
                        let found = read(&mut packs, *id);
                        prop_assert!(found.is_none_or(|bytes| bytes.len() <= LARGEST));
                    }
                }
            }
        }
    }
}
