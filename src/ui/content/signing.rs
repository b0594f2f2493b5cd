//! The Sign dialog in words: what will be written and stated, before anything is.

use crate::locale;
use crate::provenance::statement::{AiUse, Statement};
use crate::state::State;
use crate::state::activity::{Permit, Purpose, Say, host_of};
use crate::state::settings::Place;
use crate::state::sign::{Preview, SignForm, StampForm};
use crate::tr;

use super::history::action_words;
use super::{Pair, identities};

/// What the preview says, of signing and of approving.
#[derive(Debug, Clone)]
pub struct Words {
    /// What will be written, a sentence each.
    pub writes: Vec<String>,
    /// What will be stated.
    pub states: Vec<Pair>,
    /// Files whose credentials do not hold, and what happens with them.
    pub broken: Option<Broken>,
}

/// Files whose credentials do not hold.
#[derive(Debug, Clone)]
pub struct Broken {
    pub sentence: String,
    pub names: Vec<String>,
}

/// Names listed; the rest is counted.
const NAMES: usize = 6;

impl Broken {
    /// The first of the names and how many more there are, under the sentence of `key`; nothing where there are none.
    pub(super) fn among(names: &[String], key: &str) -> Option<Self> {
        if names.is_empty() {
            return None;
        }
        let mut shown: Vec<String> = names.iter().take(NAMES).map(|name| locale::elide(name, 60)).collect();
        let more = names.len().saturating_sub(NAMES);
        if more > 0 {
            shown.push(tr!("and-more", count = more));
        }
        Some(Self { sentence: tr!(key, files = names.len()), names: shown })
    }
}

/// The preview of a form.
pub fn words(state: &State, form: &SignForm) -> Words {
    let preview = form.preview(&state.files);
    let mut writes = writes(form, &preview);
    writes.extend(asked(state, form));
    let broken = if form.allow_broken { "preview-broken-signed" } else { "preview-broken-left" };
    Words { writes, states: states(state, form), broken: Broken::among(&preview.broken, broken) }
}

fn writes(form: &SignForm, preview: &Preview) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(export) = &form.export {
        let steps: Vec<String> = export.edit.actions().iter().map(|action| action_words(action)).collect();
        let recorded = if steps.is_empty() { tr!("editor-nothing-done") } else { steps.join(" · ") };
        lines.push(tr!("editor-sign-text", files = form.files.len()));
        lines.push(tr!("editor-recorded", steps = recorded));
        lines.push(tr!("editor-written", how = super::recipes::written(export)));
        if export.edit.hides() {
            lines.push(tr!("editor-hides"));
        }
    } else {
        lines.extend(continued(preview));
    }
    if form.output.sidecar {
        lines.push(tr!("preview-sidecar"));
    }
    if let Some((from, to)) = &preview.example {
        let (from, to) = (locale::elide(from, 60), locale::elide(to, 60));
        lines.push(match (&form.output.place, &form.output.folder) {
            (Place::Folder, Some(folder)) => {
                tr!("preview-into-folder", from = from, to = to, folder = locale::elide(&folder.to_string_lossy(), 80))
            }
            _ => tr!("preview-beside", from = from, to = to),
        });
    }
    lines.extend(stamped(&form.stamp));
    lines.push(tr!("preview-originals-stay"));
    lines
}

/// Who is asked for time stamps, if anybody is.
pub(super) fn stamped(form: &StampForm) -> Option<String> {
    let address = form.authority().filter(|address| !address.is_empty())?;
    Some(tr!("preview-stamp", host = locale::answers::host(&address)))
}

/// Who is asked about the identity's certificate, if anybody is.
fn asked(state: &State, form: &SignForm) -> Option<String> {
    let card = form.identity.as_deref().and_then(|id| state.identities.find(id))?;
    let host = host_of(card.responder.as_deref()?);
    let is_asked = match state.activity.content.said(Purpose::Ocsp, &host) {
        Some(say) => say == Say::Always,
        None => matches!(form.ocsp, Some(Permit::Once | Permit::Always)),
    };
    is_asked.then(|| tr!("staple-preview", host = locale::elide(&host, 80)))
}

/// Whose history is begun or continued.
fn continued(preview: &Preview) -> Vec<String> {
    let counts = [
        ("preview-created", preview.created),
        ("preview-opened", preview.opened),
        ("preview-continued", preview.continued),
        ("preview-unchecked", preview.unchecked),
        ("preview-unknown", preview.unknown),
        ("preview-unreadable", preview.unreadable),
        ("preview-unfit", preview.unfit),
        ("preview-inside", preview.inside),
    ];
    counts.into_iter().filter(|(_, files)| *files > 0).map(|(key, files)| tr!(key, files = files)).collect()
}

fn states(state: &State, form: &SignForm) -> Vec<Pair> {
    let mut pairs = Vec::new();
    if let Some(card) = form.identity.as_deref().and_then(|id| state.identities.find(id)) {
        let who = match &card.organization {
            Some(organization) => tr!(
                "name-of-organization",
                name = identities::signer_name(card, state.identities.list.items()),
                organization = locale::elide(organization, 60)
            ),
            None => identities::signer_name(card, state.identities.list.items()),
        };
        pairs.push(Pair::new(tr!("preview-signed-as"), who));
    }
    pairs.extend(stated(&form.statement.statement()));
    pairs
}

/// Each statement that will stand in the Content Credentials.
fn stated(statement: &Statement) -> Vec<Pair> {
    let origin = match statement.source_type {
        Some(kind) => tr!(&format!("source-{}", kind.code())),
        None => tr!("source-not-stated"),
    };
    let mut pairs = vec![Pair::new(tr!("sign-source"), origin)];
    let texts = [
        ("rights-name-creator", &statement.creator),
        ("rights-name-credit", &statement.credit),
        ("rights-name-copyright", &statement.copyright),
        ("rights-name-usage-terms", &statement.usage_terms),
        ("rights-name-license", &statement.license_url),
        ("rights-name-licensor", &statement.licensor),
        ("rights-name-licensor-url", &statement.licensor_url),
        ("rights-name-licensor-email", &statement.licensor_email),
    ];
    for (key, value) in texts {
        if let Some(value) = value {
            pairs.push(Pair::new(tr!(key), locale::elide(value, 120)));
        }
    }
    let uses = [
        ("rights-name-ai-training", &statement.ai.training),
        ("rights-name-ai-generative-training", &statement.ai.generative_training),
        ("rights-name-ai-inference", &statement.ai.inference),
        ("rights-name-ai-data-mining", &statement.ai.data_mining),
    ];
    for (key, value) in uses {
        if let Some(value) = value {
            let words = match value {
                AiUse::Allowed => tr!("ai-allowed"),
                AiUse::NotAllowed => tr!("ai-not-allowed"),
                AiUse::Constrained(terms) => tr!("ai-constrained-by", terms = locale::elide(terms, 100)),
            };
            pairs.push(Pair::new(tr!(key), words));
        }
    }
    pairs
}

/// The preview as text, for tests.
pub fn as_text(words: &Words) -> String {
    let mut out = words.writes.join("\n");
    out.push('\n');
    for pair in &words.states {
        out += &format!("{}: {}\n", pair.label, pair.value);
    }
    if let Some(broken) = &words.broken {
        out += &format!("{}\n    {}\n", broken.sentence, broken.names.join("\n    "));
    }
    out
}
