//! Signatures and keys put together part by part, to alter one of them.

use base64ct::{Base64, Encoding as _};

/// The parts of an SSH signature in order.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    pub(crate) preamble: Vec<u8>,
    pub(crate) version: u32,
    pub(crate) key: Vec<u8>,
    pub(crate) namespace: Vec<u8>,
    pub(crate) reserved: Vec<u8>,
    pub(crate) hash: Vec<u8>,
    pub(crate) value: Vec<u8>,
    pub(crate) rest: Vec<u8>,
}

impl Parts {
    /// The parts of a signature that is written well.
    pub(crate) fn of(armored: &str) -> Self {
        let bytes = bytes_of(armored);
        let (preamble, rest) = bytes.split_at(6);
        let (version, mut rest) = rest.split_at(4);
        let mut next = || {
            let (length, more) = rest.split_at(4);
            let length = u32::from_be_bytes(length.try_into().expect("four bytes"));
            let (taken, more) = more.split_at(length as usize);
            rest = more;
            taken.to_vec()
        };
        Self {
            preamble: preamble.to_vec(),
            version: u32::from_be_bytes(version.try_into().expect("four bytes")),
            key: next(),
            namespace: next(),
            reserved: next(),
            hash: next(),
            value: next(),
            rest: Vec::new(),
        }
    }

    pub(crate) fn armored(&self) -> String {
        let strings = strings(&[&self.key, &self.namespace, &self.reserved, &self.hash, &self.value]);
        armor(&[&self.preamble[..], &self.version.to_be_bytes(), &strings, &self.rest].concat())
    }
}

/// The strings of SSH's binary notation: each with its length before it.
pub(crate) fn strings(strings: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for string in strings {
        bytes.extend(u32::try_from(string.len()).expect("a short string").to_be_bytes());
        bytes.extend(*string);
    }
    bytes
}

/// A public key on one line.
pub(crate) fn key_line(bytes: &[u8]) -> String {
    let name = &bytes[4..4 + bytes[3] as usize];
    format!("{} {}", String::from_utf8_lossy(name), Base64::encode_string(bytes))
}

pub(crate) fn armor(bytes: &[u8]) -> String {
    let encoded = Base64::encode_string(bytes);
    let lines: Vec<&str> =
        encoded.as_bytes().chunks(70).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", lines.join("\n"))
}

/// The bytes between the first and the last line.
pub(crate) fn bytes_of(armored: &str) -> Vec<u8> {
    let body: String = armored.lines().filter(|line| !line.starts_with('-')).collect();
    Base64::decode_vec(&body).expect("Base64")
}
