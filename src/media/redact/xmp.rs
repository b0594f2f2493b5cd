//! XMP packets (ISO 16684-1): single properties are cut out of the packet's own bytes, blanks before its end make up for
//! them, everything else stays byte for byte. Never keeps part of a packet that it cannot follow: that goes whole.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::inside::{self, Inside};
use super::xmp_cut::{self, Property, Survey};
use super::{Draft, Found};
use crate::media::{limits, xml};
use crate::provenance::redaction::{Fate, Group, Mode, Policy};

/// The tag by which a policy names a packet as a whole.
const WHOLE: &str = "XMP";
/// Shorter texts are no pictures, whatever they decode to.
const SMALL_BYTES: usize = 100;

/// Takes out of the packet at `base` what the policy drops.
pub(crate) fn in_place(packet: &[u8], base: u64, draft: &mut Draft<'_>) {
    if let Some(bytes) = redacted(packet, base, &[], draft) {
        draft.edits.replace(base, bytes);
    }
}

/// The packet without what the policy drops and without the properties in `also`, as long as before; `None` where it
/// stays as it is.
pub(crate) fn redacted(packet: &[u8], base: u64, also: &[&str], draft: &mut Draft<'_>) -> Option<Vec<u8>> {
    if packet.iter().all(|&byte| matches!(byte, b' ' | b'\n' | 0)) {
        return None;
    }
    let policy = draft.policy;
    let rebuild = policy.mode == Mode::Rebuild;
    let mut survey = survey(packet, policy, also, draft);
    let telling = survey.as_ref().map(|survey| telling_pictures(survey, draft)).unwrap_or_default();
    if !telling.is_empty() {
        let also: Vec<&str> = also.iter().copied().chain(telling.iter().map(String::as_str)).collect();
        survey = self::survey(packet, policy, &also, draft);
        draft.note(inside::NOTE);
    }
    let Some(survey) = survey else {
        let drops = any_drop(policy) || !also.is_empty();
        let goes = whole(packet, base, if drops { Fate::Dropped } else { Fate::Kept }, draft);
        if goes && !rebuild && !policy.drop_fields.contains(WHOLE) {
            draft.note("redact-note-broken-packet");
        }
        return goes.then(|| vec![b' '; packet.len()]);
    };
    if survey.properties.is_empty() && rebuild {
        whole(packet, base, Fate::Dropped, draft);
    }
    for property in &survey.properties {
        report(property, base, draft);
    }
    if rebuild {
        return Some(vec![b' '; packet.len()]);
    }
    (!survey.cuts.is_empty()).then(|| xmp_cut::apply(packet, &survey))
}

/// Properties that stay and hold a picture, spelled out in letters, that says what is to go. They are as long as the picture
/// is, so they go whole.
fn telling_pictures(survey: &Survey, draft: &Draft<'_>) -> Vec<String> {
    let is_picture = |property: &&Property| !property.goes && property.group == Group::EmbeddedPictures;
    let tells = |text: &String| {
        let letters: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let Ok(bytes) = STANDARD.decode(letters) else { return false };
        let mut scratch = Draft::new(draft.policy);
        scratch.depth = draft.depth;
        bytes.len() > SMALL_BYTES && !matches!(inside::looked_through(&bytes, 0, "XMP", &mut scratch), Inside::Same)
    };
    if !any_drop(draft.policy) || draft.policy.mode == Mode::Rebuild {
        return Vec::new();
    }
    let found = survey.properties.iter().filter(is_picture);
    found.filter(|property| property.values.iter().any(tells)).map(|property| property.tag.clone()).collect()
}

/// Whether the policy takes anything out.
pub(crate) fn any_drop(policy: &Policy) -> bool {
    !policy.drop.is_empty() || !policy.drop_fields.is_empty()
}

