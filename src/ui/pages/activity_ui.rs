//! The Activity page: who may be asked for what, and every request that was ever made or refused.

use egui::Ui;
use egui_material_icons::icons::*;

use crate::state::activity::{Activity, ActivityContent, ActivityMsg, Purpose, Rule, Say};
use crate::state::{Msg, State};
use crate::tr;

use crate::ui::content::activity::{self, Line};
use crate::ui::controls;
use crate::ui::signing::stamps_ui;
use crate::ui::theme;

/// The page.
pub(in crate::ui) fn page_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    controls::title(ui, &tr!("activity-title"));
    controls::muted(ui, tr!("activity-text"));
    if let Some(problem) = &state.activity.problem {
        controls::problem_card(ui, problem);
    }
    match &state.activity.content {
        ActivityContent::Loading => {
            ui.add(egui::Spinner::new().size(20.0));
        }
        ActivityContent::Failed(problem) => {
            controls::problem_card(ui, problem);
            if controls::button(ui, ICON_REFRESH, &tr!("try-again")).clicked() {
                out.push(Msg::Activity(ActivityMsg::Refresh));
            }
        }
        ActivityContent::Ready(activity) => {
            stamps_ui::queue_ui(ui, state, out);
            rules_ui(ui, activity, state, out);
            requests_ui(ui, activity, state, out);
        }
    }
}

pub(in crate::ui) fn heading_ui(ui: &mut Ui, key: &str) {
    let response = ui.label(egui::RichText::new(tr!(key)).font(theme::semibold(15.0)));
    controls::named(response, egui::accesskit::Role::Heading, &tr!(key));
}

fn rules_ui(ui: &mut Ui, activity: &Activity, state: &State, out: &mut Vec<Msg>) {
    ui.add_space(10.0);
    heading_ui(ui, "activity-rules");
    controls::muted(ui, tr!("activity-rules-text"));
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        if activity.rules.is_empty() {
            controls::body(ui, tr!("network-no-rules"));
        }
        for rule in &activity.rules {
            rule_row_ui(ui, rule, out);
        }
        ui.separator();
        form_ui(ui, state, out);
    });
}

fn rule_row_ui(ui: &mut Ui, rule: &Rule, out: &mut Vec<Msg>) {
    let line = activity::rule(rule);
    let (icon, key, other) = match rule.say {
        Say::Always => (ICON_BLOCK, "activity-deny-of", Say::Never),
        Say::Never => (ICON_CHECK, "activity-allow-of", Say::Always),
    };
    row_ui(ui, &line, 84.0, |ui| {
        let set = |say| Msg::Activity(ActivityMsg::Set { rule: rule.clone(), say });
        if controls::icon_button(ui, ICON_DELETE, &tr!("activity-forget-of", host = line.title.clone())).clicked() {
            out.push(set(None));
        }
        if controls::icon_button(ui, icon, &tr!(key, host = line.title.clone())).clicked() {
            out.push(set(Some(other)));
        }
    });
}

/// One more rule.
fn form_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let mut draft = state.activity.form.clone();
    let words = |purpose: Purpose| tr!(&format!("network-purpose-{}", purpose.key()));
    ui.horizontal_top(|ui| {
        controls::choice(ui, &tr!("activity-purpose"), &words(draft.purpose), 230.0, |ui| {
            for purpose in Purpose::ALL {
                if ui.selectable_label(draft.purpose == purpose, words(purpose)).clicked() {
                    draft.purpose = purpose;
                }
            }
        });
        ui.scope(|ui| {
            ui.set_max_width((ui.available_width() - 170.0).max(120.0));
            controls::text_field(ui, &tr!("activity-host"), &mut draft.host, &tr!("activity-host-hint"));
        });
        let enabled = !draft.host.trim().is_empty();
        ui.vertical(|ui| {
            ui.add_space(18.0);
            ui.horizontal(|ui| {
                for (say, key) in [(Say::Always, "activity-allow"), (Say::Never, "activity-deny")] {
                    if ui.add_enabled(enabled, egui::Button::new(tr!(key))).clicked() {
                        out.push(Msg::Activity(ActivityMsg::Say(say)));
                    }
                }
            });
        });
    });
    if draft != state.activity.form {
        out.push(Msg::Activity(ActivityMsg::Form(draft)));
    }
}

fn requests_ui(ui: &mut Ui, activity: &Activity, state: &State, out: &mut Vec<Msg>) {
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        heading_ui(ui, "activity-requests");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if controls::icon_button(ui, ICON_REFRESH, &tr!("activity-refresh")).clicked() {
                out.push(Msg::Activity(ActivityMsg::Refresh));
            }
        });
    });
    controls::muted(ui, tr!("activity-requests-text"));
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        if activity.requests.is_empty() {
            controls::body(ui, tr!("network-no-requests"));
        }
        for request in &activity.requests {
            row_ui(ui, &activity::request(request, &state.zone), 8.0, |_| {});
        }
        if activity.more > 0 {
            controls::muted(ui, tr!("and-more", count = activity.more));
        }
        if activity.strange > 0 {
            controls::muted(ui, tr!("network-ledger-strange", count = activity.strange));
        }
    });
}

pub(in crate::ui) fn row_ui(ui: &mut Ui, line: &Line, room: f32, actions: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        let p = controls::palette(ui);
        controls::icon(ui, line.mark.0, 18.0, p.tone(line.mark.1));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.set_max_width((ui.available_width() - room).max(120.0));
            controls::strong(ui, &line.title);
            controls::muted(ui, &line.facts);
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), actions);
    });
}
