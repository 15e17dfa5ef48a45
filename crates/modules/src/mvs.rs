//! Build lists and minimal requirement lists over any source of requirements.
//!
//! Counterpart: cmd/go/internal/mvs (mvs.go, `BuildList`, `Req`).

use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::BuildListError;
use vamos_modfile::ModuleError;

use super::ModuleContext;
use super::graph::Graph;

/// Requirements of modules, in which the main module has the given roots.
#[derive(Clone, Copy)]
pub struct Reqs<'a> {
    ctx: &'a ModuleContext<'a>,
    roots: &'a [ModuleVersion],
}

impl<'a> Reqs<'a> {
    /// Returns the requirements from summaries, except for the main module's.
    pub fn new(ctx: &'a ModuleContext<'a>, roots: &'a [ModuleVersion]) -> Self {
        Reqs { ctx, roots }
    }

    fn required(
        &self,
        modules: &[ModuleVersion],
    ) -> Vec<Result<Arc<[ModuleVersion]>, ModuleError>> {
        let is_known = |m: &ModuleVersion| {
            m.version == "none" || (m.version.is_empty() && self.ctx.main.contains(&m.path))
        };
        let wanted: Vec<ModuleVersion> = modules.iter().filter(|m| !is_known(m)).cloned().collect();
        let mut answers = self.ctx.go_mod_summaries(&wanted).into_iter();
        let mut complete = |m: &ModuleVersion| {
            if m.version == "none" {
                return Ok(Arc::from([]));
            }
            if is_known(m) {
                return Ok(self.roots.into());
            }
            answers
                .next()
                .expect("one answer per module asked for")
                .map(|summary| summary.require.clone())
        };
        modules.iter().map(&mut complete).collect()
    }
}

/// Returns the build list of the targets: themselves, then the selected versions of all their
/// requirements.
pub fn build_list(
    targets: &[ModuleVersion],
    reqs: &Reqs<'_>,
) -> Result<Vec<ModuleVersion>, ModuleError> {
    let graph = full_graph(targets, reqs)?;
    Ok(graph.build_list())
}

fn full_graph(targets: &[ModuleVersion], reqs: &Reqs<'_>) -> Result<Graph, ModuleError> {
    let mut graph = Graph::new(targets);
    let mut errors: HashMap<ModuleVersion, ModuleError> = HashMap::new();
    let mut seen: HashSet<ModuleVersion> = targets.iter().cloned().collect();
    let mut round: Vec<ModuleVersion> = targets.to_vec();
    while !round.is_empty() {
        let mut next = Vec::new();
        for (m, required) in round.iter().zip(reqs.required(&round)) {
            match required {
                Ok(required) => {
                    next.extend(
                        required
                            .iter()
                            .filter(|dep| seen.insert((*dep).clone()))
                            .cloned(),
                    );
                    graph.require(m, required);
                }
                Err(err) => {
                    errors.insert(m.clone(), err);
                }
            }
        }
        round = next;
    }
    let Some(path) = graph.find_path(|m| errors.contains_key(m)) else {
        return Ok(graph);
    };
    let err = path
        .last()
        .and_then(|m| errors.remove(m))
        .expect("the path ends at an error");
    Err(ModuleError::BuildList(Box::new(BuildListError::new(
        err, path,
    ))))
}

/// Returns the shortest list of requirements that leads to the same build list and contains every
/// path in `base`.
pub fn req(
    main: &ModuleVersion,
    base: &[String],
    reqs: &Reqs<'_>,
) -> Result<Vec<ModuleVersion>, ModuleError> {
    let graph = full_graph(std::slice::from_ref(main), reqs)?;
    let list = graph.build_list();
    let selected: HashMap<&str, &str> = list
        .iter()
        .map(|m| (m.path.as_str(), m.version.as_str()))
        .collect();

    // All reachable modules, dependencies first. Iterative: chains can be long.
    let mut postorder: Vec<&ModuleVersion> = Vec::new();
    let mut visited: HashSet<&ModuleVersion> = HashSet::from_iter([main]);
    for m in &list {
        let mut stack: Vec<(&ModuleVersion, usize)> = Vec::new();
        if visited.insert(m) {
            stack.push((m, 0));
        }
        while let Some((m, next)) = stack.last_mut() {
            let deps = graph.required_by(m).unwrap_or(&[]);
            match deps.get(*next) {
                Some(dep) => {
                    *next += 1;
                    if visited.insert(dep) {
                        stack.push((dep, 0));
                    }
                }
                None => {
                    postorder.push(*m);
                    stack.pop();
                }
            }
        }
    }

    let mut have: HashSet<ModuleVersion> = HashSet::new();
    let mut min: Vec<ModuleVersion> = Vec::new();
    let mut in_base: HashSet<&str> = HashSet::new();
    for path in base {
        if in_base.insert(path) {
            let m = ModuleVersion::new(
                path.as_str(),
                selected.get(path.as_str()).copied().unwrap_or(""),
            );
            min.push(m.clone());
            cover(&graph, main, m, &mut have);
        }
    }
    for m in postorder.into_iter().rev() {
        if selected.get(m.path.as_str()) == Some(&m.version.as_str()) && !have.contains(m) {
            min.push(m.clone());
            cover(&graph, main, m.clone(), &mut have);
        }
    }
    min.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(min)
}

/// Adds `m` and all its transitive requirements to `have`.
fn cover(graph: &Graph, main: &ModuleVersion, m: ModuleVersion, have: &mut HashSet<ModuleVersion>) {
    let mut stack = vec![m];
    while let Some(m) = stack.pop() {
        // The main module's own requirements are the result of this computation.
        if m != *main && !have.contains(&m) {
            stack.extend(graph.required_by(&m).unwrap_or(&[]).iter().cloned());
        }
        have.insert(m);
    }
}
