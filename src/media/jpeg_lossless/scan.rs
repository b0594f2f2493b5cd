//! The coefficients of a JPEG, baseline and progressive (ITU-T T.81 Annexes F and G). Never mends: what is not sound
//! from end to end is refused, and left to a decoder that shows what there is.

use super::Refused;
use super::bits::Bits;
use super::frame::{self, BLOCK, Component, Frame};
use crate::media::jpeg_codes::Codes;
use crate::media::limits;

/// Quantization steps in zigzag order.
pub(super) type Steps = [u16; BLOCK];
/// Coefficients in zigzag order.
pub(super) type Block = [i16; BLOCK];

/// No scan has brought this coefficient yet.
const UNSEEN: u8 = u8::MAX;
/// Blocks in one MCU (T.81 B.2.3).
const MCU_BLOCKS: usize = 10;

/// All that the data of a JPEG says of the picture.
pub(super) struct Coefficients {
    pub frame: Frame,
    /// In the order of the components.
    pub planes: Vec<Plane>,
}

/// One component's part.
pub(super) struct Plane {
    pub steps: Steps,
    /// `padded` of the component, row by row.
    pub blocks: Vec<Block>,
    /// For each coefficient the bit down to which it is known (progressive pictures come bit by bit).
    known: [u8; BLOCK],
}

impl Coefficients {
    /// Reads the whole file.
    pub(super) fn read(bytes: &[u8], frame: Frame) -> Result<Self, Refused> {
        let count: usize = frame.components.iter().map(|c| c.padded.0 * c.padded.1).sum();
        if (count * size_of::<Block>()) as u64 > limits::PICTURE_BYTES {
            return Err(Refused::TooLarge);
        }
        let mut planes = Vec::new();
        for component in &frame.components {
            let mut blocks = Vec::new();
            let count = component.padded.0 * component.padded.1;
            blocks.try_reserve_exact(count).map_err(|_| Refused::TooLarge)?;
            blocks.resize(count, [0; BLOCK]);
            planes.push(Plane { steps: [0; BLOCK], blocks, known: [UNSEEN; BLOCK] });
        }
        let mut reader =
            Reader { bytes, at: frame::start(bytes)?, read: Self { frame, planes }, tables: Tables::new() };
        reader.run()?;
        let complete = |plane: &Plane| plane.known.first() != Some(&UNSEEN) && plane.steps.iter().all(|&step| step > 0);
        if reader.read.planes.iter().all(complete) { Ok(reader.read) } else { Err(Refused::Broken("a missing scan")) }
    }
}

/// What segments between the scans have set.
struct Tables {
    dc: [Option<Codes>; 4],
    ac: [Option<Codes>; 4],
    steps: [Steps; 4],
    restart_interval: usize,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    read: Coefficients,
    tables: Tables,
}

/// What a scan header says (T.81 B.2.3).
#[derive(Debug, Clone)]
struct Scan {
    parts: Vec<Part>,
    from: usize,
    to: usize,
    high: u8,
    low: u8,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    component: usize,
    dc: usize,
    ac: usize,
}

