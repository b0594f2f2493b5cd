//! Hostile files: what hangs, grows or breaks costs its own answer and nothing else; a child has no rights.
//!
//! Where no file is known that does the harm (a panic, an abort), the child does it on purpose: a file named
//! `rehearse-…` asks for it, which only a debug build does, and only for a pool that says so.

mod common;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use common::{Home, json_lines};
use lightmark::problem;
use lightmark::problem::Problem;
use lightmark::provenance::report::Headline;
use lightmark::trust::{Purpose, TrustStore};
use lightmark::worker::{Answer, Pool, PoolOptions, Task};

fn pool(workers: usize, seconds: u64, memory_mib: u64) -> Pool {
    Pool::new(PoolOptions {
        workers,
        time_limit: Duration::from_secs(seconds),
        memory_limit_bytes: memory_mib << 20,
        program: Some(env!("CARGO_BIN_EXE_lightmark").into()),
        rehearse: true,
        ..PoolOptions::default()
    })
}

/// Longer than honest work takes on the slowest of machines.
const LONG: u64 = 600;

fn json(name: &str) -> Task {
    Task::CrJson { path: name.into() }
}

fn examine(path: impl Into<PathBuf>) -> Task {
    Task::Examine { path: path.into(), at: None, digest: false }
}

fn failure(answer: Answer) -> Problem {
    match answer {
        Answer::Failed(problem) => problem,
        Answer::Report(report) => {
            assert_eq!(report.headline, Headline::NotChecked);
            report.problem.expect("a report that says not checked says why")
        }
        other => panic!("no failure: {other:?}"),
    }
}

