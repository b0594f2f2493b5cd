//! What one frame of the window costs with ten thousand files in the list: at rest, while the list is scrolled,
//! and while a report comes in. The aim is under 16 ms of our own code (issue 2).

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, criterion_group, criterion_main};
use lightmark::provenance::report::Report;
use lightmark::state::files::{FilesMsg, Sort};
use lightmark::state::{Answer, Effect, JobId, Msg, Settings, State, update};
use lightmark::ui::{self, View};

const FILES: usize = 10_000;

struct Desk {
    ctx: egui::Context,
    state: State,
    view: View,
    job: JobId,
}

impl Desk {
    fn new() -> Self {
        let ctx = egui::Context::default();
        ui::theme::install(&ctx);
        let mut state = State::new(Settings::default());
        let paths: Vec<PathBuf> = (0..FILES).map(|i| PathBuf::from(format!("/photos/DSC_{i:05}.jpg"))).collect();
        let effects = update(&mut state, Msg::Opened(paths.clone()));
        let [Effect::Verify { job, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        let job = *job;
        update(&mut state, Msg::Answer { job, answer: Answer::Found(paths) });
        for index in 0..FILES {
            let report = Box::new(report(index));
            update(&mut state, Msg::Answer { job, answer: Answer::Report { index, report } });
        }
        let mut desk = Self { ctx, state, view: View::default(), job };
        desk.frame();
        desk.frame();
        desk
    }

    /// One whole frame: what is painted, and what the painting asked for.
    fn frame(&mut self) {
        let size = egui::vec2(1920.0, 1080.0);
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(egui::Pos2::ZERO, size)),
            ..egui::RawInput::default()
        };
        let mut said = Vec::new();
        let (view, state) = (&mut self.view, &self.state);
        let mut output = self.ctx.run_ui(input, |ui| view.show(ui, state, &mut said));
        output.textures_delta.clear();
        black_box(output);
        for msg in said {
            black_box(update(&mut self.state, msg));
        }
    }
}

fn report(index: usize) -> Report {
    let headline = ["verified", "altered", "no-credentials"][index % 3];
    let field = serde_json::json!({ "store": "exif", "field": "Make", "value": "NIKON", "coverage": "not-covered" });
    let json = serde_json::json!({
        "schema": "lightmark.report/1", "path": format!("/photos/DSC_{index:05}.jpg"), "size_bytes": 1,
        "format": "image/jpeg", "headline": headline, "content": { "state": "intact" },
        "signer": { "state": "official", "name": format!("Signer {}", index % 7) }, "time": { "state": "none" },
        "history": { "state": "none", "steps": [] }, "rights": { "state": "none", "fields": [] },
        "metadata": vec![field; 60], "checks": [],
    });
    serde_json::from_value(json).unwrap()
}

fn frames(criterion: &mut Criterion) {
    let mut desk = Desk::new();
    criterion.bench_function("frame at rest, 10,000 files", |bench| bench.iter(|| desk.frame()));
    criterion.bench_function("frame while moving in the list, 10,000 files", |bench| {
        let mut by = 1;
        bench.iter(|| {
            if desk.state.files.current.and_then(|id| desk.state.files.row(id)) == Some(FILES - 1) {
                by = -1;
            }
            update(&mut desk.state, Msg::Files(FilesMsg::Step { by, extend: false }));
            desk.frame();
        });
    });
    update(&mut desk.state, Msg::Files(FilesMsg::Sort(Sort::Verdict)));
    criterion.bench_function("frame with a report come in, sorted by verdict, 10,000 files", |bench| {
        let mut index = 0;
        bench.iter(|| {
            index = (index + 1) % FILES;
            let answer = Answer::Report { index, report: Box::new(report(index)) };
            update(&mut desk.state, Msg::Answer { job: desk.job, answer });
            desk.frame();
        });
    });
}

criterion_group!(benches, frames);
criterion_main!(benches);
