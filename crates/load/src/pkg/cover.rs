//! Selects the packages that are instrumented for coverage, and applies this to builds.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`PrepareForCoverageBuild`,
//! `SelectCoverPackages`, `EnsureImport`).

use vamos_base::golang::os_str;
use vamos_modload::Modules;
use vamos_modload::context::LoadContext;

use crate::package::Package;
use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::pkg::flags;
use crate::pkg::flags::PackageMatcher;
use crate::pkg::loaded::Loaded;
use crate::pkg::options::PackageOpts;
use crate::pkg::package_list::package_list;
use crate::pkg::reason::Reason;

/// The package that counters for several threads use.
pub(crate) const ATOMIC: &str = "sync/atomic";

/// Lines for stderr about a selection: one for each pattern without a match.
pub(crate) type Warnings = Vec<String>;

/// Selects the instrumented packages and their modes.
pub(crate) struct Selection<'a> {
    ctx: &'a LoadContext<'a>,
    modules: &'a Modules<'a>,
    /// The patterns of `-coverpkg`.
    matchers: Vec<PackageMatcher>,
    /// For each pattern, true if it matched a package.
    used: Vec<bool>,
    /// The packages of the runtime, if they have another mode.
    runtime: Vec<String>,
}

impl<'a> Selection<'a> {
    /// Returns a selection with the flags' patterns and mode.
    pub(crate) fn new(ctx: &'a LoadContext<'a>, modules: &'a Modules<'a>) -> Self {
        let patterns = ctx.flags.instrument.coverpkg.iter();
        let matchers: Vec<PackageMatcher> = patterns
            .map(|pattern| PackageMatcher::new(pattern, &ctx.cwd))
            .collect();
        Self {
            ctx,
            modules,
            used: vec![false; matchers.len()],
            matchers,
            runtime: if ctx.flags.instrument.race {
                runtime_packages(ctx)
            } else {
                Vec::new()
            },
        }
    }

    /// Returns the mode in which a package is instrumented, if any.
    pub(crate) fn mode_of(&mut self, package: &Package) -> Option<&'a str> {
        let mut is_wanted = self.matchers.is_empty() && is_ours(package);
        for (matcher, used) in self.matchers.iter().zip(&mut self.used) {
            if matcher.matches(self.modules, package) {
                *used = true;
                is_wanted = true;
            }
        }
        let mode = self.ctx.flags.instrument.covermode.as_str();
        if !is_wanted || !can_be_covered(package, mode == "atomic") {
            return None;
        }
        let runtime = &self.runtime;
        let is_runtime =
            package.origin.standard && runtime.iter().any(|path| package.import_path == *path);
        // Counters must not run before the race detector does; but the package keeps its
        // place in the numbering.
        Some(if is_runtime { "regonly" } else { mode })
    }

    /// Returns a line for each pattern without a match. `verb` is the operation on packages.
    pub(crate) fn warnings(&self, verb: &str) -> Warnings {
        let patterns = self.ctx.flags.instrument.coverpkg.iter();
        let unused = patterns.zip(&self.used).filter(|(_, used)| !**used);
        let warning = |(pattern, _): (&String, &bool)| {
            format!("warning: no packages being {verb} depend on matches for pattern {pattern}")
        };
        unused.map(warning).collect()
    }
}

