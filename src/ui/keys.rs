//! From keys to commands. Never acts, only tells which commands were called.

use egui::accesskit::{Action, ActionRequest, TreeId};
use egui::{Context, Event, EventFilter, Id, Key as EguiKey, Modifiers, Ui};

use crate::state::State;
use crate::state::command::{Command, Key, Shortcut};
use crate::tr;

/// Commands whose keys were pressed in this frame, in the order of the presses; their keys are taken from the input.
///
/// A slow frame can hold several presses: `Ctrl+A`, `Ctrl+R` must select before it redacts.
pub(super) fn pressed(ctx: &Context, state: &State) -> Vec<Command> {
    let writing = ctx.text_edit_focused();
    let mut commands = Vec::new();
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Key { key, modifiers, pressed: true, .. } = event else { return true };
            let command = called(*key, *modifiers, writing, state);
            commands.extend(command);
            command.is_none()
        });
    });
    commands
}

/// What the edge of a panel is called; egui calls each one "Resize panel". Call it after the panel is shown.
pub(super) fn name_edge(ui: &Ui, panel: &str) {
    let name = tr!(&format!("edge-of-{panel}"));
    ui.ctx().accesskit_node_builder(edge_of(ui, panel), |node| node.set_label(name));
}

/// As egui names it.
fn edge_of(ui: &Ui, panel: &str) -> Id {
    ui.scope_id().with(panel).with("__resize")
}

/// Lets arrow keys move the edge of a panel while it has the keyboard: it is a stop of the Tab key, and egui itself moves
/// it for a pointer and for assistive technologies only. Call it before the panel is shown.
pub(super) fn edge(ui: &Ui, panel: &str, grows: EguiKey, shrinks: EguiKey) {
    let edge = edge_of(ui, panel);
    let ctx = ui.ctx();
    if !ctx.memory(|memory| memory.has_focus(edge)) {
        return;
    }
    let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ctx.memory_mut(|memory| memory.set_focus_lock_filter(edge, filter));
    ctx.input_mut(|input| {
        for (key, action) in [(grows, Action::Increment), (shrinks, Action::Decrement)] {
            if input.consume_key(Modifiers::NONE, key) {
                let target_node = edge.accesskit_id();
                let request = ActionRequest { action, target_tree: TreeId::ROOT, target_node, data: None };
                input.events.push(Event::AccessKitActionRequest(request));
            }
        }
    });
}

/// The command that this press calls.
fn called(key: EguiKey, held: Modifiers, writing: bool, state: &State) -> Option<Command> {
    // A shortcut with Shift is tried first: egui lets `Ctrl+O` match `Ctrl+Shift+O`, too.
    [true, false].into_iter().find_map(|shifted| {
        Command::ALL.into_iter().filter(|command| command.is_allowed(state)).find(|command| {
            command.shortcuts().iter().filter(|shortcut| shortcut.shift == shifted).any(|shortcut| {
                let edits_text = !shortcut.ctrl && shortcut.key != Key::F1 && shortcut.key != Key::F5;
                let of_text = matches!(command, Command::SelectAll | Command::Undo | Command::Redo);
                !(writing && (edits_text || of_text))
                    && held.matches_logically(modifiers(*shortcut))
                    && keys(shortcut.key).contains(&key)
            })
        })
    })
}

fn modifiers(shortcut: Shortcut) -> Modifiers {
    let mut modifiers = Modifiers::NONE;
    if shortcut.ctrl {
        modifiers = modifiers.plus(Modifiers::COMMAND);
    }
    if shortcut.shift {
        modifiers = modifiers.plus(Modifiers::SHIFT);
    }
    modifiers
}

/// The keys that make a sign, whatever the keyboard's layout.
fn keys(key: Key) -> Vec<EguiKey> {
    match key {
        Key::Delete => vec![EguiKey::Delete],
        Key::F1 => vec![EguiKey::F1],
        Key::F5 => vec![EguiKey::F5],
        Key::Char('+') => vec![EguiKey::Plus, EguiKey::Equals],
        Key::Char('-') => vec![EguiKey::Minus],
        Key::Char('?') => vec![EguiKey::Questionmark],
        Key::Char(',') => vec![EguiKey::Comma],
        Key::Char('.') => vec![EguiKey::Period],
        Key::Char(c) => EguiKey::from_name(&c.to_ascii_uppercase().to_string()).into_iter().collect(),
    }
}

/// A shortcut as it is shown.
pub(super) fn shown(shortcut: Shortcut) -> String {
    let mut parts = Vec::new();
    if shortcut.ctrl {
        parts.push(if cfg!(target_os = "macos") { "Cmd" } else { "Ctrl" }.to_owned());
    }
    if shortcut.shift {
        parts.push("Shift".to_owned());
    }
    parts.push(match shortcut.key {
        Key::Char(c) => c.to_ascii_uppercase().to_string(),
        Key::Delete => "Del".to_owned(),
        Key::F1 => "F1".to_owned(),
        Key::F5 => "F5".to_owned(),
    });
    parts.join("+")
}
