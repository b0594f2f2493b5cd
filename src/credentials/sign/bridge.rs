//! The bridge between the engine's signer and an identity: the engine asks, the identity answers; the key itself
//! never comes here.
//!
//! The engine wants signers that own everything they use (`'static`), while an identity must be lent, so that
//! its secret is in memory once. A scoped thread that holds the loan answers requests over a channel; it also
//! passes the request for a time stamp on to whoever may ask for one.

use std::sync::{Mutex, PoisonError, mpsc};

use c2pa::SigningAlg;
use c2pa::crypto::raw_signature::{RawSigner, RawSignerError};
use c2pa::crypto::time_stamp::{TimeStampError, TimeStampProvider};
use c2pa::dynamic_assertion::DynamicAssertion;
use c2pa::identity::builder::IdentityAssertionBuilder;
use c2pa::identity::x509::X509CredentialHolder;

use super::Stamper;
use crate::keys::SigningIdentity;
use crate::problem::Problem;
use crate::provenance::identity::KeyAlgorithm;

/// What a COSE signature takes beside the certificates: headers, up to 96 signature bytes, padding (bytes).
const COSE_ROOM: usize = 512;
/// What a CAWG identity assertion takes beside its certificates: hashed references, roles, padding (bytes).
const IDENTITY_ROOM: usize = 1024;
/// What a time stamp with its certificates may take at most (bytes); larger answers are refused before.
const STAMP_ROOM: usize = 17 * 1024;
/// What the headers around a stapled answer take (bytes).
const STAPLE_ROOM: usize = 64;

/// Signs claims for the engine, and the CAWG identity assertion with them.
pub(super) struct BridgeSigner {
    desk: Desk,
    /// Roles of the named actor, such as `cawg.creator`.
    pub(super) roles: Vec<&'static str>,
    /// Whether the named actor is stated, in a CAWG identity assertion.
    pub(super) names_actor: bool,
    /// The issuer's answer about the certificate's status (OCSP), DER; goes into the header `rVals` (C2PA 2.4 §14.5.2).
    pub(super) staple: Option<Vec<u8>>,
}

/// Where signatures are asked for; cheap to copy.
#[derive(Clone)]
struct Desk {
    requests: mpsc::Sender<Request>,
    chain: Vec<Vec<u8>>,
    algorithm: SigningAlg,
    /// Whether a time stamp is asked for.
    stamps: bool,
}

/// What is asked for.
#[derive(Clone, Copy)]
enum Wanted {
    Signature,
    TimeStamp,
}

struct Request {
    wanted: Wanted,
    message: Vec<u8>,
    /// An empty answer is none.
    answer: mpsc::SyncSender<Vec<u8>>,
}