/// A TIFF whose SubIFD list names the same directory thousands of times. Each reading of it is honest work; all
/// of them together take minutes, and with a different tag in each entry the memory for them never ends.
fn tiff(directories: u32, entries: u16, same_tag: bool) -> Vec<u8> {
    let list_at: u32 = 8 + 2 + 12 + 4;
    let directory_at = list_at + 4 * directories;
    let mut bytes = b"II*\0".to_vec();
    bytes.extend(8_u32.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend([0x4a, 0x01, 4, 0]);
    bytes.extend(directories.to_le_bytes());
    bytes.extend(list_at.to_le_bytes());
    bytes.extend([0; 4]);
    for _ in 0..directories {
        bytes.extend(directory_at.to_le_bytes());
    }
    bytes.extend(entries.to_le_bytes());
    for entry in 0..entries {
        bytes.extend(if same_tag { 0xC000_u16 } else { entry }.to_le_bytes());
        bytes.extend([4, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    }
    bytes.extend([0; 4]);
    bytes
}

// What the limits do with real files.

#[test]
fn a_tiff_that_hangs_the_reader_is_given_up() {
    let home = Home::new();
    let file = home.path("hangs.tif");
    std::fs::write(&file, tiff(100_000, 30_000, true)).unwrap();
    let pool = pool(1, 2, 2048);
    assert_eq!(failure(pool.run(examine(&file))).what, problem!("check-timeout").what);
    works_on(&pool);
}

#[test]
fn a_tiff_that_eats_memory_is_stopped() {
    let home = Home::new();
    let file = home.path("grows.tif");
    std::fs::write(&file, tiff(100_000, 30_000, false)).unwrap();
    let pool = pool(1, LONG, 320);
    assert_eq!(failure(pool.run(examine(&file))).what, problem!("check-out-of-memory").what);
    works_on(&pool);
}

// What the pool does with accidents.

#[test]
fn each_accident_has_its_own_sentence_and_the_pool_works_on() {
    // Only where nothing but the limit ends the accident it is short: what is told must not depend on the machine's speed.
    let (hasty, patient) = (pool(1, 2, 640), pool(1, LONG, 640));
    for (pool, accident, expected) in [
        (&hasty, "rehearse-hang", problem!("check-timeout")),
        (&hasty, "rehearse-spin", problem!("check-timeout")),
        (&patient, "rehearse-grow", problem!("check-out-of-memory")),
        (&patient, "rehearse-panic", problem!("check-crashed")),
        (&patient, "rehearse-overflow", problem!("check-crashed")),
        (&patient, "rehearse-abort", problem!("check-crashed")),
        (&patient, "rehearse-exit", problem!("check-crashed")),
        (&patient, "rehearse-garbage", problem!("check-crashed")),
        (&patient, "rehearse-oversized", problem!("check-too-large")),
    ] {
        assert_eq!(failure(pool.run(examine(accident))).what, expected.what, "{accident}, as a report");
        assert_eq!(failure(pool.run(json(accident))).remedy, expected.remedy, "{accident}, as a failure");
        works_on(pool);
    }
    let panicked = failure(patient.run(json("rehearse-panic")));
    assert!(panicked.details.contains("a rehearsed panic"), "{}", panicked.details);
}

/// The pool has a child that answers, in the end: a short limit may end also one that only starts slowly.
#[track_caller]
fn works_on(pool: &Pool) {
    let answered = (0..100).any(|_| pool.run(json("rehearse-nothing")) == Answer::Json(serde_json::Value::Null));
    assert!(answered, "the pool does not work on");
}

#[test]
fn a_batch_goes_on_after_every_accident() {
    // Long enough to start a child in, for the one that hangs has to be waited for.
    let pool = pool(2, 20, 384);
    let names = ["nothing", "panic", "abort", "nothing", "hang", "grow", "garbage", "nothing", "exit", "nothing"];
    let mut tasks = names.iter().map(|name| json(&format!("rehearse-{name}")));
    let answers = Mutex::new(vec![None; names.len()]);
    pool.run_all(
        &mut tasks,
        &|index, answer| {
            let before = answers.lock().unwrap()[index].replace(answer);
            assert_eq!(before, None, "one answer for each");
        },
        &|| true,
    );
    for (name, answer) in names.iter().zip(answers.into_inner().unwrap()) {
        let worked = matches!(answer.expect("an answer for each"), Answer::Json(_));
        assert_eq!(worked, *name == "nothing", "{name}");
    }
}

#[test]
fn after_every_accident_no_work_leaves_anything_and_says_why() {
    use lightmark::provenance::redaction::Policy;
    use lightmark::provenance::rights_statement::RightsStatement;
    use lightmark::workflow::not_done::NotDone;
    use lightmark::workflow::record;
    use lightmark::workflow::redact::{self, RedactOrder, Redacted};
    use lightmark::workflow::rights::{self, RightsTarget};

    let home = Home::new();
    let (hasty, patient) = (pool(2, 2, 512), pool(2, LONG, 512));
    let said = RightsStatement { creator: Some("Ada".to_owned()), ..RightsStatement::default() };
    let honest = home.path("honest.jpg");
    std::fs::copy(common::fixture("formats/photo.jpg"), &honest).unwrap();
    let out = home.path("out");
    let work = |pool: &Pool, file: &Path| -> Vec<Result<(), Problem>> {
        let target = RightsTarget::Folder(out.clone());
        let outcome = Mutex::new(None);
        let order = RedactOrder { policy: Policy::public(), folder: Some(out.clone()) };
        redact::redact(
            pool,
            &[file.to_owned()],
            &order,
            &|_, done| {
                *outcome.lock().unwrap() = Some(match done {
                    Redacted::Failed { problem, .. } => Err(problem),
                    _ => Ok(()),
                });
            },
            &|| true,
        );
        vec![
            outcome.into_inner().unwrap().unwrap(),
            rights::write(pool, file, &said, &target, false).map(|_| ()).map_err(NotDone::problem),
            record::measure(pool, file, &honest, true).map(|_| ()).map_err(NotDone::problem),
            record::measure(pool, &honest, file, true).map(|_| ()).map_err(NotDone::problem),
        ]
    };
    for accident in ["panic", "abort", "exit", "garbage", "overflow", "grow", "oversized", "nothing", "hang"] {
        let file = home.path(&format!("rehearse-{accident}"));
        std::fs::copy(&honest, &file).unwrap();
        let pool = if accident == "hang" { &hasty } else { &patient };
        for outcome in work(pool, &file) {
            let problem = outcome.expect_err(accident);
            assert!(!problem.why.is_empty() && !problem.remedy.is_empty(), "{accident}: {problem:?}");
        }
        assert!(!out.exists(), "{accident}: the folder was made for this file alone");
    }
    assert!(work(&patient, &honest).iter().take(2).all(Result::is_ok), "the pool works on");
}

#[test]
fn a_program_that_cannot_be_started_is_a_problem_for_each_file() {
    let pool = Pool::new(PoolOptions { program: Some("/nonexistent/lightmark".into()), ..PoolOptions::default() });
    assert_eq!(failure(pool.run(examine("a.jpg"))).what, problem!("worker-not-started").what);
    let count = Mutex::new(0);
    pool.run_all(&mut (0..3).map(|_| examine("a.jpg")), &|_, _| *count.lock().unwrap() += 1, &|| true);
    assert_eq!(count.into_inner().unwrap(), 3);
}

#[test]
fn a_cancelled_batch_ends_although_files_hang() {
    let pool = pool(2, 3600, 1024);
    let cancelled = AtomicBool::new(false);
    let handed_out = Mutex::new(0);
    let mut tasks = std::iter::repeat_with(|| {
        *handed_out.lock().unwrap() += 1;
        cancelled.store(true, Ordering::Relaxed);
        json("rehearse-hang")
    });
    pool.run_all(&mut tasks, &|_, answer| panic!("no answer is due: {answer:?}"), &|| {
        !cancelled.load(Ordering::Relaxed)
    });
    assert!((1..=2).contains(&*handed_out.lock().unwrap()));
    assert_eq!(pool.run(json("rehearse-nothing")), Answer::Json(serde_json::Value::Null), "the pool works on");
}

#[test]
fn a_single_task_goes_before_a_batch_that_never_ends() {
    let pool = pool(1, LONG, 1024);
    let answered = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            pool.run_all(&mut std::iter::repeat_with(|| json("rehearse-nothing")), &|_, _| {}, &|| {
                !answered.load(Ordering::Relaxed)
            });
        });
        for _ in 0..20 {
            assert_eq!(pool.run(json("rehearse-nothing")), Answer::Json(serde_json::Value::Null));
        }
        answered.store(true, Ordering::Relaxed);
    });
}

