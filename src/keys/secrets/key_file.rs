//! The format of the encrypted key file, version 1: pure bytes to bytes. Never touches the disk or asks anyone.
//!
//! JSON, so that a person can see what it is. The passphrase becomes a key by Argon2id (RFC 9106) with the
//! parameters and the salt in the file; each secret is sealed by XChaCha20-Poly1305 under its own random nonce,
//! bound to the header and to its name. A last sealed value, the *seal*, holds a digest of all entries: it tells
//! whether the passphrase is right even when there is no entry, and that no entry was removed or swapped.
//! What it cannot tell is an older file put back whole.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::keys::KeyFileFault as Fault;

const FORMAT: &str = "lightmark.key-file";
const VERSION: u32 = 1;
const SALT_BYTES: usize = 16;

/// What a new file is made with: well over what OWASP asks for at least (19 MiB, 2 passes), about a third of a
/// second on a machine of today.
const NEW_MEMORY_KIB: u32 = if cfg!(test) { 64 } else { 128 * 1024 };
const NEW_PASSES: u32 = 3;

/// What a file may ask for. Below the floor (OWASP's least) someone may have planted a file that is cheap to
/// guess; above the ceiling, one that takes all memory or never ends.
const MEMORY_KIB: std::ops::RangeInclusive<u32> = if cfg!(test) { 8..=1024 * 1024 } else { 19 * 1024..=1024 * 1024 };
const PASSES: std::ops::RangeInclusive<u32> = 2..=64;
const LANES: std::ops::RangeInclusive<u32> = 1..=16;

/// The key that the passphrase became. Wiped on drop; has no `Debug`.
pub(super) struct FileKey(Zeroizing<[u8; 32]>);

/// How the passphrase becomes a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kdf {
    name: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    /// Base64.
    salt: String,
}

/// The file. Only what [`open`](KeyFile::open) has seen is to be believed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyFile {
    format: String,
    version: u32,
    pub kdf: Kdf,
    seal: Sealed,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    /// Base64, 24 bytes.
    nonce: String,
    /// Base64, with the 16 bytes of the tag at the end.
    bytes: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    sealed: Sealed,
}

impl KeyFile {
    /// A file without entries, with a new salt. It has to be sealed before it is written.
    pub fn new() -> Result<Self, Fault> {
        let salt = STANDARD.encode(random::<SALT_BYTES>()?);
        let kdf = Kdf { name: "argon2id".to_owned(), memory_kib: NEW_MEMORY_KIB, passes: NEW_PASSES, lanes: 1, salt };
        Ok(Self { format: FORMAT.to_owned(), version: VERSION, kdf, seal: Sealed::default(), entries: Vec::new() })
    }

