//! The model: everything that the window shows, and the one function that changes it.
//!
//! `update` is pure: it takes what happened, changes the state and gives the effects that `jobs` shall
//! perform. No file, no thread, no clock, no window toolkit.

pub mod activity;
pub mod approval;
pub mod campaign;
pub mod command;
pub mod compare;
pub mod editor;
pub mod editor_preview;
pub mod effect;
pub mod files;
pub mod graph;
pub mod histogram;
pub mod identities;
pub mod inspector;
pub mod library;
pub mod list_update;
pub mod msg;
pub mod picture;
pub mod recipes;
pub mod recording;
pub mod redaction;
pub mod revoke_list;
pub mod rights;
pub mod running;
pub mod settings;
pub mod sign;
pub mod stamps;
pub mod trust;
pub mod typed;
pub mod uses;
pub mod watch;

mod update;

#[cfg(test)]
mod tests;

use crate::problem::Problem;

pub use command::Command;
pub use effect::{Effect, JobId};
pub use files::{FileId, Files};
pub use msg::{Answer, Msg};
pub use settings::Settings;
pub use update::{update, update_all};

use activity::ActivityPage;
use approval::ApprovalDialog;
use campaign::CampaignDialog;
use compare::Compare;
use editor::{Editor, Shelf};
use graph::Graph;
use identities::{IdentitiesPage, IdentityForm, Life, PassphraseForm, RevokeForm, RotateForm};
use inspector::{Inspector, ManifestDialog};
use library::{Forget, LibraryPage};
use list_update::ListUpdateDialog;
use msg::SystemTheme;
use picture::{PicturePane, Thumbnails};
use recipes::{Recipes, RecipesDialog};
use recording::RecordingDialog;
use redaction::Redaction;
use revoke_list::RevokeListForm;
use rights::{RightsDialog, Templates};
use running::{ChooseFor, Running};
use settings::SettingsPage;
use sign::SignDialog;
use stamps::StampsDialog;
use trust::{CertificatesDialog, ContactDialog, ExportCard, TeamDialog, TrustListDialog, TrustPage};
use uses::UsesDialog;

/// The pages of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Page {
    #[default]
    Files,
    Editor,
    Redaction,
    Identities,
    Trust,
    Activity,
    Library,
    Settings,
}

/// The one dialog that is open. There is never more than one, so none pops over another and steals a click.
#[derive(Debug, Clone, Default)]
pub enum Dialog {
    #[default]
    None,
    Shortcuts,
    /// Paths typed or pasted, one each line; also where the system has no dialog of its own.
    TypePath(TypePath),
    Manifest(ManifestDialog),
    Sign(Box<SignDialog>),
    Stamps(Box<StampsDialog>),
    Campaign(Box<CampaignDialog>),
    Uses(UsesDialog),
    RevokeList(Box<RevokeListForm>),
    ListUpdate(ListUpdateDialog),
    Rights(Box<RightsDialog>),
    Approval(Box<ApprovalDialog>),
    Recording(Box<RecordingDialog>),
    /// The watch on a folder, which goes on when this is closed.
    Watch,
    Recipes(RecipesDialog),
    NewIdentity(IdentityForm),
    DeleteIdentity {
        id: String,
    },
    RotateIdentity(RotateForm),
    RevokeIdentity(RevokeForm),
    Passphrase(PassphraseForm),
    TrustList(TrustListDialog),
    /// A list, a contact or a revocation list.
    RemoveTrustList {
        id: String,
    },
    /// What the library is to forget.
    Forget(Forget),
    Certificates(CertificatesDialog),
    Contact(ContactDialog),
    Team(TeamDialog),
    ExportCard(ExportCard),
}

/// Paths being typed.
#[derive(Debug, Clone)]
pub struct TypePath {
    pub purpose: ChooseFor,
    pub text: String,
    /// What was open before and comes back.
    pub back: Box<Dialog>,
}

