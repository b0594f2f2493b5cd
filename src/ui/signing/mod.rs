//! What is stated under a signature: signing, rights, approval and time stamps. Paints only.

pub(in crate::ui) mod approval_ui;
mod preview_ui;
pub(in crate::ui) mod rights_form_ui;
pub(in crate::ui) mod rights_ui;
pub(in crate::ui) mod sign_form_ui;
pub(in crate::ui) mod sign_ui;
pub(in crate::ui) mod stamps_ui;
