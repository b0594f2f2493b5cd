//! The Redact page: what the chosen files hold, what is to go from them or from their signed history alone, and what came
//! of each. Never reads a file.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::effect::{JobId, RedactionOrder, RedactionRecord};
use super::files::FileId;
use super::settings::Place;
use crate::problem::Problem;
use crate::provenance::redaction::{Fate, Group, Item, Mode, Policy};
use crate::provenance::redaction_history::{HistoryItem, HistoryRoad};

/// What the copies lose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scope {
    /// Metadata of the file; of a signed copy its history goes through the choice, too.
    #[default]
    File,
    /// Details of the signed history alone.
    History,
}

/// What the person does on the page.
#[derive(Debug, Clone, PartialEq)]
pub enum RedactionMsg {
    Preset(Box<Policy>),
    LoadPreset,
    SavePreset,
    Scope(Scope),
    /// A whole group is to go, or to stay.
    Group {
        group: Group,
        goes: bool,
    },
    /// One field is to go or to stay, whatever becomes of its group.
    Field {
        group: Group,
        tag: String,
        goes: bool,
    },
    /// A detail of the signed history, by its label, is to go or to stay in every step.
    Detail {
        label: String,
        goes: bool,
    },
    /// Why, for the record and the signed history.
    Reason(String),
    Fold(Group),
    /// Turn to the file with this number.
    Show(usize),
    Place(Place),
    ChooseFolder,
    /// Sign the copies as the identity with this id, or not at all.
    SignAs(Option<String>),
    /// The second word on signing a copy that protects a source.
    SignAnyway(bool),
    Record(bool),
    ChooseRecordFolder,
    ChoosePrivateFolder,
    Start,
    Cancel,
    /// Back from the results to the choices.
    Again,
    /// Put the copies into the list of files.
    ShowCopies,
    Close,
}

/// What a worker found in one file under the policy in force.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    pub items: Vec<Item>,
    /// Whole sentences on what cannot be removed, and on what can still be learned.
    pub notes: Vec<String>,
    /// Details of the signed history, where that alone was looked into.
    pub history: Vec<HistoryItem>,
    /// The way in which details go from the history.
    pub road: Option<HistoryRoad>,
}

/// How much of a file goes and stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub goes: usize,
    pub stays: usize,
    /// Would go, but the picture needs it.
    pub must_stay: usize,
}

/// How far looking into a file has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Look {
    Waiting,
    Done(Counts),
    Failed(Problem),
}

/// Where the halves of one copy's record stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPaths {
    pub public: PathBuf,
    pub private: PathBuf,
}

/// What came of one file.
#[derive(Debug, Clone, PartialEq)]
pub enum RedactionOutcome {
    Done {
        target: PathBuf,
        /// How many items were taken out.
        gone: usize,
        /// What was proved, as ends of locale keys.
        proved: Vec<String>,
        notes: Vec<String>,
        is_signed: bool,
        record: Option<RecordPaths>,
    },
    /// There is no copy.
    Failed(Problem),
    Cancelled,
}

/// One of the files.
#[derive(Debug, Clone, PartialEq)]
pub struct RedactionFile {
    pub file: FileId,
    pub path: PathBuf,
    pub name: String,
    pub look: Look,
    pub outcome: Option<RedactionOutcome>,
}

/// Where the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Choosing,
    Running { job: JobId, cancelled: bool },
    Finished { cancelled: bool },
}

/// Everything on the page.
#[derive(Debug, Clone)]
pub struct Redaction {
    pub files: Vec<RedactionFile>,
    /// Number of the file whose items are on screen.
    pub shown: usize,
    /// What that file holds. Of the others only numbers are kept, so that a thousand files need little memory.
    pub seen: Option<Seen>,
    pub policy: Policy,
    /// The policy as it was chosen, before any switch was moved.
    pub preset: Policy,
    pub scope: Scope,
    pub place: Place,
    pub folder: Option<PathBuf>,
    /// Id of the identity that signs the copies; nobody until the person chooses.
    pub identity: Option<String>,
    /// The signer may be known, although the policy protects a source. Holds for this identity and preset only.
    pub sign_anyway: bool,
    /// The person asked for a record; see [`Self::is_recorded`].
    pub wants_record: bool,
    pub record: RedactionRecord,
    pub folded: BTreeSet<Group>,
    pub stage: Stage,
    /// A preset could not be read or written, or the whole batch failed.
    pub problem: Option<Problem>,
    /// Looks into every file.
    pub looking: Option<JobId>,
    /// Looks into the one that was turned to.
    pub turning: Option<JobId>,
}

