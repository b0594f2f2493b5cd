//! Every named thing that a person can do, with its shortcut. One list for buttons, keys and the help page.

use super::{Dialog, Page, State};

/// A named action. `key()` gives the locale keys `command-{key}` and `command-{key}-tip`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    Open,
    OpenFolder,
    AddPath,
    Sign,
    AddStamp,
    Edit,
    Redact,
    Rights,
    Approve,
    Record,
    Undo,
    Redo,
    CopyEdits,
    PasteEdits,
    SplitView,
    ShowClipping,
    Remove,
    CheckAgain,
    Stop,
    SelectAll,
    FindFile,
    ShowFiles,
    ShowIdentities,
    ShowTrust,
    ShowActivity,
    ShowLibrary,
    ShowSettings,
    Shortcuts,
    ZoomIn,
    ZoomOut,
    ZoomFit,
    ZoomFull,
    ZoomDouble,
    TextLarger,
    TextSmaller,
    TextNormal,
}

/// A key on the keyboard, apart from any window toolkit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    Char(char),
    Delete,
    F1,
    F5,
}

/// A key with its modifiers; `ctrl` is Command on a Mac.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shortcut {
    pub ctrl: bool,
    pub shift: bool,
    pub key: Key,
}

impl Command {
    /// Every command, in the order of the help page.
    pub const ALL: [Self; 36] = [
        Self::Open,
        Self::OpenFolder,
        Self::AddPath,
        Self::Sign,
        Self::AddStamp,
        Self::Edit,
        Self::Redact,
        Self::Rights,
        Self::Approve,
        Self::Record,
        Self::Undo,
        Self::Redo,
        Self::CopyEdits,
        Self::PasteEdits,
        Self::SplitView,
        Self::ShowClipping,
        Self::Remove,
        Self::CheckAgain,
        Self::Stop,
        Self::SelectAll,
        Self::FindFile,
        Self::ShowFiles,
        Self::ShowIdentities,
        Self::ShowTrust,
        Self::ShowActivity,
        Self::ShowLibrary,
        Self::ShowSettings,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ZoomFit,
        Self::ZoomFull,
        Self::ZoomDouble,
        Self::TextLarger,
        Self::TextSmaller,
        Self::TextNormal,
        Self::Shortcuts,
    ];

