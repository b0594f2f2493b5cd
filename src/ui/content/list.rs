//! One row of the file list.

use crate::locale;
use crate::provenance::report::{IdentityState, Report, SignerState};
use crate::state::files::{Check, Entry};
use crate::tr;
use egui_material_icons::icons::{ICON_HOURGLASS_EMPTY, ICON_PENDING};

use super::super::icon::{self, Mark};
use super::super::theme::Tone;

/// What a row says.
#[derive(Debug, Clone)]
pub struct Row {
    pub name: String,
    pub who: String,
    pub word: String,
    pub mark: Mark,
}

/// The row of an entry.
pub fn row(entry: &Entry) -> Row {
    let name = locale::elide(&entry.name, 120);
    match &entry.check {
        Check::Done(report) => Row {
            name,
            who: who(report),
            word: tr!(&format!("headline-short-{}", report.headline.key())),
            mark: icon::headline(report.headline),
        },
        Check::Waiting => {
            Row { name, who: String::new(), word: tr!("check-waiting"), mark: (ICON_HOURGLASS_EMPTY, Tone::Muted) }
        }
        Check::Stopped => {
            Row { name, who: String::new(), word: tr!("check-stopped"), mark: (ICON_PENDING, Tone::Muted) }
        }
    }
}

/// Who signed, in one line. A name that nobody vouches for does not stand before the certificate's.
pub fn who(report: &Report) -> String {
    let identity = report.signer.identity.as_ref().filter(|i| i.state == IdentityState::Recognised);
    let name = identity.map(|i| i.name.as_str()).or(report.signer.name.as_deref());
    let organization = match identity {
        Some(identity) => identity.organization.as_deref(),
        None => report.signer.organization.as_deref(),
    };
    // Where the signature does not hold, whom it names has signed nothing.
    let Some(name) = name.filter(|_| report.signer.state != SignerState::None) else { return String::new() };
    let name = locale::elide(name, 60);
    match organization.map(|text| locale::elide(text, 60)).filter(|text| *text != name) {
        Some(organization) => tr!("name-of-organization", name = name, organization = organization),
        None => name,
    }
}
