//! Security keys: made by hand as PROTOCOL.u2f says, since none is plugged into the machine that runs the tests.

use milepost::signature::ssh::{APPROVAL_NAMESPACE, KeyError, PublicKey, Signature, SignatureError};
use sha2::{Digest as _, Sha256};
use ssh_key::private::{EcdsaKeypair, Ed25519Keypair, KeypairData};
use ssh_key::public::KeyData;
use ssh_key::rand_core::{CryptoRng, Error, RngCore};
use ssh_key::{EcdsaCurve, HashAlg, PrivateKey, SigningKey, SshSig};

use super::wire::{Parts, key_line, strings};
use super::{open_ssh, statement};

const TOUCHED: u8 = 0x01;
const PIN_ENTERED: u8 = 0x04;

/// A device that signs whatever it is asked to.
pub(crate) struct Device {
    algorithm: &'static str,
    application: &'static str,
    inner: PrivateKey,
}

/// The same numbers in every run.
struct Numbers(u64);

impl RngCore for Numbers {
    fn next_u32(&mut self) -> u32 {
        (self.next_u64() & 0xffff_ffff).try_into().expect("32 bits")
    }
    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0.rotate_left(32)
    }
    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        bytes.fill_with(|| self.next_u64().to_be_bytes()[0]);
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Numbers {}

impl Device {
    pub(crate) fn ed25519(application: &'static str) -> Self {
        let pair = KeypairData::from(Ed25519Keypair::from_seed(&[7; 32]));
        let inner = PrivateKey::new(pair, "test").expect("a key");
        Self { algorithm: "sk-ssh-ed25519@openssh.com", application, inner }
    }

    pub(crate) fn ecdsa(application: &'static str) -> Self {
        let pair = EcdsaKeypair::random(&mut Numbers(7), EcdsaCurve::NistP256).expect("a key");
        let inner = PrivateKey::new(KeypairData::from(pair), "test").expect("a key");
        Self { algorithm: "sk-ecdsa-sha2-nistp256@openssh.com", application, inner }
    }

