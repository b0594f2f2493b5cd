//! Reads the sources and fails on what a person would have to say in every review: a layer that uses what it
//! may not, a file or function that grew too long, a sentence outside assets/locales, a key that does not exist.
//! Never judges style that rustfmt or clippy judge. Each fault says where, and what to do.

#[path = "tidy/layers.rs"]
mod layers;
#[path = "tidy/shape.rs"]
mod shape;
#[path = "tidy/source.rs"]
mod source;
#[path = "tidy/texts.rs"]
mod texts;

use std::collections::BTreeMap;

use source::Source;

fn fail_on(faults: Vec<String>) {
    assert!(faults.is_empty(), "{} to mend:\n{}\n", faults.len(), faults.join("\n"));
}

#[test]
fn layers_use_only_what_they_may() {
    let sources = Source::all("src");
    let mut faults: Vec<String> = sources.iter().flat_map(layers::faults).collect();
    faults.extend(layers::stale_excuses(&sources));
    fail_on(faults);
}

#[test]
fn sources_keep_their_shape() {
    fail_on(Source::all("src").iter().flat_map(shape::faults).collect());
}

#[test]
fn sentences_keep_the_rules() {
    let mut faults = texts::faults_of_messages(&texts::messages());
    faults.extend(Source::all("src").iter().flat_map(texts::forbidden_in_help));
    fail_on(faults);
}

#[test]
fn every_key_in_the_code_exists() {
    let messages = texts::messages();
    fail_on(Source::all("src").iter().flat_map(|source| texts::missing_keys(source, &messages)).collect());
}

#[test]
fn every_key_is_named_in_the_code() {
    fail_on(texts::unused_keys(&Source::all("src"), &texts::messages()));
}

#[test]
fn the_window_has_no_text_of_its_own() {
    let sources = Source::all("src");
    let window = sources.iter().filter(|s| s.path.starts_with("src/ui/") || s.path.starts_with("src/state/"));
    fail_on(window.flat_map(texts::texts_in_code).collect());
}

#[test]
fn rooms_of_the_table_and_of_the_code_map_agree() {
    let lib = Source::new("src/lib.rs", include_str!("../src/lib.rs"));
    for at in lib.word("pub mod") {
        let name: String = lib.code[at + 8..].chars().take_while(|c| *c != ';').collect();
        assert!(
            layers::ROOMS.iter().any(|room| room.name == name),
            "`{name}` is not in the table of tests/tidy/layers.rs"
        );
        assert!(lib.text.contains(&format!("//! | [`{name}`]")), "`{name}` is not in the code map of src/lib.rs");
    }
}

#[test]
fn lints_are_denied_in_all_that_is_built() {
    assert!(include_str!("../Cargo.toml").contains("unsafe_code = \"forbid\""), "no file calls the system by itself");
    for (path, text) in [("src/lib.rs", include_str!("../src/lib.rs")), ("src/main.rs", include_str!("../src/main.rs"))]
    {
        let code = Source::new(path, text).code.replace(char::is_whitespace, "");
        let denied = code.split_once("#![cfg_attr(not(test),deny(").and_then(|(_, rest)| rest.split_once("))]"));
        let denied: Vec<&str> = denied.map_or_else(Vec::new, |(lints, _)| lints.split(',').collect());
        for lint in ["unwrap_used", "expect_used", "panic", "indexing_slicing", "dbg_macro", "todo"] {
            assert!(denied.contains(&format!("clippy::{lint}").as_str()), "{path} does not deny clippy::{lint}");
        }
    }
}

// The checks themselves: each has to see the fault that it is for.

fn layer_faults(path: &str, text: &str) -> usize {
    layers::faults(&Source::new(path, text)).len()
}

#[test]
fn a_layer_is_caught_naming_what_it_may_not() {
    assert_eq!(layer_faults("src/media/a.rs", "use c2pa::Reader;"), 1);
    assert_eq!(layer_faults("src/state/a.rs", "fn f() { let _ = std::time::SystemTime::now(); }"), 1);
    assert!(layer_faults("src/ui/a.rs", "use std::fs;\nfn f() { std::fs::read(p); }") >= 2);
    assert_eq!(layer_faults("src/ui/a.rs", "use crate::{state::State, workflow::sign};"), 1);
    assert_eq!(layer_faults("src/ui/a.rs", "use crate::keys::Card;"), 1);
    assert_eq!(layer_faults("src/workflow/a.rs", "fn f() { println!(\"x\"); }"), 1);
    assert_eq!(layer_faults("src/cli/a.rs", "use std::net::TcpStream;"), 1);
    assert_eq!(layer_faults("src/nowhere/a.rs", ""), 1);
}

#[test]
fn a_layer_may_speak_of_others_in_comments_texts_and_tests() {
    assert_eq!(layer_faults("src/media/a.rs", "/// Not c2pa::Reader. /* egui */\nconst A: &str = \"c2pa::x\";"), 0);
    assert_eq!(layer_faults("src/state/a.rs", "#[cfg(test)]\nmod tests { use std::fs; fn f() { println!(); } }"), 0);
    assert_eq!(
        layer_faults(
            "src/ui/a.rs",
            "use crate::{problem::Problem, state::{State, Msg}}; fn f() { crate::tr!(\"a\"); }"
        ),
        0
    );
    assert_eq!(layer_faults("src/worker/a.rs", "let c2pa_version = 1;"), 0);
}

