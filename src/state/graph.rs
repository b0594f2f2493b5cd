//! The history as a graph: which file was made from which, where each stands, and which one is chosen. Pure; the layout
//! is worked out anew from the report whenever it is needed.

use std::collections::{BTreeMap, HashMap};

use crate::provenance::report::{Ingredient, Report, Step};
use crate::provenance::thumbnail::{self, Thumbnail as Signed, ThumbnailState};

use super::picture::Thumbnail;

/// More files than this are not drawn; they are counted.
pub const MAX_NODES: usize = 200;
/// Pictures that are fetched for the nodes, the nearest to the file first.
pub const MAX_PICTURES: usize = 60;
/// Longest side of the picture in a node, for screens with twice the pixels.
pub const NODE_SIDE: u32 = 240;

/// What the person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraphMsg {
    Open,
    Close,
    Choose(usize),
}

/// Where the arrow keys lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To what it was made from.
    Up,
    /// To what was made from it.
    Down,
    Left,
    Right,
}

/// The graph on the screen.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// The chosen node; 0 is the file itself.
    pub chosen: usize,
    /// By the thumbnail's address.
    pub pictures: BTreeMap<String, Thumbnail>,
}

/// What role a file plays in the one that was made from it (C2PA 2.4 §18.16.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    Parent,
    Component,
    Input,
    Other,
}

impl Relation {
    fn of(text: &str) -> Self {
        match text {
            "parentOf" => Self::Parent,
            "componentOf" => Self::Component,
            "inputTo" => Self::Input,
            _ => Self::Other,
        }
    }

    /// The end of its locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Component => "component",
            Self::Input => "input",
            Self::Other => "other",
        }
    }
}

/// One file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Node {
    /// Its step of the history, counted from 0; none for a file that the history does not tell of.
    pub step: Option<usize>,
    /// Where it is listed: step and ingredient, each counted from 0; none for the file itself.
    pub listed: Option<(usize, usize)>,
    /// How many edits lie between it and the file, at most.
    pub layer: usize,
    /// From the left, in widths of a node.
    pub column: f32,
    /// The node below which it stands in the tree of names; none for the file itself.
    pub below: Option<usize>,
}

/// Something was made from something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// What it was made from.
    pub from: usize,
    pub to: usize,
    pub relation: Relation,
}

/// The whole graph. Nodes are in the order in which they are read aloud: each before what it was made from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lineage {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// Files that are not drawn.
    pub more: usize,
}

impl Lineage {
    /// Lays the graph out.
    pub fn of(report: &Report) -> Self {
        let steps = &report.history.steps;
        let mut lineage = Self::default();
        lineage.grow(steps);
        lineage.layers();
        lineage.columns();
        lineage
    }

    /// Whether a list of steps, one above the other, leaves out how they belong together.
    pub fn is_branched(report: &Report) -> bool {
        report.history.steps.iter().any(|step| step.ingredients.len() > 1)
    }