/// Runs `work` with a signer that lasts as long as it does, and gives why there was no time stamp, if one was asked
/// for and not had.
pub(super) fn with_signer<T>(
    identity: &SigningIdentity,
    stamper: Option<&Stamper<'_>>,
    work: impl FnOnce(BridgeSigner) -> T,
) -> (T, Option<Box<Problem>>) {
    let (requests, inbox) = mpsc::channel::<Request>();
    let no_stamp = Mutex::new(None);
    let result = std::thread::scope(|scope| {
        scope.spawn(|| {
            for request in inbox {
                let answer = match (request.wanted, stamper) {
                    (Wanted::Signature, _) => identity.sign(&request.message),
                    (Wanted::TimeStamp, None) => Vec::new(),
                    (Wanted::TimeStamp, Some(stamper)) => stamper(&request.message).unwrap_or_else(|problem| {
                        *no_stamp.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(problem));
                        Vec::new()
                    }),
                };
                // Whoever asked may be gone after a cancel; then nobody needs the answer.
                let _ = request.answer.send(answer);
            }
        });
        let desk = Desk {
            requests,
            chain: identity.chain().to_vec(),
            algorithm: algorithm(identity.algorithm()),
            stamps: stamper.is_some(),
        };
        work(BridgeSigner { desk, roles: Vec::new(), names_actor: true, staple: None })
    });
    (result, no_stamp.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn algorithm(of_key: KeyAlgorithm) -> SigningAlg {
    match of_key {
        KeyAlgorithm::Ed25519 => SigningAlg::Ed25519,
        KeyAlgorithm::Es256 => SigningAlg::Es256,
        KeyAlgorithm::Es384 => SigningAlg::Es384,
    }
}

impl BridgeSigner {
    /// A time stamp over the message, whole answer in DER; `None` when none is asked for or had.
    pub(super) fn stamp(&self, message: &[u8]) -> Option<Vec<u8>> {
        self.desk.stamps.then(|| self.desk.ask(Wanted::TimeStamp, message)).flatten()
    }
}

impl Desk {
    /// A signature over the message, or `None` when the identity gave none.
    fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        self.ask(Wanted::Signature, message)
    }

    fn ask(&self, wanted: Wanted, message: &[u8]) -> Option<Vec<u8>> {
        let (answer, reply) = mpsc::sync_channel(1);
        self.requests.send(Request { wanted, message: message.to_vec(), answer }).ok()?;
        reply.recv().ok().filter(|answer| !answer.is_empty())
    }

    fn chain_bytes(&self) -> usize {
        self.chain.iter().map(Vec::len).sum()
    }
}

impl c2pa::Signer for BridgeSigner {
    fn sign(&self, data: &[u8]) -> c2pa::Result<Vec<u8>> {
        self.desk.sign(data).ok_or(c2pa::Error::CoseSignature)
    }

    fn alg(&self) -> SigningAlg {
        self.desk.algorithm
    }

    fn certs(&self) -> c2pa::Result<Vec<Vec<u8>>> {
        Ok(self.desk.chain.clone())
    }

    fn reserve_size(&self) -> usize {
        let staple = self.staple.as_ref().map_or(0, |staple| staple.len() + STAPLE_ROOM);
        COSE_ROOM + self.desk.chain_bytes() + staple + if self.desk.stamps { STAMP_ROOM } else { 0 }
    }

    fn ocsp_val(&self) -> Option<Vec<u8>> {
        self.staple.clone()
    }

    /// The engine's own way would connect by itself, past our resolver.
    fn send_timestamp_request(&self, message: &[u8]) -> Option<c2pa::Result<Vec<u8>>> {
        let no_stamp = || c2pa::Error::OtherError("no time stamp was had".into());
        self.desk.stamps.then(|| self.stamp(message).ok_or_else(no_stamp))
    }

    fn dynamic_assertions(&self) -> Vec<Box<dyn DynamicAssertion>> {
        if !self.names_actor {
            return Vec::new();
        }
        let holder = X509CredentialHolder::from_raw_signer(Box::new(self.desk.clone()));
        let mut builder = IdentityAssertionBuilder::for_credential_holder(holder);
        // The hard binding is always among the references (CAWG Identity 1.2 §5.1.1).
        builder.add_referenced_assertions(&["c2pa.actions.v2", "cawg.metadata", "cawg.training-mining"]);
        builder.add_roles(&self.roles);
        vec![Box::new(builder)]
    }
}

impl RawSigner for Desk {
    fn sign(&self, data: &[u8]) -> Result<Vec<u8>, RawSignerError> {
        Desk::sign(self, data).ok_or_else(|| RawSignerError::InternalError("the identity did not sign".to_owned()))
    }

    fn alg(&self) -> SigningAlg {
        self.algorithm
    }

    fn cert_chain(&self) -> Result<Vec<Vec<u8>>, RawSignerError> {
        Ok(self.chain.clone())
    }

    fn reserve_size(&self) -> usize {
        IDENTITY_ROOM + self.chain_bytes()
    }
}

impl TimeStampProvider for Desk {
    fn send_time_stamp_request(&self, _message: &[u8]) -> Option<Result<Vec<u8>, TimeStampError>> {
        None
    }
}
