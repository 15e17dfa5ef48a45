//! The source of a test's main program.
//!
//! Its bytes are an interface: they are stored in the build cache under their hash.
//! Counterpart: cmd/go/internal/load/test.go (`loadTestFuncs`, `testmainTmpl`).

use std::fmt::Write as _;

use hashbrown::HashMap;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_base::golang::quote::quote_bytes;
use vamos_modload::context::LoadContext;
use vamos_modload::dirpkg::DirError;
use vamos_modload::dirpkg::TestFileError;
use vamos_release::Release;
use vamos_sched::Class;
use vamos_syntax::Example;
use vamos_syntax::ParseError;
use vamos_syntax::TestFunc;
use vamos_syntax::is_test_name;

use crate::package::Package;
use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::pkg::errors::DataError;
use crate::pkg::test_cover::COVERAGE_HOOKS;
use crate::pkg::test_cover::TestCover;
use crate::pkg::test_func_error::TestFuncError;

/// The test functions of test files, by file.
#[derive(Debug, Default)]
pub(crate) struct TestSources(HashMap<String, Result<Vec<TestFunc>, Box<DataError>>>);

impl TestSources {
    /// Reads the test files of all the packages.
    pub(crate) fn read(
        ctx: &LoadContext<'_>,
        graph: &PackageGraph,
        packages: &[PackageId],
    ) -> Self {
        let files_of = |&id: &PackageId| {
            let package = graph.get(id);
            let names = package.tests.go.iter().chain(&package.xtests.go);
            names.map(|name| path::join(&[&package.dir, name]))
        };
        let files: Vec<String> = packages.iter().flat_map(files_of).collect();
        let read = |file: &String| {
            let found = ctx.dirs.test_funcs(file, ctx.env.sdk.release);
            found.map_err(|error| {
                Box::new(match error {
                    TestFileError::Read(error) => DataError::TestFile(error),
                    TestFileError::Syntax(errors) => {
                        DataError::Dir(DirError::Parse(ParseError::List(errors)))
                    }
                })
            })
        };
        let found = ctx.pool.map(Class::Cpu, &files, read);
        Self(files.into_iter().zip(found).collect())
    }
}

/// An entry of one of the lists.
struct Entry {
    /// The name under which the test's package is imported.
    package: &'static str,
    name: String,
}

/// The data from which the main program is generated.
#[derive(Default)]
pub(crate) struct MainSource {
    tests: Vec<Entry>,
    benchmarks: Vec<Entry>,
    fuzz_targets: Vec<Entry>,
    examples: Vec<(Entry, Vec<u8>, bool)>,
    test_main: Option<Entry>,
    /// True if the package under test is imported.
    pub(crate) imports_test: bool,
    needs_test: bool,
    /// True if the external test package is imported.
    pub(crate) imports_xtest: bool,
    needs_xtest: bool,
}

impl MainSource {
    /// Collects the functions of a package's tests, and their first error.
    pub(crate) fn of_package(tests: &TestSources, package: &Package) -> (Self, Option<DataError>) {
        let mut source = Self::default();
        let mut first = None;
        let files = [(&package.tests.go, "_test"), (&package.xtests.go, "_xtest")];
        for (names, import) in files {
            for name in names {
                let file = path::join(&[&package.dir, name]);
                let added = match tests.0.get(&file) {
                    Some(Ok(funcs)) => source.add_file(funcs, import).map_err(DataError::TestFunc),
                    Some(Err(error)) => Err((**error).clone()),
                    None => Ok(()),
                };
                if let Err(error) = added {
                    first.get_or_insert(error);
                }
            }
        }
        (source, first)
    }

