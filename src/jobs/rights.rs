//! Rights for the window: writes them into copies and reads templates, with the year filled in. Never decides.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::problem::Problem;
use crate::provenance::rights_statement::RightsStatement;
use crate::state::effect::{JobId, RightsOrder};
use crate::state::msg::Answer;
use crate::state::rights::RightsOutcome;
use crate::worker::Pool;
use crate::workflow::rights::{self as workflow, RightsTarget};

use super::edge::Outbox;

pub(super) fn write(pool: &Pool, job: JobId, order: &RightsOrder, stop: &AtomicBool, outbox: &Outbox) {
    let target = order.folder.clone().map_or(RightsTarget::Beside, RightsTarget::Folder);
    let year = jiff::Zoned::now().year();
    match order.said.clone().filled(year) {
        Some(said) => workflow::write_all(
            pool,
            &order.files,
            &said,
            &target,
            order.overwrite,
            &|index, written| {
                let outcome = match written {
                    Ok(done) => RightsOutcome::Done { target: done.target, stores: done.stores },
                    Err(problem) => RightsOutcome::Failed(problem),
                };
                outbox.answer(job, Answer::RightsWritten { index, outcome });
            },
            &|| !stop.load(Ordering::Relaxed),
        ),
        None => return outbox.answer(job, Answer::Failed(crate::problem!("rights-creator"))),
    }
    outbox.answer(job, Answer::Finished);
}

/// The template with the year in it. Its creator is filled in by the dialog, which may still learn of one.
pub(super) fn template(name: &str) -> Answer {
    Answer::RightsTemplate(workflow::template(name).and_then(with_year))
}

fn with_year(said: RightsStatement) -> Result<RightsStatement, Problem> {
    let creator = said.creator.clone();
    let held = RightsStatement { creator: Some("{creator}".to_owned()), ..said };
    let filled = held.filled(jiff::Zoned::now().year()).ok_or_else(|| crate::problem!("rights-creator"))?;
    Ok(RightsStatement { creator, ..filled })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_gets_its_year_and_waits_for_its_creator() {
        let Answer::RightsTemplate(Ok(said)) = template("all-rights-reserved") else { panic!("no template") };
        let text = said.copyright.unwrap();
        assert!(!text.contains("{year}") && text.contains("{creator}"), "{text}");
        assert_eq!(said.creator, None);
        assert!(matches!(template("nobody's"), Answer::RightsTemplate(Err(_))));
    }
}
