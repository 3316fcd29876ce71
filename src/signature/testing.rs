//! Signatures for tests, made by keys that are the same in every run.

use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256};
use ssh_key::private::Ed25519Keypair;
use ssh_key::{HashAlg, LineEnding, PrivateKey, SigningKey, SshSig};

/// A key that belongs to nobody, made from one byte.
#[derive(Debug, Clone)]
pub(crate) struct TestKey(PrivateKey);

impl TestKey {
    /// The key of this number.
    pub(crate) fn new(seed: u8) -> Self {
        Self(PrivateKey::from(Ed25519Keypair::from_seed(&[seed; 32])))
    }

    /// The line of a `.pub` file.
    pub(crate) fn public(&self) -> String {
        self.0.public_key().to_openssh().unwrap()
    }

    /// `SHA256:…`
    pub(crate) fn fingerprint(&self) -> String {
        self.0.public_key().fingerprint(HashAlg::Sha256).to_string()
    }

    /// A signature as `ssh-keygen -Y sign` writes it.
    pub(crate) fn sign(&self, namespace: &str, message: &[u8]) -> String {
        self.0.sign(namespace, HashAlg::Sha512, message).unwrap().to_pem(LineEnding::LF).unwrap()
    }
}

/// A security key as PROTOCOL.u2f describes it, which signs with or without a touch.
#[derive(Debug, Clone)]
pub(crate) struct TestDevice(TestKey);

const DEVICE: &[u8] = b"sk-ssh-ed25519@openssh.com";
const APPLICATION: &[u8] = b"ssh:";

impl TestDevice {
    /// The device of this number.
    pub(crate) fn new(seed: u8) -> Self {
        Self(TestKey::new(seed))
    }

    /// The line of a `.pub` file.
    pub(crate) fn public(&self) -> String {
        format!("{} {}", String::from_utf8_lossy(DEVICE), Base64::encode_string(&self.key()))
    }

    /// A signature as `ssh-keygen -Y sign` writes it; the flags say whether somebody touched the device.
    pub(crate) fn sign(&self, namespace: &str, message: &[u8], flags: u8) -> String {
        let counter = 9_u32.to_be_bytes();
        let signed = SshSig::signed_data(namespace, HashAlg::Sha512, message).unwrap();
        let asked =
            [&Sha256::digest(APPLICATION)[..], &[flags], &counter, &Sha256::digest(&signed)[..]].concat();
        let raw = raw_signature(&(self.0).0, &asked);
        let value = [&strings(&[DEVICE, &raw])[..], &[flags], &counter].concat();
        let parts = strings(&[&self.key(), namespace.as_bytes(), b"", b"sha512", &value]);
        let bytes = [&b"SSHSIG"[..], &1_u32.to_be_bytes(), &parts].concat();
        let text = Base64::encode_string(&bytes);
        format!("-----BEGIN SSH SIGNATURE-----\n{text}\n-----END SSH SIGNATURE-----\n")
    }

    fn key(&self) -> Vec<u8> {
        let public = (self.0).0.public_key();
        strings(&[DEVICE, &public.key_data().ed25519().unwrap().0, APPLICATION])
    }
}

/// The strings of SSH's binary notation: each with its length before it.
fn strings(strings: &[&[u8]]) -> Vec<u8> {
    let with_length =
        |string: &&[u8]| [&u32::try_from(string.len()).unwrap().to_be_bytes(), *string].concat();
    strings.iter().flat_map(with_length).collect()
}

fn raw_signature(key: &impl SigningKey, message: &[u8]) -> Vec<u8> {
    key.sign(message).as_bytes().to_vec()
}