    /// The step of a node, if the history tells of it.
    pub fn step<'a>(&self, report: &'a Report, node: usize) -> Option<&'a Step> {
        report.history.steps.get(self.nodes.get(node)?.step?)
    }

    /// How a node is listed in what was made from it.
    pub fn ingredient<'a>(&self, report: &'a Report, node: usize) -> Option<&'a Ingredient> {
        let (step, ingredient) = self.nodes.get(node)?.listed?;
        report.history.steps.get(step)?.ingredients.get(ingredient)
    }

    /// The thumbnail of a node that somebody's signature stands for.
    pub fn thumbnail<'a>(&self, report: &'a Report, node: usize) -> Option<&'a Signed> {
        let of_step = self.step(report, node).and_then(|step| thumbnail::of_step(report, step));
        let listed = self.ingredient(report, node).and_then(|ingredient| ingredient.thumbnail.as_ref());
        let is_signed = |found: &&Signed| found.state == ThumbnailState::Signed;
        of_step.filter(is_signed).or(listed.filter(is_signed))
    }

    /// How far a node is below the file in the tree of names: 1 for the file itself.
    pub fn level(&self, node: usize) -> usize {
        let mut level = 1;
        let mut at = node;
        while let Some(above) = self.nodes.get(at).and_then(|node| node.below) {
            level += 1;
            at = above;
        }
        level
    }

    /// Where an arrow key leads; the node itself where there is nothing.
    pub fn go(&self, from: usize, way: Way) -> usize {
        let Some(node) = self.nodes.get(from) else { return 0 };
        let beside = |is_right: bool| {
            let same = self.nodes.iter().enumerate().filter(|(_, other)| other.layer == node.layer);
            let there =
                same.filter(|(_, other)| (other.column > node.column) == is_right && other.column != node.column);
            there.min_by(|(_, one), (_, other)| {
                (one.column - node.column).abs().total_cmp(&(other.column - node.column).abs())
            })
        };
        let found = match way {
            Way::Up => self.edges.iter().find(|edge| edge.to == from).map(|edge| edge.from),
            Way::Down => node.below,
            Way::Left => beside(false).map(|(index, _)| index),
            Way::Right => beside(true).map(|(index, _)| index),
        };
        found.unwrap_or(from)
    }

    /// Follows the ingredients, the parent of each first, every manifest once.
    fn grow(&mut self, steps: &[Step]) {
        let Some(last) = steps.len().checked_sub(1) else { return };
        let by_label: HashMap<&str, usize> = steps
            .iter()
            .enumerate()
            .filter(|(_, step)| !step.manifest.is_empty())
            .map(|(number, step)| (step.manifest.as_str(), number))
            .collect();
        let mut placed: HashMap<usize, usize> = HashMap::new();
        // Depth is a stranger's choice, hence no recursion. The last one is taken first.
        let mut todo = vec![(Some(last), None, None)];
        while let Some((step, listed, edge)) = todo.pop() {
            let edge: Option<(usize, Relation)> = edge;
            if let (Some(from), Some((to, relation))) = (step.and_then(|step| placed.get(&step)), edge) {
                self.edges.push(Edge { from: *from, to, relation });
                continue;
            }
            if self.nodes.len() >= MAX_NODES {
                self.more += 1;
                continue;
            }
            let index = self.nodes.len();
            self.nodes.push(Node { step, listed, layer: 0, column: 0.0, below: edge.map(|(to, _)| to) });
            self.edges.extend(edge.map(|(to, relation)| Edge { from: index, to, relation }));
            let Some(number) = step else { continue };
            placed.insert(number, index);
            let Some(told) = steps.get(number) else { continue };
            let mut sources: Vec<(usize, &Ingredient)> = told.ingredients.iter().enumerate().collect();
            sources.sort_by_key(|(_, one)| Relation::of(&one.relationship) != Relation::Parent);
            todo.extend(sources.into_iter().rev().map(|(place, one)| {
                let step = match &one.manifest {
                    Some(label) => by_label.get(label.as_str()).copied(),
                    None => unsigned(steps, one),
                };
                (step, Some((number, place)), Some((index, Relation::of(&one.relationship))))
            }));
        }
        // What was drawn once more under another file is an edge to the first.
        self.edges.retain(|edge| edge.from != edge.to);
    }

    /// Each node above everything that was made from it. Cycles, which only a forger makes, end by the count.
    fn layers(&mut self) {
        for _ in 0..self.nodes.len() {
            let mut is_settled = true;
            for edge in &self.edges {
                let wanted = self.nodes.get(edge.to).map_or(0, |node| node.layer) + 1;
                if let Some(node) = self.nodes.get_mut(edge.from).filter(|node| node.layer < wanted) {
                    node.layer = wanted;
                    is_settled = false;
                }
            }
            if is_settled {
                break;
            }
        }
    }

    /// Leaves side by side in the order of the tree; what was made from several stands in their middle.
    fn columns(&mut self) {
        let mut spans: Vec<Option<(f32, f32)>> = vec![None; self.nodes.len()];
        let mut free = 0.0;
        // Children come after what they stand below, so from the end each is known before it is needed. Leaves are
        // counted from the front, in reading order.
        let has_children: Vec<bool> =
            (0..self.nodes.len()).map(|index| self.nodes.iter().any(|node| node.below == Some(index))).collect();
        for (node, (span, is_inner)) in self.nodes.iter_mut().zip(spans.iter_mut().zip(&has_children)) {
            if !is_inner {
                node.column = free;
                *span = Some((free, free));
                free += 1.0;
            }
        }
        for index in (0..self.nodes.len()).rev() {
            let Some(Some((left, right))) = spans.get(index).copied() else { continue };
            let column = (left + right) / 2.0;
            let Some(node) = self.nodes.get_mut(index) else { continue };
            node.column = column;
            let Some(above) = node.below else { continue };
            if let Some(span) = spans.get_mut(above) {
                *span = Some(span.map_or((column, column), |(least, most)| (least.min(column), most.max(column))));
            }
        }
    }
}

