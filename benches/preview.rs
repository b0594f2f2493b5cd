//! How long the editor takes from a moved slider to the pixels of its preview: message, order, rendering on all cores,
//! answer. The original is the screen-size copy of a picture with 24 megapixels. The aim is 50 ms (issue 5).

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use criterion::{Criterion, criterion_group, criterion_main};
use lightmark::jobs::Jobs;
use lightmark::provenance::edit::{Cover, Edit, Rect, Region, Tone};
use lightmark::provenance::watermark::TextMark;
use lightmark::state::editor::EditorMsg;
use lightmark::state::picture::{Origin, Pixels};
use lightmark::state::{Answer, Command, Effect, Msg, Settings, State, update};

/// The sides of the copy on screen and of the original.
const SCREEN: (u32, u32) = (1600, 1067);
const FULL: (u32, u32) = (6000, 4000);

struct Desk {
    state: State,
    jobs: Jobs,
    answers: Receiver<Msg>,
}

impl Desk {
    fn new() -> Self {
        let (jobs, answers) = Jobs::new(Arc::new(|| {}));
        let mut desk = Self { state: State::new(Settings::default()), jobs, answers };
        let path = PathBuf::from("/photos/a.jpg");
        let effects = update(&mut desk.state, Msg::Opened(vec![path.clone()]));
        let Some(Effect::Verify { job, .. }) = effects.first() else { panic!("{effects:?}") };
        update(&mut desk.state, Msg::Answer { job: *job, answer: Answer::Found(vec![path]) });
        let effects = update(&mut desk.state, Msg::Command(Command::Edit));
        let job = effects.iter().find_map(|effect| match effect {
            Effect::Picture { job, .. } => Some(*job),
            _ => None,
        });
        let (width, height) = SCREEN;
        let value = |i: u32| (i.wrapping_mul(2_654_435_761) >> 9) as u8;
        let rgba: Vec<u8> = (0..width * height).flat_map(|i| [value(i), value(i + 7), value(i / 9), 255]).collect();
        let pixels = Pixels { width, height, rgba: rgba.into(), full_size: FULL, origin: Origin::File };
        let answer = Answer::Picture(Ok(pixels));
        desk.send(Msg::Answer { job: job.expect("no picture was fetched"), answer });
        desk
    }

    /// Takes a message and waits for the preview that follows.
    fn send(&mut self, msg: Msg) {
        let mut effects = update(&mut self.state, msg);
        while let Some(index) = effects.iter().position(|effect| matches!(effect, Effect::EditPreview { .. })) {
            self.jobs.perform(effects.swap_remove(index));
            let answer = self.answers.recv().expect("the job is gone");
            effects = update(&mut self.state, black_box(answer));
        }
    }
}

fn previews(c: &mut Criterion) {
    let mut desk = Desk::new();
    let tone = Tone { contrast: 20.0, highlights: -30.0, shadows: 20.0, saturation: 15.0, ..Tone::default() };
    let rect = Rect { x: 800, y: 800, width: 1200, height: 1200 };
    let cases = [
        ("brightness", Edit::default()),
        ("brightness-and-colour", Edit { tone, ..Edit::default() }),
        ("sharpened", Edit { tone, sharpen: 40.0, ..Edit::default() }),
        ("straightened", Edit { straighten: 2.5, ..Edit::default() }),
        ("covered", Edit { regions: vec![Region { rect, method: Cover::Blur }], ..Edit::default() }),
        (
            "marked",
            Edit { watermark_text: Some(TextMark { text: "© Ada".into(), ..TextMark::default() }), ..Edit::default() },
        ),
        ("everything", Edit { tone, sharpen: 40.0, straighten: 2.5, quarter_turns: 1, ..Edit::default() }),
    ];
    for (name, edit) in cases {
        let mut exposure = 0.0;
        c.bench_function(&format!("slider to preview/{name}"), |b| {
            b.iter(|| {
                exposure = if exposure > 1.0 { 0.05 } else { exposure + 0.05 };
                let tone = Tone { exposure, ..edit.tone };
                let edit = Box::new(Edit { tone, ..edit.clone() });
                desk.send(Msg::Editor(EditorMsg::Change { edit, settled: false }));
            });
        });
    }
}

criterion_group!(benches, previews);
criterion_main!(benches);
