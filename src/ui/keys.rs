//! From keys to commands. Never acts, only tells which commands were called.

use egui::{Context, Key as EguiKey, Modifiers};

use crate::state::command::{Command, Key, Shortcut};
use crate::state::{Dialog, Page, State};

/// Commands whose keys were pressed in this frame.
pub(super) fn pressed(ctx: &Context, state: &State) -> Vec<Command> {
    let writing = ctx.text_edit_focused();
    let mut commands = Vec::new();
    // A shortcut with Shift is tried first: egui lets `Ctrl+O` match `Ctrl+Shift+O`, too.
    for shifted in [true, false] {
        for command in Command::ALL {
            if !is_allowed(command, state) {
                continue;
            }
            for shortcut in command.shortcuts().iter().filter(|shortcut| shortcut.shift == shifted) {
                let edits_text = !shortcut.ctrl && shortcut.key != Key::F1 && shortcut.key != Key::F5;
                let of_text = matches!(command, Command::SelectAll | Command::Undo | Command::Redo);
                if writing && (edits_text || of_text) {
                    continue;
                }
                if keys(shortcut.key).into_iter().any(|key| ctx.input_mut(|i| i.consume_key(modifiers(*shortcut), key)))
                {
                    commands.push(command);
                }
            }
        }
    }
    commands
}

/// A dialog keeps every key but those of text size to itself; a page has its own commands.
fn is_allowed(command: Command, state: &State) -> bool {
    let anywhere = matches!(command, Command::TextLarger | Command::TextSmaller | Command::TextNormal);
    let of_files = matches!(
        command,
        Command::Remove
            | Command::SelectAll
            | Command::CheckAgain
            | Command::Sign
            | Command::Edit
            | Command::Redact
            | Command::Rights
            | Command::ZoomIn
            | Command::ZoomOut
            | Command::ZoomFit
            | Command::ZoomFull
    );
    let of_editor = matches!(command, Command::Undo | Command::Redo);
    if of_editor && state.page != Page::Editor {
        return false;
    }
    anywhere || (matches!(state.dialog, Dialog::None) && (!of_files || state.page == Page::Files))
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
