//! A certificate's fingerprint in forms that people compare: hex in groups, words to read aloud, a small pattern.
//!
//! It is SHA-256 whole: nothing is left out to make comparing shorter, and the pattern is a hint only, never a
//! comparison.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Two words for each byte: of two syllables for even places, of three for odd ones, so that a word left out or
/// two words swapped are noticed.
const WORDS: &str = include_str!("../../assets/trust/fingerprint-words.txt");

static LISTS: LazyLock<[Vec<&'static str>; 2]> = LazyLock::new(|| {
    let column = |number: usize| WORDS.lines().filter_map(|line| line.split_whitespace().nth(number)).collect();
    [column(0), column(1)]
});

/// Byte and parity of each word.
static PLACES: LazyLock<HashMap<&'static str, (u8, usize)>> = LazyLock::new(|| {
    let lists = LISTS.iter().enumerate();
    lists.flat_map(|(parity, list)| (0..=255_u8).zip(list).map(move |(byte, word)| (*word, (byte, parity)))).collect()
});

/// SHA-256 of a certificate's DER.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

/// Why a text is no fingerprint. Places count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FingerprintFault {
    #[error("{digits} hex digits")]
    HexLength { digits: usize },
    #[error("{words} words")]
    WordCount { words: usize },
    #[error("word {place} is {word:?}")]
    UnknownWord { place: usize, word: String },
    /// The word belongs to the other places: one was left out, or two were swapped.
    #[error("word {place}, {word:?}, is out of place")]
    MisplacedWord { place: usize, word: String },
}

impl Fingerprint {
    /// From the SHA-256 of a certificate's DER.
    pub fn new(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// Reads what a person typed: 64 hex digits, grouped as they like, or 32 words.
    pub fn parse(text: &str) -> Result<Self, FingerprintFault> {
        let hex: String =
            text.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, ':' | '-')).collect();
        if hex.bytes().all(|letter| letter.is_ascii_hexdigit()) {
            let digits = hex.len();
            return Self::from_hex(&hex).ok_or(FingerprintFault::HexLength { digits });
        }
        let words: Vec<String> = text
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let mut bytes = Vec::new();
        for (index, word) in words.iter().enumerate() {
            let place = index + 1;
            match PLACES.get(word.as_str()) {
                None => return Err(FingerprintFault::UnknownWord { place, word: word.clone() }),
                Some((_, parity)) if *parity != index % 2 => {
                    return Err(FingerprintFault::MisplacedWord { place, word: word.clone() });
                }
                Some((byte, _)) => bytes.push(*byte),
            }
        }
        let bytes = bytes.try_into().map_err(|_| FingerprintFault::WordCount { words: words.len() })?;
        Ok(Self(bytes))
    }

    /// From 64 hex digits.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let mut bytes = Vec::new();
        for pair in hex.as_bytes().chunks(2) {
            bytes.push(u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?);
        }
        if hex.len() != 64 {
            return None;
        }
        bytes.try_into().ok().map(Self)
    }

    /// 64 lower-case hex digits.
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Sixteen groups of four hex digits.
    pub fn groups(&self) -> Vec<String> {
        self.0.chunks(2).map(|pair| pair.iter().map(|byte| format!("{byte:02x}")).collect()).collect()
    }

    /// Thirty-two words, to be read aloud.
    pub fn words(&self) -> Vec<&'static str> {
        let word = |(place, byte): (usize, &u8)| Some(*LISTS.get(place % 2)?.get(usize::from(*byte))?);
        self.0.iter().enumerate().filter_map(word).collect()
    }

    /// A pattern of five rows and five columns, the same from left and right. Two fingerprints may share it.
    pub fn pattern(&self) -> [[bool; 5]; 5] {
        let mut rows = [[false; 5]; 5];
        // Three columns decide; every byte has a part in them.
        let folded = self.0.chunks(2).fold(0_u16, |sum, pair| {
            let pair = pair.iter().fold(0_u16, |sum, byte| sum << 8 | u16::from(*byte));
            sum.rotate_left(3) ^ pair
        });
        for (number, row) in rows.iter_mut().enumerate() {
            let [outer, inner, middle] = [0, 1, 2].map(|column| folded >> (number * 3 + column) & 1 == 1);
            *row = [outer, inner, middle, inner, outer];
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting() -> Fingerprint {
        Fingerprint::new(std::array::from_fn(|place| (place * 7) as u8))
    }

    #[test]
    fn the_words_are_512_and_no_two_sound_alike_on_paper() {
        let [two, three] = &*LISTS;
        assert_eq!((two.len(), three.len(), PLACES.len()), (256, 256, 512));
        let all: Vec<&str> = two.iter().chain(three).copied().collect();
        for (index, word) in all.iter().enumerate() {
            assert!(word.len() >= 4 && word.bytes().all(|letter| letter.is_ascii_lowercase()), "{word}");
            for other in &all[..index] {
                let differ = word.bytes().zip(other.bytes()).filter(|(a, b)| a != b).count();
                assert!(word.len() != other.len() || differ > 1, "{word} and {other}");
            }
        }
    }

    #[test]
    fn what_is_shown_can_be_typed() {
        let fingerprint = counting();
        let spoken = fingerprint.words().join(" ");
        for text in [fingerprint.hex(), fingerprint.groups().join(" "), fingerprint.groups().join(":"), spoken.clone()]
        {
            assert_eq!(Fingerprint::parse(&text), Ok(fingerprint), "{text}");
        }
        assert_eq!(Fingerprint::parse(&format!("  {}\n", spoken.to_uppercase().replace(' ', "-"))), Ok(fingerprint));
    }

    #[test]
    fn swapped_missing_and_unknown_words_are_noticed() {
        let words = counting().words();
        let mut swapped = words.clone();
        swapped.swap(4, 5);
        assert!(matches!(
            Fingerprint::parse(&swapped.join(" ")),
            Err(FingerprintFault::MisplacedWord { place: 5, .. })
        ));
        let mut missing = words.clone();
        missing.remove(9);
        assert!(matches!(
            Fingerprint::parse(&missing.join(" ")),
            Err(FingerprintFault::MisplacedWord { place: 10, .. })
        ));
        assert!(matches!(Fingerprint::parse(&words[..30].join(" ")), Err(FingerprintFault::WordCount { words: 30 })));
        assert!(matches!(
            Fingerprint::parse(&format!("{} zzz", words[0])),
            Err(FingerprintFault::UnknownWord { place: 2, .. })
        ));
        assert_eq!(Fingerprint::parse("abcd"), Err(FingerprintFault::HexLength { digits: 4 }));
        assert_eq!(Fingerprint::parse(""), Err(FingerprintFault::HexLength { digits: 0 }));
    }

    #[test]
    fn the_pattern_is_symmetrical_and_tells_most_fingerprints_apart() {
        let rows = counting().pattern();
        assert!(rows.iter().all(|row| row[0] == row[4] && row[1] == row[3]));
        let other = |place: usize| {
            let mut bytes = counting().0;
            bytes[place] ^= 0x10;
            Fingerprint::new(bytes)
        };
        let same = (0..32).filter(|place| other(*place).pattern() == rows).count();
        assert!(same <= 4, "{same} of 32 bits do not show");
    }
}
