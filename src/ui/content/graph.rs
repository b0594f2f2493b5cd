//! The graph of the history in words: what each file is, who signed it, and what it was used for.

use crate::locale;
use crate::provenance::report::{Report, SignerState, StepState};
use crate::provenance::verdict::broken_codes;
use crate::state::graph::{Lineage, Relation};
use crate::tr;

use super::super::icon::{self, Mark};
use super::stranger;

/// One file of the graph.
#[derive(Debug, Clone)]
pub struct NodeCard {
    pub title: String,
    /// The name of who signed it, or that nobody did.
    pub who: String,
    pub mark: Mark,
    /// The state in a word or two.
    pub state: String,
    /// What it was used for; none for the file itself.
    pub used: Option<String>,
    /// What the editor recorded against it when it took it in.
    pub failures: Option<String>,
    /// Everything, read aloud.
    pub spoken: String,
    /// Address of the thumbnail, if somebody's signature stands for it.
    pub thumbnail: Option<String>,
    /// Label of the manifest, for the drill-down.
    pub manifest: Option<String>,
}

/// Every file, in the order in which they are read.
pub fn nodes(report: &Report, lineage: &Lineage) -> Vec<NodeCard> {
    (0..lineage.nodes.len()).map(|node| card(report, lineage, node)).collect()
}

/// What the line from a file to the one that was made from it says.
pub fn relation(relation: Relation) -> String {
    tr!(&format!("graph-relation-{}", relation.key()))
}

fn card(report: &Report, lineage: &Lineage, node: usize) -> NodeCard {
    let step = lineage.step(report, node);
    let listed = lineage.ingredient(report, node);
    let signer = step.and_then(|step| step.signer.as_deref()).map(|signer| locale::elide(signer, 60));
    let who = match (step, &signer) {
        (_, Some(signer)) => signer.clone(),
        (Some(step), None) if step.state != StepState::Unsigned => tr!("graph-nobody"),
        (Some(_), None) => tr!("graph-without"),
        (None, None) => tr!("graph-not-told"),
    };
    let told = signer.map_or_else(|| who.clone(), |signer| tr!("graph-signed-by", signer = signer));
    let state = step.map_or(StepState::Unsigned, |step| step.state);
    let signer_state = step.map_or(SignerState::None, |step| step.signer_state);
    let word = match state {
        StepState::Signed => tr!("graph-state-signed"),
        StepState::Unsigned => tr!("graph-state-unsigned"),
        StepState::Broken => tr!("graph-state-broken"),
    };
    let title = title(report, lineage, node);
    let used = lineage.edges.iter().find(|edge| edge.from == node).map(|edge| {
        let to = self::title(report, lineage, edge.to);
        tr!("graph-relation", relation = relation(edge.relation), title = to)
    });
    let count = lineage.edges.iter().filter(|edge| edge.to == node).count();
    let made = tr!("graph-made-from", count = count);
    let parts = [Some(title.clone()), used.clone(), Some(told), Some(word.clone()), Some(made)];
    let spoken = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let failures = listed.map(|listed| broken_codes(&listed.recorded_failures)).filter(|codes| !codes.is_empty());
    NodeCard {
        title,
        who,
        mark: icon::step(state, signer_state),
        state: word,
        used,
        failures: failures.map(|codes| {
            let codes: Vec<String> = codes.iter().take(5).map(|code| stranger(code)).collect();
            tr!("graph-failures", codes = codes.join(", "))
        }),
        spoken,
        thumbnail: lineage.thumbnail(report, node).map(|found| found.uri.clone()),
        manifest: step
            .map(|step| step.manifest.clone())
            .or_else(|| listed.and_then(|listed| listed.manifest.clone()))
            .filter(|label| !label.is_empty()),
    }
}

fn title(report: &Report, lineage: &Lineage, node: usize) -> String {
    let told = lineage.step(report, node).and_then(|step| step.title.as_deref());
    let listed = lineage.ingredient(report, node).and_then(|ingredient| ingredient.title.as_deref());
    let name = || report.path.rsplit(['/', '\\']).next().filter(|_| node == 0);
    let found = told.or(listed).filter(|title| !title.trim().is_empty()).or_else(name);
    found.map_or_else(|| tr!("untitled"), |title| locale::elide(title, 60))
}

/// The graph as text, for tests: each file indented below what was made from it.
pub fn as_text(report: &Report, lineage: &Lineage) -> String {
    let mut out = String::new();
    for (node, card) in nodes(report, lineage).iter().enumerate() {
        let indent = "  ".repeat(lineage.level(node) - 1);
        out += &format!("{indent}[{}] {}\n", super::tone_word(&card.mark), card.spoken);
        if let Some(failures) = &card.failures {
            out += &format!("{indent}    {failures}\n");
        }
    }
    out
}
