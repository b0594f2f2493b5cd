//! The window by label and role, with no display: each page, the signing flow, the keyboard, long and hostile lists.
//!
//! The accessible-name check of egui_kittest stays on: a control without a name fails every test here.

#[path = "window/activity.rs"]
mod activity;
#[path = "window/compare.rs"]
mod compare;
#[path = "window/decisions.rs"]
mod decisions;
#[path = "window/desk.rs"]
mod desk;
#[path = "window/editor.rs"]
mod editor;
#[path = "window/editor_format.rs"]
mod editor_format;
#[path = "window/editor_view.rs"]
mod editor_view;
#[path = "window/flows.rs"]
mod flows;
#[path = "window/hostile.rs"]
mod hostile;
#[path = "window/identities.rs"]
mod identities;
#[path = "window/leaving.rs"]
mod leaving;
#[path = "window/library.rs"]
mod library;
#[path = "window/pages.rs"]
mod pages;
#[path = "window/panes.rs"]
mod panes;
#[path = "window/recipes.rs"]
mod recipes;
#[path = "window/redaction.rs"]
mod redaction;
#[path = "window/redaction_history.rs"]
mod redaction_history;
#[path = "window/rights.rs"]
mod rights;
#[path = "window/samples.rs"]
mod samples;
#[path = "window/teams.rs"]
mod teams;
#[path = "window/trust.rs"]
mod trust;
#[path = "window/upkeep.rs"]
mod upkeep;
#[path = "window/watch.rs"]
mod watch;