impl Reader<'_> {
    fn run(&mut self) -> Result<(), Refused> {
        let pixels = (self.read.frame.width * self.read.frame.height) as u64;
        let (mut scans, mut frames) = (0u64, 0);
        loop {
            let (kind, segment) = frame::marker(self.bytes, &mut self.at)?;
            match kind {
                0xC0..=0xC2 if frames == 0 => frames += 1,
                0xC4 => self.tables.huffman(segment)?,
                0xC0..=0xCF | 0xDC | 0xDE | 0xDF => return Err(Refused::Unusual("another kind of frame")),
                0xDB => self.tables.quantization(segment)?,
                0xDD => match *segment {
                    [high, low] => self.tables.restart_interval = usize::from(u16::from_be_bytes([high, low])),
                    _ => return Err(Refused::Broken("a restart interval that cannot be")),
                },
                0xDA => {
                    scans += 1;
                    if scans * pixels > limits::SCAN_PIXELS {
                        return Err(Refused::TooLarge);
                    }
                    self.scan(segment)?;
                }
                0xD9 => return Ok(()),
                _ => {}
            }
        }
    }

    fn scan(&mut self, segment: &[u8]) -> Result<(), Refused> {
        let scan = Scan::parse(segment, &self.read.frame)?;
        for part in &scan.parts {
            let (Some(plane), Some(component)) =
                (self.read.planes.get_mut(part.component), self.read.frame.components.get(part.component))
            else {
                return Err(Refused::Broken("a scan of nothing"));
            };
            if plane.known.first() == Some(&UNSEEN) {
                plane.steps = self.tables.steps.get(component.table).copied().unwrap_or([0; BLOCK]);
            }
            scan.note(plane)?;
        }
        let mut bits = Bits::new(self.bytes, self.at);
        self.data(&scan, &mut bits)?;
        self.at = bits.end()?;
        Ok(())
    }

    fn data(&mut self, scan: &Scan, bits: &mut Bits<'_>) -> Result<(), Refused> {
        let frame = &self.read.frame;
        let (most_across, most_down) = frame.largest();
        // One component alone comes block by block, without those that only fill up.
        let alone = match scan.parts.as_slice() {
            [part] => frame.components.get(part.component).map(|component| component.own),
            _ => None,
        };
        let (across, down) =
            alone.unwrap_or((frame.width.div_ceil(8 * most_across), frame.height.div_ceil(8 * most_down)));
        let mut decoder = Decoder { scan, end_of_band: 0, predicted: [0; 4] };
        let mut until_restart = self.tables.restart_interval;
        for row in 0..down {
            for column in 0..across {
                if self.tables.restart_interval > 0 {
                    if until_restart == 0 {
                        bits.restart()?;
                        (decoder.end_of_band, decoder.predicted) = (0, [0; 4]);
                        until_restart = self.tables.restart_interval;
                    }
                    until_restart -= 1;
                }
                for (part, predicted) in scan.parts.iter().zip(0..) {
                    let (Some(component), Some(plane)) =
                        (frame.components.get(part.component), self.read.planes.get_mut(part.component))
                    else {
                        return Err(Refused::Broken("a scan of nothing"));
                    };
                    let tables = (self.tables.dc.get(part.dc), self.tables.ac.get(part.ac));
                    let tables = (tables.0.and_then(Option::as_ref), tables.1.and_then(Option::as_ref));
                    let (h, v) = if alone.is_some() { (1, 1) } else { component.factors };
                    for y in row * v..(row + 1) * v {
                        for x in column * h..(column + 1) * h {
                            let block = plane.blocks.get_mut(y * component.padded.0 + x);
                            let block = block.ok_or(Refused::Broken("a block outside"))?;
                            decoder.block(bits, tables, predicted, block, frame.is_progressive)?;
                        }
                    }
                }
            }
            // A picture of nothing but zeros made up would go on to the last row.
            bits.check()?;
        }
        Ok(())
    }
}

impl Tables {
    fn new() -> Self {
        Self { dc: [const { None }; 4], ac: [const { None }; 4], steps: [[0; BLOCK]; 4], restart_interval: 0 }
    }

    fn huffman(&mut self, segment: &[u8]) -> Result<(), Refused> {
        let wrong = || Refused::Broken("a Huffman table that cannot be");
        let mut rest = segment;
        while let Some((&class, more)) = rest.split_first() {
            let (counts, more) = more.split_first_chunk::<16>().ok_or_else(wrong)?;
            let total = counts.iter().map(|&count| usize::from(count)).sum();
            let (symbols, more) = more.split_at_checked(total).ok_or_else(wrong)?;
            let tables = if class >> 4 == 0 { &mut self.dc } else { &mut self.ac };
            let place = tables.get_mut(usize::from(class & 15)).ok_or_else(wrong)?;
            *place = Some(Codes::new(counts, symbols).ok_or(Refused::Broken("a Huffman table that cannot be"))?);
            rest = more;
        }
        Ok(())
    }

