//! Ids as hexadecimal digits and back. A long walk does this some hundred thousand times, and libgit2 takes its time.

use git2::Oid;

/// How many digits an id has.
const LENGTH: usize = 40;

const LETTERS: [u8; 16] = *b"0123456789abcdef";

/// What stands in [`VALUES`] for all that is no digit; no digit shares a bit with it.
const NO_DIGIT: u8 = 0x80;

/// The value of every digit.
const VALUES: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        let letter = LETTERS[value as usize];
        values[letter as usize] = value;
        values[letter.to_ascii_uppercase() as usize] = value;
        value += 1;
    }
    values
};

/// The id that these digits name; fewer of them would be filled up to another object's.
pub(super) fn decode(digits: &[u8]) -> Option<Oid> {
    let (pairs, rest) = digits.as_chunks::<2>();
    let mut id = [0; LENGTH / 2];
    if pairs.len() != id.len() || !rest.is_empty() {
        return None;
    }
    let mut seen = 0;
    for (byte, &[high, low]) in id.iter_mut().zip(pairs) {
        let (high, low) = (VALUES[usize::from(high)], VALUES[usize::from(low)]);
        seen |= high | low;
        *byte = high << 4 | low;
    }
    if seen & NO_DIGIT == 0 { Oid::from_bytes(&id).ok() } else { None }
}

/// The digits of an id.
pub(super) fn encode(id: Oid) -> String {
    let mut digits = [0; LENGTH];
    for ([high, low], byte) in digits.as_chunks_mut::<2>().0.iter_mut().zip(id.as_bytes()) {
        *high = LETTERS[usize::from(byte >> 4)];
        *low = LETTERS[usize::from(byte & 15)];
    }
    String::from_utf8_lossy(&digits).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_and_written_as_libgit2_does() {
        for digits in ["0123456789abcdef0123456789abcdef01234567", "ffffffffffffffffffffffffffffffffffffffff"]
        {
            let id = Oid::from_str(digits).unwrap();
            assert_eq!(decode(digits.as_bytes()), Some(id));
            assert_eq!(decode(digits.to_uppercase().as_bytes()), Some(id));
            assert_eq!(encode(id), id.to_string());
        }
    }

    #[test]
    fn other_characters_and_lengths_are_no_id() {
        let id = "0123456789abcdef0123456789abcdef01234567";
        for place in [0, 1, 38, 39] {
            for other in ["g", "G", "/", ":", "@", "`", " ", "\0", "\u{7f}"] {
                let mut text = id.to_owned();
                text.replace_range(place..=place, other);
                assert_eq!(decode(text.as_bytes()), None, "{text}");
            }
        }
        for text in ["", "0", &id[1..], &id[2..], &format!("{id}0"), &format!("{id}00")] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }
}
