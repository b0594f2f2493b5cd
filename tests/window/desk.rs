//! A window without a display: the state, what paints it, and the effects that it asked for.

use std::path::PathBuf;

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lightmark::provenance::identity::IdentityCard;
use lightmark::provenance::report::Report;
use lightmark::state::msg::Started;
use lightmark::state::trust::InForce;
use lightmark::state::{Answer, Effect, JobId, Msg, Settings, State, update};
use lightmark::ui::{self, View};

/// What the window holds in a test.
pub struct Desk {
    pub state: State,
    view: View,
    pub effects: Vec<Effect>,
}

impl Desk {
    pub fn new(settings: Settings) -> Self {
        Self { state: State::new(settings), view: View::default(), effects: Vec::new() }
    }

    pub fn send(&mut self, msg: Msg) {
        let effects = update(&mut self.state, msg);
        self.effects.extend(effects);
    }

    /// The start is over: these identities, nothing in force.
    pub fn start(&mut self, identities: Vec<IdentityCard>) {
        self.start_with(identities, InForce::default());
    }

    /// The start is over: these identities, and this is in force.
    pub fn start_with(&mut self, identities: Vec<IdentityCard>, in_force: InForce) {
        let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
        let started = Started { zone, identities: Ok(identities), trust: Ok(in_force), logs: None };
        self.send(Msg::Started(Box::new(started)));
    }

    /// Opens files that have been verified already.
    pub fn open(&mut self, reports: Vec<Report>) {
        let paths: Vec<PathBuf> = reports.iter().map(|report| PathBuf::from(&report.path)).collect();
        self.send(Msg::Opened(paths.clone()));
        let job = self.job(|effect| match effect {
            Effect::Verify { job, .. } => Some(*job),
            _ => None,
        });
        self.send(Msg::Answer { job, answer: Answer::Found(paths) });
        for (index, report) in reports.into_iter().enumerate() {
            self.send(Msg::Answer { job, answer: Answer::Report { index, report: Box::new(report) } });
        }
        self.send(Msg::Answer { job, answer: Answer::Finished });
    }

    /// The job of the last effect that this picks out.
    pub fn job(&self, pick: impl Fn(&Effect) -> Option<JobId>) -> JobId {
        self.effects.iter().rev().find_map(pick).unwrap_or_else(|| panic!("no such effect in {:?}", self.effects))
    }

    fn show(&mut self, ui: &mut egui::Ui) {
        let mut said = Vec::new();
        self.view.show(ui, &self.state, &mut said);
        if !said.is_empty() {
            ui.ctx().request_repaint();
        }
        for msg in said {
            self.send(msg);
        }
    }
}

pub type Window = Harness<'static, Desk>;

/// A window of that size in points.
pub fn window(desk: Desk, width: f32, height: f32) -> Window {
    build(desk, width, height, egui::Theme::Dark, false)
}

/// A window whose list holds scripts that no bundled font has.
pub fn window_of_the_world(desk: Desk) -> Window {
    build(desk, 1280.0, 800.0, egui::Theme::Light, true)
}

pub fn build(desk: Desk, width: f32, height: f32, theme: egui::Theme, foreign: bool) -> Window {
    let mut builder = Harness::builder().with_size([width, height]).with_theme(theme).with_max_steps(40);
    builder = builder.with_context_setup(ui::theme::install);
    if foreign {
        builder = builder.allow_missing_glyphs();
    }
    let mut window = builder.build_ui_state(|ui, desk: &mut Desk| desk.show(ui), desk);
    window.run_ok();
    window
}

/// Clicks the control that bears this name; a heading or label may say the same.
pub fn click(window: &mut Window, name: &str) {
    use egui::accesskit::Role::{Button, CheckBox, ComboBox, RadioButton, Tab};
    let acts = [Button, CheckBox, ComboBox, RadioButton, Tab];
    let control = window.query_all_by_label(name).find(|node| acts.contains(&node.accesskit_node().role()));
    control.unwrap_or_else(|| panic!("no control is named {name}")).click();
    window.run_ok();
}

/// Presses the mouse at the first of these points, moves it over the others and lets it go at the last.
pub fn drag(window: &mut Window, points: &[egui::Pos2]) {
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    let (first, last) = (points[0], points[points.len() - 1]);
    let moved = points.iter().map(|point| egui::Event::PointerMoved(*point));
    let pressed = moved.clone().take(1).chain([button(first, true)]);
    for event in pressed.chain(moved.skip(1)).chain([button(last, false)]) {
        window.event(event);
        window.step();
    }
    window.run_ok();
}

/// Names of everything with this role, in the order painted.
pub fn names(window: &Window, role: egui::accesskit::Role) -> Vec<String> {
    let nodes = window.root().children_recursive();
    nodes
        .map(|node| node.accesskit_node())
        .filter(|node| node.role() == role && !node.is_hidden())
        .filter_map(|node| node.label())
        .collect()
}