    /// The middle of its locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::OpenFolder => "open-folder",
            Self::AddPath => "add-path",
            Self::Sign => "sign",
            Self::AddStamp => "add-stamp",
            Self::Edit => "edit",
            Self::Redact => "redact",
            Self::Rights => "rights",
            Self::Approve => "approve",
            Self::Record => "record",
            Self::Undo => "undo",
            Self::Redo => "redo",
            Self::CopyEdits => "copy-edits",
            Self::PasteEdits => "paste-edits",
            Self::SplitView => "split-view",
            Self::ShowClipping => "show-clipping",
            Self::Remove => "remove",
            Self::CheckAgain => "check-again",
            Self::Stop => "stop",
            Self::SelectAll => "select-all",
            Self::FindFile => "find-file",
            Self::ShowFiles => "show-files",
            Self::ShowIdentities => "show-identities",
            Self::ShowTrust => "show-trust",
            Self::ShowActivity => "show-activity",
            Self::ShowLibrary => "show-library",
            Self::ShowSettings => "show-settings",
            Self::Shortcuts => "shortcuts",
            Self::ZoomIn => "zoom-in",
            Self::ZoomOut => "zoom-out",
            Self::ZoomFit => "zoom-fit",
            Self::ZoomFull => "zoom-full",
            Self::ZoomDouble => "zoom-double",
            Self::TextLarger => "text-larger",
            Self::TextSmaller => "text-smaller",
            Self::TextNormal => "text-normal",
        }
    }

    /// Whether it may act now: a dialog keeps all but the text size from what lies under it, and a page has its own
    /// commands.
    pub fn is_allowed(self, state: &State) -> bool {
        let anywhere = matches!(self, Self::TextLarger | Self::TextSmaller | Self::TextNormal);
        let of_files = matches!(
            self,
            Self::Remove
                | Self::SelectAll
                | Self::CheckAgain
                | Self::Sign
                | Self::Edit
                | Self::Redact
                | Self::Rights
                | Self::Approve
                | Self::Record
        );
        let of_picture = matches!(
            self,
            Self::PasteEdits | Self::ZoomIn | Self::ZoomOut | Self::ZoomFit | Self::ZoomFull | Self::ZoomDouble
        );
        if of_picture && !matches!(state.page, Page::Files | Page::Editor) {
            return false;
        }
        let of_editor =
            matches!(self, Self::Undo | Self::Redo | Self::CopyEdits | Self::SplitView | Self::ShowClipping);
        if of_editor && state.page != Page::Editor {
            return false;
        }
        anywhere || (matches!(state.dialog, Dialog::None) && (!of_files || state.page == Page::Files))
    }

    /// Its keys; the first is the one that is shown.
    pub fn shortcuts(self) -> &'static [Shortcut] {
        const fn plain(key: Key) -> Shortcut {
            Shortcut { ctrl: false, shift: false, key }
        }
        const fn ctrl(c: char) -> Shortcut {
            Shortcut { ctrl: true, shift: false, key: Key::Char(c) }
        }
        match self {
            Self::Open => const { &[ctrl('o')] },
            Self::OpenFolder => const { &[Shortcut { ctrl: true, shift: true, key: Key::Char('o') }] },
            Self::AddPath => const { &[ctrl('l')] },
            Self::Sign => const { &[ctrl('s')] },
            Self::AddStamp => const { &[ctrl('t')] },
            Self::Edit => const { &[ctrl('e')] },
            Self::Redact => const { &[ctrl('r')] },
            Self::Rights => const { &[Shortcut { ctrl: true, shift: true, key: Key::Char('r') }] },
            Self::Approve => const { &[Shortcut { ctrl: true, shift: true, key: Key::Char('a') }] },
            Self::Record => const { &[Shortcut { ctrl: true, shift: true, key: Key::Char('d') }] },
            Self::Undo => const { &[ctrl('z')] },
            Self::Redo => const { &[Shortcut { ctrl: true, shift: true, key: Key::Char('z') }, ctrl('y')] },
            Self::CopyEdits => const { &[Shortcut { ctrl: true, shift: true, key: Key::Char('e') }] },
            Self::PasteEdits => const { &[Shortcut { ctrl: true, shift: true, key: Key::Char('p') }] },
            Self::SplitView => const { &[plain(Key::Char('y'))] },
            Self::ShowClipping => const { &[plain(Key::Char('j'))] },
            Self::Remove => const { &[plain(Key::Delete)] },
            Self::CheckAgain => const { &[plain(Key::F5)] },
            Self::Stop => const { &[ctrl('.')] },
            Self::SelectAll => const { &[ctrl('a')] },
            Self::FindFile => const { &[ctrl('f')] },
            Self::ShowFiles => const { &[ctrl('1')] },
            Self::ShowIdentities => const { &[ctrl('2')] },
            Self::ShowTrust => const { &[ctrl('3')] },
            Self::ShowActivity => const { &[ctrl('4')] },
            Self::ShowLibrary => const { &[ctrl('6')] },
            Self::ShowSettings => const { &[ctrl(','), ctrl('5')] },
            Self::Shortcuts => const { &[plain(Key::F1), plain(Key::Char('?'))] },
            Self::ZoomIn => const { &[plain(Key::Char('+'))] },
            Self::ZoomOut => const { &[plain(Key::Char('-'))] },
            Self::ZoomFit => const { &[plain(Key::Char('0'))] },
            Self::ZoomFull => const { &[plain(Key::Char('1'))] },
            Self::ZoomDouble => const { &[plain(Key::Char('2'))] },
            Self::TextLarger => const { &[ctrl('+')] },
            Self::TextSmaller => const { &[ctrl('-')] },
            Self::TextNormal => const { &[ctrl('0')] },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_a_shortcut() {
        let mut seen = std::collections::HashMap::new();
        for command in Command::ALL {
            for shortcut in command.shortcuts() {
                assert_eq!(seen.insert(*shortcut, command), None, "{shortcut:?}");
            }
        }
    }

    #[test]
    fn every_command_has_a_label_and_a_tip() {
        for command in Command::ALL {
            for id in [format!("command-{}", command.key()), format!("command-{}-tip", command.key())] {
                assert!(crate::locale::has(&id), "{id}");
            }
        }
    }
}