impl Redaction {
    pub fn new(files: Vec<RedactionFile>, shown: usize, place: Place, folder: Option<PathBuf>) -> Self {
        Self {
            files,
            shown,
            seen: None,
            policy: Policy::public(),
            preset: Policy::public(),
            scope: Scope::File,
            place,
            folder,
            identity: None,
            sign_anyway: false,
            wants_record: false,
            record: RedactionRecord::default(),
            folded: BTreeSet::from([Group::Capture, Group::Rendering]),
            stage: Stage::Choosing,
            problem: None,
            looking: None,
            turning: None,
        }
    }

    /// The file on screen.
    pub fn current(&self) -> Option<&RedactionFile> {
        self.files.get(self.shown)
    }

    /// A rebuilt copy takes nothing over that could be picked.
    pub fn may_pick(&self) -> bool {
        self.policy.mode == Mode::InPlace
    }

    /// Whether a switch was moved. A reason is no switch.
    pub fn is_changed(&self) -> bool {
        Policy { reason: String::new(), ..self.policy.clone() }
            != Policy { reason: String::new(), ..self.preset.clone() }
    }

    /// Whether nothing but the signed history is gone through.
    pub fn is_history(&self) -> bool {
        self.scope == Scope::History
    }

    /// Files of which a copy can be made, as far as is known by now. Where the history alone is gone through, a file whose
    /// history keeps everything gets none.
    pub fn ready(&self) -> usize {
        let is_ready = |file: &&RedactionFile| match &file.look {
            Look::Waiting => true,
            Look::Done(counts) => !self.is_history() || counts.goes > 0,
            Look::Failed(_) => false,
        };
        self.files.iter().filter(is_ready).count()
    }

    /// Files that cannot be redacted.
    pub fn unfit(&self) -> usize {
        self.files.iter().filter(|file| matches!(file.look, Look::Failed(_))).count()
    }

    /// Whether the policy says that anything goes.
    pub fn drops_something(&self) -> bool {
        !self.policy.drop.is_empty() || !self.policy.drop_fields.is_empty()
    }

    /// The preset whose record is worth something only if somebody signs it.
    pub fn is_evidence(&self) -> bool {
        !self.is_history() && self.policy.name == Policy::evidence().name
    }

    /// Whether a record is written with each copy. What goes from the history alone is told in the history.
    pub fn is_recorded(&self) -> bool {
        !self.is_history() && (self.wants_record || self.is_evidence())
    }

    /// Whether a signature is needed and nobody signs.
    pub fn lacks_signer(&self) -> bool {
        (self.is_evidence() || self.is_history()) && self.identity.is_none()
    }

    /// Whether signing identifies the signer of a copy that protects a source.
    pub fn signing_identifies(&self) -> bool {
        self.policy.mode == Mode::Rebuild && self.identity.is_some()
    }

    /// Whether the second word on such a signature is missing.
    pub fn lacks_consent(&self) -> bool {
        self.signing_identifies() && !self.sign_anyway
    }

    /// Whether a batch can begin.
    pub fn may_start(&self) -> bool {
        let placed = self.place == Place::Beside || self.folder.is_some();
        let signed = !self.lacks_signer() && !self.lacks_consent();
        self.stage == Stage::Choosing && placed && signed && self.drops_something() && self.ready() > 0
    }

    /// The sum over all files that were looked into, and how many those are.
    pub fn sum(&self) -> (Counts, usize) {
        let mut sum = (Counts::default(), 0);
        for file in &self.files {
            if let Look::Done(counts) = &file.look {
                sum.0.goes += counts.goes;
                sum.0.stays += counts.stays;
                sum.0.must_stay += counts.must_stay;
                sum.1 += 1;
            }
        }
        sum
    }

    /// The batch as ordered.
    pub fn order(&self) -> RedactionOrder {
        RedactionOrder {
            files: self.files.iter().map(|file| file.path.clone()).collect(),
            policy: Policy { reason: self.policy.reason.trim().to_owned(), ..self.policy.clone() },
            history_only: self.is_history(),
            folder: if self.place == Place::Folder { self.folder.clone() } else { None },
            identity: self.identity.clone(),
            record: self.is_recorded().then(|| self.record.clone()),
        }
    }

    /// Files that are through, whatever came of them.
    pub fn done(&self) -> usize {
        self.files.iter().filter(|file| file.outcome.is_some()).count()
    }

    /// Copies that were made, in the order of the originals.
    pub fn copies(&self) -> Vec<PathBuf> {
        let target = |file: &RedactionFile| match &file.outcome {
            Some(RedactionOutcome::Done { target, .. }) => Some(target.clone()),
            _ => None,
        };
        self.files.iter().filter_map(target).collect()
    }

