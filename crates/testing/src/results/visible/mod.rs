//! Inputs of a test program that its log does not show.
//!
//! The log has the files that were opened or statted by path, and the variables that were read by
//! name. A program also has inputs from system calls, from the metadata of files, which has their
//! times, and from the programs that it starts. The effects of each declaration of its packages are
//! determined from the sources, by the names of the standard library that it uses; they count if
//! the declaration is a function that the linker retained, or is not a function.
//!
//! The standard library itself does not count: it reads times for other packages only, through the
//! names that [`api`] classifies. Where one of its own packages is tested, the internal packages
//! that are not below package os count, too.
//! Counterpart: none.

mod api;
mod file;
mod linked;
mod metadata;
mod package;
mod problem;
mod scope;
#[cfg(test)]
mod tests;
mod tokens;
mod uses;

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

use hashbrown::HashMap;
use vamos_fsys::Files;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::TestPackages;
use vamos_load::package_list;

use super::NoKey;
use file::Function;
use linked::Linked;
use package::PackageUses;
use package::read;
use problem::Problem;
use uses::Uses;

/// Methods that show the times of a file, as the linker names them.
const SHOWS_TIMES: [&str; 2] = ["os.(*fileStat).ModTime", "os.(*fileStat).Sys"];

/// Functions that call methods by names that the linker cannot determine.
const CALLS_BY_NAME: [&str; 6] = [
    "reflect.Value.Method",
    "reflect.Value.MethodByName",
    "text/template.(*Template).Execute",
    "text/template.(*Template).ExecuteTemplate",
    "html/template.(*Template).Execute",
    "html/template.(*Template).ExecuteTemplate",
];

/// Inputs of a test result other than the files and variables in its log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TestInputs {
    /// All variables: the program reads some that the log does not name.
    pub environment: bool,
    /// The files in the directory of the package: the program creates, removes or changes files,
    /// which may fail.
    pub directory: bool,
    /// True if it can start other programs. The log shows which.
    pub starts_programs: bool,
}

/// Cached effects of the packages of programs.
#[derive(Default)]
pub struct Programs(Mutex<HashMap<PackageId, Arc<PackageUses>>>);

impl Programs {
    /// Returns the other inputs of a test result, unless it may depend on times of files, or on
    /// files that no log shows. `executable` is the test binary.
    pub fn inputs(
        &self,
        files: &dyn Files,
        graph: &PackageGraph,
        tests: &TestPackages,
        executable: &str,
    ) -> Result<TestInputs, NoKey> {
        let tested = [Some(tests.test), tests.external];
        let tested = tested.into_iter().flatten();
        let tested = tested.map(|id| import_path(graph, id)).collect();
        let program = Program::new(executable, tested);
        let mut seen = Effects::default();
        for id in counted(graph, tests) {
            let package = import_path(graph, id);
            let uses = self.uses(files, graph, id);
            if uses.is_opaque {
                return Err(NoKey::Opaque(package.to_owned()));
            }
            for (function, uses) in &uses.decls {
                if program.runs(package, function.as_ref()) {
                    seen.add(package, uses)?;
                }
            }
        }
        seen.inputs(&program)
    }

    fn uses(&self, files: &dyn Files, graph: &PackageGraph, id: PackageId) -> Arc<PackageUses> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&id) {
            return Arc::clone(known);
        }
        let found = Arc::new(read(files, graph.get(id)));
        lock().insert(id, Arc::clone(&found));
        found
    }
}

/// Returns the import path of a package, without the test that it is a variant for.
fn import_path(graph: &PackageGraph, id: PackageId) -> &str {
    let path = graph.get(id).import_path.as_str();
    path.split(' ').next().unwrap_or(path)
}

