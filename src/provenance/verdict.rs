//! The verdict: evidence → five answers → one headline. Pure, and fails closed.

use super::evidence::Evidence;
use super::report::{
    ContentAnswer, ContentState, Headline, HistoryAnswer, HistoryState, Report, RightsAnswer, RightsState, SCHEMA,
    SignerAnswer, SignerState, TimeAnswer, TimeState,
};

/// Concludes from the evidence. The only function that does.
pub fn judge(evidence: Evidence) -> Report {
    Report {
        schema: SCHEMA.to_owned(),
        path: evidence.path,
        sha256: evidence.sha256,
        size_bytes: evidence.size_bytes,
        format: evidence.format,
        headline: Headline::NotChecked,
        content: ContentAnswer { state: ContentState::NotChecked, exclusions: Vec::new(), codes: Vec::new() },
        signer: SignerAnswer {
            state: SignerState::None,
            name: None,
            organization: None,
            fingerprint: None,
            list: None,
            fault: None,
            algorithm: None,
            identity: None,
            chain: Vec::new(),
        },
        time: TimeAnswer { state: TimeState::None, at: None, authority: None },
        history: HistoryAnswer { state: HistoryState::None, steps: Vec::new() },
        rights: RightsAnswer { state: RightsState::None, fields: Vec::new() },
        metadata: evidence.metadata,
        checks: Vec::new(),
        manifest_store: None,
        remote_manifest: None,
        dimensions: evidence.dimensions,
        notes: evidence.notes,
        problem: None,
    }
}