    /// Files that got no copy although one was wanted.
    pub fn failed(&self) -> usize {
        self.files.iter().filter(|file| matches!(file.outcome, Some(RedactionOutcome::Failed(_)))).count()
    }

    pub(super) fn fold(&mut self, group: Group) {
        if !self.folded.remove(&group) {
            self.folded.insert(group);
        }
    }

    pub(super) fn set_group(&mut self, group: Group, goes: bool) {
        if goes {
            self.policy.drop.insert(group);
        } else {
            self.policy.drop.remove(&group);
        }
        // What was picked inside the group went by what the group did before.
        let tags = self.seen.iter().flat_map(|seen| &seen.items).filter(|item| item.group == group);
        for item in tags {
            self.policy.keep_fields.remove(&item.tag);
            self.policy.drop_fields.remove(&item.tag);
        }
        self.guess();
    }

    pub(super) fn set_field(&mut self, group: Group, tag: String, goes: bool) {
        self.policy.keep_fields.remove(&tag);
        self.policy.drop_fields.remove(&tag);
        let by_group = self.policy.drop.contains(&group);
        match (goes, by_group) {
            (true, false) => self.policy.drop_fields.insert(tag),
            (false, true) => self.policy.keep_fields.insert(tag),
            _ => false,
        };
        self.guess();
    }

    pub(super) fn set_detail(&mut self, label: String, goes: bool) {
        // One of several of a kind is named `label__2`; a rule for the kind holds for it, too.
        let bare = label.split("__").next().unwrap_or(&label).to_owned();
        let (off, on) = match goes {
            true => (&mut self.policy.keep_fields, &mut self.policy.drop_fields),
            false => (&mut self.policy.drop_fields, &mut self.policy.keep_fields),
        };
        off.remove(&bare);
        off.remove(&label);
        let fate = if goes { Fate::Dropped } else { Fate::Kept };
        for item in self.seen.iter_mut().flat_map(|seen| &mut seen.history).filter(|item| item.label == label) {
            item.fate = fate;
        }
        on.insert(label);
    }

    /// Another scope: what was picked in the one means nothing in the other.
    pub(super) fn set_scope(&mut self, scope: Scope) {
        self.scope = scope;
        let reason = std::mem::take(&mut self.policy.reason);
        if scope == Scope::History && self.preset.mode == Mode::Rebuild {
            self.preset = Policy::evidence();
        }
        self.policy = Policy { reason, ..self.preset.clone() };
        self.sign_anyway = false;
        self.problem = None;
        self.seen = None;
        self.files.iter_mut().for_each(|file| file.look = Look::Waiting);
    }

    /// What becomes of the items on screen, until the worker has looked again.
    fn guess(&mut self) {
        let Some(seen) = &mut self.seen else { return };
        for item in &mut seen.items {
            let goes = self.policy.drops(item.group, &item.tag);
            item.fate = match item.fate {
                Fate::MustStay if goes => Fate::MustStay,
                _ if goes => Fate::Dropped,
                _ => Fate::Kept,
            };
        }
    }
}