/// The packet, looked through; `None` where it has to be treated as a whole.
fn survey(packet: &[u8], policy: &Policy, also: &[&str], draft: &Draft<'_>) -> Option<Survey> {
    if policy.drop_fields.contains(WHOLE) || policy.keep_fields.contains(WHOLE) || packet.len() > limits::XMP_BYTES {
        return None;
    }
    let survey = xmp_cut::survey(packet, policy, also).filter(|survey| survey.properties.len() < draft.room())?;
    if policy.mode == Mode::Rebuild || survey.cuts.is_empty() {
        return Some(survey);
    }
    // What is left has to say the same as before, and nothing else.
    let cut = xmp_cut::apply(packet, &survey);
    let again = xmp_cut::survey(&cut, policy, also)?;
    let left: Vec<&Property> = survey.properties.iter().filter(|property| !property.goes).collect();
    let same = again.cuts.is_empty()
        && left.len() == again.properties.len()
        && left.iter().zip(&again.properties).all(|(old, new)| old.tag == new.tag && old.values == new.values);
    let text = std::str::from_utf8(&cut).ok()?;
    let end = text.rfind('>').map_or(0, |at| at + 1);
    (same && xml::parse(text.get(..end)?).is_whole).then_some(survey)
}

fn report(property: &Property, base: u64, draft: &mut Draft<'_>) {
    let value = property.values.join("; ");
    let found = Found {
        store: "XMP",
        group: property.group,
        tag: &property.tag,
        name: property.tag.split_once(':').map_or(property.tag.as_str(), |(_, local)| local),
        value: &value,
        at: base + property.range.start as u64,
        length_bytes: property.range.len() as u64,
        raw: &[],
    };
    let goes = draft.decided(found, if property.goes { Fate::Dropped } else { Fate::Kept });
    for value in &property.values {
        // What the picture needs to look the same says nothing about anybody, and stands in its profile, too.
        if goes && property.group != Group::Rendering {
            draft.gone(value.as_bytes());
            let escaped = quick_xml::escape::escape(value.as_str());
            if escaped != value.as_str() {
                draft.gone(escaped.as_bytes());
            }
        }
    }
}

