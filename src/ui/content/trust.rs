//! The Trust page in words: lists by kind, the address book, revocation lists.

use jiff::tz::TimeZone;

use crate::locale;
use crate::provenance::fingerprint::Fingerprint;
use crate::provenance::report::RevocationKind;
use crate::provenance::trust_source::{ListKind, ListedCertificate, TeamCard, TeamPart, TeamRoot};
use crate::state::trust::{Age, ContactRow, InForce, ListRow, Newcomer, OfferedTeam, RevocationRow, TeamRow};
use crate::tr;
use egui_material_icons::icons::{
    ICON_AC_UNIT, ICON_EVENT_BUSY, ICON_GROUPS, ICON_PERSON, ICON_REMOVE_MODERATOR, ICON_VERIFIED,
};

use super::super::icon::Mark;
use super::super::theme::Tone;
use super::super::when;
use super::{Pair, grouped, stranger};

/// The order in which kinds are shown; the address book has a section of its own.
const KINDS: [ListKind; 5] =
    [ListKind::Official, ListKind::Interim, ListKind::House, ListKind::Team, ListKind::TimeStamping];

/// Lists of one kind.
#[derive(Debug, Clone)]
pub struct Group {
    pub title: String,
    pub text: String,
    pub rows: Vec<Row>,
}

/// A list, a contact or a revocation list.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: String,
    pub mark: Mark,
    pub name: String,
    pub facts: String,
    /// What the person should do something about.
    pub warning: Option<String>,
}

/// The lists, in groups; a kind without a list is left out.
pub fn groups(in_force: &InForce, zone: &TimeZone) -> Vec<Group> {
    let group = |kind: ListKind| Group {
        title: tr!(&format!("list-kind-{}", kind.key())),
        text: tr!(&format!("list-kind-{}-text", kind.key())),
        rows: in_force.lists.iter().filter(|row| row.card.kind == kind).map(|row| list_row(row, zone)).collect(),
    };
    KINDS.into_iter().map(group).filter(|group| !group.rows.is_empty()).collect()
}

/// The address book.
pub fn contacts(in_force: &InForce, zone: &TimeZone) -> Vec<(Row, Option<Fingerprint>)> {
    in_force.contacts.iter().map(|contact| (contact_row(contact, zone), contact.fingerprint)).collect()
}

/// The revocation lists.
pub fn revocations(in_force: &InForce, zone: &TimeZone) -> Vec<Row> {
    in_force.revocations.iter().map(|source| revocation_row(source, zone)).collect()
}

/// The teams, each with who signed and what it brings.
pub fn teams(in_force: &InForce, zone: &TimeZone) -> Vec<(Row, Vec<String>)> {
    in_force.teams.iter().map(|team| (team_row(team, zone), team_lines(team))).collect()
}

/// A team that may be added, in words. Each heading with its lines.
#[derive(Debug, Clone)]
pub struct Offered {
    pub name: String,
    pub facts: String,
    pub roots: (String, Vec<String>),
    pub brings: (String, Vec<String>),
}

/// What a team's file says of itself.
pub fn offered(team: &OfferedTeam, zone: &TimeZone) -> Offered {
    let card = &team.card;
    let facts = [
        tr!("team-fact-version", version = card.version.to_string()),
        tr!("team-fact-root", version = card.root_version.to_string()),
        tr!("team-fact-expires", date = when::local_date(&card.expires, zone)),
        tr!("trust-fact-origin", origin = locale::elide(&card.origin, 60)),
    ];
    let root = |root: &TeamRoot| {
        let state = tr!(if root.signed { "team-root-signed" } else { "team-root-unsigned" });
        tr!("team-offered-root", name = locale::elide(&root.name, 60), state = state)
    };
    let brings = if card.parts.is_empty() { "team-brings-nothing" } else { "team-brings" };
    Offered {
        name: locale::elide(&card.team, 80),
        facts: facts.join(" · "),
        roots: (
            tr!("team-roots", threshold = card.threshold, count = card.roots.len()),
            card.roots.iter().map(root).collect(),
        ),
        brings: (tr!(brings), part_lines(card)),
    }
}

/// A certificate in two lines: whom it names, and what of it tells it from others.
pub fn certificate_line(listed: &ListedCertificate, zone: &TimeZone) -> [String; 2] {
    let own = |key: &str| part(&listed.subject, key);
    let organization = listed.operator.clone().or_else(|| own("O"));
    let name = own("CN").or_else(|| organization.clone()).unwrap_or_else(|| listed.subject.clone());
    let mut facts = Vec::new();
    facts.extend(organization.filter(|text| *text != name).map(|text| locale::elide(&text, 80)));
    facts.push(tr!(
        "certificate-validity",
        from = when::local_date(&listed.not_before, zone),
        until = when::local_date(&listed.not_after, zone)
    ));
    if !listed.in_force {
        facts.push(tr!("certificate-withdrawn"));
    }
    [locale::elide(&name, 100), facts.join(" · ")]
}

