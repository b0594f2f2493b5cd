//! Performs effects on named threads and answers with messages. Never paints, never decides.
//!
//! Each job runs behind an edge that catches panics: what goes wrong in one job becomes a problem in its
//! answer and touches nothing else. The window is woken by a function that it gives; there is no window
//! toolkit here.

mod activity;
mod approval;
mod campaign;
mod choose;
mod edge;
mod identities;
mod lane;
mod library;
mod list_update;
mod marks;
mod pictures;
mod preview;
mod recipes;
mod recording;
mod redaction;
mod revoke_list;
mod rights;
mod services;
mod sign;
mod stamps;
mod theme;
mod trust;
mod uses;
mod verify;
mod watch;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};

use crate::keys::{Identities, KeyError, NewIdentity};
use crate::provenance::identity::IdentityCard;
use crate::state::effect::{Effect, JobId};
use crate::state::msg::{Answer, Msg};
use crate::trust::NewContact;
use crate::worker::Task;

use edge::{Outbox, spawn};
use lane::{Lane, Order};
use services::Shared;

/// Runs effects. Cheap to make: nothing is loaded before the first effect asks for it.
pub struct Jobs {
    outbox: Outbox,
    shared: Shared,
    flags: Arc<Mutex<HashMap<JobId, Arc<AtomicBool>>>>,
    /// Keyring, identities and trust lists, one after the other.
    keys: Lane,
    /// Settings are written in the order in which they were changed.
    settings: Lane,
    /// The small pictures asked for last are on screen now, so they come first.
    thumbnails: Lane,
    pictures: Lane,
    /// What follows a slider does not wait for files.
    previews: Lane,
    /// The rows asked for last are on screen.
    library: Lane,
    /// Changes of trust are followed one after the other.
    trust_effects: Arc<Lane>,
    /// What files look like is found out when nothing else is to be done.
    looks: Arc<Lane>,
    /// The system shows one dialog at a time.
    dialogs: Lane,
}

