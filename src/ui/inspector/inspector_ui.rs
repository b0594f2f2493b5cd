//! The right pane: the headline, the five answers, then History, Rights, Metadata and Details.

use egui::accesskit::Role;
use egui::{Label, RichText, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use egui_material_icons::icons::*;

use crate::provenance::report::{Headline, Report};
use crate::state::graph::{GraphMsg, Lineage};
use crate::state::inspector::{Fold, InspectorMsg, Part};
use crate::state::library::LibraryMsg;
use crate::state::trust::TrustMsg;
use crate::state::{Msg, State};
use crate::tr;

use super::{compare_ui, decisions_ui, graph_ui, metadata_ui, rights_card_ui};
use crate::ui::content::{decisions, details, graph, history, library, named_actor, summary};
use crate::ui::{controls, theme};

/// The right pane.
pub(in crate::ui) fn pane_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let Some(entry) = state.files.current() else {
        // As wide as ever: a pane that shrinks with its text would move the picture.
        ui.take_available_width();
        controls::muted(ui, tr!("inspector-choose"));
        return;
    };
    let salt = ("inspector", entry.id.0);
    // The same with and without a bar to scroll, or else the words would move from one part to the next.
    let width = (ui.available_width() - ui.spacing().scroll.allocated_width() - 8.0).max(120.0);
    ScrollArea::vertical().auto_shrink(false).id_salt(salt).show(ui, |ui| {
        ui.set_width(width);
        let Some(report) = entry.check.report() else {
            controls::card(ui, |ui| {
                ui.horizontal(|ui| {
                    let p = controls::palette(ui);
                    controls::icon(ui, ICON_HOURGLASS_EMPTY, 20.0, p.muted);
                    controls::body(ui, tr!("inspector-waiting"));
                });
            });
            return;
        };
        summary_ui(ui, &summary::summary(report, &state.zone, state.identities.list.items()), state, out);
        compare_ui::altered_ui(ui, report, state, out);
        alike_ui(ui, state, out);
        ui.add_space(4.0);
        parts_ui(ui, state, out);
        ui.add_space(2.0);
        match state.inspector.part {
            Part::History => history_ui(ui, report, state, out),
            Part::Rights => rights_card_ui::card_ui(ui, report, out),
            Part::Metadata => metadata_ui::list_ui(ui, report, state, out),
            Part::Details => details_ui(ui, report, state, out),
        }
        ui.add_space(16.0);
    });
}

fn summary_ui(ui: &mut Ui, summary: &summary::Summary, state: &State, out: &mut Vec<Msg>) {
    let p = controls::palette(ui);
    controls::tinted(ui, summary.mark.1, |ui| {
        ui.horizontal_top(|ui| {
            controls::icon(ui, summary.mark.0, 28.0, p.tone(summary.mark.1));
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 3.0;
                let title = ui.add(Label::new(RichText::new(&summary.headline).font(theme::semibold(16.0))).wrap());
                controls::named(title, Role::Heading, &summary.headline);
                ui.add(Label::new(RichText::new(&summary.sentence).size(13.0)).wrap());
                if let Some(problem) = &summary.problem {
                    controls::problem_rest(ui, problem);
                }
            });
        });
    });
    for note in &summary.notes {
        // In line with the answers below.
        egui::Frame::new().inner_margin(controls::ROW_MARGIN).show(ui, |ui| {
            ui.horizontal_top(|ui| {
                controls::icon(ui, ICON_INFO, 18.0, p.info);
                controls::muted(ui, note);
            });
        });
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for answer in &summary.answers {
            answer_ui(ui, answer, state, out);
        }
    });
}

