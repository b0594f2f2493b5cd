//! Boxes of an ISO file that stay: each keeps its known fields, and what stands behind them goes with the unknown parts.
//! Never frees a box that a player needs, never moves a byte.

use super::iso_fields::{
    HEAD_BYTES, decoder_bytes, group_bytes, group_description_bytes, known_bytes, reserved, used_rows,
};
use super::isobmff::{Iso, Part};
use super::{Found, RedactError};
use crate::media::limits;
use crate::media::source::be32;
use crate::provenance::redaction::{Fate, Group};

/// Bytes of one table.
const TABLE_BYTES: usize = 64 << 20;
/// Brands that say which standard a reader needs (mp4ra.org), and of no maker.
const BRANDS: [&[u8; 4]; 71] = [
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"isoa", b"isob", b"isoc",
    b"mp41", b"mp42", b"mp71", b"avc1", b"hvc1", b"hev1", b"av01", b"qt  ", b"M4A ", b"M4B ", b"M4P ", b"M4V ",
    b"mif1", b"mif2", b"mif3", b"msf1", b"miaf", b"MiHB", b"MiHA", b"MiHE", b"MiAB", b"MiAn", b"MiBu", b"MiCm",
    b"MiPr", b"MA1A", b"MA1B", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"avif",
    b"avis", b"avio", b"avci", b"avcs", b"vvic", b"vvis", b"jpeg", b"jpgs", b"j2ki", b"j2is", b"1pic", b"geo1",
    b"pred", b"unif", b"tmap", b"jxl ", b"dash", b"msdh", b"msix", b"cmfc", b"cmf2", b"cmfs", b"hlsf",
];