impl Seen {
    pub fn counts(&self) -> Counts {
        let fates = || self.items.iter().map(|item| item.fate).chain(self.history.iter().map(|item| item.fate));
        let of = |fate: Fate| fates().filter(|own| *own == fate).count();
        Counts { goes: of(Fate::Dropped), stays: of(Fate::Kept), must_stay: of(Fate::MustStay) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(group: Group, tag: &str) -> Item {
        let (store, name) = ("EXIF".to_owned(), tag.to_owned());
        Item { store, group, tag: tag.into(), name, value: String::new(), at: 0, length_bytes: 4, fate: Fate::Kept }
    }

    fn page() -> Redaction {
        let mut page = Redaction::new(Vec::new(), 0, Place::Beside, None);
        let items =
            vec![item(Group::Location, "0x0002"), item(Group::Time, "0x9003"), item(Group::Rendering, "0x0112")];
        page.seen = Some(Seen { items, ..Seen::default() });
        page
    }

    #[test]
    fn one_field_stays_while_its_group_goes_and_the_other_way_round() {
        let mut page = page();
        page.set_field(Group::Location, "0x0002".into(), false);
        page.set_field(Group::Time, "0x9003".into(), true);
        assert!(!page.policy.drops(Group::Location, "0x0002"));
        assert!(page.policy.drops(Group::Time, "0x9003"));
        page.set_field(Group::Location, "0x0002".into(), true);
        page.set_field(Group::Time, "0x9003".into(), false);
        assert_eq!(page.policy, page.preset);
    }

    #[test]
    fn a_group_that_is_switched_takes_its_fields_along() {
        let mut page = page();
        page.set_field(Group::Location, "0x0002".into(), false);
        page.set_group(Group::Location, false);
        page.set_group(Group::Location, true);
        assert!(page.policy.drops(Group::Location, "0x0002"));
        assert_eq!(page.seen.unwrap().counts(), Counts { goes: 1, stays: 2, must_stay: 0 });
    }

    #[test]
    fn what_the_picture_needs_never_goes() {
        let mut page = page();
        page.set_group(Group::Rendering, true);
        page.set_field(Group::Rendering, "0x0112".into(), true);
        assert!(!page.policy.drops(Group::Rendering, "0x0112"));
    }

    #[test]
    fn a_batch_needs_something_that_goes_a_place_and_a_file() {
        let mut page = page();
        assert!(!page.may_start());
        let (path, look) = (PathBuf::from("/p/a.jpg"), Look::Waiting);
        page.files.push(RedactionFile { file: FileId(1), path, name: "a.jpg".into(), look, outcome: None });
        assert!(page.may_start());
        page.place = Place::Folder;
        assert!(!page.may_start());
        page.place = Place::Beside;
        page.policy = Policy::evidence();
        assert!(!page.may_start());
    }

    fn ready() -> Redaction {
        let mut page = page();
        let (path, look) = (PathBuf::from("/p/a.jpg"), Look::Waiting);
        page.files.push(RedactionFile { file: FileId(1), path, name: "a.jpg".into(), look, outcome: None });
        page
    }

    #[test]
    fn nobody_signs_and_nothing_is_recorded_unless_asked_for() {
        let order = ready().order();
        assert_eq!((order.identity, order.record), (None, None));
    }

    #[test]
    fn evidence_begins_only_signed_and_is_always_recorded() {
        let mut page = ready();
        page.policy = Policy::evidence();
        page.set_group(Group::Location, true);
        assert!(page.lacks_signer() && !page.may_start());
        page.identity = Some("1".into());
        assert!(page.may_start());
        assert_eq!(page.order().record, Some(RedactionRecord::default()));
    }

    #[test]
    fn source_protection_is_signed_only_with_a_second_word() {
        let mut page = ready();
        page.policy = Policy::source_protection();
        assert!(page.may_start());
        page.identity = Some("1".into());
        assert!(page.lacks_consent() && !page.may_start());
        page.sign_anyway = true;
        assert!(page.may_start());
    }

    fn detail(label: &str) -> HistoryItem {
        let uri = format!("self#jumbf=/c2pa/m/c2pa.assertions/{label}");
        let (label, fate) = (label.to_owned(), Fate::Kept);
        HistoryItem { uri, manifest: "m".into(), signer: None, label, size_bytes: 9, fate, is_salted: true }
    }

    #[test]
    fn the_history_alone_needs_a_signer_and_no_record() {
        let mut page = ready();
        page.wants_record = true;
        page.preset = Policy::source_protection();
        page.policy = Policy { reason: " why ".into(), ..Policy::source_protection() };
        page.set_scope(Scope::History);
        assert_eq!((page.preset.name.as_str(), page.seen.is_none()), ("evidence", true));
        assert!(!page.drops_something() && !page.is_evidence() && !page.is_recorded());
        page.set_group(Group::Location, true);
        assert!(page.lacks_signer() && !page.may_start());
        page.identity = Some("1".into());
        assert!(page.may_start());
        let order = page.order();
        assert_eq!((order.history_only, order.record, order.policy.reason.as_str()), (true, None, "why"));
        page.files[0].look = Look::Done(Counts { goes: 0, stays: 9, must_stay: 0 });
        assert!(!page.may_start(), "a history that keeps everything gets no copy");
        page.set_scope(Scope::File);
        assert!(!page.drops_something() && page.files[0].look == Look::Waiting);
    }

    #[test]
    fn a_detail_is_named_by_its_label_and_a_rule_of_its_kind_gives_way() {
        let mut page = ready();
        page.set_scope(Scope::History);
        page.seen = Some(Seen { history: vec![detail("stds.exif"), detail("stds.exif__2")], ..Seen::default() });
        page.policy.keep_fields.insert("stds.exif".into());
        page.set_detail("stds.exif__2".into(), true);
        assert!(page.policy.keep_fields.is_empty() && page.policy.drop_fields.contains("stds.exif__2"));
        assert_eq!(page.seen.as_ref().unwrap().counts(), Counts { goes: 1, stays: 1, must_stay: 0 });
        page.set_detail("stds.exif__2".into(), false);
        assert!(page.policy.drop_fields.is_empty() && page.policy.keep_fields.contains("stds.exif__2"));
    }
}
