//! Who is believed: the page, its dialogs, list updates, permissions and compared fingerprints. Paints only.

pub(in crate::ui) mod certificates_ui;
pub(in crate::ui) mod fingerprint_ui;
pub(in crate::ui) mod list_update_ui;
pub(in crate::ui) mod permit_ui;
pub(in crate::ui) mod trust_dialogs_ui;
pub(in crate::ui) mod trust_ui;
