//! Colour conversion to sRGB by ICC profile. Leaves pixels as they are where a profile cannot be used.

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// Profiles of this size and more are not parsed: tables of printer profiles end far below.
const PROFILE_BYTES: usize = 8 << 20;

/// Steps from black to full of each channel at which profiles are compared.
const STEPS: u8 = 5;

/// Whether the profile is worth keeping: some colour space that is not sRGB.
pub(crate) fn keep(profile: Option<Vec<u8>>) -> Option<Vec<u8>> {
    profile.filter(|bytes| bytes.len() < PROFILE_BYTES && !is_srgb(bytes) && !acts_as_srgb(bytes))
}

/// Whether two profiles make the same colours of the same numbers; `None` where one of them cannot be used here.
pub(crate) fn are_alike(one: &[u8], other: &[u8]) -> Option<bool> {
    Some(sampled(one)? == sampled(other)?)
}

/// Whether numbers mean the same as in sRGB, whatever the profile is called.
fn acts_as_srgb(profile: &[u8]) -> bool {
    let is_rgb = ColorProfile::new_from_slice(profile).is_ok_and(|from| from.color_space == DataColorSpace::Rgb);
    is_rgb && sampled(profile).is_some_and(|made| made.iter().zip(grid(3)).all(|(new, old)| new.abs_diff(old) <= 1))
}

/// What becomes of the colours of a grid.
fn sampled(profile: &[u8]) -> Option<Vec<u8>> {
    let from = ColorProfile::new_from_slice(profile).ok()?;
    let (layout, channels) = match from.color_space {
        DataColorSpace::Rgb => (Layout::Rgb, 3),
        DataColorSpace::Cmyk => (Layout::Rgba, 4),
        DataColorSpace::Gray => (Layout::Gray, 1),
        _ => return None,
    };
    let options = TransformOptions::default();
    let transform = from.create_transform_8bit(layout, &ColorProfile::new_srgb(), Layout::Rgb, options).ok()?;
    let grid = grid(channels);
    let mut made = vec![0; grid.len() / channels * 3];
    transform.transform(&grid, &mut made).ok()?;
    Some(made)
}

/// Every mix of a few steps of so many channels.
fn grid(channels: usize) -> Vec<u8> {
    let mut all: Vec<Vec<u8>> = vec![Vec::new()];
    for _ in 0..channels {
        let step =
            |mix: &Vec<u8>| (0..STEPS).map(|at| [mix.as_slice(), &[at * (255 / (STEPS - 1))]].concat()).collect();
        all = all.iter().flat_map(|mix| -> Vec<Vec<u8>> { step(mix) }).collect();
    }
    all.concat()
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
    fn colors_are_compared_by_what_becomes_of_them() {
        let (srgb, p3) = (ColorProfile::new_srgb().encode().unwrap(), ColorProfile::new_display_p3().encode().unwrap());
        assert_eq!(are_alike(&srgb, &srgb), Some(true));
        assert_eq!(are_alike(&srgb, &p3), Some(false));
        assert_eq!(are_alike(&srgb, b"no profile"), None);
        assert!(acts_as_srgb(&srgb) && !acts_as_srgb(&p3));
        assert_eq!(grid(3).len(), 375);
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
