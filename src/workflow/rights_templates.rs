//! Rights templates of a person or a team: one TOML file each, in Lightmark's own folder, to be passed on as files.
//! Never replaces one that comes with Lightmark, and never one of their own unless told to.

use std::io;
use std::path::{Path, PathBuf};

use super::not_done::NotDone;
use crate::locale;
use crate::problem::Problem;
use crate::provenance::rights_statement::{self, RightsStatement, is_mail_address};
use crate::whole_file;
use crate::workflow::home::Home;

/// A template is a short text.
const MAX_BYTES: u64 = 64 << 10;
/// Longest name, in characters.
const MAX_NAME_CHARS: usize = 60;
/// More own templates than this are not listed.
const MAX_TEMPLATES: usize = 500;
/// Names that no file can have on Windows.
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// The folder of own templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Templates {
    folder: PathBuf,
}

impl Templates {
    /// Those of this person.
    pub fn of(home: &Home) -> Self {
        Self { folder: home.config.join("rights-templates") }
    }

    /// Names of own templates, in order. A file that does not hold one is listed, so that its fault is seen when it is
    /// chosen.
    pub fn names(&self) -> Vec<String> {
        let Ok(files) = std::fs::read_dir(&self.folder) else { return Vec::new() };
        let name = |entry: std::fs::DirEntry| {
            let path = entry.path();
            let is_toml = path.extension().is_some_and(|ending| ending == "toml");
            let name = path.file_stem()?.to_str()?.to_owned();
            (is_toml && is_name(&name) && !is_built_in(&name)).then_some(name)
        };
        let mut names: Vec<String> = files.flatten().filter_map(name).take(MAX_TEMPLATES).collect();
        names.sort_by_key(|name| name.to_lowercase());
        names
    }

    /// A template by its name, one that comes with Lightmark first; else from a file, TOML or JSON.
    ///
    /// # Errors
    /// There is none, or the file holds something else.
    pub fn find(&self, name: &str) -> Result<RightsStatement, Problem> {
        if let Some(found) = rights_statement::template(name) {
            return Ok(found);
        }
        let own = self.path(name).filter(|path| path.is_file());
        read(&own.unwrap_or_else(|| PathBuf::from(name)), name)
    }

    /// Keeps a template. How a picture came to be is no right and is left out.
    ///
    /// # Errors
    /// Refused: the name cannot be one, or is taken; nothing is stated. Failed: the file cannot be written.
    pub fn save(&self, name: &str, said: &RightsStatement, overwrite: bool) -> Result<(), NotDone> {
        let nameless = || NotDone::Refused(crate::problem!("rights-template-name", name = shown(name)));
        let path = self.path(name).ok_or_else(nameless)?;
        if is_built_in(name) {
            return Err(NotDone::Refused(crate::problem!("rights-template-built-in", name = shown(name))));
        }
        let said = RightsStatement { source_type: None, ..said.clone() };
        if said.is_empty() {
            return Err(NotDone::Refused(crate::problem!("rights-template-empty")));
        }
        sound(&said, name).map_err(NotDone::Refused)?;
        if !overwrite && self.is_taken(name) {
            return Err(NotDone::Refused(crate::problem!("rights-template-exists", name = shown(name))));
        }
        Ok(write(&path, &said)?)
    }

    /// Removes an own template.
    ///
    /// # Errors
    /// It comes with Lightmark, there is none, or it cannot be removed.
    pub fn delete(&self, name: &str) -> Result<(), NotDone> {
        if is_built_in(name) {
            return Err(NotDone::Refused(crate::problem!("rights-template-built-in", name = shown(name))));
        }
        let missing = || NotDone::Refused(crate::problem!("rights-template", name = shown(name)));
        let path = self.path(name).filter(|path| path.is_file()).ok_or_else(missing)?;
        whole_file::remove(&path).map_err(|error| unwritable(&path, &error).into())
    }

    /// Writes a template to a file that another person can import; an existing file is replaced only when told to.
    ///
    /// # Errors
    /// There is no such template, or the file cannot be written.
    pub fn export(&self, name: &str, target: &Path, overwrite: bool) -> Result<(), NotDone> {
        let said = self.find(name).map_err(NotDone::Refused)?;
        if !overwrite && target.exists() {
            let name = shown(&target.to_string_lossy());
            return Err(NotDone::Refused(crate::problem!("rights-template-exists", name = name)));
        }
        Ok(write(target, &said)?)
    }