    fn quantization(&mut self, segment: &[u8]) -> Result<(), Refused> {
        let wrong = || Refused::Broken("a quantization table that cannot be");
        let mut rest = segment;
        while let Some((&head, more)) = rest.split_first() {
            let is_wide = head >> 4 != 0;
            let (values, more) = more.split_at_checked(if is_wide { 2 * BLOCK } else { BLOCK }).ok_or_else(wrong)?;
            let steps = self.steps.get_mut(usize::from(head & 15)).ok_or_else(wrong)?;
            if is_wide {
                let pairs = values.as_chunks::<2>().0;
                steps.iter_mut().zip(pairs).for_each(|(step, &pair)| *step = u16::from_be_bytes(pair));
            } else {
                steps.iter_mut().zip(values).for_each(|(step, &value)| *step = u16::from(value));
            }
            rest = more;
        }
        Ok(())
    }
}

impl Scan {
    fn parse(segment: &[u8], frame: &Frame) -> Result<Self, Refused> {
        let wrong = Refused::Broken("a scan header that cannot be");
        let Some((&count, rest)) = segment.split_first() else { return Err(wrong) };
        let Some((choices, &[from, to, high_low])) = rest.split_at_checked(2 * usize::from(count)) else {
            return Err(wrong);
        };
        let (from, to, high, low) = (usize::from(from), usize::from(to), high_low >> 4, high_low & 15);
        let mut parts: Vec<Part> = Vec::new();
        for &[id, tables] in choices.as_chunks::<2>().0 {
            let Some(component) = frame.components.iter().position(|component| component.id == id) else {
                return Err(wrong);
            };
            // In the order of the frame, and none twice (T.81 B.2.3).
            if parts.last().is_some_and(|last| last.component >= component) {
                return Err(wrong);
            }
            parts.push(Part { component, dc: usize::from(tables >> 4), ac: usize::from(tables & 15) });
        }
        let blocks = |component: &Component| component.factors.0 * component.factors.1;
        let of_part = |part: &Part| frame.components.get(part.component).map_or(0, blocks);
        let fits = match parts.len() {
            0 => false,
            1 => true,
            _ => parts.iter().map(of_part).sum::<usize>() <= MCU_BLOCKS,
        };
        let bands = if frame.is_progressive {
            let is_band = if from == 0 { to == 0 } else { to >= from && to < BLOCK && parts.len() == 1 };
            is_band && low <= 13 && (high == 0 || high == low + 1)
        } else {
            (from, to, high, low) == (0, BLOCK - 1, 0, 0)
        };
        if fits && bands { Ok(Self { parts, from, to, high, low }) } else { Err(wrong) }
    }

    /// Notes what the scan brings, and refuses what does not follow on what is there (T.81 G.1.1.1).
    fn note(&self, plane: &mut Plane) -> Result<(), Refused> {
        let expected = if self.high == 0 { UNSEEN } else { self.high };
        for known in plane.known.iter_mut().take(self.to + 1).skip(self.from) {
            if *known != expected {
                return Err(Refused::Broken("scans out of order"));
            }
            *known = self.low;
        }
        Ok(())
    }
}

/// What is remembered from block to block.
struct Decoder<'a> {
    scan: &'a Scan,
    /// Blocks left without a new coefficient (T.81 G.1.2.2).
    end_of_band: i32,
    /// By the part's place in the scan.
    predicted: [i32; 4],
}

type Choice<'a> = (Option<&'a Codes>, Option<&'a Codes>);

