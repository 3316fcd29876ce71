//! Objects of packs that are written as what makes them differ from another object.

/// An object from the one that it is written against, if it has no more bytes than `largest`.
pub(super) fn apply(base: &[u8], delta: &[u8], largest: usize) -> Option<Vec<u8>> {
    let mut rest = delta;
    let (before, after) = (take_size(&mut rest)?, take_size(&mut rest)?);
    if before != base.len() || after > largest {
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

/// The next byte.
pub(super) fn take(rest: &mut &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(*first)
}