/// Returns the packages of a test's program whose sources count.
fn counted(graph: &PackageGraph, tests: &TestPackages) -> Vec<PackageId> {
    let mut list = package_list(graph, &[tests.main]);
    // Its source is generated.
    list.retain(|id| *id != tests.main);
    let tested = [Some(tests.test), tests.external];
    let is_standard = |id: PackageId| graph.get(id).origin.standard;
    let mut below_os = Vec::new();
    if is_standard(tests.test) {
        let os = list.iter().find(|id| graph.get(**id).import_path == "os");
        below_os = os.map_or_else(Vec::new, |os| package_list(graph, &[*os]));
    }
    list.retain(|id| {
        let path = graph.get(*id).import_path.as_str();
        let is_helper = is_standard(tests.test)
            && path.starts_with("internal/")
            && !below_os.contains(id)
            && path != "internal/poll";
        !is_standard(*id) || tested.contains(&Some(*id)) || is_helper
    });
    list
}

/// The functions of a test's program, which are read when they are needed.
struct Program<'a> {
    executable: &'a str,
    /// The packages that are tested.
    tested: Vec<&'a str>,
    linked: OnceLock<Option<Linked>>,
}

impl<'a> Program<'a> {
    fn new(executable: &'a str, tested: Vec<&'a str>) -> Self {
        Self {
            executable,
            tested,
            linked: OnceLock::new(),
        }
    }

    /// Returns the functions; `None` if they are not known.
    fn linked(&self) -> Option<&Linked> {
        let read = || {
            let linked = Linked::read(self.executable)?;
            // Else packages have other names in it than expected.
            let mut tested = self.tested.iter();
            tested
                .any(|package| linked.has_package(package))
                .then_some(linked)
        };
        self.linked.get_or_init(read).as_ref()
    }

    /// Reports whether a declaration may be part of the program.
    fn runs(&self, package: &str, function: Option<&Function>) -> bool {
        let Some(function) = function else {
            return true;
        };
        let is_always_run = matches!(&*function.name, "init" | "main" | "TestMain");
        is_always_run
            || self
                .linked()
                .is_none_or(|linked| linked.has(package, function))
    }

    /// Reports whether the program has one of these functions.
    fn has_one_of(&self, names: &[&str]) -> bool {
        self.linked()
            .is_none_or(|linked| names.iter().any(|name| linked.has_name(name)))
    }
}

/// Combined effects of the declarations of a program.
#[derive(Default)]
struct Effects {
    inputs: TestInputs,
    opens: bool,
    /// The first package that names a method which shows times.
    names_times: Option<String>,
    /// The first package that may call methods by name.
    reflects: Option<String>,
}

impl Effects {
    fn add(&mut self, package: &str, uses: &Uses) -> Result<(), NoKey> {
        let package = || package.to_owned();
        match uses.problem.clone() {
            None => {}
            Some(Problem::Unlogged(name)) => {
                return Err(NoKey::Unlogged {
                    package: package(),
                    name,
                });
            }
            Some(Problem::Metadata(expression)) => {
                return Err(NoKey::Metadata {
                    package: package(),
                    expression,
                });
            }
            Some(Problem::Serves(name)) => {
                return Err(NoKey::ServesTimes {
                    package: package(),
                    name,
                });
            }
        }
        self.inputs.environment |= uses.environment;
        self.inputs.directory |= uses.modifies;
        self.inputs.starts_programs |= uses.starts;
        self.opens |= uses.opens;
        if uses.names_times {
            self.names_times.get_or_insert_with(package);
        }
        if uses.reflects {
            self.reflects.get_or_insert_with(package);
        }
        Ok(())
    }

    fn inputs(self, program: &Program<'_>) -> Result<TestInputs, NoKey> {
        // No metadata escapes, so the method most probably belongs to another type. The linker
        // retains methods of metadata only where something can call them.
        if let Some(package) = self
            .names_times
            .filter(|_| program.has_one_of(&SHOWS_TIMES))
        {
            return Err(NoKey::NamesTimes(package));
        }
        // By its name a method of an open file can be called without being named in a source.
        if self.opens && program.has_one_of(&CALLS_BY_NAME) {
            return Err(NoKey::CallsByName(self.reflects));
        }
        Ok(self.inputs)
    }
}