fn answer_ui(ui: &mut Ui, answer: &summary::Answer, state: &State, out: &mut Vec<Msg>) {
    let fold = Fold::Answer(answer.question);
    let open = state.inspector.open.contains(&fold);
    let spoken = format!("{}: {}. {}", answer.title, answer.state, answer.sentence);
    let paint = |ui: &mut Ui| {
        let p = controls::palette(ui);
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.spacing_mut().interact_size.y = 16.0;
        controls::icon(ui, answer.mark.0, 18.0, p.tone(answer.mark.1));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.label(RichText::new(&answer.title).size(theme::SMALL).color(p.muted));
                let color = p.tone(answer.mark.1);
                ui.label(RichText::new(&answer.state).font(theme::semibold(theme::SMALL)).color(color));
            });
            ui.add(Label::new(RichText::new(&answer.sentence).size(13.0)).wrap());
        });
    };
    let more = !answer.evidence.is_empty() || answer.named.is_some();
    let clicked = if !more {
        egui::Frame::new().inner_margin(controls::ROW_MARGIN).show(ui, |ui| ui.horizontal_top(paint));
        false
    } else {
        controls::fold_row(ui, &spoken, open, paint)
    };
    if clicked {
        out.push(Msg::Inspector(InspectorMsg::Toggle(fold)));
    }
    if open && more {
        indented_ui(ui, |ui| {
            if let Some(named) = &answer.named {
                named_ui(ui, named, out);
            }
            copyable_ui(ui, &answer.evidence, out);
            let may_add = summary::may_add_signer(answer.question, state.files.current());
            if may_add && controls::button(ui, ICON_PERSON_ADD, &tr!("contact-add-signer")).clicked() {
                out.push(Msg::Trust(TrustMsg::AddSigner));
            }
        });
    }
}

/// Who is named beside the certificate, tinted by how far that holds.
fn named_ui(ui: &mut Ui, named: &named_actor::Named, out: &mut Vec<Msg>) {
    controls::tinted(ui, named.mark.1, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        controls::strong(ui, &named.title);
        controls::mark_word(ui, &named.mark, &named.state);
        controls::muted(ui, &named.sentence);
        copyable_ui(ui, &named.pairs, out);
    });
    ui.add_space(4.0);
}

fn indented_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let margin = egui::Margin { left: 30, right: 0, top: 2, bottom: 8 };
    egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        add(ui);
    });
}

fn copyable_ui(ui: &mut Ui, pairs: &[crate::ui::content::Pair], out: &mut Vec<Msg>) {
    if let Some(text) = controls::pairs(ui, pairs) {
        out.push(Msg::Inspector(InspectorMsg::CopyText(text)));
    }
}

/// That files seen before look like this one: below the answers, in other colours, for nobody signed it.
fn alike_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let Some(words) = library::alike_count(state.inspector.alike) else { return };
    egui::Frame::new().inner_margin(controls::ROW_MARGIN).show(ui, |ui| {
        ui.horizontal(|ui| {
            let p = controls::palette(ui);
            controls::icon(ui, ICON_IMAGE_SEARCH, 18.0, p.muted);
            controls::muted(ui, words).on_hover_text(tr!("similar-page-worth"));
            let show = controls::plain_button(ui, &tr!("similar-show"));
            if controls::named(show, Role::Button, &tr!("similar-show-named")).clicked() {
                out.push(Msg::Library(LibraryMsg::ShowAlike));
            }
        });
    });
}

/// The four parts as tabs.
fn parts_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let p = controls::palette(ui);
    let response = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 18.0;
        for part in Part::ALL {
            let name = tr!(&format!("part-{}", part.key()));
            let chosen = state.inspector.part == part;
            let words = RichText::new(&name).font(theme::semibold(13.0)).color(if chosen { p.text } else { p.muted });
            let response = ui.add(egui::Button::new(words).frame(false));
            response.widget_info(|| WidgetInfo::selected(Role::Tab, true, chosen, &name));
            if chosen {
                let rect = response.rect;
                let y = rect.bottom() + 1.0;
                let ends = [pos2(rect.left(), y), pos2(rect.right(), y)];
                ui.painter().line_segment(ends, Stroke::new(2.0, p.accent));
            }
            if response.clicked() {
                out.push(Msg::Inspector(InspectorMsg::Turn(part)));
            }
        }
    });
    let rect = response.response.rect;
    let line = Stroke::new(1.0, p.border);
    ui.painter().hline(ui.max_rect().x_range(), rect.bottom() + 2.0, line);
}