    /// Adds the functions of a file up to the first invalid one.
    fn add_file(&mut self, funcs: &[TestFunc], package: &'static str) -> Result<(), TestFuncError> {
        for func in funcs {
            let entry = Entry {
                package,
                name: func.name.clone(),
            };
            let is = |prefix: &str| is_test_name(&func.name, prefix);
            let takes_t = func.takes.as_deref() == Some("T");
            if func.name == "TestMain" && !takes_t {
                check(func, "M")?;
                if self.test_main.is_some() {
                    return Err(TestFuncError::TwoTestMains);
                }
                self.test_main = Some(entry);
            } else if func.name == "TestMain" {
                self.tests.push(entry);
            } else if is("Test") {
                check(func, "T")?;
                self.tests.push(entry);
            } else if is("Benchmark") {
                check(func, "B")?;
                self.benchmarks.push(entry);
            } else if is("Fuzz") {
                check(func, "F")?;
                self.fuzz_targets.push(entry);
            } else {
                continue;
            }
            self.uses(package, true);
        }
        for func in funcs {
            let Some(Example {
                output,
                is_unordered,
            }) = &func.example
            else {
                continue;
            };
            // Imported even if it is only compiled.
            self.uses(package, output.is_some());
            if let Some(output) = output {
                let name = func.name.clone();
                self.examples
                    .push((Entry { package, name }, output.clone(), *is_unordered));
            }
        }
        Ok(())
    }

    /// Records that a package is imported, and whether by name.
    fn uses(&mut self, package: &str, by_name: bool) {
        let (imports, needs) = match package {
            "_test" => (&mut self.imports_test, &mut self.needs_test),
            _ => (&mut self.imports_xtest, &mut self.needs_xtest),
        };
        *imports = true;
        *needs |= by_name;
    }

    /// Returns the source of the program that tests `id`.
    pub(crate) fn format(
        &self,
        graph: &PackageGraph,
        id: PackageId,
        cover: Option<&TestCover>,
        release: Release,
    ) -> Vec<u8> {
        let tested = graph.get(id);
        let own_path = tested.import_path.as_str();
        let mut out = String::from(
            "\n// Code generated by 'go test'. DO NOT EDIT.\n\npackage main\n\nimport (\n\t\"os\"\n",
        );
        if self.test_main.is_some() {
            out += "\n\t\"reflect\"\n";
        }
        out += "\n\t\"testing\"\n\t\"testing/internal/testdeps\"\n";
        if cover.is_some() {
            let _ = write!(out, "\n\t\"{COVERAGE_HOOKS}\"\n");
        }
        out += "\n\n";
        let imports = [
            (self.imports_test, self.needs_test, "_test", quote(own_path)),
            (
                self.imports_xtest,
                self.needs_xtest,
                "_xtest",
                quote(&format!("{own_path}_test")),
            ),
        ];
        for (is_imported, by_name, name, quoted) in imports {
            if is_imported {
                let name = if by_name { name } else { "_" };
                // Writing to a string cannot fail, here and below.
                let _ = write!(out, "\n\t{name} {quoted}\n");
            }
            out.push('\n');
        }
        out += ")\n\n";
        let lists = [
            ("tests", "Test", &self.tests),
            ("benchmarks", "Benchmark", &self.benchmarks),
            ("fuzzTargets", "FuzzTarget", &self.fuzz_targets),
        ];
        for (variable, kind, entries) in lists {
            let _ = writeln!(out, "var {variable} = []testing.Internal{kind}{{");
            for Entry { package, name } in entries {
                let _ = write!(out, "\n\t{{\"{name}\", {package}.{name}}},\n");
            }
            out += "\n}\n\n";
        }
        out += "var examples = []testing.InternalExample{\n";
        for (Entry { package, name }, output, is_unordered) in &self.examples {
            let output = quote_bytes(output);
            let _ = write!(
                out,
                "\n\t{{\"{name}\", {package}.{name}, {output}, {is_unordered}}},\n"
            );
        }
        let module = tested.module.as_ref().map_or("", |module| &module.path);
        let module_line = if release.records_test_module_path() {
            format!("\ttestdeps.ModulePath = {}\n", quote(module))
        } else {
            String::new()
        };
        let shown_path = match own_path {
            "command-line-arguments" => "",
            path if path.starts_with("_/") => "",
            path => path,
        };
        let settings = cover.map_or_else(String::new, |cover| cover_settings(graph, tested, cover));
        let _ = write!(
            out,
            "\n}}\n\nfunc init() {{\n{settings}\n{}\ttestdeps.ImportPath = {}\n}}\n\n",
            module_line,
            quote(shown_path)
        );
        out += "func main() {\n\tm := testing.MainStart(testdeps.TestDeps{}, tests, benchmarks, \
                fuzzTargets, examples)\n";
        match &self.test_main {
            Some(Entry { package, name }) => {
                let _ = write!(
                    out,
                    "\n\t{package}.{name}(m)\n\tos.Exit(int(reflect.ValueOf(m).Elem()\
                     .FieldByName(\"exitCode\").Int()))\n"
                );
            }
            None => out += "\n\tos.Exit(m.Run())\n",
        }
        out += "\n}\n\n";
        out.into_bytes()
    }
}

