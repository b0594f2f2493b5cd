//! What a key was used for, read and written to a file of the person's choice.

use crate::provenance::identity::KeyUse;
use crate::state::msg::Answer;
use crate::state::uses::{UsesExport, UsesFormat};

use super::services::Services;

/// Version of the JSON that is written, one object with all uses.
const SCHEMA: &str = "lightmark.key-uses/1";

pub(super) fn read(services: &Services, id: &str) -> Answer {
    Answer::KeyUses(services.identities().and_then(|all| {
        let mut read = all.uses(id).map_err(|error| error.problem())?;
        read.uses.reverse();
        Ok((read.uses, read.unreadable_lines))
    }))
}

pub(super) fn export(export: UsesExport) -> Answer {
    let text = match export.format {
        UsesFormat::Csv => csv(&export.uses),
        UsesFormat::Json => json(&export.uses),
    };
    Answer::UsesExported(super::identities::write(export.target, text.as_bytes()))
}

fn json(uses: &[KeyUse]) -> String {
    format!("{:#}\n", serde_json::json!({ "schema": SCHEMA, "uses": uses }))
}

/// RFC 4180, with a header.
fn csv(uses: &[KeyUse]) -> String {
    let mut text = String::from("at,identity,certificate,file,sha256,purpose\r\n");
    for own in uses {
        let digest = own.sha256.as_deref().unwrap_or_default();
        let fields = [&*own.at, &*own.identity, &*own.certificate, &*own.file, digest, &*own.purpose];
        text.push_str(&fields.map(field).join(","));
        text.push_str("\r\n");
    }
    text
}

/// Quoted where it has to be. A name that a spreadsheet would take for a formula gets an apostrophe in front.
fn field(text: &str) -> String {
    let guarded = match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    };
    if guarded.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(file: &str) -> KeyUse {
        KeyUse {
            at: "2026-11-20T12:00:00Z".into(),
            identity: "1".into(),
            certificate: "00".into(),
            file: file.into(),
            sha256: None,
            purpose: "sign".into(),
        }
    }

    #[test]
    fn names_that_would_break_a_table_or_run_in_one_do_neither() {
        let text = csv(&[used("a \"b\", c.jpg"), used("=cmd|' /C calc'!A0"), used("two\nlines.jpg")]);
        let rows = "2026-11-20T12:00:00Z,1,00,\"a \"\"b\"\", c.jpg\",,sign\r\n\
                    2026-11-20T12:00:00Z,1,00,'=cmd|' /C calc'!A0,,sign\r\n\
                    2026-11-20T12:00:00Z,1,00,\"two\nlines.jpg\",,sign\r\n";
        assert_eq!(text, format!("at,identity,certificate,file,sha256,purpose\r\n{rows}"));
    }

    #[test]
    fn the_json_names_its_version_and_holds_every_use() {
        let value: serde_json::Value = serde_json::from_str(&json(&[used("a.jpg")])).unwrap();
        assert_eq!((value["schema"].as_str(), value["uses"][0]["file"].as_str()), (Some(SCHEMA), Some("a.jpg")));
    }
}
