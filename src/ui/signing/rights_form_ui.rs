//! The form of the Rights dialog: left what is stated, right what will be written where.

use egui::{Ui, vec2};
use egui_material_icons::icons::*;

use crate::locale;
use crate::provenance::rights_statement::{Release, plus_data_mining, template_names};
use crate::state::rights::{NewTemplate, OwnTemplates, RightsFault, RightsForm, RightsMsg};
use crate::state::settings::Place;
use crate::state::{Msg, State};
use crate::tr;

use super::sign_form_ui;
use crate::ui::content::Pair;
use crate::ui::controls::{self, FolderAsk};
use crate::ui::dialogs;
use crate::ui::theme::Tone;

/// The form with its preview and the button that writes.
pub(in crate::ui) fn form_ui(ui: &mut Ui, form: &RightsForm, state: &State, out: &mut Vec<Msg>) {
    dialogs::heading_ui(ui, &tr!("rights-title", files = form.files.len()), out);
    let faults = form.faults(&state.files);
    let mut draft = form.clone();
    dialogs::form_with_preview_ui(
        ui,
        780.0,
        &mut draft,
        out,
        |ui, draft, out| {
            if let Some(problem) = &form.problem {
                controls::problem_card(ui, problem);
            }
            template_ui(ui, state, out);
            fields_ui(ui, draft, &faults);
            place_ui(ui, draft, &faults, out);
        },
        |ui, _, out| {
            preview_ui(ui, form, state, out);
        },
    );
    if draft != *form {
        out.push(Msg::Rights(RightsMsg::Edit(Box::new(draft))));
    }
    controls::dialog_buttons(ui, |ui| {
        let files = form.fit(&state.files).fit.len();
        if controls::primary(ui, Some(ICON_COPYRIGHT), &tr!("rights-do", files = files), faults.is_empty()).clicked() {
            out.push(Msg::Rights(RightsMsg::Start));
        }
        dialogs::cancel_ui(ui, out);
        let whole = [RightsFault::NothingStated, RightsFault::NothingToWrite];
        if let Some(fault) = faults.iter().find(|fault| whole.contains(fault)) {
            controls::muted(ui, fault_words(*fault));
        }
    });
}

/// A menu of templates that fill the form, one's own among them, and the way to keep what is filled in as one.
pub(in crate::ui) fn template_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let wide = ui.available_width();
    controls::choice(ui, &tr!("rights-template"), &tr!("rights-template-choose"), wide, |ui| {
        for name in template_names() {
            if ui.selectable_label(false, tr!(&format!("rights-template-{name}"))).clicked() {
                out.push(Msg::Rights(RightsMsg::Template(name.to_owned())));
            }
        }
        for name in &state.templates.own {
            if ui.selectable_label(false, tr!("template-own", name = locale::elide(name, 60))).clicked() {
                out.push(Msg::Rights(RightsMsg::Template(name.clone())));
            }
        }
        if ui.selectable_label(false, tr!("rights-template-own")).clicked() {
            out.push(Msg::Rights(RightsMsg::LoadTemplate));
        }
    });
    ui.horizontal_wrapped(|ui| {
        if state.templates.new.is_none() && controls::button(ui, ICON_BOOKMARK_ADD, &tr!("template-keep")).clicked() {
            out.push(Msg::Rights(RightsMsg::NameTemplate(Some(NewTemplate::default()))));
        }
        let may_list = state.templates.listed.is_none() && !state.templates.own.is_empty();
        if may_list && controls::button(ui, ICON_DELETE, &tr!("template-list")).clicked() {
            out.push(Msg::Rights(RightsMsg::ListOwn(true)));
        }
    });
    if let Some(new) = &state.templates.new {
        new_template_ui(ui, new, out);
    }
    if let Some(listed) = &state.templates.listed {
        own_templates_ui(ui, listed, &state.templates.own, out);
    }
}