#[test]
fn modules_for_tests_in_files_of_their_own_are_known() {
    let files = |path: &str, text: &str| Source::new(path, text).test_files();
    assert_eq!(files("src/trust/path.rs", "#[cfg(test)]\nmod forged;\nmod other;"), ["src/trust/path/forged.rs"]);
    assert_eq!(files("src/trust/mod.rs", "#[cfg(test)]\npub(crate) mod forged;"), ["src/trust/forged.rs"]);
    assert_eq!(files("src/trust/mod.rs", "#[cfg(test)]\nmod tests { mod a; }"), Vec::<String>::new());
}

#[test]
fn lengths_are_measured_through_strings_comments_and_lifetimes() {
    let body = "    let x = \"}\"; // }\n    let y = '}'; let z = r#\"}\"}\"#; /* } */\n    let w: &'static str = \"\\\"}\";\n";
    let long = format!("//! H\nfn f<'a>(x: [u8; 3]) -> &'a str {{\n{}}}\nfn g() {{}}\n", body.repeat(30));
    let source = Source::new("src/a.rs", &long);
    let functions = source.functions();
    assert_eq!(functions.iter().map(|f| (f.name.as_str(), f.lines)).collect::<Vec<_>>(), [("f", 92), ("g", 1)]);
    assert_eq!(shape::faults(&source).len(), 1);
    let excused = long.replace("fn f<", "// long: one table, easier to read whole\n#[inline]\nfn f<");
    assert_eq!(shape::faults(&Source::new("src/a.rs", &excused)).len(), 0);
}

#[test]
fn a_long_file_is_caught_and_its_tests_do_not_count() {
    let long = format!("//! H\n{}", "const A: u8 = 1;\n".repeat(600));
    assert_eq!(shape::faults(&Source::new("src/a.rs", &long)).len(), 1);
    let tests = format!("//! H\n#[cfg(test)]\nmod tests {{\n{}}}\n", "    const A: u8 = 1;\n".repeat(600));
    assert_eq!(shape::faults(&Source::new("src/a.rs", &tests)), Vec::<String>::new());
}

#[test]
fn bad_names_marks_and_headers_are_caught() {
    let count = |path: &str, text: &str| shape::faults(&Source::new(path, text)).len();
    assert_eq!(count("src/a.rs", "fn a() {}"), 1, "no header");
    assert_eq!(count("src/path_utils.rs", "//! H"), 1);
    assert_eq!(count("src/a.rs", "//! H\nstruct KeyManager;"), 1);
    assert_eq!(count("src/a.rs", "//! H\nfn get_name() {}"), 1);
    assert_eq!(count("src/a.rs", "//! H\n// TODO later"), 1);
    assert_eq!(count("src/a.rs", "//! H\nfn f() { unsafe { g() } }"), 1);
    assert_eq!(count("src/a.rs", "//! H\nfn f(credential: u8) {}"), 1);
    assert_eq!(count("src/a.rs", "//! H\nfn f(credentials: u8) { let s = \"TODO unsafe\"; }"), 0);
}

fn parsed(text: &str) -> BTreeMap<String, texts::Message> {
    let mut all = BTreeMap::new();
    texts::parse("a.ftl", text, &mut all);
    all
}

#[test]
fn bad_sentences_are_caught() {
    assert_eq!(
        texts::faults_of_messages(&parsed("problem-a = It failed\n    .why = It is full.\n    .remedy = Make room.\n"))
            .len(),
        1
    );
    let count = |text: &str| texts::faults_of_messages(&parsed(text)).len();
    assert_eq!(count("a = This photo is authentic\n"), 1);
    assert_eq!(count("a = { $n ->\n    [one] a fake\n   *[other] many\n }\n"), 1);
    assert_eq!(count("problem-a = It failed.\n    .why = The disk is full.\n"), 1);
    assert_eq!(count("problem-a = It failed.\n    .why = The disk is full.\n    .remedy = Retry\n"), 1);
    assert_eq!(count("real-key = Untruth and realm are words of their own\n"), 0);
}

#[test]
fn missing_and_unused_keys_are_caught() {
    let messages = parsed("a = A\nb-one = B\nc = { d }\nd = D\nproblem-e = E.\ne-two = E\n");
    let code = r#"fn f() { tr!("a"); tr!("zz"); ui.text("no key"); format!("b-{x}"); locale::text("c"); crate::problem!("e"); crate::problem!("y"); Kind::text("k") }"#;
    let source = Source::new("src/a.rs", code);
    assert_eq!(texts::missing_keys(&source, &messages).len(), 2);
    let unused = texts::unused_keys(&[source], &messages);
    assert_eq!(unused.len(), 2, "{unused:?}");
    let own = r#"fn f() { let text = |key| key; text("own"); let k = "d"; format!("{k}-tip"); }"#;
    let own = Source::new("src/a.rs", own);
    assert_eq!(texts::missing_keys(&own, &messages), Vec::<String>::new());
    assert_eq!(texts::unused_keys(&[own], &parsed("d = D\nd-tip = T\nz-tip = Z\n")).len(), 1);
}

#[test]
fn texts_in_the_window_are_caught() {
    let count = |code: &str| texts::texts_in_code(&Source::new("src/ui/a.rs", code)).len();
    assert_eq!(count(r#"fn f() { ui.label("Sign photo"); ui.button("Sign"); let s = format!("{n} files"); }"#), 3);
    assert_eq!(
        count(
            r#"fn f() { ui.label(tr!("sign-photo")); Id::new("file list"); let k = "sign-one"; format!("{a} · {b}"); }"#
        ),
        0
    );
    assert_eq!(count("fn as_text() { format!(\"two words {n}\"); }\nfn f() { let s = \"two words\"; }"), 1);
    assert_eq!(count(r#"#[error("could not open it")] fn f() { tracing::warn!("it did not work"); }"#), 0);
}
