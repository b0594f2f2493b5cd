//! The JSON form of trust lists, the List of Trusted Entities of ETSI TS 119 602, as far as the C2PA lists use it.
//! It never keeps anything; a service that is not in good standing is told but its certificates are not in force.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::certificate_text;
use super::list_file::ListFile;
use super::lists::TrustError;
use crate::provenance::trust_source::ListedCertificate;

/// Longest name that is kept, in characters.
const MAX_NAME_CHARS: usize = 200;

/// Reads such a list. Nothing in it is signed: whoever adds it vouches for where it came from.
pub fn read(path: &Path, text: &[u8]) -> Result<ListFile, TrustError> {
    let list = match serde_json::from_slice::<Document>(text) {
        Ok(document) => document.list,
        Err(error) if error.is_eof() => return Err(TrustError::Truncated { path: path.to_owned() }),
        Err(_) => return Err(TrustError::NoCertificates { path: path.to_owned() }),
    };
    let scheme = list.list_and_scheme_information;
    let mut read = ListFile {
        scheme: english(&scheme.scheme_name),
        operator: english(&scheme.scheme_operator_name),
        sequence: scheme.lo_te_sequence_number,
        issued: scheme.list_issue_date_time,
        next_update: scheme.next_update,
        ..ListFile::default()
    };
    for entity in list.trusted_entities_list {
        let operator = entity.trusted_entity_information.and_then(|information| english(&information.te_name));
        for service in entity.trusted_entity_services.into_iter().map(|service| service.service_information) {
            take(path, &mut read, service, operator.as_deref())?;
        }
    }
    Ok(read)
}

fn take(path: &Path, read: &mut ListFile, service: Service, operator: Option<&str>) -> Result<(), TrustError> {
    let in_force = is_trusted(&service);
    let name = english(&service.service_name);
    let encoded = service.service_digital_identity.map(|identity| identity.x509_certificates).unwrap_or_default();
    for certificate in encoded {
        let tight: String = certificate.val.split_ascii_whitespace().collect();
        let der = STANDARD
            .decode(tight)
            .map_err(|_| TrustError::Damaged { path: path.to_owned(), number: read.listed.len() + 1 })?;
        read.listed.push(ListedCertificate {
            operator: operator.map(str::to_owned),
            service: name.clone(),
            status: service.service_status.as_deref().map(short),
            status_since: service.status_starting_time.as_deref().map(short),
            in_force,
            ..certificate_text::listed(&der)
        });
        if in_force {
            read.certificates.push(der);
        }
    }
    Ok(())
}

fn english(texts: &[Text]) -> Option<String> {
    let text = texts.iter().find(|text| text.lang == "en").or(texts.first())?;
    Some(short(&text.value))
}

fn short(text: &str) -> String {
    text.trim().chars().take(MAX_NAME_CHARS).collect()
}

/// Whether a service is in good standing. A withdrawn one stays in such a list, with another status.
fn is_trusted(service: &Service) -> bool {
    service
        .service_status
        .as_deref()
        .is_none_or(|status| matches!(status.trim_end_matches('/').rsplit('/').next(), Some("trusted" | "granted")))
}

#[derive(Deserialize)]
struct Document {
    #[serde(rename = "LoTE")]
    list: List,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct List {
    list_and_scheme_information: Scheme,
    #[serde(default)]
    trusted_entities_list: Vec<Entity>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Scheme {
    #[serde(default)]
    scheme_name: Vec<Text>,
    #[serde(default)]
    scheme_operator_name: Vec<Text>,
    #[serde(rename = "LoTESequenceNumber")]
    lo_te_sequence_number: Option<u64>,
    list_issue_date_time: Option<String>,
    next_update: Option<String>,
}

#[derive(Deserialize)]
struct Text {
    #[serde(default)]
    lang: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entity {
    trusted_entity_information: Option<EntityInformation>,
    #[serde(default)]
    trusted_entity_services: Vec<ServiceEntry>,
}

#[derive(Deserialize)]
struct EntityInformation {
    #[serde(rename = "TEName", default)]
    te_name: Vec<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ServiceEntry {
    service_information: Service,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Service {
    #[serde(default)]
    service_name: Vec<Text>,
    service_digital_identity: Option<DigitalIdentity>,
    service_status: Option<String>,
    status_starting_time: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DigitalIdentity {
    #[serde(default)]
    x509_certificates: Vec<EncodedCertificate>,
}

#[derive(Deserialize)]
struct EncodedCertificate {
    val: String,
}