impl Iso<'_, '_, '_> {
    /// A box that stays. What its kind reserves is zero in a rebuilt copy.
    pub(super) fn known(&mut self, part: &Part, store: &str) -> Result<(), RedactError> {
        let head = self.read(part.start, part.length().min(HEAD_BYTES))?;
        if let Some(bytes) = known_bytes(&part.kind, &head) {
            self.rest(part, store, bytes)?;
        }
        self.blanked(part, store, reserved(&part.kind, &head))
    }

    /// Places in a box that its standard reserves, from and how many bytes: they are zero in a rebuilt copy.
    pub(super) fn blanked(&mut self, part: &Part, store: &str, places: &[(u64, u64)]) -> Result<(), RedactError> {
        for &(from, length_bytes) in if self.is_rebuilt() { places } else { &[] } {
            let at = part.start + from;
            if from + length_bytes > part.length() || self.is_blank(at, at + length_bytes)? {
                continue;
            }
            self.check_full()?;
            let (tag, group, name) = (part.name(), Group::Unknown, "Reserved");
            // Small numbers occur everywhere.
            let found = Found { store, group, tag: &tag, name, value: "", at, length_bytes, raw: &[] };
            let fate = if self.goes(group, &tag) { Fate::Dropped } else { Fate::Kept };
            if self.draft.decided(found, fate) {
                self.draft.edits.zero(at, length_bytes);
            }
        }
        Ok(())
    }

    /// What a decoder needs: as [`Self::known`], read as a whole.
    pub(super) fn decoder(&mut self, part: &Part, store: &str) -> Result<(), RedactError> {
        if part.length() <= limits::TEXT_BYTES as u64
            && let Some(bytes) = decoder_bytes(&part.kind, &self.read(part.start, part.length())?)
        {
            return self.rest(part, store, bytes);
        }
        self.known(part, store)
    }

    /// The boxes in a box that stays: those of these kinds stay, too.
    pub(super) fn inner(&mut self, part: &Part, store: &str, kinds: &[&[u8; 4]]) -> Result<(), RedactError> {
        for child in self.children(part.start, part.end)? {
            match kinds.contains(&&child.kind) {
                true => self.known(&child, store)?,
                false => self.common(&child, store)?,
            }
        }
        Ok(())
    }

    /// What stands behind the first `bytes` of a box.
    pub(super) fn rest(&mut self, part: &Part, store: &str, bytes: u64) -> Result<(), RedactError> {
        let name = part.name();
        match part.length().checked_sub(bytes) {
            Some(more) if more > 0 => {
                self.field(store, Group::Unknown, &name, "UnknownRest", (part.start + bytes, more), "")
            }
            _ => Ok(()),
        }
    }

    /// The type of the file (§4.3). In a rebuilt copy no brand tells of a maker, and no version of a program.
    pub(super) fn brands(&mut self, part: &Part) -> Result<(), RedactError> {
        let bytes = self.content(part, limits::TEXT_BYTES)?;
        self.rest(part, "ISO boxes", bytes.len() as u64 / 4 * 4)?;
        let (Some(major), Some(brands)) = (bytes.get(..4), bytes.get(8..)) else { return Ok(()) };
        if !self.is_rebuilt() {
            return Ok(());
        }
        self.field("ISO boxes", Group::Software, &part.name(), "MinorVersion", (part.start + 4, 4), "")?;
        for (index, brand) in brands.as_chunks::<4>().0.iter().enumerate() {
            // What fills the box up names nothing.
            if brand == major || brand == &[0; 4] || BRANDS.contains(&brand) {
                continue;
            }
            self.check_full()?;
            let at = part.start + 8 + index as u64 * 4;
            let value = crate::media::collect::latin1(brand);
            let (store, tag) = ("ISO boxes", part.name());
            let group = Group::CameraModel;
            let found = Found {
                store,
                group,
                tag: &tag,
                name: crate::locale::text("found-brand"),
                value: &value,
                at,
                length_bytes: 4,
                raw: &[],
            };
            let fate = if self.goes(group, &tag) { Fate::Dropped } else { Fate::Kept };
            if self.draft.decided(found, fate) {
                self.draft.edits.replace(at, major.to_vec());
            }
        }
        Ok(())
    }

    /// A table of samples that stays: rows of samples or chunks that there are none of go with the unknown parts.
    pub(super) fn rows(&mut self, part: &Part, samples: u64, chunks: u64) -> Result<(), RedactError> {
        self.known(part, "stbl")?;
        if !self.goes(Group::Unknown, "rows") {
            return Ok(());
        }
        let bytes = self.content(part, TABLE_BYTES)?;
        let Some((head, row_bytes, rows)) = used_rows(&part.kind, &bytes, samples, chunks) else { return Ok(()) };
        let declared = head.checked_sub(4).and_then(|at| be32(&bytes, at)).unwrap_or_default();
        if u64::from(declared) <= rows {
            return Ok(());
        }
        let from = head as u64 + rows * row_bytes as u64;
        let surplus = (u64::from(declared) - rows) * row_bytes as u64;
        let place = (part.start + from, surplus.min(part.length().saturating_sub(from)));
        self.field("stbl", Group::Unknown, &part.name(), "RowsOfNoSample", place, "")?;
        let count = u32::try_from(rows).unwrap_or(u32::MAX).to_be_bytes();
        self.draft.edits.replace(part.start + head as u64 - 4, count.to_vec());
        Ok(())
    }

    /// Groups of samples and their descriptions (§8.9): those that a player needs stay; true for one that does.
    pub(super) fn grouping(&mut self, part: &Part, store: &str) -> Result<bool, RedactError> {
        let head = self.read(part.start, part.length().min(HEAD_BYTES))?;
        let each = head.get(4..8).and_then(group_bytes);
        let bytes = match (&part.kind, each) {
            (b"sgpd", Some(each)) => group_description_bytes(&head, each),
            (b"sbgp", Some(_)) => known_bytes(&part.kind, &head),
            _ => None,
        };
        match bytes.filter(|bytes| *bytes <= part.length()) {
            Some(bytes) => self.rest(part, store, bytes).map(|()| true),
            None => self.whole(store, Group::Unknown, part).map(|goes| !goes),
        }
    }

    /// What only tells of samples and is not needed to play them: one value for each of so many samples (§8.6.4,
    /// §8.7.6). In a rebuilt copy it goes.
    pub(super) fn remarks(&mut self, part: &Part, store: &str, samples: Option<u64>) -> Result<(), RedactError> {
        if self.is_rebuilt() {
            return self.whole(store, Group::Unknown, part).map(|_| ());
        }
        let bytes = match (&part.kind, samples) {
            (b"sdtp", Some(samples)) => 4 + samples,
            (b"stdp", Some(samples)) => 4 + samples * 2,
            (b"padb", Some(samples)) => 8 + samples.div_ceil(2),
            (b"stsh", _) => {
                be32(&self.read(part.start, part.length().min(8))?, 4).map_or(u64::MAX, |n| 8 + u64::from(n) * 8)
            }
            _ => return Ok(()),
        };
        self.rest(part, store, bytes)
    }
}