    /// Takes in a template from a file, under the file's name or another; gives the name.
    ///
    /// # Errors
    /// As [`Self::save`], and where the file holds something else.
    pub fn import(&self, file: &Path, name: Option<&str>, overwrite: bool) -> Result<String, NotDone> {
        let own = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let name = name.map_or(own, str::to_owned);
        let said = read(file, &file.to_string_lossy()).map_err(NotDone::Refused)?;
        self.save(&name, &said, overwrite)?;
        Ok(name)
    }

    /// A statement as a template's file says it.
    pub fn text(said: &RightsStatement) -> String {
        // Plain strings, which always become TOML.
        toml::to_string_pretty(said).unwrap_or_default()
    }

    /// Where the template of this name is kept; `None` when it cannot be a name.
    fn path(&self, name: &str) -> Option<PathBuf> {
        is_name(name).then(|| self.folder.join(format!("{name}.toml")))
    }

    /// Whether there is one of this name, in capitals or not: some file systems do not tell them apart.
    fn is_taken(&self, name: &str) -> bool {
        self.names().iter().any(|own| own.to_lowercase() == name.to_lowercase())
            || self.path(name).is_some_and(|path| path.exists())
    }
}

/// Letters, digits, spaces, `-` and `_`: a name that is a file's on every system.
fn is_name(name: &str) -> bool {
    let stem: String = name.to_lowercase().trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    !name.is_empty()
        && name.chars().count() <= MAX_NAME_CHARS
        && name.trim() == name
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        && !name.starts_with('-')
        && !RESERVED.contains(&stem.as_str())
}

fn is_built_in(name: &str) -> bool {
    rights_statement::template_names().iter().any(|own| own.eq_ignore_ascii_case(name))
}

fn read(path: &Path, name: &str) -> Result<RightsStatement, Problem> {
    let bytes = whole_file::read(path, MAX_BYTES).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => crate::problem!("rights-template", name = shown(name)),
        _ => crate::problem!("rights-template-unreadable", name = shown(name)).with_cause(&error),
    })?;
    let text = String::from_utf8_lossy(&bytes);
    // A word that is not known is refused: a misspelt one would be left out without anyone noticing.
    let said: Result<RightsStatement, String> = match text.trim_start().starts_with('{') {
        true => serde_json::from_str(&text).map_err(|error| error.to_string()),
        false => toml::from_str(&text).map_err(|error| error.message().to_owned()),
    };
    let wrong = |reason: String| {
        crate::problem!("rights-template-wrong", name = shown(name), reason = locale::elide(&reason, 200))
    };
    let said = said.map_err(wrong)?;
    sound(&said, name)?;
    Ok(said)
}

/// Refuses a template whose addresses or date would be refused when typed.
fn sound(said: &RightsStatement, name: &str) -> Result<(), Problem> {
    let is_web = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
    let is_date = |text: &&String| text.parse::<jiff::civil::Date>().is_ok();
    let wrong = [
        ("license_url", said.license_url.as_ref().filter(|url| !is_web(url))),
        ("licensor_url", said.licensor_url.as_ref().filter(|url| !is_web(url))),
        ("licensor_email", said.licensor_email.as_ref().filter(|text| !is_mail_address(text))),
        ("expires", said.expires.as_ref().filter(|text| !is_date(text))),
    ];
    match wrong.into_iter().find_map(|(field, value)| Some((field, value?))) {
        None => Ok(()),
        Some((field, value)) => {
            let reason = format!("{field} = {value}");
            let reason = locale::elide(&reason, 200);
            Err(crate::problem!("rights-template-wrong", name = shown(name), reason = reason))
        }
    }
}

fn write(path: &Path, said: &RightsStatement) -> Result<(), Problem> {
    let text = toml::to_string_pretty(said)
        .map_err(|error| crate::problem!("rights-template-unwritable", name = shown_file(path)).with_cause(&error))?;
    whole_file::replace(path, text.as_bytes()).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &io::Error) -> Problem {
    crate::problem!("rights-template-unwritable", name = shown_file(path)).with_cause(error)
}