/// One's own templates, to delete some. Each is asked about a second time.
fn own_templates_ui(ui: &mut Ui, listed: &OwnTemplates, own: &[String], out: &mut Vec<Msg>) {
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        controls::strong(ui, tr!("template-list-title"));
        for (index, name) in own.iter().enumerate() {
            let shown = locale::elide(name, 60);
            let row = |ui: &mut Ui| {
                let delete = tr!("template-delete", name = shown.clone());
                let sure = tr!("template-delete-sure", name = shown.clone());
                let is_clicked = if listed.doomed.as_ref() == Some(name) {
                    let response = controls::danger(ui, &tr!("recipe-delete-sure"));
                    controls::named(response, egui::accesskit::Role::Button, &sure).clicked()
                } else {
                    controls::icon_button(ui, ICON_DELETE, &delete).clicked()
                };
                if is_clicked {
                    out.push(Msg::Rights(RightsMsg::DeleteTemplate(name.clone())));
                }
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.add(egui::Label::new(&shown).truncate());
                });
            };
            let size = vec2(ui.available_width(), 28.0);
            let layout = egui::Layout::right_to_left(egui::Align::Center);
            ui.push_id(index, |ui| {
                ui.add_enabled_ui(listed.job.is_none(), |ui| ui.allocate_ui_with_layout(size, layout, row));
            });
        }
        if let Some(problem) = &listed.problem {
            controls::problem_card(ui, problem);
        }
        if controls::plain_button(ui, &tr!("template-list-done")).clicked() {
            out.push(Msg::Rights(RightsMsg::ListOwn(false)));
        }
    });
}

/// Under which name to keep what is filled in.
fn new_template_ui(ui: &mut Ui, new: &NewTemplate, out: &mut Vec<Msg>) {
    let mut draft = new.clone();
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        controls::text_field(ui, &tr!("template-name"), &mut draft.name, &tr!("template-name-hint"));
        controls::checkbox(ui, &mut draft.overwrite, tr!("template-overwrite"));
        if let Some(problem) = &new.problem {
            controls::problem_card(ui, problem);
        }
        ui.horizontal(|ui| {
            ui.add_enabled_ui(new.job.is_none() && !draft.name.trim().is_empty(), |ui| {
                if controls::plain_button(ui, &tr!("template-keep-do")).clicked() {
                    out.push(Msg::Rights(RightsMsg::KeepTemplate));
                }
            });
            if controls::plain_button(ui, &tr!("template-keep-not")).clicked() {
                out.push(Msg::Rights(RightsMsg::NameTemplate(None)));
            }
        });
    });
    let is_dropped = out.iter().any(|msg| matches!(msg, Msg::Rights(RightsMsg::NameTemplate(None))));
    if draft != *new && !is_dropped {
        out.push(Msg::Rights(RightsMsg::NameTemplate(Some(draft))));
    }
}

fn fields_ui(ui: &mut Ui, draft: &mut RightsForm, faults: &[RightsFault]) {
    let field = |ui: &mut Ui, key: &str, text: &mut String, hint: &str| {
        controls::text_field(ui, &tr!(key), text, &tr!(hint));
    };
    let own = &mut draft.statement;
    field(ui, "rights-name-creator", &mut own.creator, "sign-creator-hint");
    fault_ui(ui, faults, RightsFault::CreatorMissing);
    field(ui, "rights-name-credit", &mut own.credit, "sign-credit-hint");
    field(ui, "rights-name-copyright", &mut own.copyright, "sign-copyright-hint");
    field(ui, "rights-name-copyright-owner", &mut draft.owner, "rights-owner-hint");
    field(ui, "rights-name-usage-terms", &mut own.usage_terms, "sign-usage-hint");
    field(ui, "rights-name-license", &mut own.license_url, "sign-license-hint");
    fault_ui(ui, faults, RightsFault::LicenseNotWeb);
    field(ui, "rights-name-licensor", &mut own.licensor, "rights-licensor-hint");
    field(ui, "rights-name-licensor-url", &mut own.licensor_url, "sign-license-hint");
    fault_ui(ui, faults, RightsFault::LicensorNotWeb);
    field(ui, "rights-name-licensor-email", &mut own.licensor_email, "rights-licensor-email-hint");
    fault_ui(ui, faults, RightsFault::LicensorNotMail);
    field(ui, "rights-expires", &mut draft.expires, "rights-expires-hint");
    fault_ui(ui, faults, RightsFault::NotADate);
    let wide = ui.available_width();
    release_ui(ui, "rights-model-release", &mut draft.model_release, wide);
    release_ui(ui, "rights-property-release", &mut draft.property_release, wide);
    sign_form_ui::ai_ui(ui, &mut own.ai, faults.contains(&RightsFault::TermsMissing), wide);
}

fn release_ui(ui: &mut Ui, key: &str, own: &mut Option<Release>, wide: f32) {
    controls::choice(ui, &tr!(key), &release_words(*own), wide, |ui| {
        for other in std::iter::once(None).chain(Release::ALL.into_iter().map(Some)) {
            if ui.selectable_label(*own == other, release_words(other)).clicked() {
                *own = other;
            }
        }
    });
}