#[test]
fn other_trust_lists_are_in_force_at_once_for_warm_children() {
    let home = Home::new();
    let id = home.identity("Ada Lovelace");
    let (photo, list) = (home.path("signed.jpg"), home.path("list.pem"));
    let original = common::fixture("formats/photo.jpg");
    let signed =
        home.lightmark().arg("sign").arg(original).args(["--identity", &id, "-o"]).arg(&photo).output().unwrap();
    assert!(signed.status.success(), "{}", String::from_utf8_lossy(&signed.stderr));
    std::fs::write(&list, home.lightmark().args(["identity", "export", &id]).output().unwrap().stdout).unwrap();
    let mut trusting = TrustStore::default();
    trusting.add_for_this_run(&list, Purpose::ClaimSigning).unwrap();
    let pool = pool(1, LONG, 2048);
    let headline = || match pool.run(examine(&photo)) {
        Answer::Report(report) => report.headline,
        other => panic!("{other:?}"),
    };
    assert_eq!(headline(), Headline::IntactUnrecognised);
    pool.set_trust(trusting);
    assert_eq!(headline(), Headline::Verified);
    pool.set_trust(TrustStore::default());
    assert_eq!(headline(), Headline::IntactUnrecognised);
}

// What a child may do.

#[cfg(target_os = "linux")]
#[test]
fn a_child_can_neither_write_nor_connect_nor_run_anything_and_knows_no_secret() {
    let pool = pool(1, LONG, 1024);
    let Answer::Json(found) = pool.run(json("rehearse-rights")) else { panic!("no answer") };
    let allowed = |what: &str| found[what] == "allowed";
    assert!(allowed("thread") && allowed("list"), "reading and threads are needed: {found}");
    for variable in found["environment"].as_array().unwrap() {
        let variable = variable.as_str().unwrap();
        let known = variable.starts_with("MALLOC_")
            || ["LIGHTMARK_IS_WORKER", "LIGHTMARK_WORKER_REHEARSAL"].contains(&variable);
        assert!(known, "the child was handed {variable}");
    }
    if found["seccomp"] != true {
        eprintln!("SKIPPED: this kernel has no seccomp: a child may connect and run programs. {found}");
        return;
    }
    for what in ["create", "create-folder", "remove", "rename", "permissions", "socket", "local-socket", "run"] {
        assert_eq!(found[what], "permission denied", "{what}: {found}");
    }
    if found["landlock"] != true {
        eprintln!("SKIPPED: this kernel has no Landlock: only seccomp was shown to hold. {found}");
    }
}

