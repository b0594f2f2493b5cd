//! Lists, address book and revocation lists by way of `trust`; what is in force for the window to show.

use std::path::{Path, PathBuf};

use crate::problem::Problem;
use crate::provenance::fingerprint::Fingerprint;
use crate::provenance::trust_source::{ListKind, TeamCard, TrustListCard};
use crate::state::msg::Answer;
use crate::state::trust::{
    Age, CardSigner, ContactRow, InForce, ListRow, Newcomer, OfferedTeam, RevocationRow, TeamRow,
};
use crate::trust::bundle::is_from_team;
use crate::trust::revocations::RevocationSource;
use crate::trust::{ContactError, NewContact, Purpose, TrustStore, Vouched, contacts};
use crate::workflow::trust::file_signer;

use super::services::Services;

const DAY_SECONDS: i64 = 86_400;

/// Everything in force, as rows.
pub(super) fn in_force(trust: &TrustStore) -> InForce {
    let now = jiff::Timestamp::now();
    let cards = || trust.lists.iter().map(|list| &list.card);
    InForce {
        lists: cards().filter(|card| card.kind != ListKind::Contacts).map(|card| list_row(trust, card, now)).collect(),
        contacts: trust.contacts().map(|card| contact_row(trust, card)).collect(),
        revocations: trust.revocation_sources().iter().map(|source| revocation_row(source, now)).collect(),
        teams: trust.teams().iter().map(|team| team_row(&team.card, now)).collect(),
    }
}

pub(super) fn add(services: &Services, file: &Path, kind: ListKind) -> Answer {
    services.change_trust(|trust, data| match trust.add(data, file, kind) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.problem()),
    })
}

pub(super) fn update(services: &Services, id: &str, file: &Path) -> Answer {
    if is_from_team(id) {
        return services.change_trust(|trust, data| {
            trust.update_team(data, file, Some(id)).map(|_| ()).map_err(|error| error.problem())
        });
    }
    services.change_trust(|trust, data| match trust.update(data, file, Some(id)) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.problem()),
    })
}

pub(super) fn remove(services: &Services, id: &str) -> Answer {
    services.change_trust(|trust, data| {
        if trust.teams().iter().any(|team| team.card.id == id) {
            return trust.remove_team(data, id).map_err(|error| error.problem());
        }
        trust.remove(data, id).map(|_| ()).map_err(|error| error.problem())
    })
}

pub(super) fn add_revocations(services: &Services, file: &Path) -> Answer {
    // Without identities only lists of others can be added, which is no reason to stop.
    let own = services.identities().ok().and_then(|identities| identities.list().ok()).unwrap_or_default();
    let own: Vec<String> = own.into_iter().map(|card| card.fingerprint).collect();
    services.change_trust(|trust, data| match trust.add_revocations(data, file, &own) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.problem()),
    })
}

pub(super) fn remove_revocations(services: &Services, id: &str) -> Answer {
    services.change_trust(|trust, data| trust.remove_revocations(data, id).map(|_| ()).map_err(|error| error.problem()))
}

pub(super) fn certificates(services: &Services, id: &str) -> Answer {
    Answer::ListedCertificates(
        services.with_trust(|trust, data| trust.certificates(data, id).map_err(|error| error.problem())),
    )
}

/// Who signed a file; `contacts` says who cannot be added.
pub(super) fn signer_of(services: &Services, path: PathBuf) -> Answer {
    Answer::Newcomer(file_signer(&services.pool, &path).and_then(|signer| {
        let (name, organization) = (signer.name, signer.organization);
        newcomer(signer.certificate, name, organization, None, path)
    }))
}

pub(super) fn read_card(services: &Services, file: PathBuf) -> Answer {
    let card = contacts::read_card(&file).map_err(|error| error.problem());
    Answer::Newcomer(card.and_then(|card| {
        let by = services.with_trust(|trust, _| Ok(card_signer(trust, &card.signed_by)))?;
        newcomer(card.certificate, Some(card.name), None, Some(by), file)
    }))
}

pub(super) fn add_contact(services: &Services, new: &NewContact<'_>, compared: &Fingerprint) -> Answer {
    services.change_trust(|trust, data| match trust.add_contact(data, new, compared) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.problem()),
    })
}

