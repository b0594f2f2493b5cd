//! Rights for the window: writes them into copies and reads templates, with the year filled in. Never decides.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::problem::Problem;
use crate::provenance::rights_statement::RightsStatement;
use crate::state::effect::{JobId, KeptTemplate, RightsOrder};
use crate::state::msg::Answer;
use crate::state::rights::RightsOutcome;
use crate::worker::Pool;
use crate::workflow::not_done::NotDone;
use crate::workflow::rights::{self as workflow, RightsTarget};
use crate::workflow::rights_templates::Templates;

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
                    Err(not_done) => RightsOutcome::Failed(not_done.problem()),
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
pub(super) fn template(own: Result<Templates, Problem>, name: &str) -> Answer {
    Answer::RightsTemplate(own.and_then(|own| own.find(name)).and_then(with_year))
}

/// Keeps a template where there is one to keep, and tells the names of all own ones.
pub(super) fn templates(own: Result<Templates, Problem>, keep: Option<KeptTemplate>) -> Answer {
    let kept = own.and_then(|own| {
        if let Some(KeptTemplate { name, said, overwrite }) = keep {
            own.save(&name, &said, overwrite).map_err(NotDone::problem)?;
        }
        Ok(own.names())
    });
    Answer::RightsTemplates(kept)
}

/// Deletes an own template, and tells the names of the others.
pub(super) fn delete_template(own: Result<Templates, Problem>, name: &str) -> Answer {
    Answer::RightsTemplates(own.and_then(|own| own.delete(name).map(|()| own.names()).map_err(NotDone::problem)))
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
    use crate::workflow::home::Home;

    #[test]
    fn a_template_gets_its_year_and_waits_for_its_creator() {
        let folder = tempfile::tempdir().unwrap();
        let home = |name: &str| folder.path().join(name);
        let home = Home { data: home("data"), config: home("config"), cache: home("cache") };
        let own = || Ok(Templates::of(&home));
        let Answer::RightsTemplate(Ok(said)) = template(own(), "all-rights-reserved") else { panic!("no template") };
        let text = said.copyright.clone().unwrap();
        assert!(!text.contains("{year}") && text.contains("{creator}"), "{text}");
        assert_eq!(said.creator, None);
        assert!(matches!(template(own(), "nobody's"), Answer::RightsTemplate(Err(_))));
        let keep = |name: &str| Some(KeptTemplate { name: name.to_owned(), said: said.clone(), overwrite: false });
        let Answer::RightsTemplates(Ok(names)) = templates(own(), keep("Ours")) else { panic!("not kept") };
        assert_eq!(names, ["Ours"]);
        assert!(matches!(templates(own(), keep("ours")), Answer::RightsTemplates(Err(_))));
        assert!(matches!(templates(own(), None), Answer::RightsTemplates(Ok(names)) if names == ["Ours"]));
        assert!(matches!(delete_template(own(), "all-rights-reserved"), Answer::RightsTemplates(Err(_))));
        assert!(matches!(delete_template(own(), "Ours"), Answer::RightsTemplates(Ok(names)) if names.is_empty()));
    }
}
