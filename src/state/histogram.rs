//! How often each brightness occurs in a picture, and what of it has lost its detail. Counts numbers that it is given;
//! jobs call it, so that the window never waits for it.

/// Values of one channel.
pub const LEVELS: usize = 256;

/// How often each value occurs, for every channel.
#[derive(Clone, PartialEq, Eq)]
pub struct Histogram {
    /// Luminance (ITU-R BT.709), red, green, blue.
    pub channels: Box<[[u32; LEVELS]; 4]>,
    /// Pixels that were counted; transparent ones are not.
    pub pixels: u32,
    /// Pixels with a channel at its least.
    pub dark: u32,
    /// Pixels with a channel at its greatest.
    pub bright: u32,
}

impl std::fmt::Debug for Histogram {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Histogram")
            .field("pixels", &self.pixels)
            .field("dark", &self.dark)
            .field("bright", &self.bright)
            .finish_non_exhaustive()
    }
}

impl Histogram {
    /// Counts RGBA pixels with 8 bits.
    pub fn of(rgba: &[u8]) -> Self {
        let mut channels = Box::new([[0u32; LEVELS]; 4]);
        let (mut pixels, mut dark, mut bright) = (0, 0, 0);
        let [light, red, green, blue] = channels.as_mut();
        for &[r, g, b, alpha] in rgba.as_chunks::<4>().0 {
            if alpha == 0 {
                continue;
            }
            pixels += 1;
            // Weights of 2^16, so that whole numbers do.
            let luminance = (u32::from(r) * 13_933 + u32::from(g) * 46_871 + u32::from(b) * 4_732 + 32_768) >> 16;
            for (counts, value) in [(&mut *red, r), (green, g), (blue, b), (light, luminance as u8)] {
                if let Some(count) = counts.get_mut(usize::from(value)) {
                    *count += 1;
                }
            }
            dark += u32::from(r.min(g).min(b) == 0);
            bright += u32::from(r.max(g).max(b) == u8::MAX);
        }
        Self { channels, pixels, dark, bright }
    }

    /// Shares of pixels without detail in the dark and in the bright, in percent.
    pub fn clipped_percent(&self) -> (f32, f32) {
        let percent = |count: u32| count as f32 * 100.0 / self.pixels.max(1) as f32;
        (percent(self.dark), percent(self.bright))
    }

    /// Height of each value of a channel, from 0 to 1. The few that stick out (mostly the very ends) do not press the
    /// others down.
    pub fn heights(&self, channel: usize) -> Vec<f32> {
        let mut all: Vec<u32> =
            self.channels.iter().filter_map(|counts| counts.get(1..LEVELS - 1)).flatten().copied().collect();
        all.sort_unstable();
        let most = all.get(all.len() * 995 / 1000).copied().unwrap_or(1).max(1);
        let counts = self.channels.get(channel).map(<[u32; LEVELS]>::as_slice).unwrap_or_default();
        counts.iter().map(|count| (*count as f32 / most as f32).min(1.0)).collect()
    }
}

/// Paints what has lost its detail: red where a channel is at its greatest, blue where one is at its least.
pub fn mark_clipped(rgba: &mut [u8]) {
    for pixel in rgba.as_chunks_mut::<4>().0 {
        let [r, g, b, _] = *pixel;
        if r.max(g).max(b) == u8::MAX {
            *pixel = [255, 45, 45, 255];
        } else if r.min(g).min(b) == 0 {
            *pixel = [40, 90, 255, 255];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_is_counted_and_transparent_pixels_are_not() {
        let histogram = Histogram::of(&[10, 20, 30, 255, 255, 0, 7, 255, 1, 1, 1, 0]);
        assert_eq!(histogram.pixels, 2);
        let [light, red, green, blue] = histogram.channels.as_ref();
        assert_eq!((red[10], red[255], green[20], green[0], blue[30], blue[7]), (1, 1, 1, 1, 1, 1));
        // 0.2126 × 10 + 0.7152 × 20 + 0.0722 × 30 = 18.6
        assert_eq!(light[19], 1);
        assert_eq!(red.iter().sum::<u32>(), 2);
        assert_eq!((histogram.dark, histogram.bright), (1, 1));
        assert_eq!(histogram.clipped_percent(), (50.0, 50.0));
    }

    #[test]
    fn nothing_is_no_division_by_zero() {
        let histogram = Histogram::of(&[]);
        assert_eq!(histogram.clipped_percent(), (0.0, 0.0));
        assert!(histogram.heights(0).iter().all(|height| *height == 0.0));
        assert!(histogram.heights(9).is_empty());
    }

    #[test]
    fn one_value_that_sticks_out_does_not_press_the_others_down() {
        let mut rgba: Vec<u8> = (0..200u8).flat_map(|i| [i, i, i, 255].repeat(10)).collect();
        rgba.extend([255, 255, 255, 255].repeat(100_000));
        let heights = Histogram::of(&rgba).heights(1);
        assert!(heights[100] > 0.9, "{}", heights[100]);
        assert_eq!(heights[255], 1.0);
    }

    #[test]
    fn clipped_pixels_are_marked_and_no_others() {
        let mut rgba = [10, 20, 30, 255, 255, 0, 7, 255, 1, 0, 1, 255];
        mark_clipped(&mut rgba);
        assert_eq!(rgba, [10, 20, 30, 255, 255, 45, 45, 255, 40, 90, 255, 255]);
    }
}