fn history_ui(ui: &mut Ui, report: &Report, state: &State, out: &mut Vec<Msg>) {
    let steps = history::steps(report, &state.zone);
    if steps.is_empty() {
        let known = report.headline != Headline::NotChecked;
        controls::muted(ui, if known { tr!("history-empty") } else { tr!("history-not-known") });
        return;
    }
    if Lineage::is_branched(report) {
        view_ui(ui, state, out);
    }
    decisions_ui::list_ui(ui, &decisions::all(report));
    if let Some(graph) = &state.graph {
        return chosen_ui(ui, graph.chosen, report, &steps, state, out);
    }
    let last = steps.len() - 1;
    for (place, step) in steps.iter().enumerate() {
        let top = ui.cursor().top();
        let left = ui.max_rect().left() + 14.0;
        let p = controls::palette(ui);
        let color = p.tone(step.mark.1);
        ui.horizontal_top(|ui| {
            ui.add_space(34.0);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.spacing_mut().interact_size.y = 18.0;
                step_ui(ui, place, step, state, out);
                ui.add_space(10.0);
            });
        });
        let centre = pos2(left, top + 13.0);
        let painter = ui.painter();
        if place < last {
            let ends = [pos2(left, top + 26.0), pos2(left, ui.cursor().top() - 2.0)];
            painter.line_segment(ends, Stroke::new(1.5, p.border));
        }
        painter.circle(centre, 12.0, p.surface, Stroke::new(1.5, color));
        let font = egui::FontId::new(14.0, step.mark.0.font_family());
        painter.text(centre, egui::Align2::CENTER_CENTER, step.mark.0.codepoint, font, color);
    }
}

/// Timeline or graph.
fn view_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let views = [
            (ICON_TIMELINE, tr!("history-timeline"), state.graph.is_none(), GraphMsg::Close),
            (ICON_ACCOUNT_TREE, tr!("history-graph"), state.graph.is_some(), GraphMsg::Open),
        ];
        for (icon, name, chosen, msg) in views {
            let color = controls::palette(ui).text;
            let words = RichText::new(&name).color(color);
            let button = egui::Button::selectable(chosen, (icon.rich_text().size(16.0).color(color), words));
            let response = ui.add(button);
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, &name));
            if response.clicked() {
                out.push(Msg::Graph(msg));
            }
        }
    });
}

/// The file that is chosen in the graph.
fn chosen_ui(
    ui: &mut Ui,
    node: usize,
    report: &Report,
    steps: &[history::StepCard],
    state: &State,
    out: &mut Vec<Msg>,
) {
    let lineage = Lineage::of(report);
    let place = lineage.nodes.get(node).and_then(|node| node.step);
    let cards = graph::nodes(report, &lineage);
    let Some(card) = cards.get(node) else { return };
    ui.spacing_mut().item_spacing.y = 4.0;
    graph_ui::used_ui(ui, card);
    match place.and_then(|place| Some((place, steps.get(place)?))) {
        Some((place, step)) => step_ui(ui, place, step, state, out),
        None => graph_ui::listed_ui(ui, card, out),
    }
}

fn step_ui(ui: &mut Ui, place: usize, step: &history::StepCard, state: &State, out: &mut Vec<Msg>) {
    ui.add_space(3.0);
    controls::strong(ui, &step.title);
    if let Some(decision) = &step.decision {
        decisions_ui::decision_ui(ui, decision);
    }
    for line in &step.lines {
        controls::muted(ui, line);
    }
    controls::mark_word(ui, &step.mark, &step.state);
    for (number, action) in step.actions.iter().enumerate() {
        let fold = Fold::Action { step: place, action: number };
        if action.details.is_empty() {
            egui::Frame::new().inner_margin(controls::ROW_MARGIN).show(ui, |ui| bullet_ui(ui, &action.text));
            continue;
        }
        let open = state.inspector.open.contains(&fold);
        let clicked = ui
            .push_id((place, number), |ui| controls::fold_row(ui, &action.text, open, |ui| bullet_ui(ui, &action.text)))
            .inner;
        if clicked {
            out.push(Msg::Inspector(InspectorMsg::Toggle(fold)));
        }
        if open {
            indented_ui(ui, |ui| copyable_ui(ui, &action.details, out));
        }
    }
    if step.more_actions > 0 {
        controls::muted(ui, tr!("and-more", count = step.more_actions));
    }
    for ingredient in &step.ingredients {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let p = controls::palette(ui);
            controls::icon(ui, ICON_CALL_MERGE, 14.0, p.muted);
            controls::muted(ui, ingredient);
        });
    }
    if let Some(label) = &step.manifest
        && manifest_button_ui(ui, place)
    {
        out.push(Msg::Inspector(InspectorMsg::ShowManifest { label: label.clone() }));
    }
    compare_ui::offer_ui(ui, place, step, state, out);
}

