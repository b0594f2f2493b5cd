//! How two pictures are told to look alike: a hash that stays nearly the same when a picture is made smaller, packed
//! harder or turned into another format. Never a proof of anything: unlike a hard binding it is signed by nobody, and
//! two files that look alike may differ where it matters. It is not written into manifests.
//!
//! The hash is made after PDQ (Meta Platforms, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing
//! Algorithm", 2019): 256 bits, half of them set. Computed in `media::soft_binding`.

use serde::{Deserialize, Serialize};

use super::report::{Headline, Report};

/// A perceptual hash (the C2PA specification, “Soft bindings”, calls it a fingerprint).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SoftBinding([u64; 4]);

impl SoftBinding {
    /// Bytes of one that is kept.
    pub const BYTES: usize = 32;

    /// The lowest 64 bits come first.
    pub fn new(words: [u64; 4]) -> Self {
        Self(words)
    }

    /// The highest byte comes first, so that the bytes as hex digits read as PDQ hashes are printed.
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let from = self.0.iter().rev().flat_map(|word| word.to_be_bytes());
        bytes.iter_mut().zip(from).for_each(|(byte, value)| *byte = value);
        bytes
    }

    /// The inverse; `None` for any other length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; Self::BYTES] = bytes.try_into().ok()?;
        let mut words = [0; 4];
        for (word, part) in words.iter_mut().rev().zip(bytes.as_chunks::<8>().0) {
            *word = u64::from_be_bytes(*part);
        }
        Some(Self(words))
    }

    /// Bits that differ, 0 to 256. Pictures that have nothing to do with each other differ in about 128.
    pub fn distance(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(one, two)| (one ^ two).count_ones()).sum()
    }
}

/// What came of looking at a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Looked {
    Picture(SoftBinding),
    /// One colour or a soft gradient: any other plain picture would look like it.
    Plain,
    /// Sound, film, a document, or nothing that can be decoded.
    NoPicture,
}

/// How near two pictures are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Closeness {
    NearlySame,
    Similar,
}

impl Closeness {
    /// Bits that copies differ in which were only made smaller or packed again.
    const NEARLY_SAME: u32 = 16;

    /// Beyond this, the authors of PDQ say, pictures only happen to be near each other.
    const SIMILAR: u32 = 31;

    /// `None` where pictures that differ in so many bits do not look alike.
    pub fn of(distance: u32) -> Option<Self> {
        match distance {
            _ if distance <= Self::NEARLY_SAME => Some(Self::NearlySame),
            _ if distance <= Self::SIMILAR => Some(Self::Similar),
            _ => None,
        }
    }

    /// The word in JSON, and the end of the locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::NearlySame => "nearly-same",
            Self::Similar => "similar",
        }
    }
}

/// One thing in which what was said of a file differs from what is said of one that looks like it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Difference {
    /// The very same bytes, by SHA-256.
    SameBytes,
    /// It had Content Credentials, this one has none. The name is a stranger's text.
    LacksCredentials { signer: Option<String> },
    /// It had none, this one has.
    HasCredentials { signer: Option<String> },
    /// Other certificates signed them.
    OtherSigner { then: Option<String>, now: Option<String> },
    /// The words of two headlines.
    OtherHeadline { then: String, now: String },
}

/// What is said of one of two files that look alike, as far as it is compared. Names are strangers' text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The word of the headline.
    pub headline: String,
    /// The person or else the organisation.
    pub signer: Option<String>,
    pub fingerprint: Option<String>,
    pub sha256: Option<String>,
}

impl Said {
    /// What a report says.
    pub fn of(report: &Report) -> Self {
        Self {
            headline: report.headline.key().to_owned(),
            signer: report.signer.name.clone().or_else(|| report.signer.organization.clone()),
            fingerprint: report.signer.fingerprint.clone(),
            sha256: report.sha256.clone(),
        }
    }

    /// In what another file that was seen before differs from this one.
    pub fn differences(&self, then: &Self) -> Vec<Difference> {
        let mut differences = Vec::new();
        if self.sha256.is_some() && self.sha256 == then.sha256 {
            differences.push(Difference::SameBytes);
        }
        match (then.has_credentials(), self.has_credentials()) {
            (true, false) => differences.push(Difference::LacksCredentials { signer: then.signer.clone() }),
            (false, true) => differences.push(Difference::HasCredentials { signer: self.signer.clone() }),
            (both, _) => {
                if both && then.fingerprint != self.fingerprint {
                    let (then, now) = (then.signer.clone(), self.signer.clone());
                    differences.push(Difference::OtherSigner { then, now });
                }
                if then.headline != self.headline {
                    let (then, now) = (then.headline.clone(), self.headline.clone());
                    differences.push(Difference::OtherHeadline { then, now });
                }
            }
        }
        differences
    }

    fn has_credentials(&self) -> bool {
        ![Headline::NoCredentials, Headline::NotChecked].iter().any(|none| none.key() == self.headline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_and_read_as_printed() {
        let hash = SoftBinding::new([1, 2, 3, 0xf000_0000_0000_0004]);
        assert_eq!(SoftBinding::from_bytes(&hash.to_bytes()), Some(hash));
        assert_eq!((hash.to_bytes()[0], hash.to_bytes()[31]), (0xf0, 1));
        assert_eq!(SoftBinding::from_bytes(&[0; 31]), None);
    }

    #[test]
    fn what_differs_is_told_by_what_was_said() {
        let said = |headline: &str, signer: Option<&str>| Said {
            headline: headline.into(),
            signer: signer.map(str::to_owned),
            fingerprint: signer.map(|name| format!("fingerprint of {name}")),
            sha256: None,
        };
        let (ana, none) = (said("verified", Some("Ana")), said("no-credentials", None));
        let name = || Some("Ana".to_owned());
        assert_eq!(none.differences(&ana), [Difference::LacksCredentials { signer: name() }]);
        assert_eq!(ana.differences(&none), [Difference::HasCredentials { signer: name() }]);
        assert_eq!((ana.differences(&ana), none.differences(&none)), (vec![], vec![]));
        let bo = said("altered", Some("Bo"));
        let [Difference::OtherSigner { then, now }, Difference::OtherHeadline { .. }] = &bo.differences(&ana)[..]
        else {
            panic!("{:?}", bo.differences(&ana));
        };
        assert_eq!((then, now), (&name(), &Some("Bo".to_owned())));
        // A file that could not be checked then says nothing about credentials.
        let unknown = said("not-checked", None);
        assert!(matches!(&none.differences(&unknown)[..], [Difference::OtherHeadline { .. }]));
        let known = Said { sha256: Some("00".into()), ..ana };
        assert_eq!(known.differences(&known), [Difference::SameBytes]);
    }

    #[test]
    fn closeness_ends_where_pictures_only_happen_to_be_near() {
        assert_eq!(Closeness::of(0), Some(Closeness::NearlySame));
        assert_eq!(Closeness::of(16), Some(Closeness::NearlySame));
        assert_eq!(Closeness::of(17), Some(Closeness::Similar));
        assert_eq!(Closeness::of(31), Some(Closeness::Similar));
        assert_eq!(Closeness::of(32), None);
        let (none, all) = (SoftBinding::new([0; 4]), SoftBinding::new([u64::MAX; 4]));
        assert_eq!((none.distance(&all), all.distance(&all)), (256, 0));
    }
}
