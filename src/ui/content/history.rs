//! The timeline: who did what with which app, when, from what.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use serde_json::Value;

use crate::locale::{self, removals, steps};
use crate::provenance::report::{Action, Ingredient, Report, SignerState, Step, StepState};
use crate::provenance::statement::SourceType;
use crate::provenance::thumbnail;
use crate::provenance::verdict::broken_codes;
use crate::state::graph::{Lineage, Relation};
use crate::tr;

use super::super::icon::{self, Mark};
use super::super::when;
use super::decisions::{self, DecisionCard};
use super::{Pair, stranger};

/// Actions shown for one step; more are counted.
const ACTIONS: usize = 60;
const INGREDIENTS: usize = 30;
/// Parameters shown for one action.
const PARAMETERS: usize = 40;
/// Longest text that is shown of one, in characters.
const MAX_PARAMETER: usize = 1_000;

/// One step of the timeline.
#[derive(Debug, Clone)]
pub struct StepCard {
    pub mark: Mark,
    pub title: String,
    /// Who, app, when; a line each.
    pub lines: Vec<String>,
    /// What the signer decided about the file.
    pub decision: Option<DecisionCard>,
    /// The state in one sentence.
    pub state: String,
    pub actions: Vec<ActionLine>,
    pub more_actions: usize,
    pub ingredients: Vec<String>,
    /// Label of the manifest, for the drill-down; none for a step that nobody signed.
    pub manifest: Option<String>,
    pub offer: Offer,
}

/// Whether the picture can be compared with a step's thumbnail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// There is no thumbnail, which needs no word.
    None,
    Compare,
    /// There is or was one; why it is not compared.
    Refused(String),
}

/// One action in plain words.
#[derive(Debug, Clone)]
pub struct ActionLine {
    pub text: String,
    pub details: Vec<Pair>,
}

/// Every step, oldest first.
pub fn steps(report: &Report, zone: &TimeZone) -> Vec<StepCard> {
    let parts = parts(report);
    let cards = report.history.steps.iter().enumerate().map(|(number, step)| {
        let mut card = card(report, step, zone);
        if parts.contains(&number) {
            card.lines.insert(0, tr!("step-of-a-part"));
        }
        card
    });
    cards.collect()
}

/// Steps of files that were put in or used: one below the other, they would look like what the picture once was.
fn parts(report: &Report) -> BTreeSet<usize> {
    if !Lineage::is_branched(report) {
        return BTreeSet::new();
    }
    let lineage = Lineage::of(report);
    let mut originals = BTreeSet::from([0]);
    let parents = || lineage.edges.iter().filter(|edge| edge.relation == Relation::Parent);
    while let Some(edge) = parents().find(|edge| originals.contains(&edge.to) && !originals.contains(&edge.from)) {
        originals.insert(edge.from);
    }
    let beside = lineage.nodes.iter().enumerate().filter(|(node, _)| !originals.contains(node));
    beside.filter_map(|(_, node)| node.step).collect()
}

fn card(report: &Report, step: &Step, zone: &TimeZone) -> StepCard {
    let mut lines = Vec::new();
    if let Some(signer) = &step.signer {
        // Where the signature does not hold, whom it names has signed nothing.
        let is_proven = step.signer_state != SignerState::None;
        let key = if is_proven { "step-signed-by" } else { "step-names-signer" };
        lines.push(tr!(key, signer = locale::elide(signer, 80)));
    }
    if let Some(app) = &step.claim_generator {
        lines.push(tr!("step-with-app", app = locale::elide(app, 80)));
    }
    if let Some(at) = &step.at {
        let at = when::local(at, zone);
        lines.push(if step.at_proven { tr!("step-at-proven", at = at) } else { tr!("step-at-claimed", at = at) });
    }
    if step.state == StepState::Signed && !step.all_actions_included {
        lines.push(tr!("step-may-leave-out"));
    }
    let state = match step.state {
        StepState::Signed if step.all_actions_included => tr!("step-signed-all"),
        StepState::Signed => tr!("step-signed"),
        StepState::Unsigned => tr!("step-unsigned"),
        StepState::Broken => tr!("step-broken"),
    };
    StepCard {
        mark: icon::step(step.state, step.signer_state),
        title: title(step),
        lines,
        decision: decisions::of_step(step),
        state,
        actions: step.actions.iter().take(ACTIONS).map(|action| line(action, step.signer.as_deref(), zone)).collect(),
        more_actions: step.actions.len().saturating_sub(ACTIONS),
        ingredients: step.ingredients.iter().take(INGREDIENTS).map(ingredient).collect(),
        manifest: Some(step.manifest.clone()).filter(|label| !label.is_empty()),
        offer: offer(report, step),
    }
}

fn offer(report: &Report, step: &Step) -> Offer {
    let found = thumbnail::of_step(report, step);
    match (found, locale::changed::refusal(found)) {
        (None, _) => Offer::None,
        (Some(_), None) => Offer::Compare,
        (Some(_), Some(why)) => Offer::Refused(why.to_owned()),
    }
}

/// The step's own title, else its first action, else that there is none.
fn title(step: &Step) -> String {
    match (&step.title, step.actions.first()) {
        (Some(title), _) if !title.trim().is_empty() => locale::elide(title, 80),
        (_, Some(action)) => action_words(&action.action),
        _ if step.state == StepState::Unsigned => tr!("step-without-credentials"),
        _ => tr!("untitled"),
    }
}