/// The step that stands for an ingredient without Content Credentials. Inputs have none.
fn unsigned(steps: &[Step], ingredient: &Ingredient) -> Option<usize> {
    steps.iter().position(|step| {
        step.manifest.is_empty()
            && ingredient.relationship != "inputTo"
            && step.title == ingredient.title
            && step.thumbnail == ingredient.thumbnail
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn step(manifest: &str, title: &str, ingredients: &[Value]) -> Value {
        json!({ "manifest": manifest, "title": title, "signer_state": "unrecognised", "actions": [],
                "ingredients": ingredients, "state": if manifest.is_empty() { "unsigned" } else { "signed" } })
    }

    fn from(relationship: &str, title: &str, manifest: Option<&str>) -> Value {
        json!({ "relationship": relationship, "title": title, "manifest": manifest })
    }

    fn report(steps: &[Value]) -> Report {
        serde_json::from_value(json!({
            "schema": "lightmark.report/1", "path": "/p/a.jpg", "size_bytes": 1, "format": "image/jpeg",
            "headline": "verified", "content": { "state": "intact" }, "signer": { "state": "house" },
            "time": { "state": "none" }, "history": { "state": "complete", "steps": steps },
            "rights": { "state": "none", "fields": [] }, "metadata": [], "checks": [],
        }))
        .unwrap()
    }

    /// A composite of a parent with a history, a signed sky, an unsigned logo and an input.
    fn composite() -> Report {
        report(&[
            step("", "logo.png", &[]),
            step("sky", "sky.jpg", &[]),
            step("camera", "photo.jpg", &[]),
            step("edit", "photo.jpg", &[from("parentOf", "photo.jpg", Some("camera"))]),
            step(
                "last",
                "composite.jpg",
                &[
                    from("componentOf", "sky.jpg", Some("sky")),
                    from("parentOf", "photo.jpg", Some("edit")),
                    from("componentOf", "logo.png", None),
                    from("inputTo", "prompt.txt", None),
                ],
            ),
        ])
    }

    fn assert_apart(lineage: &Lineage) {
        for (index, one) in lineage.nodes.iter().enumerate() {
            for other in &lineage.nodes[index + 1..] {
                let apart = one.layer != other.layer || (one.column - other.column).abs() >= 1.0 - 1e-6;
                assert!(apart, "{one:?} lies on {other:?}");
            }
        }
        for edge in &lineage.edges {
            assert!(lineage.nodes[edge.from].layer > lineage.nodes[edge.to].layer, "{edge:?} leads down");
        }
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(Lineage::of(&report(&[])), Lineage::default());
        assert_eq!(Lineage::default().go(3, Way::Up), 0);
    }

    #[test]
    fn a_composite_is_read_from_the_file_on_the_parent_first() {
        let lineage = Lineage::of(&composite());
        let steps: Vec<_> = lineage.nodes.iter().map(|node| node.step).collect();
        assert_eq!(steps, [Some(4), Some(3), Some(2), Some(1), Some(0), None]);
        let relations: Vec<_> = lineage.edges.iter().map(|edge| (edge.from, edge.to, edge.relation)).collect();
        let expected = [
            (1, 0, Relation::Parent),
            (2, 1, Relation::Parent),
            (3, 0, Relation::Component),
            (4, 0, Relation::Component),
            (5, 0, Relation::Input),
        ];
        assert_eq!(relations, expected);
        assert_eq!(lineage.nodes.iter().map(|node| node.layer).collect::<Vec<_>>(), [0, 1, 2, 1, 1, 1]);
        assert_eq!((0..6).map(|node| lineage.level(node)).collect::<Vec<_>>(), [1, 2, 3, 2, 2, 2]);
        assert_eq!(lineage.ingredient(&composite(), 5).unwrap().title.as_deref(), Some("prompt.txt"));
        assert_apart(&lineage);
        assert!(Lineage::is_branched(&composite()));
    }

    #[test]
    fn the_arrow_keys_follow_the_edges() {
        let lineage = Lineage::of(&composite());
        assert_eq!(lineage.go(0, Way::Up), 1, "the parent first");
        assert_eq!(lineage.go(1, Way::Up), 2);
        assert_eq!((lineage.go(2, Way::Up), lineage.go(2, Way::Down)), (2, 1));
        assert_eq!((lineage.go(1, Way::Right), lineage.go(3, Way::Right), lineage.go(5, Way::Right)), (3, 4, 5));
        assert_eq!((lineage.go(4, Way::Left), lineage.go(1, Way::Left)), (3, 1));
        assert_eq!(lineage.go(0, Way::Down), 0);
    }

    #[test]
    fn what_was_used_twice_is_one_node_above_both() {
        let lineage = Lineage::of(&report(&[
            step("raw", "raw.jpg", &[]),
            step("edit", "edit.jpg", &[from("parentOf", "raw.jpg", Some("raw"))]),
            step(
                "last",
                "last.jpg",
                &[from("parentOf", "edit.jpg", Some("edit")), from("componentOf", "raw.jpg", Some("raw"))],
            ),
        ]));
        assert_eq!(lineage.nodes.len(), 3);
        assert_eq!(lineage.edges.len(), 3);
        assert_eq!(lineage.nodes.iter().map(|node| node.layer).collect::<Vec<_>>(), [0, 1, 2]);
        assert_apart(&lineage);
    }

    #[test]
    fn a_straight_history_is_not_branched() {
        let linear = report(&[step("a", "a", &[]), step("b", "b", &[from("parentOf", "a", Some("a"))])]);
        assert!(!Lineage::is_branched(&linear));
        assert!(Lineage::of(&linear).nodes.iter().all(|node| node.column == 0.0));
    }

    #[test]
    fn a_hostile_history_ends() {
        let many: Vec<Value> = (0..900).map(|n| from("componentOf", &format!("part {n}"), None)).collect();
        let lineage = Lineage::of(&report(&[step("last", "last", &many)]));
        assert_eq!((lineage.nodes.len(), lineage.more), (MAX_NODES, 701));
        assert_apart(&lineage);
        let chain: Vec<Value> = (0..900)
            .map(|n| match n {
                0 => step("0", "0", &[]),
                n => step(&n.to_string(), "x", &[from("parentOf", "x", Some(&(n - 1).to_string()))]),
            })
            .collect();
        assert_eq!(Lineage::of(&report(&chain)).nodes.len(), MAX_NODES);
        // A manifest cannot list one that lists it, but a report may say so.
        let ring = [
            step("a", "a", &[from("parentOf", "b", Some("b"))]),
            step("b", "b", &[from("parentOf", "a", Some("a")), from("parentOf", "b", Some("b"))]),
        ];
        let lineage = Lineage::of(&report(&ring));
        assert_eq!(lineage.nodes.len(), 2);
        assert!(lineage.level(1) == 2);
    }
}
