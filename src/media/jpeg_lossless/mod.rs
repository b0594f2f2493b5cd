//! Turns, mirrors and cuts a JPEG by its coefficients, so that nothing is encoded anew. Never computes a pixel, never
//! guesses: what is unusual, or not sound from end to end, is refused, and the caller takes the ordinary road.
//!
//! A JPEG holds its picture as blocks of 8 by 8 coefficients, several blocks of each colour to an MCU. Blocks can be
//! moved about and turned in themselves exactly, as `jpegtran` does. An MCU that the picture fills only in part can
//! stand at the right and lower edge alone; where it would come to lie inside, there is no exact way.

use crate::provenance::edit::Rect;

mod bits;
mod codes;
mod frame;
mod place;
mod scan;
mod symbols;
mod turn;
mod write;

use frame::Frame;
pub(crate) use place::Place;
use scan::Coefficients;
pub(crate) use turn::Turn;

/// Why there is no lossless way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    /// A kind of JPEG that is rare or that this room does not write.
    #[error("not one of the usual kinds of JPEG: {0}")]
    Unusual(&'static str),
    #[error("not sound from end to end: {0}")]
    Broken(&'static str),
    #[error("the picture is larger than the limit")]
    TooLarge,
    /// An edge of the result would lie inside an MCU. Cutting the rest of it off would do.
    #[error("an edge does not fall on the picture's grid")]
    OffGrid,
    /// Nothing would be left after cutting.
    #[error("nothing is left")]
    Nothing,
}

/// A JPEG whose headers were read.
pub(crate) struct Jpeg<'a> {
    bytes: &'a [u8],
    frame: Frame,
}

impl<'a> Jpeg<'a> {
    /// Reads the headers only.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Refused> {
        Ok(Self { bytes, frame: Frame::find(bytes)? })
    }

    /// Sides in pixels, as stored.
    pub(crate) fn size(&self) -> (u32, u32) {
        (self.frame.width as u32, self.frame.height as u32)
    }

    /// Whether it holds four inks rather than colours of light.
    pub(crate) fn has_inks(&self) -> bool {
        self.frame.components.len() == 4
    }

    /// Where `crop`, in pixels of the turned picture, comes to lie; with `trim`, without the parts of MCUs at its edges
    /// that would be in the way: less is shown then, never more.
    ///
    /// A crop must end on the grid too, unless it ends with the picture. A decoder would not show the rest of an MCU,
    /// but it would be in the file, and whoever cropped something away meant it to be gone.
    pub(crate) fn place(&self, turn: Turn, crop: Rect, trim: bool) -> Result<Place, Refused> {
        Place::new(&self.frame, turn, crop, trim)
    }

    /// The result as a file, progressive if the original is or if that is wished. Of marker segments only those that say
    /// how to read the picture are in it: JFIF (without thumbnail), Adobe's, and the ICC profile.
    pub(crate) fn write(self, place: &Place, is_progressive: bool) -> Result<Vec<u8>, Refused> {
        let read = Coefficients::read(self.bytes, self.frame)?;
        write::write(self.bytes, &read, place, is_progressive || read.frame.is_progressive)
    }
}

#[cfg(test)]
mod tests;
