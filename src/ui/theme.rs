//! Colours, fonts and spacing: twelve roles for each theme, Inter in two weights. Never a widget.

use std::sync::Arc;

use egui::style::WidgetVisuals;
use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle, Theme,
    Visuals, vec2,
};

/// The twelve roles that every colour on screen comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    pub bg: Color32,
    pub surface: Color32,
    pub raised: Color32,
    pub border: Color32,
    pub text: Color32,
    pub muted: Color32,
    pub accent: Color32,
    pub on_accent: Color32,
    pub ok: Color32,
    pub warn: Color32,
    pub bad: Color32,
    pub info: Color32,
}

/// What a statement means to the person; always shown with an icon and a word, never by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    Ok,
    Info,
    Warn,
    Bad,
    Muted,
}

const DARK: Palette = Palette {
    bg: rgb(0x15171a),
    surface: rgb(0x1c1f23),
    raised: rgb(0x262a30),
    border: rgb(0x31363d),
    text: rgb(0xe6e8eb),
    muted: rgb(0x9aa3ad),
    accent: rgb(0x4c8dff),
    on_accent: rgb(0x08152b),
    ok: rgb(0x3fb971),
    warn: rgb(0xe0a030),
    bad: rgb(0xf26d6d),
    info: rgb(0x6aa7ff),
};

const LIGHT: Palette = Palette {
    bg: rgb(0xf4f5f7),
    surface: rgb(0xffffff),
    raised: rgb(0xeef0f3),
    border: rgb(0xd9dde2),
    text: rgb(0x1b1f24),
    muted: rgb(0x5b6570),
    accent: rgb(0x2563eb),
    on_accent: rgb(0xffffff),
    ok: rgb(0x147a47),
    warn: rgb(0x8f5b00),
    bad: rgb(0xc22525),
    info: rgb(0x1d5fd1),
};

const fn rgb(v: u32) -> Color32 {
    Color32::from_rgb((v >> 16) as u8, (v >> 8) as u8, v as u8)
}

impl Palette {
    /// The colours of a theme.
    pub fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Dark => &DARK,
            Theme::Light => &LIGHT,
        }
    }

    /// The colour of a tone.
    pub fn tone(&self, tone: Tone) -> Color32 {
        match tone {
            Tone::Ok => self.ok,
            Tone::Info => self.info,
            Tone::Warn => self.warn,
            Tone::Bad => self.bad,
            Tone::Muted => self.muted,
        }
    }

    /// The edge of a box that is written in: it shows where the box is, so it stands out 3:1 (WCAG 1.4.11).
    pub fn edge(&self) -> Color32 {
        self.border.lerp_to_gamma(self.muted, 0.66)
    }

    /// A tone mixed thinly into the surface, for the ground of cards.
    pub fn tint(&self, tone: Tone) -> Color32 {
        self.surface.lerp_to_gamma(self.tone(tone), 0.10)
    }
}

impl Palette {
    /// The ground of a chosen row, on which each tone can still be read (WCAG 2.2 §1.4.3).
    pub fn chosen(&self) -> Color32 {
        match self == &LIGHT {
            true => self.surface.lerp_to_gamma(self.accent, 0.10),
            false => self.bg.lerp_to_gamma(self.accent, 0.20),
        }
    }
}

/// Half-bold text of that size in points.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("semibold".into()))
}

/// Size of small text in points.
pub const SMALL: f32 = 12.0;
/// Size of ordinary text in points.
pub const BODY: f32 = 13.5;
/// Radius of cards and fields.
pub const RADIUS: CornerRadius = CornerRadius::same(8);

/// Puts fonts, colours and spacing in force. Call it before the first frame.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    egui_material_icons::initialize(ctx);
    for theme in [Theme::Dark, Theme::Light] {
        ctx.set_visuals_of(theme, visuals(theme));
    }
    ctx.all_styles_mut(|style| {
        style.text_styles = [
            (TextStyle::Small, FontId::proportional(SMALL)),
            (TextStyle::Body, FontId::proportional(BODY)),
            (TextStyle::Button, FontId::proportional(BODY)),
            (TextStyle::Heading, semibold(18.0)),
            (TextStyle::Monospace, FontId::monospace(12.5)),
        ]
        .into();
        style.spacing.item_spacing = vec2(8.0, 8.0);
        style.spacing.button_padding = vec2(10.0, 5.0);
        style.spacing.interact_size.y = 28.0;
        style.spacing.window_margin = Margin::same(16);
        style.spacing.menu_margin = Margin::same(6);
        style.spacing.combo_height = 420.0;
        style.spacing.icon_width = 16.0;
        style.spacing.scroll = egui::style::ScrollStyle::thin();
        style.interaction.selectable_labels = false;
        style.interaction.tooltip_delay = 0.4;
        style.animation_time = 0.1;
    });
    ctx.options_mut(|options| {
        // Ctrl and + belong to our own setting, which is remembered.
        options.zoom_with_keyboard = false;
        options.fallback_theme = Theme::Dark;
    });
}

