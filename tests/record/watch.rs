//! The watch on an export folder by the real program: what is recorded, what is left, what is never written.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use lightmark::keys::{EncryptedFile, Identities, Passphrase};
use lightmark::worker::{Pool, PoolOptions};
use lightmark::workflow::sign::{Destination, Existing, SignPlan, Subject, Target};
use lightmark::workflow::watch::{WatchEvent, WatchOrder, watch};
use serde_json::Value;

use super::common::moment;
use super::{Desk, convert, scene, text};

/// Longer than any event takes on a busy machine.
const LONG: Duration = Duration::from_secs(120);

struct Watch {
    child: Child,
    lines: Receiver<Value>,
}

struct Folders {
    desk: Desk,
    sources: PathBuf,
    watched: PathBuf,
    out: PathBuf,
}

impl Folders {
    fn new() -> Option<Self> {
        let desk = Desk::new()?;
        let [sources, watched, out] = ["sources", "exports", "out"].map(|name| desk.home.path(name));
        std::fs::create_dir_all(&sources).unwrap();
        std::fs::create_dir_all(watched.join("web")).unwrap();
        std::fs::copy(&desk.source, sources.join("DSC_0412.jpg")).unwrap();
        Some(Self { desk, sources, watched, out })
    }

    fn command(&self) -> Command {
        let mut command = self.desk.home.lightmark();
        command.args(["record", "--json", "--identity", &self.desk.id, "--watch", text(&self.watched)]);
        command.args(["--sources", text(&self.sources), "--out", text(&self.out)]);
        command
    }

    fn watch(&self) -> Watch {
        let mut child = self.command().stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (sender, lines) = channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _ = sender.send(serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}")));
            }
        });
        let watch = Watch { child, lines };
        assert_eq!(watch.next()["state"], "watching");
        watch
    }

    /// An export that is whole when it appears.
    fn export(&self, name: &str, how: &[&str]) -> PathBuf {
        let target = self.watched.join(name);
        let made = self.desk.edited(target.file_name().unwrap().to_str().unwrap(), how);
        std::fs::rename(made, &target).unwrap();
        target
    }
}

impl Watch {
    fn next(&self) -> Value {
        self.lines.recv_timeout(LONG).expect("nothing was told")
    }

    /// Ctrl-C; the last line and the exit code.
    fn end(mut self) -> (Value, Option<i32>) {
        moment::signal(&self.child, "INT");
        let last = self.next();
        (last, self.child.wait().unwrap().code())
    }
}

/// Every file below a folder with its bytes.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all: Vec<_> = walkdir::WalkDir::new(folder)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().to_owned(), std::fs::read(entry.path()).unwrap()))
        .collect();
    all.sort();
    all
}

