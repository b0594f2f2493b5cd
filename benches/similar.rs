//! How long a library of a hundred thousand files takes to find what looks like one picture, against reading as many
//! bytes as their hashes have from a file. The aim is well under 100 ms.

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, criterion_group, criterion_main};
use lightmark::library::{Cause, Library, Seen, Sight, now};
use lightmark::provenance::report::Report;
use lightmark::provenance::soft_binding::{Looked, SoftBinding};

const FILES: u64 = 100_000;

/// Files that look like the one that is asked about.
const ALIKE: u64 = 5;

fn report(path: &str) -> Report {
    let json = serde_json::json!({
        "schema": "lightmark.report/1", "path": path, "size_bytes": 2_000_000, "format": "image/jpeg",
        "headline": "verified", "content": { "state": "intact" },
        "signer": { "state": "official", "name": "Camera 9", "fingerprint": "ab".repeat(32) },
        "time": { "state": "trusted" }, "history": { "state": "complete", "steps": [] },
        "rights": { "state": "none", "fields": [] }, "checks": [],
    });
    serde_json::from_value(json).expect("a report")
}

/// Numbers that have nothing to do with each other (SplitMix64).
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn look(number: u64) -> SoftBinding {
    let number = if number < ALIKE { 0 } else { number };
    SoftBinding::new([0, 1, 2, 3].map(|word| mixed(4 * number + word + 1)))
}

fn filled(dir: &std::path::Path) -> Library {
    let mut library = Library::open(dir).expect("a library").library;
    let at = now();
    let numbers: Vec<u64> = (0..FILES).collect();
    for part in numbers.chunks(5_000) {
        let path = |number: &u64| PathBuf::from(format!("/photos/2026/DSC_{number:06}.jpg"));
        let seen: Vec<Seen> = part
            .iter()
            .map(|number| Seen {
                path: path(number),
                report: report("DSC.jpg"),
                at: at.clone(),
                cause: Cause::Check,
                trust: String::new(),
                modified_ns: Some(1),
            })
            .collect();
        library.remember(&seen).expect("remembered");
        let sight = |number: &u64| Sight { path: path(number), size_bytes: 2_000_000, modified_ns: 1 };
        let looked: Vec<_> = part.iter().map(|number| (sight(number), Looked::Picture(look(*number)))).collect();
        library.looked(&looked).expect("looked at");
    }
    library
}

fn searching(c: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a folder");
    let library = filled(dir.path());
    let (hash, path) = (look(0), PathBuf::from("/photos/other.jpg"));
    assert_eq!(library.alike(&hash, &path).expect("an answer").len() as u64, ALIKE);
    let bytes = dir.path().join("bytes");
    std::fs::write(&bytes, vec![7; FILES as usize * SoftBinding::BYTES]).expect("written");
    let mut group = c.benchmark_group("a hundred thousand hashes");
    group.sample_size(20);
    group.bench_function("searched", |b| b.iter(|| black_box(library.alike(&hash, &path))));
    group.bench_function("read", |b| b.iter(|| black_box(std::fs::read(&bytes))));
    group.finish();
}

criterion_group!(benches, searching);
criterion_main!(benches);