fn fonts() -> FontDefinitions {
    // The defaults stay behind Inter for the signs that it lacks.
    let mut fonts = FontDefinitions::default();
    let regular: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.otf");
    let semibold: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.otf");
    fonts.font_data.insert("inter".into(), Arc::new(FontData::from_static(regular)));
    fonts.font_data.insert("inter-semibold".into(), Arc::new(FontData::from_static(semibold)));
    let rest = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let with = |first: &str| std::iter::once(first.to_owned()).chain(rest.iter().cloned()).collect::<Vec<_>>();
    fonts.families.insert(FontFamily::Proportional, with("inter"));
    fonts.families.insert(FontFamily::Name("semibold".into()), with("inter-semibold"));
    fonts
}

fn visuals(theme: Theme) -> Visuals {
    let p = Palette::of(theme);
    let dark = theme == Theme::Dark;
    let mut v = if dark { Visuals::dark() } else { Visuals::light() };
    v.override_text_color = None;
    v.panel_fill = p.bg;
    v.window_fill = p.surface;
    v.extreme_bg_color = p.surface;
    v.faint_bg_color = p.raised;
    v.code_bg_color = p.raised;
    v.text_edit_bg_color = Some(if dark { p.bg } else { p.surface });
    v.hyperlink_color = p.accent;
    v.warn_fg_color = p.warn;
    v.error_fg_color = p.bad;
    v.weak_text_color = Some(p.muted);
    v.window_stroke = Stroke::new(1.0, p.border);
    v.window_corner_radius = CornerRadius::same(10);
    v.menu_corner_radius = CornerRadius::same(8);
    let shade = |strong: u8, soft: u8| Color32::from_black_alpha(if dark { strong } else { soft });
    v.window_shadow = Shadow { offset: [0, 8], blur: 28, spread: 0, color: shade(120, 40) };
    v.popup_shadow = Shadow { offset: [0, 4], blur: 14, spread: 0, color: shade(100, 30) };
    v.selection.bg_fill = p.accent.gamma_multiply(if dark { 0.45 } else { 0.22 });
    // Words on that ground; the accent itself would be too faint on it (WCAG 2.2 §1.4.3).
    v.selection.stroke = Stroke::new(1.5, p.accent.lerp_to_gamma(p.text, if dark { 0.65 } else { 0.4 }));
    v.striped = false;
    v.indent_has_left_vline = false;
    v.slider_trailing_fill = true;
    v.disabled_alpha = 0.45;
    let radius = CornerRadius::same(6);
    v.widgets.noninteractive.bg_stroke = Stroke::new(1.0, p.border);
    v.widgets.noninteractive.fg_stroke = Stroke::new(1.0, p.text);
    v.widgets.noninteractive.corner_radius = radius;
    let set = |w: &mut WidgetVisuals, fill: Color32, stroke: Color32| {
        w.bg_fill = fill;
        w.weak_bg_fill = fill;
        w.bg_stroke = Stroke::new(1.0, stroke);
        w.fg_stroke = Stroke::new(1.25, p.text);
        w.corner_radius = radius;
        // Nothing grows under the pointer.
        w.expansion = 0.0;
    };
    set(&mut v.widgets.inactive, p.raised, p.border);
    set(&mut v.widgets.hovered, p.raised.lerp_to_gamma(p.text, 0.08), p.muted);
    set(&mut v.widgets.active, p.raised.lerp_to_gamma(p.text, 0.16), p.accent);
    set(&mut v.widgets.open, p.raised, p.border);
    v
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2.2).
    fn luminance(color: Color32) -> f64 {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(color.r()) + 0.7152 * part(color.g()) + 0.0722 * part(color.b())
    }

    /// Contrast ratio of two colours (WCAG 2.2).
    fn contrast(one: Color32, other: Color32) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn words_and_edges_stand_out_as_wcag_aa_asks() {
        for theme in [Theme::Dark, Theme::Light] {
            let p = Palette::of(theme);
            for (name, color) in [
                ("text", p.text),
                ("muted", p.muted),
                ("accent", p.accent),
                ("ok", p.ok),
                ("warn", p.warn),
                ("bad", p.bad),
                ("info", p.info),
            ] {
                for ground in [p.bg, p.surface, p.raised] {
                    let ratio = contrast(color, ground);
                    assert!(ratio >= 4.5, "{theme:?}: {name} on {ground:?} has {ratio:.2}");
                }
            }
            assert!(contrast(p.on_accent, p.accent) >= 4.5, "{theme:?}: words of the main button");
            let chosen = visuals(theme).selection.bg_fill;
            assert!(contrast(p.text, p.surface.blend(chosen)) >= 4.5, "{theme:?}: the chosen row of a menu");
            for ground in [p.bg, p.surface] {
                let ratio = contrast(p.edge(), ground);
                assert!(ratio >= 3.0, "{theme:?}: the edge of a box on {ground:?} has {ratio:.2}");
            }
        }
    }
}
