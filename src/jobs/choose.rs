//! The system's dialogs for files and folders. They block their thread, never the window.

use std::path::PathBuf;

use crate::state::effect::Chooser;
use crate::state::msg::Chosen;
use crate::tr;

/// Endings offered first in the dialog; "all files" is always there too.
const MEDIA: [&str; 40] = [
    "jpg", "jpeg", "png", "tif", "tiff", "dng", "gif", "svg", "webp", "avif", "heic", "heif", "jxl", "mp4", "mov",
    "m4v", "m4a", "wav", "avi", "mp3", "flac", "psd", "pdf", "c2pa", "nef", "nrw", "cr2", "cr3", "crw", "arw", "raf",
    "orf", "rw2", "pef", "srw", "3fr", "iiq", "x3f", "hif", "jpe",
];

pub(super) fn choose(what: Chooser) -> Chosen {
    let dialog = rfd::FileDialog::new();
    let all = (tr!("choose-all-files"), ["*"]);
    match what {
        Chooser::Files => {
            let upper = MEDIA.map(str::to_uppercase);
            let both: Vec<&str> = MEDIA.into_iter().chain(upper.iter().map(String::as_str)).collect();
            let dialog = dialog.set_title(tr!("choose-files")).add_filter(tr!("choose-media"), &both);
            told(dialog.add_filter(all.0, &all.1).pick_files())
        }
        Chooser::Folder => told(dialog.set_title(tr!("choose-folder")).pick_folder().map(|path| vec![path])),
        Chooser::SaveAs { name } => {
            let dialog = dialog.set_title(tr!("choose-save")).set_file_name(name);
            told(dialog.save_file().map(|path| vec![path]))
        }
        Chooser::TrustList => {
            let dialog = dialog.set_title(tr!("choose-trust-list"));
            let dialog = dialog.add_filter(tr!("choose-certificates"), &["pem", "crt", "cer", "der", "json"]);
            told(dialog.add_filter(all.0, &all.1).pick_file().map(|path| vec![path]))
        }
        Chooser::Revocations => {
            let dialog = dialog.set_title(tr!("choose-revocations"));
            let dialog = dialog.add_filter(tr!("choose-revocation-lists"), &["json", "crl", "pem", "der"]);
            told(dialog.add_filter(all.0, &all.1).pick_file().map(|path| vec![path]))
        }
        Chooser::Certificates => {
            let dialog = dialog.set_title(tr!("choose-issued"));
            let dialog = dialog.add_filter(tr!("choose-certificates"), &["pem", "crt", "cer", "der", "p7b", "p7c"]);
            told(dialog.add_filter(all.0, &all.1).pick_files())
        }
        Chooser::Backup => {
            let dialog = dialog.set_title(tr!("choose-backup")).add_filter(tr!("choose-backups"), &["age"]);
            told(dialog.add_filter(all.0, &all.1).pick_file().map(|path| vec![path]))
        }
        Chooser::Key => {
            let dialog = dialog.set_title(tr!("choose-key"));
            let dialog = dialog.add_filter(tr!("choose-keys"), &["p12", "pfx", "pem", "key"]);
            told(dialog.add_filter(all.0, &all.1).pick_file().map(|path| vec![path]))
        }
        Chooser::Preset => {
            let dialog = dialog.set_title(tr!("choose-preset")).add_filter(tr!("choose-presets"), &["toml"]);
            told(dialog.add_filter(all.0, &all.1).pick_file().map(|path| vec![path]))
        }
        Chooser::Recipe => {
            let dialog = dialog.set_title(tr!("choose-recipe")).add_filter(tr!("choose-recipes"), &["toml"]);
            told(dialog.add_filter(all.0, &all.1).pick_file().map(|path| vec![path]))
        }
        Chooser::Mark => {
            let endings = ["png", "svg", "webp", "jpg", "jpeg", "tif", "tiff", "gif", "avif"];
            let dialog = dialog.set_title(tr!("choose-mark")).add_filter(tr!("choose-pictures"), &endings);
            told(dialog.add_filter(all.0, &all.1).pick_file().map(|path| vec![path]))
        }
        Chooser::Template => {
            let dialog =
                dialog.set_title(tr!("choose-template")).add_filter(tr!("choose-templates"), &["toml", "json"]);
            told(dialog.add_filter(all.0, &all.1).pick_file().map(|path| vec![path]))
        }
        Chooser::Team => {
            let dialog = dialog.set_title(tr!("team-choose")).add_filter(tr!("team-files"), &["lightmark-trust"]);
            told(dialog.add_filter(all.0, &all.1).pick_file().map(|path| vec![path]))
        }
        Chooser::Card => {
            let dialog = dialog.set_title(tr!("choose-card")).add_filter(tr!("choose-cards"), &["json"]);
            told(dialog.add_filter(all.0, &all.1).pick_file().map(|path| vec![path]))
        }
    }
}

/// `Some` of nothing is a closed dialog, `None` is no dialog to be had; for single files rfd does not tell the
/// two apart, so a portal is looked for.
fn told(paths: Option<Vec<PathBuf>>) -> Chosen {
    match paths {
        Some(paths) if paths.is_empty() => Chosen::Nothing,
        Some(paths) => Chosen::Paths(paths),
        None if has_dialogs() => Chosen::Nothing,
        None => Chosen::NoDialog,
    }
}

#[cfg(target_os = "linux")]
fn has_dialogs() -> bool {
    let Ok(connection) = zbus::blocking::Connection::session() else { return false };
    let Ok(proxy) = zbus::blocking::fdo::DBusProxy::new(&connection) else { return false };
    let Ok(name) = zbus::names::BusName::try_from("org.freedesktop.portal.Desktop") else { return false };
    proxy.name_has_owner(name).unwrap_or(false)
}

#[cfg(not(target_os = "linux"))]
fn has_dialogs() -> bool {
    true
}
