//! The question whether a host may be asked: once, always or never. Never asks for more than one purpose.

use egui::Ui;

use crate::locale;
use crate::state::State;
use crate::state::activity::{Permit, Purpose, Say, host_of};
use crate::tr;

use crate::ui::controls;

/// How the question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Stands {
    /// The person was asked, or said yes before.
    Open,
    /// The person said no before.
    Forbidden,
}

/// Asks about the hosts of these addresses; those that are always allowed are only named.
pub(in crate::ui) fn question_ui(
    ui: &mut Ui,
    addresses: &[String],
    purpose: Purpose,
    permit: &mut Permit,
    state: &State,
) -> Stands {
    let mut hosts: Vec<String> = addresses.iter().map(|address| host_of(address)).collect();
    hosts.sort();
    hosts.dedup();
    let words = tr!(&format!("network-purpose-{}", purpose.key()));
    let said = |host: &String| state.activity.content.said(purpose, host);
    let of = |say: Option<Say>| {
        let of_these: Vec<String> =
            hosts.iter().filter(|host| said(host) == say).map(|host| locale::elide(host, 80)).collect();
        of_these
    };
    let (always, never, open) = (of(Some(Say::Always)), of(Some(Say::Never)), of(None));
    if !never.is_empty() {
        controls::field_fault(ui, &tr!("permit-forbidden", host = never.join(", "), purpose = words));
        return Stands::Forbidden;
    }
    if !always.is_empty() {
        controls::muted(ui, tr!("permit-allowed", host = always.join(", "), purpose = words.clone()));
    }
    if !open.is_empty() {
        controls::strong(ui, tr!("permit-question", host = open.join(", ")));
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            for answer in Permit::ALL {
                let name = tr!(&format!("permit-{}", answer.key()), purpose = words.clone());
                if controls::radio(ui, *permit == answer, name).clicked() {
                    *permit = answer;
                }
            }
        });
    }
    Stands::Open
}