fn bullet_ui(ui: &mut Ui, text: &str) {
    ui.horizontal_top(|ui| {
        let p = controls::palette(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(8.0, 16.0), Sense::hover());
        ui.painter().circle_filled(rect.center(), 2.0, p.muted);
        ui.add(Label::new(RichText::new(text).size(13.0)).wrap());
    });
}

fn manifest_button_ui(ui: &mut Ui, place: usize) -> bool {
    let p = controls::palette(ui);
    let words = RichText::new(tr!("show-manifest")).size(theme::SMALL).color(p.accent);
    let icon = ICON_DATA_OBJECT.rich_text().size(14.0).color(p.accent);
    ui.spacing_mut().button_padding.x = 4.0;
    let response = ui.add(egui::Button::new((icon, words)).frame_when_inactive(false).small());
    let name = tr!("show-manifest-of-step", step = place + 1);
    controls::named(response, Role::Button, &name).clicked()
}

fn details_ui(ui: &mut Ui, report: &Report, state: &State, out: &mut Vec<Msg>) {
    let details = details::details(report, &state.zone);
    controls::section(ui, &tr!("details-file"));
    copyable_ui(ui, &details.file, out);
    digest_ui(ui, &details, state, out);
    if let Some(words) = library::alike_details(state.inspector.alike) {
        controls::muted(ui, words);
    }
    if !details.chain.is_empty() {
        ui.add_space(6.0);
        controls::section(ui, &tr!("details-certificates"));
        for certificate in &details.chain {
            controls::card(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                copyable_ui(ui, certificate, out);
            });
        }
    }
    if !details.checks.is_empty() {
        ui.add_space(6.0);
        controls::section(ui, &tr!("details-checks"));
        for check in &details.checks {
            ui.scope(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.spacing_mut().interact_size.y = 18.0;
                ui.horizontal_wrapped(|ui| {
                    controls::mark_word(ui, &check.mark, &check.kind);
                    ui.add(Label::new(RichText::new(&check.code).monospace().size(theme::SMALL)).wrap());
                    if check.times > 1 {
                        controls::muted(ui, tr!("check-times", count = check.times));
                    }
                });
                if !check.explanation.is_empty() {
                    controls::muted(ui, &check.explanation);
                }
            });
        }
        if details.more_checks > 0 {
            controls::muted(ui, tr!("and-more", count = details.more_checks));
        }
    }
    ui.add_space(6.0);
    if controls::button(ui, ICON_CONTENT_COPY, &tr!("copy-report")).clicked() {
        out.push(Msg::Inspector(InspectorMsg::CopyReport));
    }
}

fn digest_ui(ui: &mut Ui, details: &details::Details, state: &State, out: &mut Vec<Msg>) {
    if let Some(digest) = &details.digest {
        let pair = crate::ui::content::Pair::copied(tr!("details-sha256"), crate::ui::content::grouped(digest), digest);
        copyable_ui(ui, &[pair], out);
        return;
    }
    ui.horizontal(|ui| {
        ui.scope(|ui| {
            ui.set_min_width(110.0);
            ui.set_max_width(110.0);
            controls::muted(ui, tr!("details-sha256"));
        });
        if state.inspector.digest.is_some() {
            ui.add(egui::Spinner::new().size(16.0));
            controls::muted(ui, tr!("details-computing"));
        } else if controls::plain_button(ui, &tr!("details-compute")).clicked() {
            out.push(Msg::Inspector(InspectorMsg::ComputeDigest));
        }
    });
}