    fn key_bytes(&self) -> Vec<u8> {
        let (algorithm, application) = (self.algorithm.as_bytes(), self.application.as_bytes());
        match self.inner.public_key().key_data() {
            KeyData::Ed25519(point) => strings(&[algorithm, &point.0, application]),
            KeyData::Ecdsa(point) => strings(&[algorithm, b"nistp256", point.as_sec1_bytes(), application]),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn key_line(&self) -> String {
        key_line(&self.key_bytes())
    }

    /// What OpenSSH makes of the device's answer.
    pub(crate) fn sign(&self, namespace: &str, message: &[u8], flags: u8) -> Parts {
        let counter = 9_u32.to_be_bytes();
        let signed = SshSig::signed_data(namespace, HashAlg::Sha512, message).expect("bytes");
        let asked = [&Sha256::digest(self.application)[..], &[flags], &counter, &Sha256::digest(&signed)[..]]
            .concat();
        let raw = raw_signature(&self.inner, &asked);
        let value = [&strings(&[self.algorithm.as_bytes(), &raw])[..], &[flags], &counter].concat();
        Parts {
            preamble: b"SSHSIG".to_vec(),
            version: 1,
            key: self.key_bytes(),
            namespace: namespace.as_bytes().to_vec(),
            reserved: Vec::new(),
            hash: b"sha512".to_vec(),
            value,
            rest: Vec::new(),
        }
    }
}

fn raw_signature(key: &impl SigningKey, message: &[u8]) -> Vec<u8> {
    key.sign(message).as_bytes().to_vec()
}

fn verify(device: &Device, parts: &Parts) -> Result<(), SignatureError> {
    let key = PublicKey::parse(&device.key_line()).expect("a key");
    assert!(key.is_security_key());
    assert_eq!(key.to_string(), device.key_line());
    Signature::parse(&parts.armored())?.verify(&[key], APPROVAL_NAMESPACE, &statement()).map(drop)
}

/// Threat T24.
#[test]
fn a_security_key_counts_only_if_it_was_touched() {
    for device in [Device::ed25519("ssh:"), Device::ecdsa("ssh:"), Device::ed25519("ssh:milepost")] {
        let sign = |flags| device.sign(APPROVAL_NAMESPACE, &statement(), flags);
        assert_eq!(verify(&device, &sign(TOUCHED)), Ok(()), "{}", device.algorithm);
        assert_eq!(verify(&device, &sign(TOUCHED | PIN_ENTERED)), Ok(()), "{}", device.algorithm);
        for flags in [0, PIN_ENTERED, 0xfe] {
            let answer = verify(&device, &sign(flags));
            assert_eq!(answer, Err(SignatureError::NoUserPresence), "{} {flags}", device.algorithm);
        }
    }
}

#[test]
fn nobody_can_claim_a_touch_afterwards() {
    for device in [Device::ed25519("ssh:"), Device::ecdsa("ssh:")] {
        let mut parts = device.sign(APPROVAL_NAMESPACE, &statement(), 0);
        let at = parts.value.len() - 5;
        parts.value[at] = TOUCHED;
        assert_eq!(verify(&device, &parts), Err(SignatureError::Bad), "{}", device.algorithm);
        let mut parts = device.sign(APPROVAL_NAMESPACE, &statement(), TOUCHED);
        parts.value.pop();
        assert_eq!(verify(&device, &parts), Err(SignatureError::Unreadable), "{}", device.algorithm);
        parts.value.extend([9, 9]);
        assert_eq!(verify(&device, &parts), Err(SignatureError::TrailingData), "{}", device.algorithm);
    }
}

#[test]
fn a_security_key_for_a_web_site_is_refused() {
    for device in [Device::ed25519("https://example.org"), Device::ecdsa(""), Device::ed25519("SSH:")] {
        let expected = KeyError::OtherApplication { application: device.application.to_owned() };
        assert_eq!(PublicKey::parse(&device.key_line()), Err(expected.clone()));
        let parts = device.sign(APPROVAL_NAMESPACE, &statement(), TOUCHED);
        assert_eq!(Signature::parse(&parts.armored()), Err(SignatureError::Key(expected)));
    }
}

/// A security key is not the plain key with the same numbers, and the other way round.
#[test]
fn a_plain_signature_is_none_of_a_security_key() {
    let device = Device::ed25519("ssh:");
    let plain = device.inner.sign(APPROVAL_NAMESPACE, HashAlg::Sha512, &statement()).expect("a signature");
    let plain = Parts::of(&plain.to_pem(ssh_key::LineEnding::LF).expect("text"));
    let mixed = Parts { key: device.key_bytes(), ..plain.clone() };
    assert_eq!(
        verify(&device, &mixed),
        Err(SignatureError::UnsupportedAlgorithm {
            algorithm: "ssh-ed25519".to_owned(),
            key: "sk-ssh-ed25519@openssh.com",
        })
    );
    assert!(matches!(verify(&device, &plain), Err(SignatureError::KeyNotListed { .. })));
}

/// The notation made by hand above is the one that OpenSSH reads.
#[test]
fn ssh_keygen_accepts_the_security_keys_made_here() {
    let Some(folder) = open_ssh::folder() else { return };
    for device in [Device::ed25519("ssh:"), Device::ecdsa("ssh:")] {
        let key = PublicKey::parse(&device.key_line()).expect("a key");
        let signature = device.sign(APPROVAL_NAMESPACE, &statement(), TOUCHED).armored();
        assert!(open_ssh::accepts(folder.path(), &key, APPROVAL_NAMESPACE, &signature, &statement()));
        assert!(!open_ssh::accepts(folder.path(), &key, APPROVAL_NAMESPACE, &signature, b"another text"));
    }
}