/// What a team's file would put in force; one that could not be added is told before anybody compares.
pub(super) fn read_team(services: &Services, file: PathBuf) -> Answer {
    let card = services.with_trust(|trust, _| trust.offered_team(&file).map_err(|error| error.problem()));
    Answer::TeamOffered(card.and_then(|card| {
        // SHA-256 always has its 64 digits.
        let fingerprint = Fingerprint::from_hex(&card.root_fingerprint);
        let fingerprint = fingerprint.ok_or_else(|| crate::problem!("job-broke-off"))?;
        Ok(Box::new(OfferedTeam { card, fingerprint, file }))
    }))
}

/// The file is read once more; it must still have the fingerprint that was compared.
pub(super) fn add_team(services: &Services, file: &Path, compared: &Fingerprint) -> Answer {
    services
        .change_trust(|trust, data| trust.add_team(data, file, compared).map(|_| ()).map_err(|error| error.problem()))
}

pub(super) fn export_card(services: &Services, id: &str, identity: &str, target: PathBuf) -> Answer {
    let card = services.identities().and_then(|all| all.signer(identity).map_err(|error| error.problem())).and_then(
        |signer| {
            services.with_trust(|trust, _| {
                let card = trust.contact_card(id, signer.chain(), &|message| signer.sign(message));
                card.map_err(|error: ContactError| error.problem())
            })
        },
    );
    Answer::CardExported(card.and_then(|card| super::identities::write(target, card.as_bytes())))
}

fn newcomer(
    certificate: Vec<u8>,
    name: Option<String>,
    organization: Option<String>,
    card: Option<CardSigner>,
    origin: PathBuf,
) -> Result<Newcomer, Problem> {
    let fingerprint = Fingerprint::from_hex(&contacts::fingerprint(&certificate));
    // SHA-256 always has its 64 digits.
    let fingerprint = fingerprint.ok_or_else(|| crate::problem!("job-broke-off"))?;
    Ok(Newcomer { certificate, fingerprint, name, organization, card, origin })
}

fn card_signer(trust: &TrustStore, chain: &[Vec<u8>]) -> CardSigner {
    let name = chain.first().and_then(|leaf| contacts::name(leaf)).unwrap_or_default();
    let list = match trust.vouch(chain, Purpose::ClaimSigning, jiff::Timestamp::now()) {
        Vouched::By { list, .. } => Some(list),
        Vouched::NotRecognised { .. } | Vouched::NotValidThen { .. } => None,
    };
    CardSigner { name, list }
}

pub(super) fn list_row(trust: &TrustStore, card: &TrustListCard, now: jiff::Timestamp) -> ListRow {
    let since = card.issued.as_ref().unwrap_or(&card.added);
    ListRow { card: card.clone(), details: trust.details(&card.id), age: age(since, card.next_update.as_deref(), now) }
}

fn contact_row(trust: &TrustStore, card: &TrustListCard) -> ContactRow {
    let certificate = trust.contact_certificate(&card.id);
    ContactRow {
        id: card.id.clone(),
        name: card.name.clone(),
        added: card.added.clone(),
        note: trust.details(&card.id).note,
        fingerprint: certificate.and_then(|der| Fingerprint::from_hex(&contacts::fingerprint(der))),
    }
}

fn revocation_row(source: &RevocationSource, now: jiff::Timestamp) -> RevocationRow {
    RevocationRow {
        id: source.id.clone(),
        name: source.name.clone(),
        kind: source.kind,
        issued: source.issued.clone(),
        next_update: source.next_update.clone(),
        number: source.sequence.map(|number| number.to_string()).or_else(|| source.number.clone()),
        revoked: source.entries.len(),
        age: age(&source.issued, source.next_update.as_deref(), now),
    }
}

fn team_row(card: &TeamCard, now: jiff::Timestamp) -> TeamRow {
    TeamRow { card: card.clone(), age: age(&card.updated, Some(&card.expires), now) }
}

fn age(since: &str, next_update: Option<&str>, now: jiff::Timestamp) -> Age {
    let then: Option<jiff::Timestamp> = since.parse().ok();
    let next: Option<jiff::Timestamp> = next_update.and_then(|text| text.parse().ok());
    Age {
        days: then.map(|then| (now.as_second() - then.as_second()).max(0) / DAY_SECONDS),
        is_overdue: next.is_some_and(|next| next < now),
    }
}
