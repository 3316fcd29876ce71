//! Reads the binary notation of SSH (RFC 4251, section 5): numbers, and strings with their length before them.

/// What has not been read yet.
pub(super) struct Wire<'a>(&'a [u8]);

impl<'a> Wire<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next bytes, as many as asked for. None where there are not so many.
    pub(super) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.bytes(4)?.try_into().ok()?))
    }

    /// The next string: its length, and so many bytes.
    pub(super) fn string(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        self.bytes(length)
    }

    /// The next string, if it is UTF-8.
    pub(super) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.string()?).ok()
    }

    /// All that is left.
    pub(super) fn rest(self) -> &'a [u8] {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Wire;

    #[test]
    fn strings_are_read_one_after_the_other() {
        let mut wire = Wire::new(b"\0\0\0\x03abc\0\0\0\x00\0\0\x01\x02rest");
        assert_eq!(wire.text(), Some("abc"));
        assert_eq!(wire.string(), Some(&b""[..]));
        assert_eq!(wire.number(), Some(0x102));
        assert_eq!(wire.rest(), b"rest");
    }

    #[test]
    fn a_length_beyond_the_end_is_no_string() {
        for bytes in [&b"\0\0\0\x04abc"[..], b"\xff\xff\xff\xffabc", b"\0\0\0", b""] {
            assert_eq!(Wire::new(bytes).string(), None, "{bytes:?}");
        }
    }
}
