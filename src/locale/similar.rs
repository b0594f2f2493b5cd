//! Look-alikes in words, the same for the window and the command line. Never says which of two files is the right one.

use super::{answers, elide, plain, text};
use crate::provenance::report::Headline;
use crate::provenance::soft_binding::{Closeness, Difference};
use crate::tr;

/// Names from strangers' certificates are never longer than this.
const MAX_NAME_CHARS: usize = 80;

/// How near two pictures are, in a few words.
pub fn closeness(closeness: Closeness) -> &'static str {
    match closeness {
        Closeness::NearlySame => text("similar-closeness-nearly-same"),
        Closeness::Similar => text("similar-closeness-similar"),
    }
}

/// What differs in what is said of two files, a sentence each; one sentence where nothing does.
pub fn differences(differences: &[Difference]) -> Vec<String> {
    if differences.iter().all(|difference| *difference == Difference::SameBytes) {
        let same = differences.iter().map(|_| text("similar-same-bytes").to_owned());
        return same.chain(std::iter::once(text("similar-agree").to_owned())).collect();
    }
    differences.iter().map(difference).collect()
}

/// A headline's word as people read it.
pub fn headline(key: &str) -> String {
    let known = Headline::ALL.into_iter().find(|headline| headline.key() == key);
    known.map_or_else(|| plain(key), |headline| answers::headline(headline).to_owned())
}

fn difference(difference: &Difference) -> String {
    let name = |name: &str| elide(name, MAX_NAME_CHARS);
    match difference {
        Difference::SameBytes => tr!("similar-same-bytes"),
        Difference::LacksCredentials { signer: Some(signer) } => tr!("similar-lacks", signer = name(signer)),
        Difference::LacksCredentials { signer: None } => tr!("similar-lacks-unnamed"),
        Difference::HasCredentials { signer: Some(signer) } => tr!("similar-has", signer = name(signer)),
        Difference::HasCredentials { signer: None } => tr!("similar-has-unnamed"),
        Difference::OtherSigner { then: Some(then), now: Some(now) } if then != now => {
            tr!("similar-other-signer", then = name(then), now = name(now))
        }
        Difference::OtherSigner { .. } => tr!("similar-other-certificate"),
        Difference::OtherHeadline { then, now } => {
            tr!("similar-other-headline", then = headline(then), now = headline(now))
        }
    }
}