#[test]
fn a_child_ends_in_the_middle_of_a_task_when_the_program_is_gone() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_lightmark"))
        .args(["worker", "0"])
        .env("LIGHTMARK_WORKER_REHEARSAL", "1")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let order = br#"{"Do":{"CrJson":{"path":"rehearse-hang"}}}"#;
    let mut input = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, &[&(order.len() as u32).to_le_bytes()[..], &[0; 4], order].concat()).unwrap();
    drop(input);
    child.wait().unwrap();
}

// What the whole program does with odd paths.

fn verify(home: &Home, paths: &[&Path]) -> std::process::Output {
    home.lightmark().arg("verify").arg("--json").args(paths).output().unwrap()
}

fn headlines(output: &std::process::Output) -> Vec<String> {
    json_lines(output).iter().map(|line| line["headline"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn files_that_are_not_what_they_seem_are_named_plainly() {
    let home = Home::new();
    std::fs::write(home.path("text.jpg"), "dear diary").unwrap();
    std::fs::write(home.path("empty.jpg"), "").unwrap();
    std::fs::File::create(home.path("sparse.jpg")).unwrap().set_len(2 << 30).unwrap();
    let names = ["text.jpg", "empty.jpg", "sparse.jpg", "gone.jpg"].map(|name| home.path(name));
    let output = verify(&home, &names.each_ref().map(PathBuf::as_path));
    assert_eq!(output.status.code(), Some(3));
    let lines = json_lines(&output);
    assert_eq!(lines.len(), names.len());
    for (line, name) in lines.iter().zip(&names) {
        assert_eq!(line["path"], name.to_str().unwrap());
        assert_eq!(line["headline"], "not-checked", "{line}");
        for part in ["what", "why", "remedy"] {
            assert!(line["problem"][part].as_str().unwrap().len() > 10, "{part}: {line}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_photo_with_two_gigabytes_behind_it_is_too_large_and_not_a_fault_of_the_drive() {
    let home = Home::new();
    let path = home.path("long.jpg");
    std::fs::copy(common::fixture("formats/photo.jpg"), &path).unwrap();
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(2 << 30).unwrap();
    let output = verify(&home, &[&path]);
    assert_eq!(json_lines(&output)[0]["problem"]["what"], problem!("file-too-large").what);
}

#[test]
fn pipes_devices_and_broken_links_are_refused_and_never_waited_for() {
    let home = Home::new();
    let made = std::process::Command::new("mkfifo").arg(home.path("pipe.jpg")).status().unwrap();
    assert!(made.success());
    std::os::unix::fs::symlink("/dev/zero", home.path("zero.jpg")).unwrap();
    std::os::unix::fs::symlink("nowhere", home.path("broken.jpg")).unwrap();
    std::os::unix::fs::symlink("loop.jpg", home.path("loop.jpg")).unwrap();
    // One that is bound could not have so long a path as the folder for temporary files may have.
    let (kind, mode) = (rustix::fs::FileType::Socket, rustix::fs::Mode::RUSR);
    rustix::fs::mknodat(rustix::fs::CWD, home.path("socket.jpg"), kind, mode, 0).unwrap();
    let names = ["pipe.jpg", "zero.jpg", "broken.jpg", "loop.jpg", "socket.jpg"].map(|name| home.path(name));
    let output = verify(&home, &names.each_ref().map(PathBuf::as_path));
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(headlines(&output), ["not-checked"; 5]);
}

#[cfg(unix)]
#[test]
fn names_cannot_imitate_another_line_or_turn_the_reading_direction() {
    use std::os::unix::ffi::OsStrExt;
    let home = Home::new();
    let names: [&[u8]; 3] = [b"a\n  Verified\n.jpg", "a\u{202E}gpj.exe.jpg".as_bytes(), b"not\xff\xfeutf8.jpg"];
    let paths = names.map(|name| home.path("").join(std::ffi::OsStr::from_bytes(name)));
    for path in &paths {
        std::fs::write(path, "dear diary").unwrap();
    }
    let output = home.lightmark().arg("verify").args(&paths).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.lines().any(|line| line.trim() == "Verified"), "{text}");
    assert!(text.contains("\\u{a}") && text.contains("\\u{202e}") && !text.contains('\u{202E}'), "{text}");
    assert!(text.contains("not\u{FFFD}\u{FFFD}utf8.jpg"), "{text}");
    assert!(!text.contains("no such file"), "every file was found by its own bytes: {text}");
    let lines = verify(&home, &paths.each_ref().map(PathBuf::as_path));
    let missing = problem!("file-vanished").what;
    assert!(json_lines(&lines).iter().all(|line| line["problem"]["what"] != missing));
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_reported_and_the_rest_goes_on() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let closed = home.path("photos/closed");
    std::fs::create_dir_all(&closed).unwrap();
    for name in ["photos/a.jpg", "photos/secret.jpg", "photos/closed/b.jpg"] {
        std::fs::write(home.path(name), "dear diary").unwrap();
    }
    let mode = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    // Whatever the person's own mask makes of new files.
    for open in [home.dir.path(), &home.path("photos")] {
        mode(open, 0o755);
    }
    mode(&home.path("photos/a.jpg"), 0o644);
    mode(&closed, 0o000);
    mode(&home.path("photos/secret.jpg"), 0o000);
    let mut command = home.lightmark();
    if std::fs::read_dir(&closed).is_ok() {
        // Nothing is closed to root, so the program runs as nobody.
        let as_nobody = |program: &str| {
            let mut command = std::process::Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups", program]);
            command.env("LIGHTMARK_HOME", home.path("home"));
            command
        };
        let read = as_nobody("cat").arg(home.path("photos/a.jpg")).output();
        if !read.is_ok_and(|read| read.status.success()) {
            eprintln!("SKIPPED: nobody else gets into {}", home.dir.path().display());
            mode(&closed, 0o755);
            return;
        }
        command = as_nobody(env!("CARGO_BIN_EXE_lightmark"));
    }
    let output = match command.args(["verify", "--json"]).arg(home.path("photos")).output() {
        Ok(output) if !json_lines(&output).is_empty() => output,
        other => {
            eprintln!("SKIPPED: cannot run as somebody without rights here: {other:?}");
            mode(&closed, 0o755);
            return;
        }
    };
    mode(&closed, 0o755);
    assert_eq!(output.status.code(), Some(3));
    let whats: Vec<_> = json_lines(&output).iter().map(|line| line["problem"]["what"].clone()).collect();
    assert_eq!(whats.len(), 3, "{whats:?}");
    assert_eq!(whats[1], problem!("folder-unreadable").what);
    assert_eq!(whats[2], problem!("file-no-permission").what);
}

/// Prints how many trivial tasks go through the pool in a second, with one child and with two.
/// `cargo test --test hostile -- --ignored --nocapture rate`
#[test]
#[ignore = "a measurement, no test"]
fn rate_of_trivial_tasks() {
    for workers in [1, 2] {
        let pool = pool(workers, 60, 1024);
        pool.run_all(&mut (0..100).map(|_| json("rehearse-nothing")), &|_, _| {}, &|| true);
        let begin = std::time::Instant::now();
        pool.run_all(&mut (0..50_000).map(|_| json("rehearse-nothing")), &|_, _| {}, &|| true);
        println!("{workers} workers: {:.0} tasks a second", 50_000.0 / begin.elapsed().as_secs_f64());
    }
}
