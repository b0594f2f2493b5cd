//! Finding a path from the signer's certificate to a list, with bounded work. Never a date, file or clock.
//!
//! Certificates after the signer's may come in any order, with extra ones among them: C2PA 2.4 §14.6 asks that
//! each certify the one before it, but a shuffled set proves as much. Only the first place is fixed, because the
//! signature over the claim is checked with the first certificate's key.

use super::certificate::Certificate;
use super::fault::PathFault;
use super::index::Index;
use super::path::{MAX_CHAIN, Purpose, Vouched};
use super::rules::{self, Judgement};
use crate::provenance::trust_source::ListKind;

/// Issuers tried for one chain. Cross-signed honest chains try under ten.
const MAX_STEPS: usize = 200;

/// Who vouches, and by which path.
#[derive(Debug)]
pub struct Decision {
    pub vouched: Vouched,
    /// DER, from the signer's certificate to the listed one; empty where nobody vouches.
    pub path: Vec<Vec<u8>>,
}

impl From<Vouched> for Decision {
    fn from(vouched: Vouched) -> Self {
        Self { vouched, path: Vec::new() }
    }
}

/// Judges a chain (DER, the signer's certificate first) at a time in seconds since 1970.
pub fn vouch(index: &Index, chain: &[Vec<u8>], purpose: Purpose, at: i64) -> Decision {
    match read_chain(chain) {
        Err(fault) => Vouched::NotRecognised { fault: Some(fault) }.into(),
        Ok((signer, others)) => decide(index, &signer, &others, purpose, at),
    }
}

fn read_chain(chain: &[Vec<u8>]) -> Result<(Certificate, Vec<Certificate>), PathFault> {
    let (first, rest) = chain.split_first().ok_or(PathFault::EmptyChain)?;
    if chain.len() > MAX_CHAIN {
        return Err(PathFault::TooManyCertificates);
    }
    let signer = Certificate::read(first)?;
    let others = rest.iter().map(|der| Certificate::read(der)).collect::<Result<Vec<_>, _>>()?;
    let issues_another = others.iter().any(|other| other.issuer.matches(&signer.subject) && !other.is_self_issued());
    if signer.is_authority() && issues_another {
        return Err(PathFault::WrongOrder);
    }
    Ok((signer, others))
}

/// Asks the lists in the order of their strength, the contacts last.
fn decide(index: &Index, signer: &Certificate, others: &[Certificate], purpose: Purpose, at: i64) -> Decision {
    let mut refusal = Refusal::default();
    let is_self_signed = signer.is_self_signed();
    let mut steps_left = MAX_STEPS;
    for kind in purpose.issuer_kinds().iter().copied().filter(|kind| index.has(*kind)) {
        refusal.note(Rank::NoPath, PathFault::NoPath);
        if is_self_signed {
            refusal.note(Rank::Broken, PathFault::SelfSigned);
            continue;
        }
        let mut search = Search { index, kind, purpose, at, others, path: vec![signer], steps_left, refusal };
        let found = search.climb();
        steps_left = search.steps_left;
        refusal = search.refusal;
        if let Some(found) = found {
            return Decision { vouched: Vouched::By { kind, list: found.list.to_owned() }, path: found.path };
        }
    }
    if purpose.takes_contacts() && index.has_contacts() {
        refusal.note(Rank::NoPath, if is_self_signed { PathFault::SelfSigned } else { PathFault::NoPath });
        if let Some((kind, list)) = index.contact(signer) {
            // The very certificate is pinned, so nobody's signature on it is needed.
            match rules::judge(&[signer], purpose, at) {
                Judgement::Good => {
                    let vouched = Vouched::By { kind, list: list.to_owned() };
                    return Decision { vouched, path: vec![signer.der.clone()] };
                }
                other => refusal.note_judgement(other),
            }
        }
    }
    refusal.into_vouched().into()
}

/// A good path; the check of revocation starts with it.
struct Found<'a> {
    list: &'a str,
    path: Vec<Vec<u8>>,
}

struct Search<'a> {
    index: &'a Index,
    kind: ListKind,
    purpose: Purpose,
    at: i64,
    others: &'a [Certificate],
    path: Vec<&'a Certificate>,
    steps_left: usize,
    refusal: Refusal,
}

impl<'a> Search<'a> {
    /// Goes on from the last certificate of the path: first to the lists, then through the chain.
    fn climb(&mut self) -> Option<Found<'a>> {
        let current = *self.path.last()?;
        let index = self.index;
        for anchor in index.issuers(&current.issuer, self.kind) {
            if !self.is_issued_by(current, &anchor.certificate) {
                continue;
            }
            self.path.push(&anchor.certificate);
            let judgement = rules::judge(&self.path, self.purpose, self.at);
            let path = || self.path.iter().map(|certificate| certificate.der.clone()).collect();
            let found = (judgement == Judgement::Good).then(|| Found { list: &anchor.list, path: path() });
            self.path.pop();
            if found.is_some() {
                return found;
            }
            self.refusal.note_judgement(judgement);
        }
        let others = self.others;
        for candidate in others.iter().filter(|other| other.subject.matches(&current.issuer)) {
            // A certificate that is on the path already would only lead round in a circle.
            if self.path.iter().any(|on_path| on_path.der == candidate.der) || !self.is_issued_by(current, candidate) {
                continue;
            }
            self.path.push(candidate);
            let found = self.climb();
            self.path.pop();
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn is_issued_by(&mut self, certificate: &Certificate, issuer: &Certificate) -> bool {
        match self.steps_left.checked_sub(1) {
            Some(left) => self.steps_left = left,
            None => {
                self.refusal.note(Rank::Abandoned, PathFault::TooComplex);
                return false;
            }
        }
        let fault = if let Err(fault) = certificate.algorithm {
            fault
        } else if let Err(fault) = issuer.key_kind {
            fault
        } else if !certificate.names_key_of(issuer) {
            PathFault::KeyIdMismatch
        } else if !self.index.is_link(certificate, issuer) {
            PathFault::BadSignature
        } else {
            return true;
        };
        self.refusal.note(Rank::Broken, fault);
        false
    }
}

/// How far a refused path came; the furthest one is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    NoPath,
    Broken,
    /// The search was cut short, which says more than the dead ends before.
    Abandoned,
    Refused,
    NotValidThen,
}

/// The best reason so far for not recognising a chain.
#[derive(Debug, Default)]
struct Refusal(Option<(Rank, PathFault)>);

impl Refusal {
    fn note(&mut self, rank: Rank, fault: PathFault) {
        if self.0.is_none_or(|(known, _)| rank > known) {
            self.0 = Some((rank, fault));
        }
    }

    fn note_judgement(&mut self, judgement: Judgement) {
        match judgement {
            Judgement::Good => {}
            Judgement::NotValidThen(fault) => self.note(Rank::NotValidThen, fault),
            Judgement::Refused(fault) => self.note(Rank::Refused, fault),
        }
    }

    fn into_vouched(self) -> Vouched {
        match self.0 {
            Some((Rank::NotValidThen, fault)) => Vouched::NotValidThen { fault },
            Some((_, fault)) => Vouched::NotRecognised { fault: Some(fault) },
            None => Vouched::NotRecognised { fault: None },
        }
    }
}
