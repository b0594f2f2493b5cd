//! Rights in the EXIF and XMP items of HEIF and AVIF files. Never touches a picture's data; IIM has no place there.

use super::{RightsPlan, RightsWriteError, exif, exif_values, jpeg, xmp};
use crate::media::heif::Items;
use crate::media::items::{self, Metadata, Refused};
use crate::media::source::Source;
use crate::media::{bmff, limits};
use crate::provenance::rights_statement::RightsStatement;

pub(super) fn plan(source: &mut Source<'_>, said: &RightsStatement) -> Result<RightsPlan, RightsWriteError> {
    let malformed = |reason| RightsWriteError::Malformed { reason };
    let items = Items::of_file(source).ok_or(malformed("no items"))?;
    let mut old = |wanted: &Metadata| match items::only(&items, wanted).map_err(refused)? {
        Some(item) => {
            let bytes = items.bytes(source, item.id, limits::XMP_BYTES);
            bytes.map(Some).ok_or(RightsWriteError::Malformed { reason: "an item is cut off" })
        }
        None => Ok(None),
    };
    let mut wanted = Vec::new();
    let mut stores = Vec::new();
    let values = exif_values(said);
    if !values.is_empty() {
        let block = match old(&Metadata::Exif(Vec::new()))? {
            Some(bytes) => {
                let block = bmff::exif_block(&bytes).ok_or(malformed("the EXIF item is broken"))?;
                let head = bytes.get(..bytes.len() - block.len()).unwrap_or_default();
                [head, &exif::set(block, &values)?].concat()
            }
            None => [&[0; 4], exif::fresh(&values)?.as_slice()].concat(),
        };
        wanted.push(Metadata::Exif(block));
        stores.push("EXIF".to_owned());
    }
    let packet = old(&Metadata::Xmp(Vec::new()))?;
    wanted.push(Metadata::Xmp(xmp::set(packet.as_deref(), said)?));
    stores.push("XMP".to_owned());
    let changes = items::changes(source, &wanted).map_err(refused)?;
    Ok(RightsPlan { pieces: jpeg::pieces(changes, source.len()), stores })
}

fn refused(refused: Refused) -> RightsWriteError {
    match refused {
        Refused::Variant(what) => RightsWriteError::Variant { what },
        Refused::Malformed(reason) => RightsWriteError::Malformed { reason },
    }
}