    /// Reads the bytes and refuses what this version must not work with. Nothing is decrypted yet.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        #[derive(Deserialize)]
        struct Versioned {
            format: String,
            version: u32,
        }
        // A newer version may look quite different, so it is asked for before anything else.
        let versioned: Versioned = serde_json::from_slice(bytes).map_err(damaged)?;
        if versioned.format != FORMAT {
            return Err(Fault::Damaged { reason: "no key file of Lightmark".to_owned() });
        }
        if versioned.version != VERSION {
            return Err(Fault::UnknownVersion { version: versioned.version });
        }
        let file: Self = serde_json::from_slice(bytes).map_err(damaged)?;
        file.kdf.check()?;
        Ok(file)
    }

    pub fn to_bytes(&self) -> Result<Vec<u8>, Fault> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(damaged)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Decrypts everything once: the passphrase is right and nothing was changed, or an error.
    pub fn open(&self, key: &FileKey) -> Result<(), Fault> {
        let digest = self.unseal(key, &self.seal, None)?.ok_or(Fault::WrongPassphrase)?;
        if *digest != self.digest().to_vec() {
            return Err(Fault::Damaged { reason: "the entries are not those that were sealed".to_owned() });
        }
        for entry in &self.entries {
            self.unseal_entry(key, entry)?;
        }
        Ok(())
    }

    /// The secret of that name.
    pub fn secret(&self, key: &FileKey, name: &str) -> Result<Option<Zeroizing<String>>, Fault> {
        self.entries.iter().find(|entry| entry.name == name).map(|entry| self.unseal_entry(key, entry)).transpose()
    }

    /// Puts the secret in, in place of one of the same name.
    pub fn put(&mut self, key: &FileKey, name: &str, secret: &str) -> Result<(), Fault> {
        let sealed = self.sealed(key, Some(name), secret.as_bytes())?;
        self.entries.retain(|entry| entry.name != name);
        self.entries.push(Entry { name: name.to_owned(), sealed });
        self.reseal(key)
    }

    /// Takes the secret out; whether there was one.
    pub fn remove(&mut self, key: &FileKey, name: &str) -> Result<bool, Fault> {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.name != name);
        self.reseal(key)?;
        Ok(self.entries.len() < before)
    }

    fn reseal(&mut self, key: &FileKey) -> Result<(), Fault> {
        self.seal = self.sealed(key, None, &self.digest())?;
        Ok(())
    }

    fn unseal_entry(&self, key: &FileKey, entry: &Entry) -> Result<Zeroizing<String>, Fault> {
        let failed = || Fault::Damaged { reason: format!("the entry {} does not open", entry.name) };
        let bytes = self.unseal(key, &entry.sealed, Some(&entry.name))?.ok_or_else(failed)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| failed())?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    fn sealed(&self, key: &FileKey, name: Option<&str>, secret: &[u8]) -> Result<Sealed, Fault> {
        let nonce = random::<24>()?;
        let payload = Payload { msg: secret, aad: &self.bound_to(name) };
        let bytes = key.cipher()?.encrypt(&XNonce::from(nonce), payload).map_err(|_| Fault::NotSealed)?;
        Ok(Sealed { nonce: STANDARD.encode(nonce), bytes: STANDARD.encode(bytes) })
    }

    /// `None` when the key or anything that the value is bound to is not the one it was sealed with.
    fn unseal(&self, key: &FileKey, sealed: &Sealed, name: Option<&str>) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
        let nonce: [u8; 24] = STANDARD
            .decode(&sealed.nonce)
            .map_err(damaged)?
            .try_into()
            .map_err(|_| Fault::Damaged { reason: "a nonce of another length".to_owned() })?;
        let bytes = STANDARD.decode(&sealed.bytes).map_err(damaged)?;
        let payload = Payload { msg: &bytes, aad: &self.bound_to(name) };
        Ok(key.cipher()?.decrypt(&XNonce::from(nonce), payload).ok().map(Zeroizing::new))
    }

    /// The associated data: the header, and which value this is. Lengths first, so that no two are alike.
    fn bound_to(&self, name: Option<&str>) -> Vec<u8> {
        let mut bytes = Vec::new();
        length_first(&mut bytes, FORMAT.as_bytes());
        for number in [self.version, self.kdf.memory_kib, self.kdf.passes, self.kdf.lanes] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        length_first(&mut bytes, self.kdf.name.as_bytes());
        length_first(&mut bytes, self.kdf.salt.as_bytes());
        match name {
            None => bytes.push(0),
            Some(name) => {
                bytes.push(1);
                length_first(&mut bytes, name.as_bytes());
            }
        }
        bytes
    }

    fn digest(&self) -> [u8; 32] {
        let mut bytes = Vec::new();
        for entry in &self.entries {
            for text in [&entry.name, &entry.sealed.nonce, &entry.sealed.bytes] {
                length_first(&mut bytes, text.as_bytes());
            }
        }
        Sha256::digest(&bytes).into()
    }
}

impl Kdf {
    /// Turns the passphrase into the key: slow and hungry on purpose.
    pub fn derive(&self, passphrase: &str) -> Result<FileKey, Fault> {
        let salt = self.check()?;
        let failed = |source| Fault::NotDerived { source };
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(failed)?;
        let mut key = FileKey(Zeroizing::new([0; 32]));
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), &salt, key.0.as_mut_slice())
            .map_err(failed)?;
        Ok(key)
    }

    /// Gives the salt, or says which parameter a file of ours would not have.
    fn check(&self) -> Result<Vec<u8>, Fault> {
        let absurd = |reason: String| Err(Fault::Parameters { reason });
        if self.name != "argon2id" {
            return absurd(format!("key derivation {}", self.name));
        }
        for (what, value, range) in
            [("memory_kib", self.memory_kib, MEMORY_KIB), ("passes", self.passes, PASSES), ("lanes", self.lanes, LANES)]
        {
            if !range.contains(&value) {
                return absurd(format!("{what} {value}"));
            }
        }
        let salt = STANDARD.decode(&self.salt).map_err(damaged)?;
        if salt.len() == SALT_BYTES { Ok(salt) } else { absurd(format!("salt of {} bytes", salt.len())) }
    }
}

impl FileKey {
    fn cipher(&self) -> Result<XChaCha20Poly1305, Fault> {
        XChaCha20Poly1305::new_from_slice(self.0.as_slice()).map_err(|_| Fault::NotSealed)
    }
}

fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|source| Fault::NoRandomness { source })?;
    Ok(bytes)
}

fn length_first(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    out.extend_from_slice(bytes);
}

