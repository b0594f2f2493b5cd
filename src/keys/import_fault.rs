//! What can be wrong with certificates and keys that come from elsewhere, and how each is told. Never holds a secret.

use std::path::{Path, PathBuf};

use crate::locale::{plain, text};
use crate::problem::Problem;
use crate::tr;

/// Why an issued chain or a key from elsewhere was not taken. What was there before stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
    #[error("cannot be read")]
    Unreadable { source: std::io::Error },
    #[error("no certificate in it")]
    NoCertificate,
    #[error("more certificates than any chain has")]
    TooManyCertificates,
    #[error("no certificate is for the key of {name:?}")]
    NotOurKey { name: String },
    #[error("its certificates are for other keys")]
    OtherKeys,
    #[error("the certificate is refused: {faults:?}")]
    Certificate { faults: Vec<CertificateFault> },
    #[error("no private key in it")]
    NoKey,
    #[error("the passphrase does not open it")]
    WrongPassphrase,
    #[error("it needs a passphrase")]
    PassphraseNeeded,
    #[error("the key is of a kind that is not signed with")]
    KeyKind,
    #[error("the container cannot be opened")]
    Container { source: openssl::error::ErrorStack },
    #[error("the key is there already, as {id}")]
    KeyThere { id: String },
}

/// One thing that keeps a certificate from signing Content Credentials (C2PA 2.4 §14.5.1, RFC 5280).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateFault {
    Damaged,
    NotVersion3,
    IsAuthority,
    SelfSigned,
    NoKeyUsage,
    NoDigitalSignature,
    SignsCertificates,
    NoPurpose,
    OtherPurpose,
    AnyPurpose,
    NoAuthorityKey,
    NoOrganization,
    UnknownCritical,
    WeakSignature,
    Ended {
        until: String,
    },
    NotBegun {
        from: String,
    },
    /// The certificate of `issuer`, which issued `subject`, is not there.
    IssuerMissing {
        subject: String,
        issuer: String,
    },
    IssuerNotAuthority {
        issuer: String,
    },
    IssuerNotValid {
        issuer: String,
    },
    IssuerWeak {
        issuer: String,
    },
}

impl CertificateFault {
    /// The fault as a whole sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Damaged => text("keys-fault-damaged").to_owned(),
            Self::NotVersion3 => text("keys-fault-version").to_owned(),
            Self::IsAuthority => text("keys-fault-authority").to_owned(),
            Self::SelfSigned => text("keys-fault-self-signed").to_owned(),
            Self::NoKeyUsage => text("keys-fault-no-key-usage").to_owned(),
            Self::NoDigitalSignature => text("keys-fault-no-digital-signature").to_owned(),
            Self::SignsCertificates => text("keys-fault-signs-certificates").to_owned(),
            Self::NoPurpose => text("keys-fault-no-purpose").to_owned(),
            Self::OtherPurpose => text("keys-fault-other-purpose").to_owned(),
            Self::AnyPurpose => text("keys-fault-any-purpose").to_owned(),
            Self::NoAuthorityKey => text("keys-fault-no-authority-key").to_owned(),
            Self::NoOrganization => text("keys-fault-no-organization").to_owned(),
            Self::UnknownCritical => text("keys-fault-unknown-critical").to_owned(),
            Self::WeakSignature => text("keys-fault-weak").to_owned(),
            Self::Ended { until } => tr!("keys-fault-ended", until = until.as_str()),
            Self::NotBegun { from } => tr!("keys-fault-not-begun", from = from.as_str()),
            Self::IssuerMissing { subject, issuer } => {
                tr!("keys-fault-issuer-missing", subject = plain(subject), issuer = plain(issuer))
            }
            Self::IssuerNotAuthority { issuer } => tr!("keys-fault-issuer-not-authority", issuer = plain(issuer)),
            Self::IssuerNotValid { issuer } => tr!("keys-fault-issuer-not-valid", issuer = plain(issuer)),
            Self::IssuerWeak { issuer } => tr!("keys-fault-issuer-weak", issuer = plain(issuer)),
        }
    }
}

impl ImportFault {
    pub(super) fn problem(&self, path: &Path) -> Problem {
        let path = plain(&path.display().to_string());
        match self {
            Self::Unreadable { .. } => crate::problem!("import-unreadable", path = path),
            Self::NoCertificate => crate::problem!("import-no-certificate", path = path),
            Self::TooManyCertificates => crate::problem!("import-too-many", path = path),
            Self::NotOurKey { name } => crate::problem!("import-not-our-key", path = path, name = plain(name)),
            Self::OtherKeys => crate::problem!("import-other-keys", path = path),
            Self::Certificate { faults } => {
                let all: Vec<String> = faults.iter().map(CertificateFault::sentence).collect();
                crate::problem!("import-certificate", path = path, faults = all.join(" "))
            }
            Self::NoKey => crate::problem!("import-no-key", path = path),
            Self::WrongPassphrase => crate::problem!("import-passphrase", path = path),
            Self::PassphraseNeeded => crate::problem!("import-passphrase-needed", path = path),
            Self::KeyKind => crate::problem!("import-key-kind", path = path),
            Self::Container { .. } => crate::problem!("import-container", path = path),
            Self::KeyThere { id } => crate::problem!("import-key-there", path = path, id = id.as_str()),
        }
    }

    /// The error about the file.
    pub(super) fn about(self, path: &Path) -> super::KeyError {
        super::KeyError::Import { path: PathBuf::from(path), fault: self }
    }
}