fn whole(packet: &[u8], base: u64, fate: Fate, draft: &mut Draft<'_>) -> bool {
    let policy = draft.policy;
    let group = Group::ALL.into_iter().find(|&group| policy.drops(group, WHOLE)).unwrap_or(Group::Unknown);
    let fate = if policy.keep_fields.contains(WHOLE) { Fate::Kept } else { fate };
    let found = Found {
        store: "XMP",
        group,
        tag: WHOLE,
        name: WHOLE,
        value: "",
        at: base,
        length_bytes: packet.len() as u64,
        raw: packet,
    };
    draft.decided(found, fate)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: &str = "<?xpacket begin='\u{FEFF}' id='x'?><x:xmpmeta xmlns:x='adobe:ns:meta/' x:xmptk='Tool Kit 5'>\
        <!-- a remark -->\
        <r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><r:Description r:about='uuid:1' \
        xmlns:p='http://ns.adobe.com/photoshop/1.0/' p:City='Rome' p:Credit='Agency &amp; Sons' \
        xmlns:e='http://ns.adobe.com/exif/1.0/' e:GPSLatitude = \"48,8N\" xmlns:dc='urn:not-dublin-core' \
        xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:my='urn:my' xmlns:u='http://ns.useplus.org/ldf/xmp/1.0/'>\
        <dc:creator>private</dc:creator><my:GPSLatitude>12</my:GPSLatitude>\
        <d:creator><r:Seq><r:li>Ada</r:li></r:Seq></d:creator>\
        <u:Licensor><r:Seq><r:li r:parseType='Resource'><u:LicensorName>Li</u:LicensorName>\
        <u:LicensorEmail>a@b.example</u:LicensorEmail></r:li></r:Seq></u:Licensor>\
        <d:rights r:parseType='Resource'><r:value>All mine</r:value><my:note>hm</my:note></d:rights>\
        </r:Description></r:RDF></x:xmpmeta>   <?xpacket end='w'?>";

    fn run(packet: &[u8], policy: &Policy) -> (Option<Vec<u8>>, super::super::Plan) {
        let mut draft = Draft::new(policy);
        let made = redacted(packet, 100, &[], &mut draft);
        (made, draft.in_place(0))
    }

    #[test]
    fn what_cannot_be_followed_goes_whole_and_that_is_said() {
        let utf16: Vec<u8> = PACKET.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let half = PACKET.as_bytes()[..PACKET.len() / 2].to_vec();
        let crossed = PACKET.replace("</d:rights>", "</d:right>").into_bytes();
        let typed = PACKET.replacen("<x:", "<!DOCTYPE x [<!ENTITY a 'b'>]><x:", 1).into_bytes();
        for broken in [utf16, half, crossed, typed, b"no packet at all".to_vec()] {
            let (made, plan) = run(&broken, &Policy::public());
            assert_eq!(made, Some(vec![b' '; broken.len()]));
            assert_eq!(plan.notes, ["redact-note-broken-packet"]);
            assert_eq!(run(&broken, &Policy::evidence()).0, None);
        }
    }

    #[test]
    fn single_properties_are_cut_under_any_prefix_and_in_any_form() {
        let (made, plan) = run(PACKET.as_bytes(), &Policy::public());
        let made = String::from_utf8(made.unwrap()).unwrap();
        assert_eq!(made.len(), PACKET.len());
        for gone in ["Rome", "48,8N", "private", ">12<", "a@b.example", "Tool Kit", "uuid:1", "a remark", "hm"] {
            assert!(!made.contains(gone), "{gone}: {made}");
        }
        for kept in [
            "p:Credit='Agency &amp; Sons'",
            "<d:creator><r:Seq><r:li>Ada</r:li></r:Seq></d:creator>",
            "<u:LicensorName>Li</u:LicensorName>",
            "<r:value>All mine</r:value>",
            "r:about=''",
        ] {
            assert!(made.contains(kept), "{kept}: {made}");
        }
        assert!(made.ends_with("<?xpacket end='w'?>"));
        // Namespaces that nothing is named by any more go; the others stay where they are declared.
        for gone in ["xmlns:e=", "xmlns:my=", "xmlns:dc=", "urn:my"] {
            assert!(!made.contains(gone), "{gone}: {made}");
        }
        for kept in ["xmlns:x=", "xmlns:r=", "xmlns:p=", "xmlns:d=", "xmlns:u="] {
            assert!(made.contains(kept), "{kept}: {made}");
        }
        let dropped: Vec<&str> =
            plan.items.iter().filter(|item| item.fate == Fate::Dropped).map(|item| item.tag.as_str()).collect();
        assert!(dropped.contains(&"photoshop:City") && dropped.contains(&"plus:LicensorEmail"), "{dropped:?}");
        assert_eq!(run(made.as_bytes(), &Policy::public()).0, None, "a second time changes nothing");
    }

    #[test]
    fn a_single_field_goes_or_stays_as_asked() {
        let mut policy = Policy::evidence();
        assert_eq!(run(PACKET.as_bytes(), &policy).0, None);
        policy.drop_fields.insert("dc:creator".into());
        let made = String::from_utf8(run(PACKET.as_bytes(), &policy).0.unwrap()).unwrap();
        assert!(!made.contains("Ada") && made.contains("private") && made.contains("Rome"), "{made}");
        let mut policy = Policy::public();
        policy.keep_fields.insert("photoshop:City".into());
        let made = String::from_utf8(run(PACKET.as_bytes(), &policy).0.unwrap()).unwrap();
        assert!(made.contains("p:City='Rome'") && !made.contains("48,8N"), "{made}");
    }

    #[test]
    fn a_rebuilt_file_keeps_nothing_of_a_packet_and_names_all_of_it() {
        let (made, plan) = run(PACKET.as_bytes(), &Policy::source_protection());
        assert!(made.unwrap().iter().all(|byte| *byte == b' '));
        assert!(plan.items.len() > 6 && plan.items.iter().all(|item| item.fate == Fate::Dropped));
    }
}