fn damaged(error: impl std::fmt::Display) -> Fault {
    Fault::Damaged { reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (KeyFile, FileKey) {
        let mut file = KeyFile::new().unwrap();
        let key = file.kdf.derive("open sesame").unwrap();
        file.put(&key, "aaaa", "first").unwrap();
        file.put(&key, "bbbb", "second").unwrap();
        (file, key)
    }

    fn opened(bytes: &[u8]) -> Result<(KeyFile, FileKey), Fault> {
        let file = KeyFile::parse(bytes)?;
        let key = file.kdf.derive("open sesame")?;
        file.open(&key)?;
        Ok((file, key))
    }

    /// `None` when nothing could be had from the bytes, else every secret in them.
    fn secrets(bytes: &[u8]) -> Option<Vec<String>> {
        let (file, key) = opened(bytes).ok()?;
        Some(["aaaa", "bbbb"].iter().filter_map(|n| file.secret(&key, n).unwrap()).map(|s| s.to_string()).collect())
    }

    #[test]
    fn no_flipped_bit_gives_another_secret() {
        let bytes = sample().0.to_bytes().unwrap();
        let mut refused = 0;
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            // Parameters within the limits may ask for much; the point is made without paying for it.
            if KeyFile::parse(&changed).is_ok_and(|f| f.kdf.memory_kib > 1000 || f.kdf.passes > 9) {
                continue;
            }
            match secrets(&changed) {
                None => refused += 1,
                // White space between the values is not a value.
                Some(found) => {
                    assert!(bytes[at].is_ascii_whitespace(), "byte {at} went unnoticed");
                    assert_eq!(found, ["first", "second"]);
                }
            }
        }
        assert!(refused > bytes.len() / 2);
    }

    #[test]
    fn no_shortened_file_opens() {
        let bytes = sample().0.to_bytes().unwrap();
        for length in 0..bytes.len() - 1 {
            assert!(matches!(opened(&bytes[..length]), Err(Fault::Damaged { .. })), "{length} bytes");
        }
    }

    #[test]
    fn a_wrong_passphrase_is_called_that() {
        let (file, _) = sample();
        let key = file.kdf.derive("open sesame ").unwrap();
        assert!(matches!(file.open(&key), Err(Fault::WrongPassphrase)));
    }

    #[test]
    fn removed_swapped_and_doubled_entries_are_noticed() {
        let (file, key) = sample();
        let edits: [fn(&mut Vec<Entry>); 4] = [
            |entries| drop(entries.pop()),
            |entries| entries.swap(0, 1),
            |entries| entries.push(entries[0].clone()),
            |entries| {
                let (a, b) = entries.split_at_mut(1);
                std::mem::swap(&mut a[0].sealed, &mut b[0].sealed);
            },
        ];
        for edit in edits {
            let mut changed = file.clone();
            edit(&mut changed.entries);
            assert!(matches!(changed.open(&key), Err(Fault::Damaged { .. })));
        }
    }

    #[test]
    fn a_value_moved_to_another_name_does_not_open_even_under_a_new_seal() {
        let (mut file, key) = sample();
        file.entries[0].name = "cccc".to_owned();
        file.reseal(&key).unwrap();
        assert!(matches!(file.open(&key), Err(Fault::Damaged { .. })));
        assert!(file.secret(&key, "cccc").is_err());
    }

    #[test]
    fn absurd_parameters_are_refused_before_any_work() {
        let text = String::from_utf8(sample().0.to_bytes().unwrap()).unwrap();
        for (from, to) in [
            ("\"memory_kib\": 64", "\"memory_kib\": 1048577"),
            ("\"memory_kib\": 64", "\"memory_kib\": 7"),
            ("\"memory_kib\": 64", "\"memory_kib\": 4294967295"),
            ("\"passes\": 3", "\"passes\": 65"),
            ("\"passes\": 3", "\"passes\": 0"),
            ("\"lanes\": 1", "\"lanes\": 17"),
            ("\"lanes\": 1", "\"lanes\": 0"),
            ("argon2id", "argon2d"),
        ] {
            assert!(text.contains(from));
            let result = KeyFile::parse(text.replace(from, to).as_bytes());
            assert!(matches!(result, Err(Fault::Parameters { .. })), "{to}");
        }
        let newer = text.replace("\"version\": 1", "\"version\": 2");
        assert!(matches!(KeyFile::parse(newer.as_bytes()), Err(Fault::UnknownVersion { version: 2 })));
    }

    #[test]
    fn what_is_put_in_can_be_had_and_taken_out() {
        let (mut file, key) = sample();
        file.put(&key, "aaaa", "again").unwrap();
        assert!(file.remove(&key, "bbbb").unwrap());
        assert!(!file.remove(&key, "bbbb").unwrap());
        let (file, key) = opened(&file.to_bytes().unwrap()).unwrap();
        assert_eq!(*file.secret(&key, "aaaa").unwrap().unwrap(), "again");
        assert!(file.secret(&key, "bbbb").unwrap().is_none());
    }
}
