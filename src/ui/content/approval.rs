//! The Approve dialog in words: what will be written and stated, before anything is.

use crate::locale;
use crate::state::State;
use crate::state::approval::{ApprovalForm, ApprovalPlace};
use crate::tr;

use super::signing::{Broken, Words, stamped};
use super::{Pair, identities};

/// The preview of a form.
pub fn words(state: &State, form: &ApprovalForm) -> Words {
    let preview = form.preview(&state.files);
    let counts = [
        ("approve-updated", preview.updated),
        ("approve-continued", preview.continued),
        ("approve-first", preview.first),
        ("preview-unchecked", preview.unchecked),
        ("preview-unreadable", preview.unreadable),
        ("preview-unfit", preview.unfit),
        ("preview-inside", preview.inside),
    ];
    let mut writes: Vec<String> =
        counts.into_iter().filter(|(_, files)| *files > 0).map(|(key, files)| tr!(key, files = files)).collect();
    if preview.before > 0 {
        writes.push(tr!("approve-before", count = preview.before));
    }
    if let Some((from, to)) = &preview.example {
        let (from, to) = (locale::elide(from, 60), locale::elide(to, 60));
        writes.push(match (form.place, &form.folder) {
            (ApprovalPlace::Folder, Some(folder)) => {
                tr!("preview-into-folder", from = from, to = to, folder = locale::elide(&folder.to_string_lossy(), 80))
            }
            (ApprovalPlace::Themselves, _) if !form.sidecar => tr!("approve-replaced", from = from),
            _ => tr!("approve-becomes", from = from, to = to),
        });
    }
    writes.extend(stamped(&form.stamp));
    writes.push(tr!("approve-stays"));
    Words { writes, states: states(state, form), broken: Broken::among(&preview.broken, "approve-broken") }
}

fn states(state: &State, form: &ApprovalForm) -> Vec<Pair> {
    let approval = form.approval();
    let mut pairs = Vec::new();
    if let Some(card) = form.identity.as_deref().and_then(|id| state.identities.find(id)) {
        pairs.push(Pair::new(tr!("preview-signed-as"), identities::signer_name(card, state.identities.list.items())));
    }
    let decision = tr!(&format!("approve-decision-{}", approval.decision.key()));
    pairs.push(Pair::new(tr!("approve-decision"), decision));
    for (key, value) in [("approve-role", approval.role), ("approve-note", approval.note)] {
        if let Some(value) = value {
            pairs.push(Pair::new(tr!(key), locale::elide(&value, 200)));
        }
    }
    pairs
}
