//! What the person does with a comparison and with the graph of the history, and what their jobs bring.

use std::path::PathBuf;

use crate::problem::Problem;
use crate::provenance::report::Report;
use crate::provenance::thumbnail::{self, ThumbnailState};
use crate::state::compare::{Compare, CompareMsg, Compared};
use crate::state::effect::{Effect, JobId};
use crate::state::graph::{Graph, GraphMsg, Lineage, MAX_PICTURES, NODE_SIDE};
use crate::state::picture::{Pixels, Thumbnail};
use crate::state::running::Work;
use crate::state::{Page, State};

pub(in crate::state) fn update(state: &mut State, msg: CompareMsg) -> Vec<Effect> {
    match msg {
        CompareMsg::Open { step } => open(state, Some(step)),
        CompareMsg::OpenTelling => open(state, None),
        CompareMsg::Close => {
            state.compare = None;
            Vec::new()
        }
        CompareMsg::Look(_) | CompareMsg::Handle(_) | CompareMsg::Opacity(_) | CompareMsg::Outlines(_) => {
            if let Some(compare) = &mut state.compare {
                compare.update(msg);
            }
            Vec::new()
        }
    }
}

pub(in crate::state) fn graph(state: &mut State, msg: GraphMsg) -> Vec<Effect> {
    let Some((path, lineage)) = current(state).map(|(path, report)| (path, Lineage::of(report))) else {
        state.graph = None;
        return Vec::new();
    };
    match (msg, &mut state.graph) {
        (GraphMsg::Open, None) => {
            state.graph = Some(Graph::default());
            state.compare = None;
            return pictures(state, &path, &lineage);
        }
        (GraphMsg::Close, _) => state.graph = None,
        (GraphMsg::Choose(node), Some(graph)) if node < lineage.nodes.len() => graph.chosen = node,
        _ => {}
    }
    Vec::new()
}

/// Takes what was measured.
pub(in crate::state) fn compared(state: &mut State, job: JobId, result: Result<Box<Compared>, Problem>) {
    state.running.end(job);
    if let Some(compare) = &mut state.compare {
        compare.take(job, result);
    }
}

/// Takes the picture of a node; its job has ended.
pub(in crate::state) fn pictured(state: &mut State, job: JobId, uri: &str, result: Result<Pixels, Problem>) {
    let Some(graph) = &mut state.graph else { return };
    let Some(kept) = graph.pictures.get_mut(uri) else { return };
    if matches!(kept, Thumbnail::Loading(id) if *id == job) {
        *kept = result.map_or(Thumbnail::None, |pixels| Thumbnail::Ready { pixels, used: 0 });
    }
}

fn open(state: &mut State, step: Option<usize>) -> Vec<Effect> {
    if state.page != Page::Files {
        return Vec::new();
    }
    let found = current(state).and_then(|(path, report)| {
        let step = step.or_else(|| thumbnail::most_telling(report))?;
        let shown = thumbnail::of_step(report, report.history.steps.get(step)?)?;
        (shown.state == ThumbnailState::Signed).then(|| (path, step, shown.uri.clone()))
    });
    let Some((path, step, uri)) = found else { return Vec::new() };
    let job = state.running.begin(Work::Compare);
    let mut compare = Compare::new(step, uri.clone(), job);
    // Who turns from step to step keeps the way of looking.
    if let Some(before) = &state.compare {
        (compare.look, compare.handle) = (before.look, before.handle);
        (compare.opacity, compare.outlines) = (before.opacity, before.outlines);
    }
    state.compare = Some(compare);
    vec![Effect::Compare { job, path, uri }]
}

fn pictures(state: &mut State, path: &std::path::Path, lineage: &Lineage) -> Vec<Effect> {
    let Some((_, report)) = current(state) else { return Vec::new() };
    let mut wanted: Vec<String> = Vec::new();
    for node in 0..lineage.nodes.len() {
        if let Some(found) = lineage.thumbnail(report, node).filter(|found| !wanted.contains(&found.uri)) {
            wanted.push(found.uri.clone());
        }
    }
    let mut effects = Vec::new();
    for uri in wanted.into_iter().take(MAX_PICTURES) {
        let job = state.running.begin(Work::NodePicture { uri: uri.clone() });
        if let Some(graph) = &mut state.graph {
            graph.pictures.insert(uri.clone(), Thumbnail::Loading(job));
        }
        effects.push(Effect::SignedThumbnail { job, path: path.to_owned(), uri, max_side: NODE_SIDE });
    }
    effects
}

fn current(state: &State) -> Option<(PathBuf, &Report)> {
    let entry = state.files.current()?;
    Some((entry.path.clone(), entry.check.report()?))
}
