//! Where the keyboard is: the ring around it, bringing it into view, and the key that does a dialog's main thing.
//! Never knows a command or a page.

use egui::accesskit::{Action, ActionRequest, TreeId};
use egui::{Context, Event, Id, Key, Stroke, StrokeKind};

use super::theme;

/// What is remembered from one frame to the next.
#[derive(Default)]
pub(super) struct Memory {
    at: Option<Id>,
    moved: bool,
}

/// Brings what the keyboard went to into view, on whatever page and in whatever dialog it scrolls. Call it before
/// anything is painted.
///
/// Egui moves the focus and leaves it out of sight. It scrolls to what an assistive technology asks for, in every
/// scroll area alike, so that is how it is asked.
pub(super) fn follow(ctx: &Context, memory: &mut Memory) {
    let now = ctx.memory(|memory| memory.focused());
    // Who clicks sees what they click; nothing shall jump away from under the pointer.
    if memory.moved && now != memory.at {
        let hidden =
            now.and_then(|id| ctx.read_response(id)).filter(|seen| !seen.interact_rect.contains_rect(seen.rect));
        if let Some(response) = hidden {
            let request = ActionRequest {
                action: Action::ScrollIntoView,
                target_tree: TreeId::ROOT,
                target_node: response.id.accesskit_id(),
                data: None,
            };
            ctx.input_mut(|input| input.events.push(Event::AccessKitActionRequest(request)));
        }
    }
    memory.at = now;
    const STEPS: [Key; 5] = [Key::Tab, Key::ArrowUp, Key::ArrowDown, Key::ArrowLeft, Key::ArrowRight];
    memory.moved = ctx.input(|input| STEPS.iter().any(|key| input.key_pressed(*key)));
    if memory.moved {
        // The focus moves while this frame is painted; the next one follows it.
        ctx.request_repaint();
    }
}

/// Shows where the keyboard is, for every control alike; text boxes show it themselves.
pub(super) fn ring(ctx: &Context) {
    if ctx.text_edit_focused() {
        return;
    }
    let focused = ctx.memory(|memory| memory.focused()).and_then(|id| ctx.read_response(id));
    let Some(response) = focused else { return };
    let p = theme::Palette::of(ctx.theme());
    let stroke = Stroke::new(2.0, p.accent);
    let painter = ctx.layer_painter(response.layer_id);
    painter.rect_stroke(response.interact_rect.expand(2.0), 8.0, stroke, StrokeKind::Inside);
}

/// Takes the key that does a dialog's main thing: Enter, or with Ctrl where the keyboard is in a field or on a button,
/// which have their own use for Enter. Call it before the dialog is painted.
pub(super) fn take_go(ctx: &Context) {
    let is_free = ctx.memory(|memory| memory.focused().is_none());
    let mut go = false;
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Key { key: Key::Enter, pressed: true, repeat, modifiers, .. } = event else { return true };
            let is_ours = modifiers.command_only() || (is_free && modifiers.is_none());
            // A key held down since the dialog before shall not do what this one is for, unseen.
            go |= is_ours && !repeat;
            !is_ours
        });
    });
    ctx.data_mut(|data| data.insert_temp(go_id(), go));
}

/// Whether the main thing is to be done now; the first that asks does it.
pub(super) fn goes(ctx: &Context) -> bool {
    ctx.data_mut(|data| data.remove_temp::<bool>(go_id())).unwrap_or(false)
}

fn go_id() -> Id {
    Id::unique("dialog-go")
}
