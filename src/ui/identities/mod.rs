//! Identities: the page, and the dialogs of a key's life. Paints only.

pub(in crate::ui) mod campaign_ui;
pub(in crate::ui) mod identities_ui;
pub(in crate::ui) mod life_ui;
pub(in crate::ui) mod revoke_list_ui;
pub(in crate::ui) mod uses_ui;
