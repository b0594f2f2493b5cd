//! Long histories and large batches of exports, by the real program: forty edits one after the other, a batch that is
//! killed at any moment, and a disk that runs full.

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::desk::Desk;
use common::{fixture, json_lines};

#[test]
fn forty_edits_one_after_the_other_are_forty_steps() {
    let desk = Desk::new();
    let mut newest = desk.sign(&fixture("formats/photo.jpg"), "0.jpg", &["--source-type", "digitalCapture"]);
    let mut first = Duration::ZERO;
    for number in 1..=40_u32 {
        let begun = Instant::now();
        let name = format!("{number}.jpg");
        // Every fourth edit takes something out of sight, so that earlier thumbnails go.
        let newer = match number % 4 {
            0 => desk.export(&newest, &name, &["--crop", "0,0,32,32", "--resize", "96x64"]),
            1 => desk.export(&newest, &name, &["--exposure", "0.05"]),
            2 => desk.export(&newest, &name, &["--mirror"]),
            _ => desk.export(&newest, &name, &["--watermark-text", "Ada", "--watermark-size", "10"]),
        };
        if number == 1 {
            first = begun.elapsed();
        }
        if number % 10 == 0 {
            let size_bytes = std::fs::metadata(&newer).unwrap().len();
            println!("step {number}: {:?} (the first {first:?}), {size_bytes} bytes", begun.elapsed());
        }
        std::fs::remove_file(&newest).unwrap();
        newest = newer;
    }
    let report = desk.report(&newest);
    assert_eq!(report["headline"], "intact-unrecognised");
    assert_eq!(report["history"]["state"], "complete", "{:#}", report["history"]);
    assert_eq!(report["history"]["steps"].as_array().unwrap().len(), 41);
    // The manifests of forty steps, each with a small thumbnail at most; nothing is stored twice.
    assert!(std::fs::metadata(&newest).unwrap().len() < 41 * 24_000);
}

fn photos(folder: &Path, count: usize) -> BTreeMap<PathBuf, Vec<u8>> {
    std::fs::create_dir_all(folder).unwrap();
    let bytes = std::fs::read(fixture("formats/photo.jpg")).unwrap();
    let names = (0..count).map(|number| folder.join(format!("p{number}.jpg")));
    names.inspect(|path| std::fs::write(path, &bytes).unwrap()).map(|path| (path, bytes.clone())).collect()
}

fn contents(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

#[test]
#[cfg(unix)]
fn a_batch_that_is_killed_leaves_originals_and_whole_copies() {
    let desk = Desk::new();
    let (folder, out) = (desk.home.path("in"), desk.home.path("out"));
    let originals = photos(&folder, 24);
    let args = [folder.to_str().unwrap(), "--out", out.to_str().unwrap(), "--recipe", "web", "--identity", &desk.id];
    for round in 0_u64..6 {
        let mut command = desk.home.lightmark();
        let command = command.arg("export").args(args).arg("--overwrite");
        let mut batch = command.stdout(std::process::Stdio::null()).spawn().unwrap();
        while round > 0 && contents(&out).is_empty() && batch.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(round * 40));
        batch.kill().unwrap();
        batch.wait().unwrap();
        for (path, bytes) in &originals {
            assert!(std::fs::read(path).unwrap() == *bytes, "{} changed", path.display());
        }
        for path in contents(&out).iter().filter(|path| !is_hidden(path)) {
            let report = desk.report(path);
            assert_eq!(report["headline"], "intact-unrecognised", "{}", path.display());
        }
    }
    let output = desk.home.lightmark().arg("export").args(args).arg("--overwrite").output().unwrap();
    assert!(output.status.success());
    let made = contents(&out);
    assert_eq!(made.len(), 24);
    assert!(!made.iter().any(|path| is_hidden(path)), "{made:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_disk_that_runs_full_costs_only_what_did_not_fit() {
    let desk = Desk::new();
    let (folder, full) = (desk.home.path("in"), desk.home.path("full"));
    let originals = photos(&folder, 12);
    std::fs::create_dir(&full).unwrap();
    let mut mount = std::process::Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "size=96k", "tmpfs"]).arg(&full);
    if !mount.status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: no small file system can be mounted here (not root, or not allowed)");
        return;
    }
    let output = desk.run("export", &[folder.to_str().unwrap(), "--out", full.to_str().unwrap(), "--json"]);
    let left = contents(&full);
    let headlines: Vec<_> = left.iter().map(|path| desk.report(path)["headline"].clone()).collect();
    let _ = std::process::Command::new("umount").arg(&full).status();
    let lines = json_lines(&output);
    let failed: Vec<_> = lines.iter().filter(|line| line["state"] == "failed").collect();
    assert!(!failed.is_empty() && failed.len() < lines.len(), "{lines:#?}");
    assert_eq!(left.len(), lines.len() - failed.len(), "{left:?}");
    assert!(headlines.iter().all(|headline| headline == "intact-unrecognised"), "{headlines:?}");
    for line in failed {
        assert!(line["problem"]["why"].as_str().unwrap().contains("full"), "{line}");
    }
    for (path, bytes) in &originals {
        assert!(std::fs::read(path).unwrap() == *bytes, "{} changed", path.display());
    }
    assert_eq!(output.status.code(), Some(3));
}