/// Returns the statements that describe the measurement to package testing.
fn cover_settings(graph: &PackageGraph, tested: &Package, cover: &TestCover) -> String {
    let (covered, selected) = if cover.is_local() {
        (String::new(), format!("\"{}\"", tested.import_path))
    } else {
        let path = |id: &PackageId| format!("\"{}\"", graph.get(*id).import_path);
        let paths: Vec<String> = cover.packages.iter().map(path).collect();
        (
            format!(" in {}", cover.patterns.join(", ")),
            paths.join(", "),
        )
    };
    format!(
        "\n\ttestdeps.CoverMode = {}\n\ttestdeps.Covered = {}\n\
         \ttestdeps.CoverSelectedPackages = []string{{{selected}}}\n\
         \ttestdeps.CoverSnapshotFunc = cfile.Snapshot\n\
         \ttestdeps.CoverProcessTestDirFunc = cfile.ProcessCoverTestDir\n\
         \ttestdeps.CoverMarkProfileEmittedFunc = cfile.MarkProfileEmitted\n\n",
        quote(&cover.mode),
        quote(&covered)
    )
}

/// Checks that a function has the signature for its name.
fn check(func: &TestFunc, wanted: &'static str) -> Result<(), TestFuncError> {
    if !func.is_generic && func.takes.as_deref() == Some(wanted) {
        return Ok(());
    }
    Err(TestFuncError::Signature {
        position: func.position.clone(),
        name: func.name.clone(),
        wanted: (!func.is_generic).then_some(wanted),
    })
}

#[cfg(test)]
mod tests {
    use vamos_release::Release;

    use std::sync::Arc;

    use vamos_modload::dirpkg::PackageTests;
    use vamos_modload::module_public::ModulePublic;
    use vamos_syntax::read_tests;

    use super::MainSource;
    use super::TestSources;
    use crate::facts::PackageFacts;
    use crate::package::Package;
    use crate::package::PackageGraph;
    use crate::package::PackageId;
    use crate::pkg::test_cover::TestCover;
    use crate::rare::Rare;

    const INNER: &str = r#"package p
import ("os"; "testing")
func TestMain(m *testing.M) { os.Exit(m.Run()) }
func TestA(t *testing.T) {}
func BenchmarkB(b *testing.B) {}
func FuzzF(f *testing.F) {}
func Example() {
	// Output: "a" é
}
func Example_none() {}
"#;
    const OUTER: &str = r#"package p_test
func ExampleX() { /* Unordered output: z */ }
"#;
    // As the official command generated it.
    const MAIN: &str = r#"
// Code generated by 'go test'. DO NOT EDIT.

package main

import (
	"os"

	"reflect"

	"testing"
	"testing/internal/testdeps"



	_test "example.com/m/p"


	_xtest "example.com/m/p_test"

)

var tests = []testing.InternalTest{

	{"TestA", _test.TestA},

}

var benchmarks = []testing.InternalBenchmark{

	{"BenchmarkB", _test.BenchmarkB},

}

var fuzzTargets = []testing.InternalFuzzTarget{

	{"FuzzF", _test.FuzzF},

}

var examples = []testing.InternalExample{

	{"Example", _test.Example, "\"a\" é\n", false},

	{"ExampleX", _xtest.ExampleX, "z\n", true},

}

func init() {

	testdeps.ModulePath = "example.com/m"
	testdeps.ImportPath = "example.com/m/p"
}

func main() {
	m := testing.MainStart(testdeps.TestDeps{}, tests, benchmarks, fuzzTargets, examples)

	_test.TestMain(m)
	os.Exit(int(reflect.ValueOf(m).Elem().FieldByName("exitCode").Int()))

}

"#;

