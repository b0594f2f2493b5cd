//! Every validation status code (C2PA 2.4 §15.2.2, CAWG Identity 1.2 §8) and what it means for the five answers.
//!
//! The kind that an engine reports (success, informational, failure) is one input only: some engines report a
//! missing ingredient manifest as a success. What a code means is decided here, by the code.

use super::report::CheckKind;

/// What a status code means for the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// A check that held, or a remark with no weight.
    Nothing,
    /// The signed bytes, or the claim itself, are not as they were signed or are not well-formed.
    Altered,
    /// Something needed for the check could not be had or is not supported.
    NotChecked,
    /// The signing certificate is not on the engine's lists. Our own path check decides.
    SignerUnrecognised,
    /// The signing certificate does not meet the C2PA certificate profile.
    SignerInvalid,
    /// The signing certificate was not valid at the time of signing.
    SignerExpired,
    SignerRevoked,
    TimeTrusted,
    /// The time stamp is sound but its authority is not on the engine's lists. Our own path check decides.
    TimeUnrecognised,
    TimeBroken,
    /// An ingredient's manifest is missing, or not as it was when it was taken in.
    IngredientBroken,
    /// An ingredient came without Content Credentials.
    IngredientUnsigned,
    IdentityBroken,
    /// The identity assertion is of a kind, or needs something, that could not be had here.
    IdentityNotChecked,
}

/// The meaning of a status, given the URI of what it is about.
///
/// A failure with a code that is not in the table is never better than altered (DESIGN §2, invariant 1). Codes
/// about the certificate of a CAWG identity assertion are told by the URI.
pub fn meaning(code: &str, kind: CheckKind, url: &str) -> Meaning {
    if is_about_identity(code, url) {
        return identity_meaning(code, kind);
    }
    match (known(code), kind) {
        (Some(meaning), _) => meaning,
        (None, CheckKind::Failure) => Meaning::Altered,
        (None, CheckKind::Success | CheckKind::Informational) => Meaning::Nothing,
    }
}

/// Whether a status is about the signature or certificate of a CAWG identity assertion, not the claim's.
///
/// That the assertion itself is as the claim says (`assertion.hashedURI.mismatch` and the like) is about the claim,
/// as it is for any other assertion.
pub fn is_about_identity(code: &str, url: &str) -> bool {
    const ABOUT_A_SIGNATURE: [&str; 5] =
        ["signingCredential.", "claimSignature.", "timeStamp.", "timeOfSigning.", "algorithm."];
    let names_one = url.rsplit('/').next().is_some_and(|last| last.starts_with("cawg.identity"));
    code.starts_with("cawg.") || (names_one && ABOUT_A_SIGNATURE.iter().any(|prefix| code.starts_with(prefix)))
}

/// The table. `None` for a code that is not in it.
pub fn known(code: &str) -> Option<Meaning> {
    TABLE.iter().find(|(known, _)| *known == code).map(|(_, meaning)| *meaning)
}

fn identity_meaning(code: &str, kind: CheckKind) -> Meaning {
    match (known(code), kind) {
        (Some(Meaning::IdentityBroken), _) => Meaning::IdentityBroken,
        (Some(Meaning::IdentityNotChecked), _) => Meaning::IdentityNotChecked,
        // Our own path check decides who vouches for an identity's certificate.
        (Some(Meaning::SignerUnrecognised | Meaning::TimeUnrecognised | Meaning::TimeTrusted), _) => Meaning::Nothing,
        (_, CheckKind::Failure) => Meaning::IdentityBroken,
        (_, CheckKind::Success | CheckKind::Informational) => Meaning::Nothing,
    }
}

use Meaning::{
    Altered, IdentityBroken, IdentityNotChecked, IngredientBroken, IngredientUnsigned, NotChecked, Nothing,
    SignerExpired, SignerInvalid, SignerRevoked, SignerUnrecognised, TimeBroken, TimeTrusted, TimeUnrecognised,
};

