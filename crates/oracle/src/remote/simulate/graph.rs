//! Graphs of actions with sizes: read from a recorded build, or generated.
//!
//! Counterpart: none; the format is `-debug-actiongraph`'s (`actionJSON`).

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use vamos_base::golang::base64;
use vamos_testkit::Random;

/// An action whose result is stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Action {
    /// Actions whose results it needs; all are before it.
    pub(super) needs: Vec<usize>,
    /// Bytes of its result.
    pub(super) bytes: u64,
    /// Processor seconds if it is run.
    pub(super) cost: f64,
}

/// A build.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Graph {
    pub(super) name: String,
    /// Actions, each after its dependencies.
    pub(super) actions: Vec<Action>,
}

impl Graph {
    /// Returns the length of the longest chain.
    pub(super) fn levels(&self) -> usize {
        let mut levels: Vec<usize> = Vec::with_capacity(self.actions.len());
        for action in &self.actions {
            let below = action.needs.iter().map(|need| levels[*need]).max();
            levels.push(1 + below.unwrap_or(0));
        }
        levels.into_iter().max().unwrap_or(0)
    }

    /// Returns the bytes of all results.
    pub(super) fn bytes(&self) -> u64 {
        self.actions.iter().map(|action| action.bytes).sum()
    }

    /// Returns the processor seconds of all actions.
    pub(super) fn cost(&self) -> f64 {
        self.actions.iter().map(|action| action.cost).sum()
    }

    /// Returns the processor seconds of the longest path.
    pub(super) fn longest(&self) -> f64 {
        let mut ends: Vec<f64> = Vec::with_capacity(self.actions.len());
        for action in &self.actions {
            let begin = action.needs.iter().map(|need| ends[*need]);
            ends.push(begin.fold(0.0, f64::max) + action.cost);
        }
        ends.into_iter().fold(0.0, f64::max)
    }
}

/// Reads a file of `-debug-actiongraph`; the sizes come from the entries in a GOCACHE.
pub(super) fn read(file: &Path, cache: &Path) -> Result<Graph, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let text = fs::read(file).map_err(|error| failed(&error))?;
    let rows: Vec<Value> = serde_json::from_slice(&text).map_err(|error| failed(&error))?;
    let sizes = sizes(cache)?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    Ok(Graph {
        name: name.into_owned(),
        actions: actions(&rows, &sizes),
    })
}

/// Returns the actions with a result, each after its dependencies.
fn actions(rows: &[Value], sizes: &HashMap<String, u64>) -> Vec<Action> {
    // A row without a result is replaced by its own dependencies.
    let mut found: Vec<Option<Vec<usize>>> = vec![None; rows.len()];
    let mut actions = Vec::new();
    let mut todo: Vec<usize> = (0..rows.len()).rev().collect();
    while let Some(at) = todo.pop() {
        if found[at].is_some() {
            continue;
        }
        let needs = rows[at]["Deps"].as_array().into_iter().flatten();
        let needs = needs.filter_map(|need| usize::try_from(need.as_u64()?).ok());
        let needs: Vec<usize> = needs.filter(|need| *need < rows.len()).collect();
        let missing: Vec<usize> = needs
            .iter()
            .copied()
            .filter(|at| found[*at].is_none())
            .collect();
        if !missing.is_empty() {
            todo.push(at);
            todo.extend(missing);
            continue;
        }
        let mut below: Vec<usize> = needs
            .iter()
            .flat_map(|at| found[*at].clone().unwrap_or_default())
            .collect();
        below.sort_unstable();
        below.dedup();
        let mode = rows[at]["Mode"].as_str().unwrap_or_default();
        let size = rows[at]["ActionID"]
            .as_str()
            .and_then(|id| sizes.get(&prefix(id)?));
        found[at] = Some(match (mode, size) {
            ("build" | "link", Some(bytes)) => {
                let nanos = |key: &str| rows[at][key].as_f64().unwrap_or(0.0);
                actions.push(Action {
                    needs: below,
                    bytes: *bytes,
                    cost: (nanos("CmdUser") + nanos("CmdSys")) / 1e9,
                });
                vec![actions.len() - 1]
            }
            _ => below,
        });
    }
    actions
}