/// Whether that certificate is looked for; `find` is in lower case.
pub fn certificate_matches(listed: &ListedCertificate, find: &str) -> bool {
    let digits: String = find.split_whitespace().collect();
    let texts = [Some(&listed.subject), listed.operator.as_ref(), listed.service.as_ref()];
    texts.into_iter().flatten().any(|text| text.to_lowercase().contains(find)) || listed.fingerprint.contains(&digits)
}

/// A part of a distinguished name as it is written in a list (`C=US, O=DigiCert, Inc., CN=…`), where values hold commas.
fn part(name: &str, key: &str) -> Option<String> {
    let mut found: Option<String> = None;
    for piece in name.split(", ") {
        let begins = piece.split_once('=').filter(|(own, _)| {
            !own.is_empty() && own.len() <= 24 && own.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
        });
        match (begins, &mut found) {
            (Some((own, value)), None) if own == key => found = Some(value.to_owned()),
            (Some(_), Some(_)) => break,
            (None, Some(text)) => {
                text.push_str(", ");
                text.push_str(piece);
            }
            _ => {}
        }
    }
    found.filter(|text| !text.trim().is_empty())
}

/// A certificate of a list.
pub fn certificate(listed: &ListedCertificate, zone: &TimeZone) -> Vec<Pair> {
    let validity = tr!(
        "certificate-validity",
        from = when::local_date(&listed.not_before, zone),
        until = when::local_date(&listed.not_after, zone)
    );
    let mut pairs = vec![Pair::new(tr!("certificate-subject"), stranger(&listed.subject))];
    if listed.issuer != listed.subject {
        pairs.push(Pair::new(tr!("certificate-issuer"), stranger(&listed.issuer)));
    }
    pairs.push(Pair::new(tr!("certificate-valid"), validity));
    for (key, value) in
        [("trust-operator", &listed.operator), ("trust-service", &listed.service), ("trust-status", &listed.status)]
    {
        if let Some(value) = value {
            pairs.push(Pair::new(tr!(key), stranger(value)));
        }
    }
    if !listed.in_force {
        pairs.push(Pair::new(tr!("trust-page-standing"), tr!("trust-not-in-force")));
    }
    let fingerprint = &listed.fingerprint;
    pairs.push(Pair::copied(tr!("certificate-fingerprint"), grouped(fingerprint), fingerprint));
    pairs
}

/// Who may be added, and how they came here.
pub fn newcomer(person: &Newcomer) -> Vec<String> {
    let organization = person.organization.as_ref().filter(|own| Some(*own) != person.name.as_ref());
    let told = person.name.iter().chain(organization);
    let names: Vec<String> = told.map(|name| locale::elide(name, 80)).collect();
    let names = names.join(", ");
    let Some(card) = &person.card else { return vec![tr!("contact-signed-by", name = names)] };
    let by = locale::elide(&card.name, 80);
    let signed = match &card.list {
        Some(list) => tr!("contact-card-by-known", name = by, list = locale::elide(list, 80)),
        None => tr!("contact-card-by-unknown", name = by),
    };
    vec![tr!("contact-card-names", name = names), signed]
}

/// A list with its facts, its age among them.
pub fn list_row(row: &ListRow, zone: &TimeZone) -> Row {
    let mut facts = vec![tr!("list-certificates", count = row.card.certificates)];
    if let Some(operator) = &row.details.operator {
        facts.push(tr!("trust-fact-operator", name = locale::elide(operator, 60)));
    }
    if let Some(number) = row.details.sequence {
        facts.push(tr!("trust-fact-sequence", number = number.to_string()));
    }
    let age = row.age.days.map(|days| tr!("trust-age", days = days)).unwrap_or_default();
    facts.push(match &row.card.issued {
        Some(issued) => tr!("trust-fact-issued", date = when::local_date(issued, zone), age = age),
        None => tr!("trust-fact-added", date = when::local_date(&row.card.added, zone), age = age),
    });
    facts.extend(row.card.next_update.as_ref().map(|next| next_update(next, row.age, zone)));
    if let Some(origin) = &row.details.origin {
        facts.push(tr!("trust-fact-origin", origin = locale::elide(origin, 60)));
    }
    let mark = match row.card.kind {
        _ if row.age.is_overdue => (ICON_EVENT_BUSY, Tone::Warn),
        ListKind::Interim => (ICON_AC_UNIT, Tone::Info),
        ListKind::Team => (ICON_PERSON, Tone::Ok),
        _ => (ICON_VERIFIED, Tone::Ok),
    };
    Row {
        id: row.card.id.clone(),
        mark,
        name: locale::elide(&row.card.name, 80),
        facts: facts.join(" · "),
        warning: row.age.is_overdue.then(|| tr!("trust-overdue")),
    }
}

