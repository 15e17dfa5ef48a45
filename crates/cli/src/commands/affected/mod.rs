//! `affected`: the packages that changes since a revision can influence.
//!
//! Counterpart: none.

mod changes;
mod nodes;

use std::collections::HashMap;

use serde_json::Value;
use serde_json::json;
use vamos_goenv::BuildOptions;
use vamos_insight::Node;
use vamos_insight::Reason;
use vamos_load::Described;
use vamos_load::Loaded;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;
use vamos_load::TestPackages;
use vamos_load::package_errors;

use super::history;
use super::module_flags;
use super::session::load;
use super::session::patterns_or_all;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// A named package, with the ids of the nodes that changes can affect.
struct Row {
    package: PackageId,
    /// Its test's main package.
    test: Option<PackageId>,
    /// The first of the package and the packages of its test that cannot be loaded. It counts as
    /// affected, because its dependencies are unknown.
    broken: Option<PackageId>,
}

/// The revision that is compared with if no revision is named.
const LAST_COMMIT: &str = "HEAD";

/// Runs `vamos affected`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let revision = invocation.parsed.last(Flag::Since).unwrap_or(LAST_COMMIT);
    let flags = invocation.load_flags()?;
    module_flags::check(invocation, &flags)?;
    let ctx = invocation.load_context(&flags, invocation.files(&flags)?);
    let opts = PackageOpts {
        mod_resolve_tests: true,
        load_tests: true,
        build_info: Described::Nothing,
        ..PackageOpts::default()
    };
    let loaded = load(invocation, &ctx, &opts, &patterns_or_all(invocation))?;
    let only_tests = invocation.parsed.is_set(Flag::Tests);
    let answer = Answer::since(invocation, &flags, &loaded.graph, revision, only_tests)?;
    let rows = rows(&loaded);
    let text = match invocation.parsed.is_set(Flag::Json) {
        true => answer.json(&rows),
        false => answer.text(&rows, invocation.parsed.is_set(Flag::Why)),
    };
    invocation.output.report(&text)?;
    report_errors(invocation, &loaded.graph)
}

/// Prints the errors of packages, such as named ones that do not exist; returns the exit code. The
/// list without them would let a script pass that tests nothing.
fn report_errors(invocation: &Invocation, graph: &PackageGraph) -> Result<i32, CliError> {
    let errors = package_errors(graph);
    for id in &errors.packages {
        if let Some(error) = &graph.get(*id).problems.error {
            invocation.output.log(&error.to_string());
        }
    }
    Ok(i32::from(!errors.is_empty()))
}

/// Leaves out named packages of a test run that changes since a revision cannot influence.
pub(super) fn narrow(
    invocation: &Invocation,
    flags: &BuildOptions,
    loaded: &mut Loaded<'_>,
    revision: &str,
) -> Result<(), CliError> {
    let answer = Answer::since(invocation, flags, &loaded.graph, revision, false)?;
    let rows = rows(loaded);
    let affected = rows.iter().filter(|row| answer.shown(row).is_some());
    let affected: Vec<PackageId> = affected.map(|row| row.package).collect();
    loaded.graph.roots = affected;
    Ok(())
}

fn rows(loaded: &Loaded<'_>) -> Vec<Row> {
    let graph = &loaded.graph;
    let tests: HashMap<u32, &TestPackages> = graph
        .tests
        .iter()
        .map(|tests| (tests.package.0, tests))
        .collect();
    let is_broken = |id: &PackageId| {
        let problems = &graph.get(*id).problems;
        problems.error.is_some() || problems.incomplete
    };
    let row = |package: &PackageId| {
        let tests = tests.get(&package.0);
        let of_test = tests.map(|tests| [Some(tests.main), Some(tests.test), tests.external]);
        let of_test = of_test.into_iter().flatten().flatten();
        Row {
            package: *package,
            test: tests.map(|tests| tests.main),
            broken: std::iter::once(*package).chain(of_test).find(is_broken),
        }
    };
    graph.roots.iter().map(row).collect()
}

/// The affected packages with the reasons.
struct Answer<'a> {
    graph: &'a PackageGraph,
    nodes: Vec<Node>,
    reasons: Vec<Option<Reason>>,
    only_tests: bool,
}

impl<'a> Answer<'a> {
    /// Returns the packages that changes since a revision influence.
    fn since(
        invocation: &Invocation,
        flags: &BuildOptions,
        graph: &'a PackageGraph,
        revision: &str,
        only_tests: bool,
    ) -> Result<Self, CliError> {
        let history = history::open(invocation);
        let nodes = nodes::of_graph(graph, history.as_ref());
        let stamper = invocation.stamper(flags);
        let changes = changes::since(invocation, &stamper, revision, graph, &nodes)?;
        let reasons = vamos_insight::affected(&nodes, &changes);
        Ok(Self {
            graph,
            nodes,
            reasons,
            only_tests,
        })
    }

    fn is_affected(&self, id: PackageId) -> bool {
        self.reasons[id.0 as usize].is_some()
    }

    /// Returns the place that explains why a package is listed, if it is.
    fn shown(&self, row: &Row) -> Option<PackageId> {
        let test = row.test.filter(|test| self.is_affected(*test));
        let package = Some(row.package).filter(|id| self.is_affected(*id));
        let affected = match self.only_tests {
            true => test,
            false => package.or(test),
        };
        affected.or(row.broken)
    }

    fn text(&self, rows: &[Row], is_explained: bool) -> String {
        let mut text = String::new();
        for row in rows {
            let Some(shown) = self.shown(row) else {
                continue;
            };
            text.push_str(&self.graph.get(row.package).import_path);
            text.push('\n');
            if is_explained {
                for line in self.chain(shown) {
                    text.push_str(&format!("    {line}\n"));
                }
            }
        }
        text
    }

    fn json(&self, rows: &[Row]) -> String {
        let shown = rows.iter().filter_map(|row| Some((row, self.shown(row)?)));
        let object = |(row, shown): (&Row, PackageId)| {
            let package = self.graph.get(row.package);
            json!({
                "ImportPath": &*package.import_path,
                "Dir": &*package.dir,
                "Main": package.name == "main",
                "Package": self.is_affected(row.package) || row.broken == Some(row.package),
                "Test": row.test.is_some_and(|test| self.is_affected(test)) || row.broken.is_some(),
                "Why": self.chain(shown),
            })
        };
        let list: Vec<Value> = shown.map(object).collect();
        format!("{:#}\n", Value::from(list))
    }

    /// Returns the way from a package to the change that it is affected by.
    fn chain(&self, id: PackageId) -> Vec<String> {
        let mut lines = Vec::new();
        let mut place = id.0 as usize;
        // Each step was marked before the step that it explains, so this ends.
        while let Some(reason) = &self.reasons[place] {
            match reason {
                Reason::File(file) => lines.push(format!("{file} changed")),
                Reason::Module(module) => lines.push(format!("module {module} changed")),
                Reason::Everywhere(what) => lines.push(format!("{what} changed")),
                Reason::Import(import) => {
                    lines.push(format!("imports {}", self.nodes[*import].name));
                    place = *import;
                    continue;
                }
            }
            break;
        }
        if lines.is_empty() {
            lines.push("it cannot be loaded".to_owned());
        }
        lines
    }
}