fn shown_file(path: &Path) -> String {
    shown(&path.file_name().unwrap_or_default().to_string_lossy())
}

fn shown(name: &str) -> String {
    locale::elide(name, 80)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::statement::{AiPermissions, AiUse, SourceType};

    fn templates() -> (tempfile::TempDir, Templates) {
        let folder = tempfile::tempdir().unwrap();
        let templates = Templates { folder: folder.path().join("rights-templates") };
        (folder, templates)
    }

    fn said() -> RightsStatement {
        RightsStatement {
            creator: Some("Zoë \"Z\" Example".into()),
            copyright: Some("© {year} {creator}".into()),
            license_url: Some("https://example.org/l".into()),
            licensor_email: Some("desk@example.org".into()),
            source_type: Some(SourceType::DigitalCapture),
            ai: AiPermissions {
                training: Some(AiUse::NotAllowed),
                inference: Some(AiUse::Constrained("ask\nfirst".into())),
                ..AiPermissions::default()
            },
            ..RightsStatement::default()
        }
    }

    #[test]
    fn names_that_cannot_be_files_or_are_taken_are_refused() {
        let (_folder, templates) = templates();
        let long = "x".repeat(61);
        for name in ["", " a", "a ", "../a", "a/b", "a\\b", "a.b", ".", "con", "COM1", "-x", "a\0", "a\nb", &long] {
            assert!(templates.save(name, &said(), true).is_err(), "{name:?}");
        }
        for name in ["cc-by", "CC0", "All-rights-reserved"] {
            let problem = templates.save(name, &said(), true).unwrap_err().problem();
            assert!(problem.what.contains("comes with Lightmark"), "{problem:?}");
            assert!(templates.delete(name).is_err());
        }
        assert!(templates.save("empty", &RightsStatement::default(), true).is_err());
        assert!(templates.names().is_empty());
        templates.save("Agency", &said(), false).unwrap();
        assert!(templates.save("agency", &said(), false).is_err(), "capitals do not make another name");
        templates.save("Agency", &said(), true).unwrap();
    }

    #[test]
    fn a_template_is_what_was_saved_and_travels_as_a_file() {
        let (folder, templates) = templates();
        templates.save("Agency Süd", &said(), false).unwrap();
        assert_eq!(templates.names(), ["Agency Süd"]);
        let kept = RightsStatement { source_type: None, ..said() };
        assert_eq!(templates.find("Agency Süd").unwrap(), kept);
        let file = folder.path().join("passed on.toml");
        templates.export("Agency Süd", &file, false).unwrap();
        assert!(templates.export("Agency Süd", &file, false).is_err(), "a file that is there stays");
        assert_eq!(templates.import(&file, None, false).unwrap(), "passed on");
        assert_eq!(templates.import(&file, Some("third"), false).unwrap(), "third");
        assert_eq!(templates.find("third").unwrap(), kept);
        assert_eq!(templates.find(&file.to_string_lossy()).unwrap(), kept, "a file serves as it is");
        templates.delete("third").unwrap();
        assert!(templates.delete("third").is_err());
        assert_eq!(templates.names(), ["Agency Süd", "passed on"]);
    }

    #[test]
    fn a_file_that_holds_something_else_is_no_template() {
        let (folder, templates) = templates();
        let file = folder.path().join("x.toml");
        for text in [
            "creater = \"Ana\"",
            "creator = 7",
            "license_url = \"javascript:alert(1)\"",
            "licensor_url = \"example.org\"",
            "licensor_email = \"example.org\"",
            "expires = \"soon\"",
            "{\"creator\": \"Ana\", \"more\": 1}",
            "[[",
            "",
        ] {
            std::fs::write(&file, text).unwrap();
            assert!(templates.import(&file, None, false).is_err(), "{text}");
        }
        std::fs::write(&file, "x = \"".to_owned() + &"y".repeat(70_000)).unwrap();
        assert!(templates.import(&file, None, false).is_err(), "too long");
        assert!(templates.import(&folder.path().join("none.toml"), None, false).is_err());
        assert!(templates.names().is_empty());
        std::fs::write(&file, "{\"creator\": \"Ana\", \"ai\": {\"training\": {\"use\": \"notAllowed\"}}}").unwrap();
        assert_eq!(templates.import(&file, Some("from json"), false).unwrap(), "from json");
    }
}