impl TypePath {
    pub fn new(purpose: ChooseFor) -> Self {
        Self { purpose, text: String::new(), back: Box::default() }
    }
}

/// The last thing worth telling, shown in the status bar until the next.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// All files that were asked for are checked.
    Checked {
        files: usize,
    },
    Stopped {
        checked: usize,
        left: usize,
    },
    NothingFound,
    NoDialog,
    Copied,
    Removed {
        files: usize,
    },
    IdentityMade {
        name: String,
    },
    IdentityDeleted {
        name: String,
    },
    IdentityLife {
        life: Life,
        name: String,
    },
    Exported {
        path: String,
    },
    TrustChanged,
    /// A file that the person asked for.
    Written {
        path: String,
    },
    Signed {
        files: usize,
        failed: usize,
    },
    SigningStopped {
        files: usize,
    },
    RevocationsMade {
        number: u64,
        revoked: usize,
        path: String,
    },
    /// The person said that it is never to be asked.
    NeverAsked {
        host: String,
    },
    EditsCopied,
    /// A copied edit was done to the files in the editor.
    EditsPasted {
        files: usize,
    },
    NothingToPaste,
    RecipeSaved {
        name: String,
    },
    RecipeUsed {
        name: String,
    },
    RecipeDeleted,
    /// The watch signed a copy.
    WatchRecorded {
        name: String,
    },
    /// Copies with rights in their metadata.
    RightsWritten {
        files: usize,
        failed: usize,
    },
    /// Redacted copies that were made and proved.
    Redacted {
        files: usize,
        failed: usize,
    },
    /// What was filled in was kept as a rights template.
    /// An own rights template is no more.
    TemplateDeleted {
        name: String,
    },
    TemplateKept {
        name: String,
    },
    Trouble(Problem),
}

/// Everything that the window shows.
#[derive(Debug, Clone)]
pub struct State {
    pub page: Page,
    pub files: Files,
    pub picture: PicturePane,
    pub thumbnails: Thumbnails,
    pub inspector: Inspector,
    /// A step's thumbnail lies over the picture.
    pub compare: Option<Compare>,
    /// The history is shown as a graph in the picture's place.
    pub graph: Option<Graph>,
    pub editor: Option<Editor>,
    /// Copied edits and those that were begun.
    pub shelf: Shelf,
    pub recipes: Recipes,
    pub redaction: Option<Redaction>,
    pub identities: IdentitiesPage,
    pub trust: TrustPage,
    pub activity: ActivityPage,
    pub library: LibraryPage,
    pub settings: Settings,
    pub settings_page: SettingsPage,
    pub watching: watch::Watching,
    pub dialog: Dialog,
    /// Whether the dialog may go with what was typed into it.
    pub leaving: typed::Leaving,
    /// The person's own rights templates, and one about to be kept.
    pub templates: Templates,
    pub notice: Option<Notice>,
    pub running: Running,
    pub system_theme: Option<SystemTheme>,
    /// For showing times; the state has no clock.
    pub zone: jiff::tz::TimeZone,
}

impl State {
    /// The state at the start; identities, trust lists and the time zone come by `Effect::Start`.
    pub fn new(mut settings: Settings) -> Self {
        settings.mend();
        Self {
            page: Page::default(),
            files: Files::default(),
            picture: PicturePane::default(),
            thumbnails: Thumbnails::default(),
            inspector: Inspector::default(),
            compare: None,
            graph: None,
            editor: None,
            shelf: Shelf::default(),
            recipes: Recipes::default(),
            redaction: None,
            identities: IdentitiesPage::default(),
            trust: TrustPage::default(),
            activity: ActivityPage::default(),
            library: LibraryPage::default(),
            settings,
            settings_page: SettingsPage::default(),
            watching: watch::Watching::default(),
            dialog: Dialog::None,
            leaving: typed::Leaving::default(),
            templates: Templates::default(),
            notice: None,
            running: Running::default(),
            system_theme: None,
            zone: jiff::tz::TimeZone::UTC,
        }
    }
}