fn contact_row(row: &ContactRow, zone: &TimeZone) -> Row {
    let mut facts = vec![tr!("list-added", at = when::local_date(&row.added, zone))];
    facts.extend(row.note.as_ref().map(|note| locale::elide(note, 300)));
    Row {
        id: row.id.clone(),
        mark: (ICON_PERSON, Tone::Ok),
        name: locale::elide(&row.name, 80),
        facts: facts.join(" · "),
        warning: None,
    }
}

fn revocation_row(row: &RevocationRow, zone: &TimeZone) -> Row {
    let kind = match row.kind {
        RevocationKind::Crl => tr!("trust-page-crl"),
        _ => tr!("trust-page-own-list"),
    };
    let mut facts = vec![kind, tr!("trust-page-revoked", count = row.revoked)];
    facts.extend(row.number.as_ref().map(|number| tr!("trust-fact-sequence", number = locale::elide(number, 40))));
    let age = row.age.days.map(|days| tr!("trust-age", days = days)).unwrap_or_default();
    facts.push(tr!("trust-fact-issued", date = when::local_date(&row.issued, zone), age = age));
    facts.extend(row.next_update.as_ref().map(|next| next_update(next, row.age, zone)));
    let tone = if row.age.is_overdue { Tone::Warn } else { Tone::Ok };
    Row {
        id: row.id.clone(),
        mark: (ICON_REMOVE_MODERATOR, tone),
        name: locale::elide(&row.name, 80),
        facts: facts.join(" · "),
        warning: row.age.is_overdue.then(|| tr!("revocations-overdue")),
    }
}

fn team_row(row: &TeamRow, zone: &TimeZone) -> Row {
    let card = &row.card;
    let age = row.age.days.map(|days| tr!("trust-age", days = days)).unwrap_or_default();
    let expires = if row.age.is_overdue { "team-fact-expired" } else { "team-fact-expires" };
    let facts = [
        tr!("team-fact-version", version = card.version.to_string()),
        tr!("team-fact-root", version = card.root_version.to_string()),
        tr!("team-fact-updated", date = when::local_date(&card.updated, zone), age = age),
        tr!(expires, date = when::local_date(&card.expires, zone)),
    ];
    Row {
        id: card.id.clone(),
        mark: if row.age.is_overdue { (ICON_EVENT_BUSY, Tone::Warn) } else { (ICON_GROUPS, Tone::Ok) },
        name: locale::elide(&card.team, 80),
        facts: facts.join(" · "),
        warning: row.age.is_overdue.then(|| tr!("team-overdue")),
    }
}

fn team_lines(row: &TeamRow) -> Vec<String> {
    let card = &row.card;
    let signed: Vec<String> =
        card.roots.iter().filter(|root| root.signed).map(|root| locale::elide(&root.name, 60)).collect();
    let count = card.roots.len();
    let names = signed.join(", ");
    let mut lines = vec![tr!("team-signed-by", names = names, threshold = card.threshold, count = count)];
    lines.extend(part_lines(card));
    lines
}

fn part_lines(card: &TeamCard) -> Vec<String> {
    let line = |part: &TeamPart| {
        let name = locale::elide(&part.name, 60);
        match part.is_known {
            true => format!("{} · {name}", locale::text(&format!("team-kind-{}", part.kind))),
            false => format!("{} · {name}", tr!("team-kind-unknown", kind = locale::elide(&part.kind, 40))),
        }
    };
    card.parts.iter().map(line).collect()
}

fn next_update(next: &str, age: Age, zone: &TimeZone) -> String {
    let key = if age.is_overdue { "trust-fact-overdue" } else { "trust-fact-next" };
    tr!(key, date = when::local_date(next, zone))
}

/// The page as text, for tests.
pub fn as_text(in_force: &InForce, zone: &TimeZone) -> String {
    let mut out = String::new();
    let line = |row: &Row| {
        let warning = row.warning.as_ref().map(|warning| format!("    ! {warning}\n")).unwrap_or_default();
        format!("  [{}] {}\n    {}\n{warning}", super::tone_word(&row.mark), row.name, row.facts)
    };
    for group in groups(in_force, zone) {
        out += &format!("{}: {}\n", group.title, group.text);
        group.rows.iter().for_each(|row| out += &line(row));
    }
    out += &format!("{}\n", tr!("list-kind-contacts"));
    for (row, fingerprint) in contacts(in_force, zone) {
        out += &line(&row);
        if let Some(fingerprint) = fingerprint {
            out += &format!("    {}\n    {}\n", fingerprint.groups().join(" "), fingerprint.words().join(" "));
        }
    }
    out += &format!("{}\n", tr!("trust-page-revocations"));
    revocations(in_force, zone).iter().for_each(|row| out += &line(row));
    out += &format!("{}\n", tr!("team-title"));
    for (row, lines) in teams(in_force, zone) {
        out += &line(&row);
        lines.iter().for_each(|text| out += &format!("    {text}\n"));
    }
    out
}