/// Digits of an action ID that a build ID has.
const DIGITS: usize = 30;

/// Returns the first digits of the action ID that a part of a build ID has.
fn prefix(part: &str) -> Option<String> {
    let standard = part.replace('-', "+").replace('_', "/");
    let bytes = base64::decode(standard.as_bytes())?;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    (hex.len() == DIGITS).then_some(hex)
}

/// Returns the sizes of a cache's entries by the first digits of their IDs.
fn sizes(cache: &Path) -> Result<HashMap<String, u64>, String> {
    let entries = crate::compare::cache(cache)?;
    let size = |(id, entry): (String, crate::compare::Entry)| {
        (id.chars().take(DIGITS).collect(), entry.size)
    };
    Ok(entries.into_iter().map(size).collect())
}

/// Makes a build of `count` actions. Sizes and costs are distributed as in real packages: half of
/// the results have less than 180 kB, a tenth more than 1.2 MB.
pub(super) fn generate(count: usize, seed: u64) -> Graph {
    let mut random = Random::new(seed);
    let mut actions: Vec<Action> = Vec::with_capacity(count);
    for index in 0..count {
        // Most imports are of packages near by, some of the first ones, as std is.
        let mut needs: Vec<usize> = (0..index.min(1 + random.below(14)))
            .map(|_| {
                if random.chance(40) {
                    random.below(index.min(200))
                } else {
                    index - 1 - random.below(index.min(index / 8 + 40))
                }
            })
            .collect();
        needs.sort_unstable();
        needs.dedup();
        // The sum of several uniform numbers is nearly normal.
        let normal = (0..6)
            .map(|_| random.below(1000) as f64 / 1000.0)
            .sum::<f64>()
            - 3.0;
        let bytes = (180_000.0 * (2.0 * normal).exp()) as u64;
        actions.push(Action {
            needs,
            bytes,
            cost: 0.03 + bytes as f64 / 5e6,
        });
    }
    Graph {
        name: format!("generated, seed {seed}"),
        actions,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_without_a_result_stand_for_what_they_need() {
        let id = "AAECAwQFBgcICQoLDA0O";
        let hex = "000102030405060708090a0b0c0d0e";
        assert_eq!(prefix(id).as_deref(), Some(hex));
        let rows: Vec<Value> = serde_json::from_str(&format!(
            r#"[{{"Mode":"go build","Deps":[1]}},
                {{"Mode":"link","Deps":[2],"ActionID":"{id}","CmdUser":1500000000}},
                {{"Mode":"nop","Deps":[3]}},
                {{"Mode":"build","ActionID":"{id}","CmdSys":500000000}}]"#
        ))
        .unwrap();
        let sizes = HashMap::from([(hex.to_owned(), 7)]);
        let action = |needs: &[usize], cost| Action {
            needs: needs.to_vec(),
            bytes: 7,
            cost,
        };
        assert_eq!(
            actions(&rows, &sizes),
            [action(&[], 0.5), action(&[0], 1.5)]
        );
    }

    #[test]
    fn generated_graphs_repeat_and_are_ordered() {
        let graph = generate(3000, 7);
        assert_eq!(graph, generate(3000, 7));
        assert_ne!(graph, generate(3000, 8));
        for (index, action) in graph.actions.iter().enumerate() {
            assert!(action.needs.iter().all(|need| *need < index));
        }
        let mut sizes: Vec<u64> = graph.actions.iter().map(|action| action.bytes).collect();
        sizes.sort_unstable();
        assert!((140_000..230_000).contains(&sizes[1500]), "{}", sizes[1500]);
        assert!(
            graph.levels() > 20 && graph.levels() < 600,
            "{}",
            graph.levels()
        );
    }
}
