//! Why a certificate path was refused, each reason with its own sentence. Never the check itself.

use serde::{Deserialize, Serialize};

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident => $key:literal,)+) => {
        /// Why a path was refused. `key()` names the sentence `trust-fault-{key}`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum PathFault {
            $($(#[$doc])* $name,)+
        }

        impl PathFault {
            /// Every fault, for tables and tests.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The rest of the locale key.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)+
                }
            }
        }
    };
}

faults! {
    /// No certificate was given at all.
    EmptyChain => "empty-chain",
    /// More than [`super::path::MAX_CHAIN`] certificates.
    TooManyCertificates => "too-many-certificates",
    /// One certificate is larger than [`super::path::MAX_CERTIFICATE_BYTES`].
    CertificateTooBig => "certificate-too-big",
    /// Not a certificate, or one that breaks RFC 5280 §4.1.
    Malformed => "malformed",
    /// Bytes follow the certificate.
    TrailingBytes => "trailing-bytes",
    /// An extension is there twice (RFC 5280 §4.2).
    DuplicateExtension => "duplicate-extension",
    /// The signer's certificate is not the first (C2PA 2.4 §14.6).
    WrongOrder => "wrong-order",
    /// No certificate on a list has issued this chain.
    NoPath => "no-path",
    /// The signer's certificate vouches only for itself.
    SelfSigned => "self-signed",
    /// A signature in the chain does not match.
    BadSignature => "bad-signature",
    /// The issuer's key is not the one that the certificate names (RFC 5280 §4.2.1.1).
    KeyIdMismatch => "key-id-mismatch",
    /// Signed with MD5 or SHA-1.
    WeakSignature => "weak-signature",
    /// An RSA key under 2048 bits.
    WeakKey => "weak-key",
    /// An algorithm or curve outside the C2PA profile.
    UnsupportedAlgorithm => "unsupported-algorithm",
    /// An older certificate version, without the extensions that say what a certificate is for.
    OldVersion => "old-version",
    /// Issued by a certificate that is no authority (basicConstraints, §6.1.4 (k)).
    IssuerNotAuthority => "issuer-not-authority",
    /// The issuer lacks keyCertSign (§6.1.4 (n)).
    IssuerMayNotIssue => "issuer-may-not-issue",
    /// pathLenConstraint is exceeded (§6.1.4 (l), (m)).
    PathTooLong => "path-too-long",
    /// The signer's certificate is itself an authority.
    SignerIsAuthority => "signer-is-authority",
    /// The signer's key usage lacks digitalSignature.
    SignerMayNotSign => "signer-may-not-sign",
    /// No extended key usage.
    NoPurpose => "no-purpose",
    /// anyExtendedKeyUsage.
    AnyPurpose => "any-purpose",
    /// The extended key usage is for something else.
    OtherPurpose => "other-purpose",
    /// Time stamping or OCSP signing is mixed with other purposes.
    MixedPurposes => "mixed-purposes",
    /// A time-stamp certificate whose purpose is not critical (RFC 3161 §2.3).
    TimePurposeNotBinding => "time-purpose-not-binding",
    /// An issuer is restricted to other purposes.
    IssuerOtherPurpose => "issuer-other-purpose",
    /// A critical extension that is not understood (§4.2).
    UnknownCritical => "unknown-critical",
    /// A name is outside what an issuer may certify (§6.1.4 (g)).
    NameNotPermitted => "name-not-permitted",
    /// A name constraint that cannot be checked, with a name that it would apply to.
    NameUncheckable => "name-uncheckable",
    /// More work than a chain may cost.
    TooComplex => "too-complex",
    /// The signer's certificate had expired.
    SignerExpired => "signer-expired",
    /// The signer's certificate was not valid yet.
    SignerNotYetValid => "signer-not-yet-valid",
    /// An authority in between had expired.
    IssuerExpired => "issuer-expired",
    /// An authority in between was not valid yet.
    IssuerNotYetValid => "issuer-not-yet-valid",
    /// The listed certificate had expired.
    AnchorExpired => "anchor-expired",
    /// The listed certificate was not valid yet.
    AnchorNotYetValid => "anchor-not-yet-valid",
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_fault_has_its_own_sentence() {
        let mut seen = HashSet::new();
        for fault in PathFault::ALL {
            let key = format!("trust-fault-{}", fault.key());
            assert!(crate::locale::has(&key), "{key} has no sentence");
            assert!(seen.insert(crate::locale::text(&key).to_owned()), "{key} repeats another sentence");
            assert!(crate::locale::text(&key).ends_with('.'), "{key} is not a sentence");
        }
    }
}
