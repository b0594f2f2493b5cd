//! How orders and replies travel over the pipes: two lengths, a JSON header, a binary blob. Never trusts a length.
//!
//! A frame is `u32` header length, `u32` blob length (both little-endian), the header, the blob. Both ends
//! check the lengths before they reserve memory, because the other end may have been taken over by a file.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::protocol::{Answer, Task};
use crate::media::edit::{RenderFacts, Rendered};
use crate::media::{Picture, PictureSource};
use crate::problem::Problem;
use crate::provenance::changed::Changed;
use crate::provenance::report::Report;
use crate::trust::TrustStore;

/// Longest header in bytes. The largest honest ones are the crJSON of stores with thousands of manifests.
pub const MAX_HEADER_BYTES: usize = 64 << 20;
/// Longest blob in bytes: an RGBA picture of [`MAX_SIDE`] squared.
pub const MAX_BLOB_BYTES: usize = 256 << 20;
/// Longest side of a picture in pixels that a child may be asked for.
pub const MAX_SIDE: u32 = 8192;

/// From the program to a child.
#[derive(Debug, Serialize, Deserialize)]
pub enum Order {
    /// Trust lists in force from now on. Not answered.
    Trust(TrustStore),
    Do(Task),
}

/// From a child to the program, one for each [`Order::Do`].
#[derive(Debug, Serialize, Deserialize)]
pub struct Reply {
    pub body: Body,
    /// The child ends after this, because a panic may have left it in a bad state.
    #[serde(default)]
    pub last: bool,
}

/// [`Answer`] without its bytes, which are the blob.
#[derive(Debug, Serialize, Deserialize)]
pub enum Body {
    Report(Box<Report>),
    Json(serde_json::Value),
    Picture {
        width: u32,
        height: u32,
        full_size: (u32, u32),
        source: PictureSource,
    },
    /// The blob is the picture.
    Changed {
        changed: Box<Changed>,
        width: u32,
        height: u32,
        full_size: (u32, u32),
    },
    Jpeg,
    NoJpeg,
    /// The blob is the thumbnail, of this many bytes, and then the file.
    Rendered {
        facts: RenderFacts,
        thumbnail_bytes: Option<usize>,
    },
    Failed(Problem),
}

impl Body {
    /// Takes an answer apart into header and blob.
    pub fn from_answer(answer: Answer) -> (Self, Vec<u8>) {
        match answer {
            Answer::Report(report) => (Self::Report(report), Vec::new()),
            Answer::Json(value) => (Self::Json(value), Vec::new()),
            Answer::Picture(Picture { width, height, rgba, full_size, source }) => {
                (Self::Picture { width, height, full_size, source }, rgba)
            }
            Answer::Changed(changed, Picture { width, height, rgba, full_size, .. }) => {
                (Self::Changed { changed, width, height, full_size }, rgba)
            }
            Answer::Jpeg(Some(bytes)) => (Self::Jpeg, bytes),
            Answer::Jpeg(None) => (Self::NoJpeg, Vec::new()),
            Answer::Rendered(rendered) => {
                let Rendered { bytes, facts, thumbnail } = *rendered;
                let thumbnail_bytes = thumbnail.as_ref().map(Vec::len);
                let mut blob = thumbnail.unwrap_or_default();
                blob.extend(bytes);
                (Self::Rendered { facts, thumbnail_bytes }, blob)
            }
            Answer::Failed(problem) => (Self::Failed(problem), Vec::new()),
        }
    }

    /// Puts an answer together; `None` when the blob is not what the header says.
    pub fn into_answer(self, blob: Vec<u8>) -> Option<Answer> {
        match self {
            Self::Picture { width, height, full_size, source } => fits(&blob, width, height)
                .then_some(Answer::Picture(Picture { width, height, rgba: blob, full_size, source })),
            Self::Changed { changed, width, height, full_size } => {
                let source = PictureSource::ManifestThumbnail;
                fits(&blob, width, height)
                    .then_some(Answer::Changed(changed, Picture { width, height, rgba: blob, full_size, source }))
            }
            Self::Jpeg => Some(Answer::Jpeg(Some(blob))),
            Self::Rendered { facts, thumbnail_bytes } => {
                let mut thumbnail = blob;
                let at = thumbnail_bytes.unwrap_or_default();
                let bytes = (at <= thumbnail.len()).then(|| thumbnail.split_off(at))?;
                let thumbnail = thumbnail_bytes.map(|_| thumbnail);
                Some(Answer::Rendered(Box::new(Rendered { bytes, facts, thumbnail })))
            }
            _ if !blob.is_empty() => None,
            Self::Report(report) => Some(Answer::Report(report)),
            Self::Json(value) => Some(Answer::Json(value)),
            Self::NoJpeg => Some(Answer::Jpeg(None)),
            Self::Failed(problem) => Some(Answer::Failed(problem)),
        }
    }
}

