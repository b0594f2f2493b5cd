//! How much work and memory a stranger's file may cost. Numbers only, never a decision.

/// Metadata fields kept for one file.
pub(crate) const FIELDS: usize = 2_000;
/// Characters kept of one value.
pub(crate) const VALUE_CHARS: usize = 4_096;
/// Bytes read from one file for its metadata.
pub(crate) const METADATA_BYTES: u64 = 32 << 20;
/// Bytes of one XMP packet, Extended XMP included.
pub(crate) const XMP_BYTES: usize = 8 << 20;
/// Bytes of one EXIF block held in memory.
pub(crate) const EXIF_BYTES: usize = 16 << 20;
/// Bytes of one ISO `meta` box.
pub(crate) const META_BOX_BYTES: usize = 8 << 20;
/// Bytes of one text (comment, tag, compressed text) before it is cut.
pub(crate) const TEXT_BYTES: usize = 1 << 20;
/// Bytes of packets and unpacked texts looked into, in one file; a small packet counts as [`WORK_PIECE`].
pub(crate) const WORK_BYTES: usize = 64 << 20;
/// The least that one packet costs, so that many small ones come to an end too.
pub(crate) const WORK_PIECE: usize = 256 << 10;
/// Steps (segments, chunks, boxes, directory entries) taken through one file.
pub(crate) const STEPS: u32 = 100_000;
/// Nested XML elements.
pub(crate) const XML_DEPTH: usize = 40;
/// XML elements and attributes in one packet.
pub(crate) const XML_NODES: usize = 40_000;
/// Entries of one TIFF directory.
pub(crate) const IFD_ENTRIES: u64 = 4_096;
/// TIFF directories in one file.
pub(crate) const IFDS: usize = 64;

/// Longest side of a picture that is decoded, in pixels.
pub(crate) const PICTURE_SIDE: u32 = 16_384;
/// Memory that one decoder may ask for, in bytes.
pub(crate) const PICTURE_BYTES: u64 = 512 << 20;
/// Bytes of a file that is decoded from memory.
pub(crate) const PICTURE_FILE_BYTES: u64 = 512 << 20;
/// Bytes of an SVG file: its parser's memory is many times the text.
pub(crate) const SVG_BYTES: u64 = 16 << 20;
/// Pixels times scans of a progressive JPEG: each scan walks every block again.
pub(crate) const SCAN_PIXELS: u64 = 4_000_000_000;
