//! Colour conversion to sRGB by ICC profile. Leaves pixels as they are where a profile cannot be used.

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// Profiles of this size and more are not parsed: tables of printer profiles end far below.
const PROFILE_BYTES: usize = 8 << 20;

/// Whether the profile is worth keeping: some colour space that is not sRGB.
pub(crate) fn keep(profile: Option<Vec<u8>>) -> Option<Vec<u8>> {
    profile.filter(|bytes| bytes.len() < PROFILE_BYTES && !is_srgb(bytes))
}

/// sRGB profiles name themselves; what does not is converted, which costs little and changes nothing where it is
/// sRGB all the same.
fn is_srgb(profile: &[u8]) -> bool {
    let head = profile.get(..profile.len().min(4_096)).unwrap_or_default();
    let has = |name: &[u8]| head.windows(name.len()).any(|part| part == name);
    has(b"sRGB") || has(b"s\0R\0G\0B") || has(b"\0s\0R\0G\0B")
}

/// Converts RGB or RGBA pixels.
pub(super) fn to_srgb(profile: &[u8], channels: usize, data: &mut [u8]) {
    let Ok(from) = ColorProfile::new_from_slice(profile) else { return };
    if from.color_space != DataColorSpace::Rgb {
        return;
    }
    let layout = if channels == 4 { Layout::Rgba } else { Layout::Rgb };
    let options = TransformOptions::default();
    let Ok(transform) = from.create_transform_8bit(layout, &ColorProfile::new_srgb(), layout, options) else {
        return;
    };
    let mut converted = vec![0; data.len()];
    if transform.transform(data, &mut converted).is_ok() {
        data.copy_from_slice(&converted);
    }
}

/// Converts amounts of ink (255 is full) to RGB, by the profile where there is one.
pub(super) fn cmyk_to_rgb(profile: Option<&[u8]>, inks: &[u8]) -> Vec<u8> {
    if let Some(rgb) = profile.and_then(|profile| by_profile(profile, inks)) {
        return rgb;
    }
    let mix = |ink: u8, black: u8| ((255 - u32::from(ink)) * (255 - u32::from(black)) / 255) as u8;
    inks.as_chunks::<4>().0.iter().flat_map(|&[c, m, y, k]| [mix(c, k), mix(m, k), mix(y, k)]).collect()
}

fn by_profile(profile: &[u8], inks: &[u8]) -> Option<Vec<u8>> {
    let from = ColorProfile::new_from_slice(profile).ok()?;
    if from.color_space != DataColorSpace::Cmyk {
        return None;
    }
    let options = TransformOptions::default();
    let transform = from.create_transform_8bit(Layout::Rgba, &ColorProfile::new_srgb(), Layout::Rgb, options).ok()?;
    let mut rgb = vec![0; inks.len() / 4 * 3];
    transform.transform(inks, &mut rgb).ok()?;
    Some(rgb)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn srgb_is_left_alone_and_display_p3_is_not() {
        assert_eq!(keep(ColorProfile::new_srgb().encode().ok()), None);
        let p3 = keep(ColorProfile::new_display_p3().encode().ok()).unwrap();
        let mut pixels = [200, 100, 100, 255, 128, 128, 128, 7];
        to_srgb(&p3, 4, &mut pixels);
        let [r, g, b, _, grey, ..] = pixels;
        assert!(r > 205 && g < 100 && b < 100, "{pixels:?}");
        assert!(grey.abs_diff(128) <= 1);
        assert_eq!((pixels[3], pixels[7]), (255, 7));
    }

    #[test]
    fn a_broken_profile_changes_nothing() {
        let mut p3 = ColorProfile::new_display_p3().encode().unwrap();
        p3.truncate(100);
        let mut pixels = [200, 100, 100];
        to_srgb(&p3, 3, &mut pixels);
        assert_eq!(pixels, [200, 100, 100]);
        assert_eq!(cmyk_to_rgb(Some(&p3), &[0, 255, 255, 0, 0, 0, 0, 255]), [255, 0, 0, 0, 0, 0]);
    }
}