fn release_words(release: Option<Release>) -> String {
    match release {
        Some(release) => tr!(&format!("rights-release-{}", release.key())),
        None => tr!("ai-choice-not-stated"),
    }
}

fn place_ui(ui: &mut Ui, draft: &mut RightsForm, faults: &[RightsFault], out: &mut Vec<Msg>) {
    ui.separator();
    controls::section(ui, &tr!("rights-where"));
    if controls::radio(ui, draft.place == Place::Beside, tr!("rights-place-beside")).clicked() {
        draft.place = Place::Beside;
    }
    match controls::folder_choice(ui, draft.place == Place::Folder, draft.folder.as_deref(), 40) {
        Some(FolderAsk::Take) => draft.place = Place::Folder,
        Some(FolderAsk::Choose) => out.push(Msg::Rights(RightsMsg::ChooseFolder)),
        None => {}
    }
    fault_ui(ui, faults, RightsFault::FolderMissing);
    controls::checkbox(ui, &mut draft.overwrite, tr!("rights-overwrite"));
}

fn fault_ui(ui: &mut Ui, faults: &[RightsFault], of: RightsFault) {
    if faults.contains(&of) {
        controls::field_fault(ui, &fault_words(of));
    }
}

fn fault_words(fault: RightsFault) -> String {
    tr!(&format!("fault-{}", fault.key()))
}

fn preview_ui(ui: &mut Ui, form: &RightsForm, state: &State, out: &mut Vec<Msg>) {
    let fit = form.fit(&state.files);
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        controls::section(ui, &tr!("rights-preview"));
        let counts = [("rights-count-fit", fit.fit.len()), ("rights-count-unfit", fit.unfit.len())];
        for (key, files) in counts.into_iter().filter(|(_, files)| *files > 0) {
            controls::body(ui, tr!(key, files = files));
        }
        let written = written(form, fit.takes_iptc);
        if written.is_empty() {
            controls::muted(ui, tr!("rights-preview-nothing"));
        } else {
            controls::pairs(ui, &written);
        }
        controls::muted(ui, tr!("rights-preview-unsigned"));
    });
    if !fit.signed.is_empty() {
        controls::tinted(ui, Tone::Info, |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            controls::body(ui, tr!("rights-count-signed", files = fit.signed.len()));
            if controls::button(ui, ICON_DRAW, &tr!("rights-sign-instead", files = fit.signed.len())).clicked() {
                out.push(Msg::Rights(RightsMsg::SignInstead));
            }
            controls::muted(ui, tr!("rights-sign-leaves-out"));
        });
    }
}

/// Each statement with the fields that it is written to.
pub(in crate::ui) fn written(form: &RightsForm, takes_iptc: bool) -> Vec<Pair> {
    let said = form.said();
    let release = |own: Option<Release>| own.map(|_| release_words(own));
    let ai = plus_data_mining(&said.ai).map(|(term, constraint)| {
        let term = term.rsplit('/').next().unwrap_or_default().to_owned();
        constraint.map_or(term.clone(), |text| format!("{term} · {text}"))
    });
    let origin = said.source_type.map(|kind| tr!(&format!("source-{}", kind.code())));
    let rows = [
        ("rights-name-creator", said.creator, "rights-into-creator", true),
        ("rights-name-credit", said.credit, "rights-into-credit", true),
        ("rights-name-copyright", said.copyright, "rights-into-copyright", true),
        ("rights-name-copyright-owner", said.owner, "rights-into-owner", false),
        ("rights-name-usage-terms", said.usage_terms, "rights-into-usage-terms", false),
        ("rights-name-license", said.license_url, "rights-into-license", false),
        ("rights-name-licensor", said.licensor, "rights-into-licensor", false),
        ("rights-name-licensor-url", said.licensor_url, "rights-into-licensor", false),
        ("rights-name-licensor-email", said.licensor_email, "rights-into-licensor", false),
        ("rights-expires", said.expires, "rights-into-expires", false),
        ("rights-model-release", release(said.model_release), "rights-into-release", false),
        ("rights-property-release", release(said.property_release), "rights-into-release", false),
        ("sign-ai", ai, "rights-into-ai", false),
        ("sign-source", origin, "rights-into-source", false),
    ];
    let mut pairs = Vec::new();
    for (key, value, into, has_iptc) in rows {
        let Some(value) = value else { continue };
        let into = if has_iptc && takes_iptc { tr!(&format!("{into}-iptc")) } else { tr!(into) };
        pairs.push(Pair::new(tr!(key), format!("{}\n{into}", locale::elide(&value, 160))));
    }
    pairs
}