impl Decoder<'_> {
    #[inline]
    fn block(
        &mut self,
        bits: &mut Bits<'_>,
        (dc, ac): Choice<'_>,
        predicted: usize,
        block: &mut Block,
        is_progressive: bool,
    ) -> Result<(), Refused> {
        let missing = Refused::Broken("a missing Huffman table");
        match (self.scan.from, self.scan.high) {
            (0, 0) => {
                let Some(dc) = dc else { return Err(missing) };
                self.dc(bits, dc, predicted, block)?;
                if is_progressive {
                    return Ok(());
                }
                let Some(ac) = ac else { return Err(missing) };
                sequential(bits, ac, block)
            }
            (0, _) => {
                if bits.bit()
                    && let Some(first) = block.first_mut()
                {
                    *first |= 1 << self.scan.low;
                }
                Ok(())
            }
            (_, high) => {
                let Some(ac) = ac else { return Err(missing) };
                if high == 0 { self.first(bits, ac, block) } else { self.refined(bits, ac, block) }
            }
        }
    }

    fn dc(&mut self, bits: &mut Bits<'_>, dc: &Codes, predicted: usize, block: &mut Block) -> Result<(), Refused> {
        let size = u32::from(bits.symbol(dc)?);
        let (Some(predicted), Some(first)) = (self.predicted.get_mut(predicted), block.first_mut()) else {
            return Err(Refused::Broken("a scan of nothing"));
        };
        if size > 11 {
            return Err(Refused::Broken("a coefficient out of range"));
        }
        *predicted = i32::from(in_range(*predicted + bits.value(size))?);
        *first = in_range(*predicted << self.scan.low)?;
        Ok(())
    }

    /// The first bits of a band (T.81 G.1.2.2).
    fn first(&mut self, bits: &mut Bits<'_>, ac: &Codes, block: &mut Block) -> Result<(), Refused> {
        if self.end_of_band > 0 {
            self.end_of_band -= 1;
            return Ok(());
        }
        let mut at = self.scan.from;
        while at <= self.scan.to {
            let symbol = bits.symbol(ac)?;
            let (run, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
            if size == 0 {
                if run < 15 {
                    self.end_of_band = (1 << run) - 1 + bits.number(run as u32);
                    break;
                }
                at += 16;
                continue;
            }
            at += run;
            let place = block.get_mut(at).filter(|_| at <= self.scan.to);
            *place.ok_or(Refused::Broken("a run too long"))? = in_range(bits.value(size) << self.scan.low)?;
            at += 1;
        }
        Ok(())
    }

    /// One more bit of a band (T.81 G.1.2.3).
    fn refined(&mut self, bits: &mut Bits<'_>, ac: &Codes, block: &mut Block) -> Result<(), Refused> {
        let step = 1i32 << self.scan.low;
        let mut band = block.iter_mut().take(self.scan.to + 1).skip(self.scan.from);
        if self.end_of_band == 0 {
            while band.len() > 0 {
                let symbol = bits.symbol(ac)?;
                let (mut run, size) = (symbol >> 4, symbol & 15);
                if size == 0 && run < 15 {
                    self.end_of_band = (1 << run) + bits.number(u32::from(run));
                    break;
                }
                let new = match size {
                    0 => 0,
                    1 if bits.bit() => step,
                    1 => -step,
                    _ => return Err(Refused::Broken("more than one bit at once")),
                };
                loop {
                    match band.next() {
                        None if new != 0 => return Err(Refused::Broken("a run too long")),
                        None => break,
                        Some(coefficient) if *coefficient != 0 => refine(bits, coefficient, step)?,
                        Some(coefficient) if run == 0 => {
                            *coefficient = in_range(new)?;
                            break;
                        }
                        Some(_) => run -= 1,
                    }
                }
            }
        }
        if self.end_of_band > 0 {
            self.end_of_band -= 1;
            for coefficient in band.filter(|coefficient| **coefficient != 0) {
                refine(bits, coefficient, step)?;
            }
        }
        Ok(())
    }
}

/// All of a block but its first coefficient (T.81 F.2.2.2).
#[inline]
fn sequential(bits: &mut Bits<'_>, ac: &Codes, block: &mut Block) -> Result<(), Refused> {
    let mut at = 1;
    while at < BLOCK {
        let symbol = bits.symbol(ac)?;
        let (run, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
        if size == 0 {
            if run < 15 {
                break;
            }
            at += 16;
            continue;
        }
        at += run;
        *block.get_mut(at).ok_or(Refused::Broken("a run too long"))? = in_range(bits.value(size))?;
        at += 1;
    }
    Ok(())
}

#[inline]
fn refine(bits: &mut Bits<'_>, coefficient: &mut i16, step: i32) -> Result<(), Refused> {
    if bits.bit() {
        let value = i32::from(*coefficient);
        if value & step == 0 {
            *coefficient = in_range(value + value.signum() * step)?;
        }
    }
    Ok(())
}

#[inline]
fn in_range(value: i32) -> Result<i16, Refused> {
    i16::try_from(value).map_err(|_| Refused::Broken("a coefficient out of range"))
}
