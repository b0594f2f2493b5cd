//! What measuring found between a signed thumbnail and the present picture. Pure; an estimate, and told as one: a small
//! picture cannot show small changes.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;

/// The thumbnail against the present picture: in `comparison` the thumbnail is the source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    pub comparison: Comparison,
    /// The part of the turned thumbnail that the present picture shows: left, top, width and height, from 0 to 1.
    pub place: [f64; 4],
    /// Sides of one block that was compared, in pixels of the thumbnail.
    pub block_pixels: f64,
    /// From here on a block counts as different, in levels of 255: above what saving as JPEG does to this pair.
    pub limit_levels: f64,
}

/// One kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Change {
    /// The two do not seem to show the same picture, so nothing else can be told.
    OtherPicture,
    /// Degrees clockwise.
    Turned {
        degrees: u16,
    },
    Mirrored,
    /// How much of the thumbnail's area is still shown, in percent.
    Cropped {
        percent: u8,
    },
    Stretched,
    /// Levels of 255; negative is darker.
    Brightness {
        levels: i16,
    },
    /// Percent more; negative is less.
    Contrast {
        percent: i16,
    },
    Saturation {
        percent: i16,
    },
    BlackAndWhite,
    /// Parts that differ, and how much of the picture they cover in percent, rounded up.
    Regions {
        count: u32,
        percent: u8,
    },
}

impl Changed {
    /// Everything that is more than saving and scaling make; nothing where all of it is alike.
    pub fn changes(&self) -> Vec<Change> {
        let found = &self.comparison;
        if !found.is_same_picture() {
            return vec![Change::OtherPicture];
        }
        let mut changes = Vec::new();
        if found.rotate != 0 {
            changes.push(Change::Turned { degrees: found.rotate });
        }
        if found.mirror {
            changes.push(Change::Mirrored);
        }
        if found.crop.is_some() {
            let [_, _, width, height] = self.place;
            changes.push(Change::Cropped { percent: (width * height * 100.0).round().clamp(1.0, 99.0) as u8 });
        }
        if found.is_stretched {
            changes.push(Change::Stretched);
        }
        if found.tone.is_noticeable() {
            changes.extend(self.toned());
        }
        if !found.regions.is_empty() {
            changes.push(Change::Regions { count: found.regions.len() as u32, percent: self.covered() });
        }
        changes
    }

    fn toned(&self) -> Vec<Change> {
        let tone = &self.comparison.tone;
        let percent = |ratio: f64| ((ratio - 1.0) * 100.0).round().clamp(-100.0, 900.0) as i16;
        let mut changes = Vec::new();
        if tone.brightness.abs() > 2.5 {
            changes.push(Change::Brightness { levels: tone.brightness.round() as i16 });
        }
        if (tone.contrast - 1.0).abs() > 0.03 {
            changes.push(Change::Contrast { percent: percent(tone.contrast) });
        }
        if tone.black_and_white {
            changes.push(Change::BlackAndWhite);
        } else if (tone.saturation - 1.0).abs() > 0.06 {
            changes.push(Change::Saturation { percent: percent(tone.saturation) });
        }
        changes
    }

    /// Where parts lie over each other, that counts twice; never more than all.
    fn covered(&self) -> u8 {
        let (width, height) = self.comparison.edited_size;
        let whole = f64::from(width.max(1)) * f64::from(height.max(1));
        let parts: f64 =
            self.comparison.regions.iter().map(|part| f64::from(part.width) * f64::from(part.height)).sum();
        (parts / whole * 100.0).ceil().clamp(1.0, 100.0) as u8
    }

    /// Whether a child that reads strangers' files answered something that can be painted.
    pub fn adds_up(&self) -> bool {
        let [x, y, width, height] = self.place;
        let part = |from: f64, size: f64| from >= -1e-6 && size > 0.0 && from + size <= 1.0 + 1e-6;
        let numbers = [self.block_pixels, self.limit_levels, self.comparison.similarity];
        part(x, width) && part(y, height) && numbers.iter().all(|number| number.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::super::comparison::ToneChange;
    use super::super::edit::Rect;
    use super::*;

    fn alike() -> Changed {
        let tone = ToneChange { brightness: 0.4, contrast: 1.01, saturation: 0.99, black_and_white: false };
        let comparison = Comparison {
            similarity: 0.98,
            rotate: 0,
            mirror: false,
            source_size: (512, 384),
            edited_size: (4000, 3000),
            crop: None,
            is_stretched: false,
            tone,
            detail: 1.0,
            regions: Vec::new(),
            of_previews: false,
        };
        Changed { comparison, place: [0.0, 0.0, 1.0, 1.0], block_pixels: 5.3, limit_levels: 9.0 }
    }

    #[test]
    fn what_is_alike_is_not_told() {
        assert_eq!(alike().changes(), []);
        assert!(alike().adds_up());
    }

    #[test]
    fn another_picture_says_nothing_else() {
        let mut found = alike();
        found.comparison.similarity = 0.2;
        found.comparison.rotate = 90;
        assert_eq!(found.changes(), [Change::OtherPicture]);
    }

    #[test]
    fn each_kind_is_told_in_numbers_that_a_person_reads() {
        let mut found = alike();
        found.comparison.rotate = 270;
        found.comparison.mirror = true;
        found.comparison.crop = Some(Rect { x: 0, y: 0, width: 256, height: 192 });
        found.place = [0.0, 0.0, 0.5, 0.5];
        found.comparison.tone =
            ToneChange { brightness: -20.4, contrast: 1.25, saturation: 0.5, black_and_white: false };
        found.comparison.regions = vec![Rect { x: 0, y: 0, width: 400, height: 300 }];
        let expected = [
            Change::Turned { degrees: 270 },
            Change::Mirrored,
            Change::Cropped { percent: 25 },
            Change::Brightness { levels: -20 },
            Change::Contrast { percent: 25 },
            Change::Saturation { percent: -50 },
            Change::Regions { count: 1, percent: 1 },
        ];
        assert_eq!(found.changes(), expected);
        found.comparison.tone.black_and_white = true;
        assert!(found.changes().contains(&Change::BlackAndWhite));
        assert!(!found.changes().contains(&Change::Saturation { percent: -50 }));
    }

    #[test]
    fn a_lie_about_the_place_is_not_painted() {
        for place in [[0.0, 0.0, 2.0, 1.0], [-1.0, 0.0, 1.0, 1.0], [0.0, 0.0, f64::NAN, 1.0], [0.0, 0.0, 0.0, 1.0]] {
            assert!(!Changed { place, ..alike() }.adds_up(), "{place:?}");
        }
    }
}
