//! Everything that can happen: what the person does and what jobs answer. Never a decision.

use std::path::PathBuf;

use crate::problem::Problem;
use crate::provenance::identity::{IdentityCard, KeyUse};
use crate::provenance::recording::Proposal;
use crate::provenance::redaction::Policy;
use crate::provenance::report::Report;
use crate::provenance::rights_statement::RightsStatement;
use crate::provenance::trust_source::ListedCertificate;

use super::activity::{Activity, ActivityMsg};
use super::approval::ApprovalMsg;
use super::campaign::{CampaignMsg, Step, Sum};
use super::command::Command;
use super::compare::{CompareMsg, Compared};
use super::editor::EditorMsg;
use super::editor_preview::Preview;
use super::effect::JobId;
use super::files::FilesMsg;
use super::graph::GraphMsg;
use super::identities::IdentitiesMsg;
use super::inspector::InspectorMsg;
use super::library::{AlikeCount, LibraryMsg, LibraryRows, TrustEffect};
use super::list_update::{ListSource, ListUpdateMsg, ListsFetched};
use super::picture::{PictureMsg, Pixels};
use super::recipes::{RecipeMsg, RecipesTold};
use super::recording::RecordingMsg;
use super::redaction::{RedactionMsg, RedactionOutcome, Seen};
use super::revoke_list::{MadeList, RevokeListMsg};
use super::rights::{RightsMsg, RightsOutcome};
use super::settings::SettingsMsg;
use super::sign::SignMsg;
use super::stamps::{StampsMsg, Waiting};
use super::trust::{InForce, Newcomer, OfferedTeam, TrustMsg};
use super::uses::UsesMsg;
use super::watch::{WatchMsg, WatchNews};

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum Msg {
    /// A named thing that has a label, and perhaps a shortcut.
    Command(Command),
    /// Files and folders that came by drop or as arguments.
    Opened(Vec<PathBuf>),
    /// Text that was pasted outside of a text box.
    Pasted(String),
    /// The path in the "add by path" dialog was edited.
    PathDraft(String),
    /// "Add" in that dialog.
    PathGiven,
    /// Asks first where something was typed that would be lost.
    CloseDialog,
    /// Close the dialog with all that was typed.
    ThrowAway,
    /// The person took note of the last notice.
    DismissNotice,
    /// The window's inner size in points.
    Resized {
        width: f32,
        height: f32,
    },
    Files(FilesMsg),
    Picture(PictureMsg),
    Inspector(InspectorMsg),
    Compare(CompareMsg),
    Graph(GraphMsg),
    Editor(EditorMsg),
    Recipes(RecipeMsg),
    Redaction(RedactionMsg),
    Rights(RightsMsg),
    Approval(ApprovalMsg),
    Recording(RecordingMsg),
    Watch(WatchMsg),
    Sign(SignMsg),
    Stamps(StampsMsg),
    Campaign(CampaignMsg),
    Uses(UsesMsg),
    RevokeList(RevokeListMsg),
    ListUpdate(ListUpdateMsg),
    Identities(IdentitiesMsg),
    Trust(TrustMsg),
    Activity(ActivityMsg),
    Library(LibraryMsg),
    /// A change of trust was followed through the library.
    TrustEffect(TrustEffect),
    Settings(SettingsMsg),
    /// The system's colour scheme, now or whenever it changes.
    SystemTheme(SystemTheme),
    Started(Box<Started>),
    Answer {
        job: JobId,
        answer: Answer,
    },
    /// Saving settings failed.
    Trouble(Problem),
}

/// What the system prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemTheme {
    Light,
    Dark,
}

/// What was loaded at the start.
#[derive(Debug, Clone)]
pub struct Started {
    pub zone: jiff::tz::TimeZone,
    pub identities: Result<Vec<IdentityCard>, Problem>,
    pub trust: Result<InForce, Problem>,
    /// Where log files are, to show.
    pub logs: Option<PathBuf>,
}

/// What a job has to say.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Paths found on the way, in the order in which reports count them. One that cannot be read gets a report, too.
    Found(Vec<PathBuf>),
    /// The report of the file that was found as number `index`.
    Report {
        index: usize,
        report: Box<Report>,
    },
    /// Nothing more comes from this job.
    Finished,
    Picture(Result<Pixels, Problem>),
    /// What an edit comes to on the screen.
    EditPreview(Result<Box<Preview>, Problem>),
    Recipes(Result<Box<RecipesTold>, Problem>),
    Manifest(Result<serde_json::Value, Problem>),
    Compared(Result<Box<Compared>, Problem>),
    Chosen(Chosen),
    Identities(Result<Vec<IdentityCard>, Problem>),
    IdentityCreated(Result<IdentityCard, Problem>),
    IdentityExported(Result<PathBuf, Problem>),
    CertificateRequested(Result<PathBuf, Problem>),
    /// The identity that was changed or came, and all of them.
    IdentityChanged(Result<(Box<IdentityCard>, Vec<IdentityCard>), Problem>),
    /// What is in force, after a change.
    Trust(Result<InForce, Problem>),
    ListedCertificates(Result<Vec<ListedCertificate>, Problem>),
    Newcomer(Result<Newcomer, Problem>),
    /// What a team's file would put in force.
    TeamOffered(Result<Box<OfferedTeam>, Problem>),
    CardExported(Result<PathBuf, Problem>),
    Activity(Result<Activity, Problem>),
    /// The newest first, and how many lines could not be understood.
    KeyUses(Result<(Vec<KeyUse>, usize), Problem>),
    UsesExported(Result<PathBuf, Problem>),
    RevocationsMade(Result<Box<(MadeList, InForce)>, Problem>),
    ListSources(Result<Vec<ListSource>, Problem>),
    ListsFetched(Result<Box<ListsFetched>, Problem>),
    CampaignStep(Step),
    Campaign(Result<Box<Sum>, Problem>),
    /// The files that wait for a time stamp.
    Queue(Result<Vec<Waiting>, Problem>),
    Library(Result<LibraryRows, Problem>),
    Alike(AlikeCount),
    Signed {
        index: usize,
        outcome: SignOutcome,
    },
    /// What the file with this number holds, and what would become of it.
    SeenForRedaction {
        index: usize,
        seen: Result<Seen, Problem>,
    },
    Redacted {
        index: usize,
        outcome: RedactionOutcome,
    },
    /// A preset that was read or written.
    RedactionPreset(Result<Policy, Problem>),
    RightsWritten {
        index: usize,
        outcome: RightsOutcome,
    },
    /// Something happened in the watched folder.
    Watched(WatchNews),
    /// What changed between the two files of a pair.
    EditMeasured(Result<Box<Proposal>, Problem>),
    /// What a template says, with the year filled in.
    RightsTemplate(Result<RightsStatement, Problem>),
    /// The names of the person's own templates.
    RightsTemplates(Result<Vec<String>, Problem>),
    /// The job as a whole failed.
    Failed(Problem),
}

/// What came of a dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    Paths(Vec<PathBuf>),
    /// The person closed it.
    Nothing,
    /// The system has no dialog to offer.
    NoDialog,
}

/// What came of signing one file.
#[derive(Debug, Clone, PartialEq)]
pub enum SignOutcome {
    Done { target: PathBuf, report: Box<Report> },
    Failed(Problem),
    Cancelled,
}
