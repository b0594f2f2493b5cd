//! What a decoder reads of a JPEG's own segments (ITU-T T.81 annex B): how long their fields are, and which tables a scan
//! uses. Never changes a segment.

use std::collections::HashMap;

use crate::media::source::be16;

const DHT: u8 = 0xC4;
const DAC: u8 = 0xCC;
const SOS: u8 = 0xDA;
const DQT: u8 = 0xDB;

/// Bytes that the fields of a segment's payload take; `None` where its marker has none of known length.
pub(super) fn field_bytes(marker: u8, payload: &[u8]) -> Option<usize> {
    let bytes = match marker {
        DHT | DQT => tables(marker, payload).last().map_or(0, |table| table.from + table.length),
        DAC => payload.len() / 2 * 2,
        0xDD | 0xDC => 2,
        SOS => 4 + 2 * usize::from(*payload.first()?),
        0xC0..=0xCF => 6 + 3 * usize::from(*payload.get(5)?),
        _ => return None,
    };
    Some(bytes.min(payload.len()))
}

/// A table in a segment.
#[derive(Debug, Clone, Copy)]
struct Table {
    /// Class and number.
    name: u8,
    from: usize,
    length: usize,
}

/// A table of the file.
#[derive(Debug)]
struct Defined {
    /// Where its segment begins.
    at: u64,
    table: Table,
    is_conditioning: bool,
    is_used: bool,
}

/// All tables of a file, and which of them are in force.
#[derive(Debug, Default)]
pub(super) struct Tables {
    all: Vec<Defined>,
    /// By marker and name.
    current: HashMap<(u8, u8), usize>,
    /// Number of each component, and of its quantization table.
    components: Vec<(u8, u8)>,
    has_arithmetic: bool,
}

impl Tables {
    /// Takes note of the segment that begins at `at`.
    pub(super) fn segment(&mut self, marker: u8, at: u64, payload: &[u8]) {
        match marker {
            DHT | DQT => {
                for table in tables(marker, payload) {
                    self.current.insert((marker, table.name), self.all.len());
                    self.all.push(Defined { at, table, is_conditioning: false, is_used: false });
                }
            }
            // How arithmetic codes begin; no other codes do.
            DAC => self.all.push(Defined {
                at,
                table: Table { name: 0, from: 0, length: payload.len() },
                is_conditioning: true,
                is_used: self.has_arithmetic,
            }),
            SOS => self.scan(payload),
            0xC0..=0xCF if marker != 0xC8 && marker != DAC => {
                let components = payload.get(6..).unwrap_or_default().as_chunks::<3>().0.iter();
                self.components = components.map(|[number, _, table]| (*number, *table)).collect();
                self.has_arithmetic = marker > 0xC8;
                if self.has_arithmetic {
                    // Some stand before the frame.
                    self.all.iter_mut().for_each(|one| one.is_used |= one.is_conditioning);
                }
            }
            _ => {}
        }
    }

    /// Tables that no scan uses: where their segments begin, and where in the payload they stand, from and to.
    pub(super) fn unused(&self) -> Vec<(u64, usize, usize)> {
        let unused = self.all.iter().filter(|one| !one.is_used);
        unused.map(|one| (one.at, one.table.from, one.table.from + one.table.length)).collect()
    }

    fn scan(&mut self, payload: &[u8]) {
        let count = payload.first().copied().map_or(0, usize::from);
        for [number, codes] in payload.get(1..).unwrap_or_default().as_chunks::<2>().0.iter().take(count) {
            let quantization = self.components.iter().find(|(component, _)| component == number);
            let used = [(DHT, codes >> 4), (DHT, 0x10 | codes & 0x0F)].into_iter();
            for name in used.chain(quantization.map(|(_, table)| (DQT, *table))) {
                let place = self.current.get(&name).copied();
                if let Some(defined) = place.and_then(|place| self.all.get_mut(place)) {
                    defined.is_used = true;
                }
            }
        }
    }
}

/// The tables of a segment, as far as they are whole.
fn tables(marker: u8, payload: &[u8]) -> Vec<Table> {
    let (mut all, mut from) = (Vec::new(), 0);
    while let Some(&head) = payload.get(from) {
        let length = match marker {
            DQT if head >> 4 == 0 => 65,
            DQT => 129,
            _ => match payload.get(from + 1..from + 17) {
                Some(counts) => 17 + counts.iter().map(|count| usize::from(*count)).sum::<usize>(),
                None => break,
            },
        };
        if from + length > payload.len() {
            break;
        }
        let name = if marker == DQT { head & 0x0F } else { head };
        all.push(Table { name, from, length });
        from += length;
    }
    all
}

/// Bytes of a JFIF segment with its thumbnail, three for each pixel (JFIF 1.02).
pub(super) fn jfif_bytes(payload: &[u8]) -> usize {
    let pixels = be16(payload, 12).map_or(0, |sides| usize::from(sides >> 8) * usize::from(sides & 0xFF));
    (14 + 3 * pixels).min(payload.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_end_where_they_say() {
        let codes = [&[0x00][..], &[0; 15], &[2], &[7, 8]].concat();
        assert_eq!(field_bytes(DHT, &[&codes[..], b"more"].concat()), Some(19));
        assert_eq!(field_bytes(DQT, &[&[0; 65][..], &[9; 20]].concat()), Some(65));
        assert_eq!(field_bytes(SOS, &[1, 1, 0, 0, 63, 0, 9, 9]), Some(6));
        assert_eq!(field_bytes(0xC0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0, 9]), Some(9));
        assert_eq!(field_bytes(0xE1, b"more"), None);
        for marker in 0xC0..=0xDF {
            let _ = field_bytes(marker, &[]);
        }
    }

    #[test]
    fn a_table_that_is_defined_anew_before_a_scan_was_not_used() {
        let mut tables = Tables::default();
        let quantization = [&[1][..], &[5; 64]].concat();
        tables.segment(DQT, 10, &quantization);
        tables.segment(DQT, 80, &quantization);
        tables.segment(0xC0, 150, &[8, 0, 1, 0, 1, 1, 1, 0x11, 1]);
        tables.segment(SOS, 170, &[1, 1, 0, 0, 63, 0]);
        assert_eq!(tables.unused(), [(10, 0, 65)]);
    }
}