const TABLE: &[(&str, Meaning)] = &[
    // Success codes.
    ("claimSignature.validated", Nothing),
    ("claimSignature.insideValidity", Nothing),
    ("signingCredential.trusted", Nothing),
    ("signingCredential.ocsp.notRevoked", Nothing),
    ("timeStamp.validated", Nothing),
    ("timeStamp.trusted", TimeTrusted),
    ("assertion.hashedURI.match", Nothing),
    ("assertion.dataHash.match", Nothing),
    ("assertion.bmffHash.match", Nothing),
    ("assertion.boxesHash.match", Nothing),
    ("assertion.collectionHash.match", Nothing),
    ("assertion.multiAssetHash.match", Nothing),
    ("assertion.accessible", Nothing),
    ("ingredient.manifest.validated", Nothing),
    ("ingredient.claimSignature.validated", Nothing),
    ("cawg.identity.well-formed", Nothing),
    ("cawg.identity.trusted", Nothing),
    ("cawg.ica.credential_valid", Nothing),
    ("cawg.ica.time_stamp.validated", Nothing),
    // Informational codes.
    // We look at every exclusion ourselves, also when there is only one.
    ("assertion.dataHash.additionalExclusionsPresent", Nothing),
    ("signingCredential.ocsp.skipped", Nothing),
    ("signingCredential.ocsp.inaccessible", Nothing),
    ("signingCredential.ocsp.unknown", Nothing),
    ("timeOfSigning.insideValidity", Nothing),
    ("timeOfSigning.outsideValidity", SignerExpired),
    ("algorithm.deprecated", Nothing),
    ("ingredient.unknownProvenance", IngredientUnsigned),
    ("manifest.unknownProvenance", IngredientUnsigned),
    ("manifest.unreferenced", Nothing),
    ("timeStamp.untrusted", TimeUnrecognised),
    ("timeStamp.mismatch", TimeBroken),
    ("timeStamp.malformed", TimeBroken),
    ("timeStamp.outsideValidity", TimeBroken),
    ("assertion.timestamp.malformed", TimeBroken),
    ("manifest.timestamp.invalid", TimeBroken),
    ("manifest.timestamp.wrongParents", TimeBroken),
    // The signer.
    ("signingCredential.untrusted", SignerUnrecognised),
    ("signingCredential.invalid", SignerInvalid),
    ("signingCredential.expired", SignerExpired),
    ("claimSignature.outsideValidity", SignerExpired),
    ("signingCredential.ocsp.revoked", SignerRevoked),
    // The claim and its signature.
    ("claim.missing", Altered),
    ("claim.multiple", Altered),
    ("claim.malformed", Altered),
    ("claim.cbor.invalid", Altered),
    ("claim.required.missing", Altered),
    ("claim.hardBindings.missing", Altered),
    ("claimSignature.missing", Altered),
    ("claimSignature.mismatch", Altered),
    ("hashedURI.missing", Altered),
    ("hashedURI.mismatch", Altered),
    ("general.error", Altered),
    ("manifest.multipleParents", Altered),
    ("manifest.update.invalid", Altered),
    ("manifest.update.wrongParents", Altered),
    ("manifest.compressed.invalid", Altered),
    ("manifest.html.multipleManifests", Altered),
    ("manifest.structuredText.multipleReferences", Altered),
    ("manifest.structuredText.malformedReference", Altered),
    ("manifest.structuredText.emptyReference", Altered),
    ("manifest.structuredText.noManifest", Altered),
    ("manifest.structuredText.noResolutionPath", NotChecked),
    ("manifest.inaccessible", NotChecked),
    ("algorithm.unsupported", NotChecked),
    ("com.adobe.prerelease", NotChecked),
    // Assertions and hard bindings.
    ("assertion.hashedURI.mismatch", Altered),
    ("assertion.missing", Altered),
    ("assertion.multipleHardBindings", Altered),
    ("assertion.undeclared", Altered),
    ("assertion.inaccessible", NotChecked),
    ("assertion.outsideManifest", Altered),
    ("assertion.notRedacted", Altered),
    ("assertion.selfRedacted", Altered),
    ("assertion.required.missing", Altered),
    ("assertion.cbor.invalid", Altered),
    ("assertion.json.invalid", Altered),
    ("assertion.action.malformed", Altered),
    ("assertion.action.ingredientMismatch", Altered),
    ("assertion.action.redacted", Altered),
    ("assertion.action.redactionMismatch", Altered),
    ("assertion.action.skipped", Altered),
    ("assertion.dataHash.mismatch", Altered),
    ("assertion.dataHash.malformed", Altered),
    ("assertion.dataHash.redacted", Altered),
    ("assertion.hardBinding.redacted", Altered),
    ("assertion.bmffHash.mismatch", Altered),
    ("assertion.bmffHash.malformed", Altered),
    ("assertion.boxesHash.mismatch", Altered),
    ("assertion.boxesHash.malformed", Altered),
    ("assertion.boxesHash.unknownBox", Altered),
    ("assertion.collectionHash.mismatch", Altered),
    ("assertion.collectionHash.malformed", Altered),
    ("assertion.collectionHash.incorrectFileCount", Altered),
    ("assertion.collectionHash.invalidURI", Altered),
    ("assertion.multiAssetHash.mismatch", Altered),
    ("assertion.multiAssetHash.malformed", Altered),
    ("assertion.multiAssetHash.missingPart", Altered),
    ("assertion.cloud-data.malformed", Altered),
    ("assertion.cloud-data.hardBinding", Altered),
    ("assertion.cloud-data.actions", Altered),
    ("assertion.cloud-data.labelMismatch", Altered),
    ("assertion.external-reference.malformed", Altered),
    ("assertion.external-reference.labelMismatch", Altered),
    ("assertion.external-reference.created", Altered),
    ("assertion.external-reference.hashMismatch", Altered),
    ("assertion.alternativeContentRepresentation.malformed", Altered),
    ("assertion.alternativeContentRepresentation.missing", Altered),
    ("assertion.alternativeContentRepresentation.hashMismatch", Altered),
    ("assertion.metadata.disallowed", Altered),
    // Ingredients.
    ("assertion.ingredient.malformed", IngredientBroken),
    ("ingredient.hashedURI.mismatch", IngredientBroken),
    ("ingredient.manifest.missing", IngredientBroken),
    ("ingredient.manifest.mismatch", IngredientBroken),
    ("ingredient.claimSignature.missing", IngredientBroken),
    ("ingredient.claimSignature.mismatch", IngredientBroken),
    // CAWG identity assertions.
    ("cawg.identity.cbor.invalid", IdentityBroken),
    ("cawg.identity.assertion.mismatch", IdentityBroken),
    ("cawg.identity.assertion.duplicate", IdentityBroken),
    ("cawg.identity.credential_revoked", IdentityBroken),
    ("cawg.identity.hard_binding_missing", IdentityBroken),
    ("cawg.identity.pad.invalid", IdentityBroken),
    ("cawg.identity.expected_partial_claim.mismatch", IdentityBroken),
    ("cawg.identity.expected_claim_generator.mismatch", IdentityBroken),
    ("cawg.identity.expected_countersigner.mismatch", IdentityBroken),
    ("cawg.identity.expected_countersigner.missing", IdentityBroken),
    ("cawg.identity.unexpected_countersigner", IdentityBroken),
    ("cawg.identity.sig_type.unknown", IdentityNotChecked),
    ("cawg.ica.invalid_cose_sign1", IdentityBroken),
    ("cawg.ica.invalid_alg", IdentityBroken),
    ("cawg.ica.invalid_content_type", IdentityBroken),
    ("cawg.ica.invalid_verifiable_credential", IdentityBroken),
    ("cawg.ica.invalid_issuer", IdentityBroken),
    ("cawg.ica.invalid_did_document", IdentityBroken),
    ("cawg.ica.did_unavailable", IdentityNotChecked),
    ("cawg.ica.signature_mismatch", IdentityBroken),
    ("cawg.ica.signer_payload.mismatch", IdentityBroken),
    ("cawg.ica.time_stamp.invalid", IdentityBroken),
    ("cawg.ica.valid_from.missing", IdentityBroken),
    ("cawg.ica.valid_from.invalid", IdentityBroken),
    ("cawg.ica.valid_until.invalid", IdentityBroken),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_failure_is_never_better_than_altered() {
        assert_eq!(meaning("com.example.new", CheckKind::Failure, ""), Meaning::Altered);
        assert_eq!(meaning("com.example.new", CheckKind::Informational, ""), Meaning::Nothing);
    }

    #[test]
    fn a_missing_ingredient_manifest_counts_even_if_reported_as_success() {
        assert_eq!(meaning("ingredient.manifest.missing", CheckKind::Success, ""), Meaning::IngredientBroken);
    }

    #[test]
    fn an_identitys_certificate_is_not_the_signers() {
        let url = "self#jumbf=/c2pa/urn:c2pa:1/c2pa.assertions/cawg.identity";
        assert_eq!(meaning("signingCredential.untrusted", CheckKind::Failure, url), Meaning::Nothing);
        assert_eq!(meaning("claimSignature.mismatch", CheckKind::Failure, url), Meaning::IdentityBroken);
    }

    #[test]
    fn a_changed_identity_assertion_is_a_changed_claim() {
        let url = "self#jumbf=/c2pa/urn:c2pa:1/c2pa.assertions/cawg.identity";
        for code in ["assertion.hashedURI.mismatch", "assertion.missing", "general.error", "org.example.new"] {
            assert_eq!(meaning(code, CheckKind::Failure, url), Meaning::Altered, "{code}");
        }
        let label = "self#jumbf=/c2pa/urn/cawg.identity/c2pa.signature";
        assert_eq!(meaning("claimSignature.mismatch", CheckKind::Failure, label), Meaning::Altered);
    }

    #[test]
    fn no_code_is_listed_twice() {
        for (index, (code, _)) in TABLE.iter().enumerate() {
            assert!(!TABLE[..index].iter().any(|(other, _)| other == code), "{code}");
        }
    }
}