impl Loaded<'_> {
    /// Marks the packages that a build of `roots` instruments, and adds the imports that
    /// instrumentation needs. An error is an error of the SDK itself.
    pub fn prepare_for_coverage(
        &mut self,
        ctx: &LoadContext<'_>,
        graph: &mut PackageGraph,
        roots: &[PackageId],
    ) -> Result<Warnings, String> {
        let mut selection = Selection::new(ctx, &self.modules);
        let is_atomic = ctx.flags.instrument.covermode == "atomic";
        let mut atomic = None;
        for id in package_list(graph, roots) {
            let Some(mode) = selection.mode_of(graph.get(id)) else {
                continue;
            };
            mode.clone_into(&mut graph.get_mut(id).request.cover_mode);
            if is_atomic {
                let import = match atomic {
                    Some(id) => id,
                    None => self.find_or_load(ctx, graph, ATOMIC)?,
                };
                atomic = Some(import);
                // Added again even if it is already imported, as in upstream.
                graph.get_mut(id).facts.imports.ids.push(import);
            }
        }
        Ok(selection.warnings("built"))
    }

    /// Returns a package of the standard library, and loads it if no package imports it.
    fn find_or_load(
        &self,
        ctx: &LoadContext<'_>,
        graph: &mut PackageGraph,
        path: &str,
    ) -> Result<PackageId, String> {
        let id = match graph.find(path) {
            Some(id) => id,
            None => self.load_more(ctx, graph, path),
        };
        match &graph.get(id).problems.error {
            Some(error) => Err(format!("load {path}: {error}")),
            None => Ok(id),
        }
    }

    fn load_more(&self, ctx: &LoadContext<'_>, graph: &mut PackageGraph, path: &str) -> PackageId {
        let opts = PackageOpts::default();
        let mut loader = self.loader_over(ctx, &opts, graph);
        let (id, _) = loader.load_import(path, None, None, Reason::Implied);
        *graph = loader.graph;
        flags::set_late_tool_flags(ctx, &self.modules, graph, |_| vec![id]);
        id
    }
}

/// Reports whether a package is instrumented by default, without a pattern.
fn is_ours(package: &Package) -> bool {
    let module = package.module.as_ref();
    package.cmdline.files || package.cmdline.pkg || module.is_some_and(|module| module.main)
}

fn can_be_covered(package: &Package, is_atomic: bool) -> bool {
    let path = package.import_path.as_str();
    let has_sources = !package.files.go.is_empty() || !package.files.cgo.is_empty();
    // The packages that counters use cannot be instrumented.
    let is_counter =
        is_atomic && package.origin.standard && matches!(path, ATOMIC | "internal/runtime/atomic");
    path != "unsafe" && has_sources && !is_counter
}

/// Returns the packages of the runtime, from the SDK's own table (`objabi.LookupPkgSpecial`).
fn runtime_packages(ctx: &LoadContext<'_>) -> Vec<String> {
    let file = format!("{}/cmd/internal/objabi/pkgspecial.go", ctx.goroot_src());
    let source = ctx.files.read(&file);
    source.map_or_else(
        |_| Vec::new(),
        |bytes| listed_strings(&os_str::decode(&bytes), "var runtimePkgs = "),
    )
}

/// Returns the strings of a slice literal, one to a line.
fn listed_strings(source: &str, start: &str) -> Vec<String> {
    let Some(at) = source.find(start) else {
        return Vec::new();
    };
    let lines = source[at..].lines().skip(1);
    let list = lines.take_while(|line| !line.starts_with('}'));
    let quoted = list.filter_map(|line| line.trim().strip_prefix('"')?.split_once('"'));
    quoted.map(|(text, _)| text.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use vamos_modload::dirpkg::SourceFiles;

    use super::can_be_covered;
    use super::is_ours;
    use super::listed_strings;
    use crate::facts::PackageFacts;
    use crate::facts::PackageOrigin;
    use crate::package::Package;

    #[test]
    fn strings_of_a_table() {
        let source = "package p\n\nvar a = []string{\n\t\"x\",\n}\n\
            var runtimePkgs = []string{\n\t\"runtime\",\n\n\t\"internal/abi\", // c\n}\n\"z\"\n";
        let list = listed_strings(source, "var runtimePkgs = ");
        assert_eq!(list, ["runtime", "internal/abi"]);
        assert!(listed_strings(source, "var other = ").is_empty());
    }

    #[test]
    fn packages_to_cover() {
        let mut package = Package::from(PackageFacts {
            import_path: "sync/atomic".into(),
            origin: PackageOrigin {
                standard: true,
                ..PackageOrigin::default()
            },
            files: SourceFiles {
                go: vec!["a.go".to_owned()],
                ..SourceFiles::default()
            },
            ..PackageFacts::default()
        });
        assert!(can_be_covered(&package, false));
        assert!(!can_be_covered(&package, true));
        assert!(!is_ours(&package));
        package.facts.cmdline.pkg = true;
        assert!(is_ours(&package));
        package.facts.files.go.clear();
        assert!(!can_be_covered(&package, false));
    }
}