#[test]
fn a_watch_that_could_do_harm_is_refused() {
    let Some(folders) = Folders::new() else { return };
    let refused = |sources: &Path, out: &Path| {
        let mut command = folders.desk.home.lightmark();
        command.args(["record", "--identity", &folders.desk.id, "--watch", text(&folders.watched)]);
        let output = command.args(["--sources", text(sources), "--out", text(out)]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let inside = folders.watched.join("signed");
    assert!(refused(&folders.sources, &inside).contains("inside the watched folder"));
    assert!(!inside.exists());
    assert!(refused(&folders.watched, &folders.out).contains("is the folder of sources"));
    assert!(refused(&folders.desk.home.path("nowhere"), &folders.out).contains("not a folder that can be read"));
    for more in [["--dry-run"].as_slice(), &["-o", "x.jpg"], &["--action", "c2pa.edited"], &["a.jpg", "b.jpg"]] {
        assert_eq!(folders.command().args(more).output().unwrap().status.code(), Some(2), "{more:?}");
    }
    assert!(!folders.out.exists());
}

#[test]
fn what_does_not_fit_is_told_and_left_until_its_original_comes() {
    let Some(folders) = Folders::new() else { return };
    let broken = folders.watched.join("DSC_0412-broken.jpg");
    std::fs::write(&broken, b"\xff\xd8\xff\xe0 no picture").unwrap();
    scene(&folders.watched.join("DSC_0412-other.jpg"), "8");
    folders.export("web/DSC_0500.png", &["-resize", "50%"]);
    std::fs::write(folders.watched.join("notes.txt"), b"not a picture").unwrap();
    let before = contents(&folders.watched);
    let watch = folders.watch();
    let mut told: Vec<(String, String)> = (0..3)
        .map(|_| {
            let line = watch.next();
            assert_eq!(line["state"], "left", "{line}");
            let name = Path::new(line["edited"].as_str().unwrap()).file_name().unwrap().to_string_lossy().into_owned();
            (name, line["problem"]["what"].as_str().unwrap().to_owned())
        })
        .collect();
    told.sort();
    let names: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["DSC_0412-broken.jpg", "DSC_0412-other.jpg", "DSC_0500.png"]);
    assert!(told[1].1.contains("do not seem to show the same picture"), "{told:?}");
    assert!(told[2].1.contains("No original is named like"), "{told:?}");
    assert!(contents(&folders.out).is_empty());
    // The original that was missing comes; nothing else is told again.
    let missing = folders.desk.home.path("missing.jpg");
    std::fs::copy(&folders.desk.source, &missing).unwrap();
    std::fs::rename(missing, folders.sources.join("DSC_0500.jpg")).unwrap();
    let line = watch.next();
    assert_eq!(line["state"], "recorded", "{line}");
    assert_eq!(line["target"], text(&folders.out.canonicalize().unwrap().join("web/DSC_0500-recorded.png")));
    let (last, code) = watch.end();
    assert_eq!((&last["recorded"], &last["left"], code), (&1.into(), &2.into(), Some(1)), "{last}");
    assert_eq!(contents(&folders.watched), before, "the watched folder was written to");
}

#[test]
fn a_file_that_still_grows_is_not_taken_for_whole() {
    let Some(folders) = Folders::new() else { return };
    let desk = &folders.desk;
    let bytes = std::fs::read(desk.edited("whole.jpg", &["-crop", "300x240+150+90", "+repage"])).unwrap();
    let growing = folders.watched.join("DSC_0412-web.jpg");
    let program = Some(env!("CARGO_BIN_EXE_lightmark").into());
    let pool = Pool::new(PoolOptions { program, ..PoolOptions::default() });
    let passphrase = Passphrase::Given("correct horse battery staple".to_owned().into());
    let keys = EncryptedFile::new(desk.home.path("keys.store"), passphrase);
    let signer = Identities::open_with(&desk.home.path("home/data"), Box::new(keys)).signer(&desk.id).unwrap();
    let target = Target {
        destination: Destination::Beside,
        name_pattern: "{name}-recorded".to_owned(),
        existing: Existing::Refuse,
        sidecar: false,
    };
    let order = WatchOrder {
        watched: folders.watched.clone(),
        sources: folders.sources.clone(),
        out: folders.out.clone(),
        plan: SignPlan::new(Subject::File, target),
        data: desk.home.path("home/data"),
    };
    // The watch asks whether it is to go on many times between two looks, and at least once. Each time there is more of
    // the file, so that no two looks find the same, however long they are apart.
    let pieces = Mutex::new(bytes.chunks(bytes.len() / 90 + 1));
    let is_recorded = AtomicBool::new(false);
    let keep_going = || {
        let Some(piece) = pieces.lock().unwrap().next() else { return !is_recorded.load(Ordering::SeqCst) };
        let mut file = std::fs::File::options().create(true).append(true).open(&growing).unwrap();
        std::io::Write::write_all(&mut file, piece).unwrap();
        true
    };
    let tell = |event| match event {
        WatchEvent::Begun => {}
        WatchEvent::Recorded { edited, .. } => {
            assert!(pieces.lock().unwrap().next().is_none(), "{} was not whole", edited.display());
            is_recorded.store(true, Ordering::SeqCst);
        }
        other => panic!("{other:?}"),
    };
    let sum = watch(&pool, &signer, &order, &tell, &keep_going).unwrap();
    assert_eq!((sum.recorded, sum.left), (1, 0));
}

#[test]
fn an_edit_is_recorded_once_and_never_twice() {
    let Some(folders) = Folders::new() else { return };
    // A smaller original of the same name fits as well; the larger one is taken.
    std::fs::create_dir(folders.sources.join("small")).unwrap();
    let small = folders.sources.join("small/DSC_0412.jpg");
    assert!(convert(&[text(&folders.desk.source), "-resize", "50%", text(&small)]));
    let watch = folders.watch();
    folders.export("DSC_0412-web.jpg", &["-crop", "300x240+150+90", "+repage"]);
    let line = watch.next();
    assert_eq!(line["state"], "recorded", "{line}");
    assert_eq!(line["source"], text(&folders.sources.canonicalize().unwrap().join("DSC_0412.jpg")));
    let report = &line["report"];
    assert_eq!(report["content"]["state"], "intact", "{report}");
    let steps = report["history"]["steps"].as_array().unwrap();
    assert_eq!(steps.last().unwrap()["actions"][1]["action"], "c2pa.cropped");
    assert_eq!(steps.last().unwrap()["all_actions_included"], false);
    let (last, code) = watch.end();
    assert_eq!((&last["recorded"], &last["left"], code), (&1.into(), &0.into(), Some(0)));
    let copies = contents(&folders.out);
    assert_eq!(copies.len(), 1);
    // After a restart the first is let be; another edit and a new export under the old name are recorded.
    let watch = folders.watch();
    folders.export("DSC_0412-print.tif", &["-resize", "80%"]);
    let line = watch.next();
    assert!(line["edited"].as_str().unwrap().ends_with("print.tif"), "{line}");
    folders.export("DSC_0412-web.jpg", &["-resize", "60%"]);
    let line = watch.next();
    assert!(line["target"].as_str().unwrap().ends_with("DSC_0412-web-recorded-2.jpg"), "{line}");
    let (last, code) = watch.end();
    assert_eq!((&last["recorded"], code), (&2.into(), Some(0)));
    let kept = contents(&folders.out);
    assert_eq!(kept.len(), 3);
    assert!(copies.iter().all(|copy| kept.contains(copy)), "a copy was changed");
}

#[test]
fn without_its_memory_a_copy_is_still_not_made_twice() {
    let Some(folders) = Folders::new() else { return };
    folders.export("DSC_0412-web.jpg", &["-resize", "50%"]);
    let watch = folders.watch();
    assert_eq!(watch.next()["state"], "recorded");
    watch.end();
    let copies = contents(&folders.out);
    std::fs::remove_dir_all(folders.desk.home.path("home/data/watch")).unwrap();
    let watch = folders.watch();
    let line = watch.next();
    assert_eq!(line["state"], "left", "{line}");
    watch.end();
    assert_eq!(contents(&folders.out), copies);
}
