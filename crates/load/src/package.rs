//! A loaded package, and the graph of them.
//!
//! Names are the same as in `go list`, grouped by subject.
//! Counterpart: cmd/go/internal/load/pkg.go (`PackagePublic`, `PackageInternal`).

use std::ops::Deref;

use vamos_base::golang::path;

use crate::facts::PackageFacts;
pub use crate::package_id::PackageId;
use crate::request::BuildRequest;
use crate::shared_packages::SharedPackages;
use crate::test_packages::TestPackages;

/// All packages of one load; ids are dense and stable for the run.
#[derive(Debug, Default)]
pub struct PackageGraph {
    /// The packages, by id.
    pub packages: Vec<Package>,
    /// The packages that the patterns match, in order.
    pub roots: Vec<PackageId>,
    /// The packages of the roots' tests, if requested; only for roots with tests.
    pub tests: Vec<TestPackages>,
    /// The packages that `-coverpkg` selects for tests.
    pub covered: Vec<PackageId>,
    /// The additional packages for builds with shared libraries.
    pub shared: SharedPackages,
}

impl PackageGraph {
    /// Returns the package with this id.
    pub fn get(&self, id: PackageId) -> &Package {
        &self.packages[id.0 as usize]
    }

    /// Returns the first package with an import path.
    pub fn find(&self, import_path: &str) -> Option<PackageId> {
        let mut all = (0_u32..).map(PackageId).zip(&self.packages);
        let found = all.find(|(_, package)| package.import_path == import_path);
        found.map(|(id, _)| id)
    }

    /// Returns the package with this id, mutable.
    pub(crate) fn get_mut(&mut self, id: PackageId) -> &mut Package {
        &mut self.packages[id.0 as usize]
    }

    /// Adds a package.
    pub(crate) fn add(&mut self, package: Package) -> PackageId {
        let index = self.packages.len();
        let id = PackageId(u32::try_from(index).expect("fewer than 2^32 packages fit in memory"));
        self.packages.push(package);
        id
    }

    /// Sets the file of a test's main program: loading generates its source, but writes no file.
    pub fn set_test_main_file(&mut self, id: PackageId, file: String) {
        self.get_mut(id).facts.files.go = vec![file];
    }
}

/// One setting of `debug.BuildInfo`: key and value, unquoted.
pub type BuildSetting = (String, String);

/// A package: the loaded facts, and the request for its build. The facts are read as fields of the
/// package; only loading sets them.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// The facts from loading.
    pub(crate) facts: PackageFacts,
    /// The request for the package's build.
    pub request: BuildRequest,
}

impl Deref for Package {
    type Target = PackageFacts;

    fn deref(&self) -> &PackageFacts {
        &self.facts
    }
}

impl From<PackageFacts> for Package {
    fn from(facts: PackageFacts) -> Self {
        Self {
            facts,
            ..Self::default()
        }
    }
}

impl Package {
    /// Moves a generated package to the directory in which its source is written.
    pub fn set_dir(&mut self, dir: &str) {
        self.facts.dir = dir.into();
    }

    /// Returns the Go files that are built for the package and for its tests inside it, with
    /// absolute paths, sorted (`Package.InternalGoFiles`).
    pub fn go_files(&self) -> Vec<String> {
        let lists = [&self.files.go, &self.files.cgo, &self.tests.go];
        self.absolute(&lists)
    }

    /// Returns the Go files of the tests outside the package (`Package.InternalXGoFiles`).
    pub fn external_test_files(&self) -> Vec<String> {
        self.absolute(&[&self.xtests.go])
    }

    /// Returns all Go files except for names that begin with `.` or `_`
    /// (`Package.InternalAllGoFiles`).
    pub fn all_go_files(&self) -> Vec<String> {
        let files = &self.files;
        self.absolute(&[
            &files.ignored_go,
            &files.go,
            &files.cgo,
            &self.tests.go,
            &self.xtests.go,
        ])
    }

    fn absolute(&self, lists: &[&Vec<String>]) -> Vec<String> {
        let names = lists.iter().flat_map(|list| list.iter());
        let mut files: Vec<String> = names.map(|name| path::join(&[&self.dir, name])).collect();
        files.sort_unstable();
        files
    }

    /// Returns the package's description for messages (`Package.Desc`).
    pub fn desc(&self) -> String {
        if !self.request.for_test.is_empty() {
            format!("{} [{}.test]", self.import_path, self.request.for_test)
        } else if !self.request.for_main.is_empty() {
            format!("{} [{}]", self.import_path, self.request.for_main)
        } else {
            self.import_path.as_str().to_owned()
        }
    }
}
