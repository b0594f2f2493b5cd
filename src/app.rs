//! Glue: the only file that knows every layer. Starts the window, hands effects to jobs and answers to `update`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use eframe::egui;

use crate::cli;
use crate::jobs::Jobs;
use crate::problem::Problem;
use crate::state::effect::Effect;
use crate::state::msg::{Msg, SystemTheme};
use crate::state::settings::ThemeChoice;
use crate::state::{self, Settings, State};
use crate::ui::{self, View};
use crate::workflow::home::Home;
use crate::workflow::settings;

/// Messages taken in before one frame. More wait for the next, so that ten thousand answers never freeze the window.
const MESSAGES_A_FRAME: usize = 512;

/// Opens the window with these files and runs until it is closed.
pub fn run(files: Vec<PathBuf>) -> ExitCode {
    // One small file, read before there is a window, so that it opens in its size and theme.
    let (settings, trouble) = load_settings();
    let mut state = State::new(settings);
    let size = [state.settings.window.width, state.settings.window.height];
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            // The name of the desktop file, so that the desktop finds its icon.
            .with_app_id("org.lightmark.Lightmark")
            .with_icon(icon())
            .with_title(crate::locale::text("app-name"))
            .with_inner_size(size)
            .with_min_inner_size([720.0, 480.0])
            .with_drag_and_drop(true),
        persist_window: false,
        ..Default::default()
    };
    if let Some(problem) = trouble {
        state::update(&mut state, Msg::Trouble(problem));
    }
    let made =
        eframe::run_native("lightmark", options, Box::new(|cc| Ok(Box::new(App::new(&cc.egui_ctx, state, files)))));
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the window cannot be opened");
            let problem = crate::problem!("window-no-display").with_cause(&error);
            // There is no window to say it in.
            cli::output::say(&problem);
            ExitCode::from(cli::exit::NOT_PROCESSED)
        }
    }
}

fn icon() -> egui::IconData {
    eframe::icon_data::from_png_bytes(include_bytes!("../assets/icon-128.png")).unwrap_or_default()
}

fn load_settings() -> (Settings, Option<Problem>) {
    let Some(home) = Home::find() else { return (Settings::default(), None) };
    match settings::load(&home.config) {
        Ok(settings) => (settings, None),
        Err(error) => (Settings::default(), Some(error.problem())),
    }
}

/// The window: the state, what paints it, and what works for it.
struct App {
    state: State,
    view: View,
    jobs: Jobs,
    answers: Receiver<Msg>,
    said: Vec<Msg>,
}

impl App {
    fn new(ctx: &egui::Context, state: State, files: Vec<PathBuf>) -> Self {
        ui::theme::install(ctx);
        let wake = ctx.clone();
        let (jobs, answers) = Jobs::new(Arc::new(move || wake.request_repaint()));
        ctx.set_zoom_factor(f32::from(state.settings.text_percent) / 100.0);
        let mut app = Self { state, view: View::default(), jobs, answers, said: Vec::new() };
        app.perform(ctx, vec![Effect::Start]);
        app.update(ctx, Msg::Opened(files));
        app
    }

    fn update(&mut self, ctx: &egui::Context, msg: Msg) {
        let opened_nothing = matches!(&msg, Msg::Opened(paths) if paths.is_empty());
        if !opened_nothing {
            let effects = state::update(&mut self.state, msg);
            self.perform(ctx, effects);
        }
    }

    fn perform(&mut self, ctx: &egui::Context, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Copy(text) => ctx.copy_text(text),
                other => self.jobs.perform(other),
            }
        }
    }

    /// Puts theme and text size in force; egui does nothing when they are already.
    fn looks(&self, ctx: &egui::Context) {
        let theme = match (self.state.settings.theme, self.state.system_theme) {
            (ThemeChoice::Light, _) | (ThemeChoice::System, Some(SystemTheme::Light)) => egui::ThemePreference::Light,
            (ThemeChoice::Dark, _) | (ThemeChoice::System, Some(SystemTheme::Dark)) => egui::ThemePreference::Dark,
            (ThemeChoice::System, None) => egui::ThemePreference::System,
        };
        if ctx.options(|options| options.theme_preference) != theme {
            ctx.set_theme(theme);
        }
        ctx.set_zoom_factor(f32::from(self.state.settings.text_percent) / 100.0);
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        let answers: Vec<Msg> = self.answers.try_iter().take(MESSAGES_A_FRAME).collect();
        if answers.len() == MESSAGES_A_FRAME {
            ctx.request_repaint();
        }
        if !answers.is_empty() {
            let effects = state::update_all(&mut self.state, answers);
            self.perform(ctx, effects);
        }
        let dropped: Vec<PathBuf> =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        self.update(ctx, Msg::Opened(dropped));
        self.looks(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        let mut said = std::mem::take(&mut self.said);
        self.view.show(ui, &self.state, &mut said);
        let size = ctx.content_rect().size() * ctx.zoom_factor();
        let known = self.state.settings.window;
        if (size.x - known.width).abs() > 1.0 || (size.y - known.height).abs() > 1.0 {
            said.push(Msg::Resized { width: size.x, height: size.y });
        }
        if !said.is_empty() {
            ctx.request_repaint();
        }
        if !said.is_empty() {
            let effects = state::update_all(&mut self.state, said.drain(..));
            self.perform(&ctx, effects);
        }
        self.said = said;
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.jobs.perform(Effect::SaveSettings(Box::new(self.state.settings.clone())));
        self.jobs.finish();
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}