fn line(action: &Action, signer: Option<&str>, zone: &TimeZone) -> ActionLine {
    let mut details = Vec::new();
    let mut detail = |key: &str, value: String| details.push(Pair::new(tr!(key), value));
    if let Some(kind) = &action.digital_source_type {
        detail("action-source-type", source_type(kind));
    }
    if let Some(text) = &action.description {
        detail("action-description", stranger(text));
    }
    if let Some(app) = &action.software_agent {
        detail("action-app", stranger(app));
    }
    if let Some(at) = &action.when {
        detail("action-when", when::local(at, zone));
    }
    if let Some(reason) = &action.reason {
        detail("action-reason", stranger(reason));
    }
    if steps::is_measured(action) {
        detail("action-known-by", tr!("action-measured"));
    }
    parameters(&action.parameters, &mut details);
    ActionLine { text: removals::line(action, signer).unwrap_or_else(|| told(action)), details }
}

/// What was done; for a beginning also what it began with, which a reader looks for first.
fn told(action: &Action) -> String {
    let words = steps::recorded(action);
    match &action.digital_source_type {
        Some(kind) if action.action == "c2pa.created" => tr!("step-line", action = words, details = source_type(kind)),
        _ => words,
    }
}

/// Each parameter in a row of its own.
fn parameters(all: &Value, details: &mut Vec<Pair>) {
    let Value::Object(all) = all else {
        if !all.is_null() {
            details.push(Pair::new(tr!("action-parameters"), locale::elide(&all.to_string(), MAX_PARAMETER)));
        }
        return;
    };
    for (name, value) in all.iter().take(PARAMETERS) {
        let mut value = value.clone();
        bytes_as_hex(&mut value, 0);
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let value = Pair::new(locale::elide(name, 80), locale::elide(&text, MAX_PARAMETER));
        details.push(value);
    }
    if all.len() > PARAMETERS {
        details.push(Pair::new(tr!("action-parameters"), tr!("and-more", count = all.len() - PARAMETERS)));
    }
}

/// A digest written as a list of thirty-two numbers reads as noise.
fn bytes_as_hex(value: &mut Value, depth: usize) {
    const LEAST: usize = 16;
    const DEPTH: usize = 8;
    match value {
        Value::Array(list) => {
            let byte = |one: &Value| one.as_u64().and_then(|number| u8::try_from(number).ok());
            let bytes: Option<Vec<u8>> = list.iter().map(byte).collect();
            match bytes.filter(|bytes| bytes.len() >= LEAST) {
                Some(bytes) => *value = Value::String(bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
                None if depth < DEPTH => list.iter_mut().for_each(|one| bytes_as_hex(one, depth + 1)),
                None => {}
            }
        }
        Value::Object(map) if depth < DEPTH => map.values_mut().for_each(|one| bytes_as_hex(one, depth + 1)),
        _ => {}
    }
}

/// An action's label in plain words; one that is not known is shown as it stands.
pub fn action_words(label: &str) -> String {
    steps::action(label)
}

/// A digital source type in plain words.
pub fn source_type(text: &str) -> String {
    match SourceType::parse(text) {
        Some(kind) => tr!(&format!("source-{}", kind.code())),
        None => stranger(text),
    }
}

fn ingredient(ingredient: &Ingredient) -> String {
    let title = ingredient.title.as_deref().map_or_else(|| tr!("untitled"), |title| locale::elide(title, 80));
    let key = match ingredient.relationship.as_str() {
        "parentOf" => "ingredient-parent",
        "componentOf" => "ingredient-component",
        "inputTo" => "ingredient-input",
        _ => "ingredient-other",
    };
    let mut text = tr!(key, title = title);
    let broken = broken_codes(&ingredient.recorded_failures);
    if !broken.is_empty() {
        let codes: Vec<String> = broken.iter().take(5).map(|code| stranger(code)).collect();
        text.push(' ');
        text += &tr!("ingredient-recorded-failures", codes = codes.join(", "));
    } else if ingredient.manifest.is_none() {
        text.push(' ');
        text += locale::text("ingredient-without-credentials");
    }
    text
}

/// The timeline as text, for tests.
pub fn as_text(steps: &[StepCard]) -> String {
    let mut out = String::new();
    for step in steps {
        out += &format!("[{}] {}\n", super::tone_word(&step.mark), step.title);
        if let Some(decision) = &step.decision {
            out += &format!("    [{}] {}\n", super::tone_word(&decision.mark), decision.text);
            out.extend(decision.lines.iter().map(|line| format!("    {line}\n")));
        }
        for line in step.lines.iter().chain(std::iter::once(&step.state)) {
            out += &format!("    {line}\n");
        }
        for action in &step.actions {
            out += &format!("    - {}\n", action.text);
            for pair in &action.details {
                out += &format!("        {}: {}\n", pair.label, pair.value);
            }
        }
        for ingredient in &step.ingredients {
            out += &format!("    < {ingredient}\n");
        }
        match &step.offer {
            Offer::None => {}
            Offer::Compare => out += &format!("    > {}\n", locale::text("compare-step")),
            Offer::Refused(why) => out += &format!("    > {why}\n"),
        }
    }
    out
}