    fn package() -> Package {
        Package::from(PackageFacts {
            dir: "/m/p".into(),
            import_path: "example.com/m/p".into(),
            module: Some(Arc::new(ModulePublic {
                path: "example.com/m".into(),
                ..ModulePublic::default()
            })),
            tests: Rare::from(PackageTests {
                go: vec!["p_test.go".to_owned()],
                ..PackageTests::default()
            }),
            xtests: Rare::from(PackageTests {
                go: vec!["x_test.go".to_owned()],
                ..PackageTests::default()
            }),
            ..PackageFacts::default()
        })
    }

    fn source(inner: &str) -> (MainSource, Option<String>) {
        let files = [("/m/p/p_test.go", inner), ("/m/p/x_test.go", OUTER)];
        let read = |(name, text): (&str, &str)| {
            let found = read_tests(text.as_bytes(), &Arc::from(name));
            (name.to_owned(), Ok(found))
        };
        let sources = TestSources(files.into_iter().map(read).collect());
        let (source, error) = MainSource::of_package(&sources, &package());
        (source, error.map(|error| error.to_string()))
    }

    #[test]
    fn generates_the_official_bytes() {
        let (mut main, error) = source(INNER);
        assert_eq!(error, None);
        main.imports_test = true;
        assert_eq!(format(&main, None), MAIN);
    }

    fn format(main: &MainSource, cover: Option<&TestCover>) -> String {
        let graph = PackageGraph {
            packages: vec![package()],
            ..PackageGraph::default()
        };
        let text = main.format(&graph, PackageId(0), cover, Release::nearest(26));
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn coverage_is_described() {
        let (main, _) = source(INNER);
        let mut cover = TestCover {
            mode: "set".to_owned(),
            patterns: Vec::new(),
            packages: vec![PackageId(0), PackageId(0)],
        };
        let text = format(&main, Some(&cover));
        let import = "\t\"testing/internal/testdeps\"\n\n\t\"internal/coverage/cfile\"\n\n\n";
        assert!(text.contains(import));
        // As the official command generated it.
        let settings = "func init() {\n\n\ttestdeps.CoverMode = \"set\"\n\
            \ttestdeps.Covered = \"\"\n\
            \ttestdeps.CoverSelectedPackages = []string{\"example.com/m/p\"}\n\
            \ttestdeps.CoverSnapshotFunc = cfile.Snapshot\n\
            \ttestdeps.CoverProcessTestDirFunc = cfile.ProcessCoverTestDir\n\
            \ttestdeps.CoverMarkProfileEmittedFunc = cfile.MarkProfileEmitted\n\n\n\
            \ttestdeps.ModulePath = \"example.com/m\"\n";
        assert!(text.contains(settings), "{text}");
        cover.patterns = ["./...", "x"].map(str::to_owned).to_vec();
        let text = format(&main, Some(&cover));
        let settings = "\ttestdeps.Covered = \" in ./..., x\"\n\
            \ttestdeps.CoverSelectedPackages = []string{\"example.com/m/p\", \"example.com/m/p\"}\n";
        assert!(text.contains(settings), "{text}");
    }

    #[test]
    fn names_wrong_signatures() {
        let error = |inner: &str| source(inner).1.unwrap();
        assert_eq!(
            error("package p\nfunc TestA(t testing.T) {}\n"),
            "/m/p/p_test.go:2:1: wrong signature for TestA, must be: func TestA(t *testing.T)"
        );
        assert_eq!(
            error("package p\nfunc FuzzA[T any](f *testing.F) {}\n"),
            "/m/p/p_test.go:2:1: wrong signature for FuzzA, test functions cannot have type \
             parameters"
        );
        assert_eq!(
            error("package p\nfunc TestMain(m *M) {}\nfunc TestMain(m *M) {}\n"),
            "multiple definitions of TestMain"
        );
    }
}