impl Jobs {
    /// `wake` is called, from any thread, whenever there is a message to take.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> (Self, Receiver<Msg>) {
        let (sender, receiver) = channel();
        let jobs = Self {
            outbox: Outbox::new(sender, wake),
            shared: Shared::default(),
            flags: Arc::default(),
            keys: Lane::new("keys", Order::Oldest),
            settings: Lane::new("settings", Order::Oldest),
            thumbnails: Lane::new("thumbnails", Order::Newest),
            pictures: Lane::new("pictures", Order::Newest),
            previews: Lane::new("previews", Order::Newest),
            library: Lane::new("library-page", Order::Newest),
            trust_effects: Arc::new(Lane::new("trust-effects", Order::Oldest)),
            looks: Arc::new(Lane::new("looks", Order::Oldest)),
            dialogs: Lane::new("dialogs", Order::Oldest),
        };
        (jobs, receiver)
    }

    /// Begins an effect and returns at once. `Effect::Copy` is the window's own and does nothing here.
    // long: one arm for each effect, so that the compiler names the one that is forgotten.
    pub fn perform(&self, effect: Effect) {
        match effect {
            Effect::Start => self.start(),
            Effect::Verify { job, paths } => {
                let (shared, flag) = (self.shared.clone(), self.flag(job));
                let looks = self.looks.clone();
                self.thread(job, "verify", move |outbox| {
                    verify::verify(shared.get(), job, paths, &flag, outbox);
                    look_later(&looks, &shared, outbox);
                });
            }
            Effect::Digest { job, path } => {
                let shared = self.shared.clone();
                self.thread(job, "digest", move |outbox| verify::digest(&shared.get().pool, job, path, outbox));
            }
            Effect::Picture { job, path, max_side } => {
                self.lane(&self.pictures, job, move |services| pictures::picture(&services.pool, path, max_side));
            }
            Effect::Thumbnail { job, file: _, path, max_side } => {
                self.lane(&self.thumbnails, job, move |services| pictures::picture(&services.pool, path, max_side));
            }
            Effect::Manifest { job, path, label } => {
                let shared = self.shared.clone();
                self.thread(job, "manifest", move |outbox| {
                    outbox.answer(job, pictures::manifest(&shared.get().pool, path, label));
                });
            }
            Effect::Compare { job, path, uri } => {
                self.lane(&self.pictures, job, move |services| pictures::compared(&services.pool, &path, &uri));
            }
            Effect::SignedThumbnail { job, path, uri, max_side } => {
                let task = Task::SignedThumbnail { path, uri, max_side };
                self.lane(&self.thumbnails, job, move |services| pictures::run(&services.pool, task));
            }
            Effect::Choose { job, what } => {
                self.lane(&self.dialogs, job, move |_| Answer::Chosen(choose::choose(what)))
            }
            Effect::ListIdentities { job } => self.lane(&self.keys, job, identities::list),
            Effect::CreateIdentity { job, name, email, organization, algorithm, practice } => {
                let new = NewIdentity { name, email, organization, algorithm, practice };
                self.lane(&self.keys, job, move |services| identities::create(services, &new));
            }
            Effect::RequestCertificate { job, id, target } => {
                self.lane(&self.keys, job, move |services| identities::request(services, &id, target));
            }
            Effect::ImportCertificate { job, id, files } => self.change_identity(job, move |all| {
                let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
                all.import_chain(&id, &files)
            }),
            Effect::RotateIdentity { job, id, overlap_days } => {
                self.change_identity(job, move |all| all.rotate(&id, overlap_days));
            }
            Effect::RevokeIdentity { job, id, reason } => {
                self.change_identity(job, move |all| all.revoke(&id, reason, None));
            }
            Effect::BackUpIdentity { job, id, target, passphrase } => {
                self.change_identity(job, move |all| all.back_up(&id, &target, &identities::passphrase(&passphrase)))
            }
            Effect::RestoreIdentity { job, file, passphrase } => {
                self.change_identity(job, move |all| all.restore(&file, &identities::passphrase(&passphrase)));
            }
            Effect::ImportKey { job, file, passphrase } => {
                self.change_identity(job, move |all| all.import_key(&file, &identities::passphrase(&passphrase)));
            }
            Effect::ExportIdentity { job, id, target } => {
                self.lane(&self.keys, job, move |services| identities::export(services, &id, target));
            }
            Effect::DeleteIdentity { job, id } => {
                self.lane(&self.keys, job, move |services| identities::delete(services, &id));
            }
            Effect::AddTrustList { job, file, kind } => {
                self.change_trust(job, move |services| trust::add(services, &file, kind));
            }
            Effect::UpdateTrustList { job, id, file } => {
                self.change_trust(job, move |services| trust::update(services, &id, &file));
            }
            Effect::RemoveTrustList { job, id } => {
                self.change_trust(job, move |services| trust::remove(services, &id));
            }
            Effect::ListedCertificates { job, id } => {
                self.lane(&self.keys, job, move |services| trust::certificates(services, &id));
            }
            Effect::AddRevocations { job, file } => {
                self.change_trust(job, move |services| trust::add_revocations(services, &file));
            }
            Effect::RemoveRevocations { job, id } => {
                self.change_trust(job, move |services| trust::remove_revocations(services, &id));
            }
            Effect::FileSigner { job, path } => {
                self.lane(&self.keys, job, move |services| trust::signer_of(services, path));
            }
            Effect::ReadCard { job, file } => {
                self.lane(&self.keys, job, move |services| trust::read_card(services, file));
            }
            Effect::AddContact { job, certificate, name, note, origin, compared } => {
                self.change_trust(job, move |services| {
                    let note = note.as_deref();
                    let new = NewContact { certificate: &certificate, name: &name, note, origin: &origin };
                    trust::add_contact(services, &new, &compared)
                });
            }
            Effect::ReadTeam { job, file } => {
                self.lane(&self.keys, job, move |services| trust::read_team(services, file));
            }
            Effect::AddTeam { job, file, compared } => {
                self.change_trust(job, move |services| trust::add_team(services, &file, &compared));
            }
            Effect::ExportCard { job, id, identity, target } => {
                self.lane(&self.keys, job, move |services| trust::export_card(services, &id, &identity, target));
            }
            Effect::LoadActivity { job } => self.lane(&self.keys, job, activity::load),
            Effect::SetRule { job, purpose, host, say } => {
                self.lane(&self.keys, job, move |services| activity::set(services, purpose, &host, say));
            }
            Effect::LoadLibrary { job, query } => {
                self.lane(&self.library, job, move |services| library::load(services, &query));
            }
            Effect::CountAlike { job, path } => {
                self.lane(&self.library, job, move |services| library::count_alike(services, &path));
            }
            Effect::ForgetRemembered { job, what, query } => {
                // Not in the lane of its readers, where the newest goes first.
                self.lane(&self.settings, job, move |services| library::forget(services, &what, &query));
            }
            Effect::EditPreview { job, order } => {
                self.lane(&self.previews, job, move |services| preview::preview(&services.pool, &order));
            }
            Effect::Recipes { job, order } => {
                self.lane(&self.settings, job, move |services| recipes::recipes(services, *order));
            }
            Effect::Sign { job, order } => {
                let (shared, flag) = (self.shared.clone(), self.flag(job));
                let looks = self.looks.clone();
                self.thread(job, "sign", move |outbox| {
                    sign::sign(shared.get(), job, &order, &flag, outbox);
                    look_later(&looks, &shared, outbox);
                });
            }
            Effect::LoadQueue { job } => self.lane(&self.keys, job, stamps::queue),
            Effect::LeaveQueue { job, path } => {
                self.lane(&self.keys, job, move |services| stamps::leave(services, &path));
            }
            Effect::Stamp { job, order } => {
                let (shared, flag) = (self.shared.clone(), self.flag(job));
                self.thread(job, "stamp", move |outbox| stamps::stamp(shared.get(), job, &order, &flag, outbox));
            }
            Effect::Campaign { job, order } => {
                let (shared, flag) = (self.shared.clone(), self.flag(job));
                self.thread(job, "campaign", move |outbox| campaign::run(shared.get(), job, &order, &flag, outbox));
            }
            Effect::KeyUses { job, id } => self.lane(&self.keys, job, move |services| uses::read(services, &id)),
            Effect::ExportUses { job, export } => self.lane(&self.keys, job, move |_| uses::export(export)),
            Effect::MakeRevocations { job, order } => {
                self.lane(&self.keys, job, move |services| revoke_list::run(services, &order));
            }
            Effect::ListSources { job } => self.lane(&self.keys, job, list_update::sources),
            Effect::FetchLists { job, order } => {
                let shared = self.shared.clone();
                self.thread(job, "lists", move |outbox| outbox.answer(job, list_update::fetch(shared.get(), &order)));
            }
            Effect::LookForRedaction { job, files, policy, history_only } => {
                let (shared, flag) = (self.shared.clone(), self.flag(job));
                self.thread(job, "look", move |outbox| {
                    let looked = redaction::Looked { files: &files, policy: &policy, history_only };
                    redaction::look(&shared.get().pool, job, looked, &flag, outbox);
                });
            }
            Effect::Redact { job, order } => {
                let (shared, flag) = (self.shared.clone(), self.flag(job));
                self.thread(job, "redact", move |outbox| {
                    redaction::redact(shared.get(), job, *order, &flag, outbox);
                });
            }
            Effect::LoadRedactionPreset { job, file } => {
                self.lane(&self.settings, job, move |_| redaction::load_preset(&file));
            }
            Effect::SaveRedactionPreset { job, policy, target } => {
                self.lane(&self.settings, job, move |_| redaction::save_preset(*policy, &target));
            }
            Effect::WriteRights { job, order } => {
                let (shared, flag) = (self.shared.clone(), self.flag(job));
                self.thread(job, "rights", move |outbox| {
                    rights::write(&shared.get().pool, job, &order, &flag, outbox);
                });
            }
            Effect::Approve { job, order } => {
                let (shared, flag) = (self.shared.clone(), self.flag(job));
                self.thread(job, "approve", move |outbox| approval::approve(shared.get(), job, &order, &flag, outbox));
            }
            Effect::MeasureEdit { job, source, edited } => {
                let shared = self.shared.clone();
                self.thread(job, "measure", move |outbox| {
                    outbox.answer(job, recording::measure(&shared.get().pool, &source, &edited));
                });
            }
            Effect::Watch { job, order } => {
                let (shared, flag) = (self.shared.clone(), self.flag(job));
                self.thread(job, "watch", move |outbox| watch::watch(shared.get(), job, *order, &flag, outbox));
            }
            Effect::Record { job, order } => {
                let (shared, flag) = (self.shared.clone(), self.flag(job));
                self.thread(job, "record", move |outbox| recording::record(shared.get(), job, &order, &flag, outbox));
            }
            Effect::RightsTemplate { job, name } => {
                self.lane(&self.settings, job, move |services| rights::template(services.templates(), &name));
            }
            Effect::RightsTemplates { job, keep } => {
                self.lane(&self.settings, job, move |services| {
                    rights::templates(services.templates(), keep.map(|keep| *keep))
                });
            }
            Effect::DeleteTemplate { job, name } => {
                self.lane(&self.settings, job, move |services| rights::delete_template(services.templates(), &name));
            }
            Effect::SaveSettings(settings) => {
                let (shared, outbox) = (self.shared.clone(), self.outbox.clone());
                self.settings.push(Box::new(move || {
                    if let Err(problem) = shared.get().save_settings(&settings) {
                        outbox.send(Msg::Trouble(problem));
                    }
                }));
            }
            Effect::Copy(_) => {}
            Effect::Cancel(job) => {
                let flags = self.flags.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(flag) = flags.get(&job) {
                    flag.store(true, Ordering::Relaxed);
                }
            }
        }
    }

    /// Waits until settings asked to be saved are saved; for the very end.
    pub fn finish(&self) {
        self.settings.drain();
    }

    fn start(&self) {
        let (shared, outbox) = (self.shared.clone(), self.outbox.clone());
        spawn("start", move || outbox.send(Msg::Started(Box::new(shared.get().started()))));
        let outbox = self.outbox.clone();
        spawn("system-theme", move || theme::watch(&|theme| outbox.send(Msg::SystemTheme(theme))));
    }

    /// A job with a thread of its own; it sends its answers itself.
    fn thread(&self, job: JobId, name: &str, work: impl FnOnce(&Outbox) + Send + 'static) {
        let (outbox, flags) = (self.outbox.clone(), self.flags.clone());
        spawn(name, move || {
            edge::guard(&outbox, job, || work(&outbox));
            flags.lock().unwrap_or_else(PoisonError::into_inner).remove(&job);
        });
    }

    /// A job with one answer, in a queue with its like.
    fn lane(&self, lane: &Lane, job: JobId, work: impl FnOnce(&services::Services) -> Answer + Send + 'static) {
        let (shared, outbox) = (self.shared.clone(), self.outbox.clone());
        lane.push(Box::new(move || edge::guard(&outbox, job, || outbox.answer(job, work(shared.get())))));
    }

    fn change_identity(
        &self,
        job: JobId,
        change: impl FnOnce(&Identities) -> Result<IdentityCard, KeyError> + Send + 'static,
    ) {
        self.change_trust(job, move |services| identities::change(services, change));
    }

    /// A job that may change what is in force; which remembered files that changes is told when it is known.
    fn change_trust(&self, job: JobId, work: impl FnOnce(&services::Services) -> Answer + Send + 'static) {
        let (outbox, shared, effects) = (self.outbox.clone(), self.shared.clone(), self.trust_effects.clone());
        let (flag, flags) = (self.flag(job), self.flags.clone());
        self.lane(&self.keys, job, move |services| {
            let before = services.trust();
            let answer = work(services);
            effects.push(Box::new(move || {
                library::follow(shared.get(), &before, job, &flag, &outbox);
                flags.lock().unwrap_or_else(PoisonError::into_inner).remove(&job);
            }));
            answer
        });
    }

    fn flag(&self, job: JobId) -> Arc<AtomicBool> {
        let flag = Arc::new(AtomicBool::new(false));
        self.flags.lock().unwrap_or_else(PoisonError::into_inner).insert(job, flag.clone());
        flag
    }
}

/// Has what was seen looked at, after the answers are on screen.
fn look_later(looks: &Lane, shared: &Shared, outbox: &Outbox) {
    let (shared, outbox) = (shared.clone(), outbox.clone());
    looks.push(Box::new(move || library::look(shared.get(), &outbox)));
}