/// A whole frame in memory, ready to be written at once.
///
/// # Errors
/// `InvalidData` when the header or the blob is larger than a frame may be.
pub fn encode(header: &impl Serialize, blob: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; 8];
    serde_json::to_writer(&mut bytes, header)?;
    let header_len = bytes.len() - 8;
    if header_len > MAX_HEADER_BYTES || blob.len() > MAX_BLOB_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the frame is too large"));
    }
    let lengths = [(header_len as u32).to_le_bytes(), (blob.len() as u32).to_le_bytes()].concat();
    for (slot, byte) in bytes.iter_mut().zip(lengths) {
        *slot = byte;
    }
    bytes.extend_from_slice(blob);
    Ok(bytes)
}

/// Writes one frame and flushes.
///
/// # Errors
/// Those of [`encode`] and of the pipe.
pub fn write(to: &mut impl Write, header: &impl Serialize, blob: &[u8]) -> io::Result<()> {
    to.write_all(&encode(header, blob)?)?;
    to.flush()
}

/// Reads one frame.
///
/// # Errors
/// `InvalidData` for lengths over the limits or a header that does not parse, `UnexpectedEof` when the other
/// end is gone, and those of the pipe.
pub fn read<T: for<'de> Deserialize<'de>>(from: &mut impl Read) -> io::Result<(T, Vec<u8>)> {
    let header_len = read_length(from)?;
    let blob_len = read_length(from)?;
    if header_len > MAX_HEADER_BYTES || blob_len > MAX_BLOB_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the frame is too large"));
    }
    let header = read_exactly(from, header_len)?;
    let blob = read_exactly(from, blob_len)?;
    Ok((serde_json::from_slice(&header)?, blob))
}

fn read_length(from: &mut impl Read) -> io::Result<usize> {
    let mut bytes = [0; 4];
    from.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes) as usize)
}

/// Reads in steps, so that memory is reserved only for bytes that really come.
fn read_exactly(from: &mut impl Read, len: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(len.min(1 << 20));
    from.take(len as u64).read_to_end(&mut bytes)?;
    if bytes.len() < len {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

/// Whether a blob is an RGBA picture of that size.
fn fits(blob: &[u8], width: u32, height: u32) -> bool {
    let sides = 1..=MAX_SIDE;
    // The sides come first: they keep the product from overflowing.
    sides.contains(&width) && sides.contains(&height) && blob.len() as u64 == u64::from(width) * u64::from(height) * 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::edit::Applied;
    use crate::provenance::format::Format;

    #[test]
    fn lengths_over_the_limit_are_refused_before_anything_is_read() {
        let mut bytes = u32::MAX.to_le_bytes().to_vec();
        bytes.extend([0; 4]);
        let error = read::<Reply>(&mut bytes.as_slice()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_frame_that_ends_early_is_an_error() {
        let whole = encode(&Order::Do(Task::CrJson { path: "a".into() }), b"xyz").unwrap();
        for cut in 0..whole.len() {
            let error = read::<Order>(&mut &whole[..cut]).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof, "cut at {cut}");
        }
        assert_eq!(read::<Order>(&mut whole.as_slice()).unwrap().1, b"xyz");
    }

    #[test]
    fn a_header_that_is_no_reply_is_an_error() {
        let bytes = encode(&"what?", b"").unwrap();
        assert_eq!(read::<Reply>(&mut bytes.as_slice()).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_picture_must_have_the_bytes_it_says() {
        let body = |width, height| Body::Picture { width, height, full_size: (9, 9), source: PictureSource::Pixels };
        assert!(body(2, 2).into_answer(vec![0; 15]).is_none());
        assert!(body(0, 2).into_answer(Vec::new()).is_none());
        assert!(body(u32::MAX, u32::MAX).into_answer(vec![0; 4]).is_none());
        assert!(body(2, 2).into_answer(vec![0; 16]).is_some());
        assert!(Body::NoJpeg.into_answer(vec![1]).is_none());
    }

    #[test]
    fn a_rendered_file_is_told_from_its_thumbnail() {
        let facts = || RenderFacts {
            format: Format::Jpeg,
            applied: Applied::default(),
            had_metadata: false,
            notes: Vec::new(),
        };
        for thumbnail in [None, Some(Vec::new()), Some(vec![1, 2, 3])] {
            let rendered = Rendered { bytes: vec![4, 5], facts: facts(), thumbnail };
            let (body, blob) = Body::from_answer(Answer::Rendered(Box::new(rendered.clone())));
            assert_eq!(body.into_answer(blob), Some(Answer::Rendered(Box::new(rendered))));
        }
        let body = Body::Rendered { facts: facts(), thumbnail_bytes: Some(3) };
        assert!(body.into_answer(vec![0; 2]).is_none());
    }
}
