//! Meaning of the words of a capture's command line: small programs, members of the corpus,
//! commands and test binaries of the SDK.
//!
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use super::bad;
use super::bad::BAD;
use super::bad::Bad;
use super::place::CaptureDir;
use super::small::SMALL;
use super::small::Small;
use crate::corpus::MEMBERS;
use crate::corpus::Member;
use crate::corpus::place::CorpusDir as Corpus;
use crate::files;
use crate::files::at;
use crate::pair::failure;
use crate::sdk::Sdk;
use vamos_modfile::version_element::is_version_element;
use vamos_testkit::Archive;

/// A program to link.
pub(super) struct Program {
    /// The first part of the case's name.
    pub(super) name: String,
    /// Working directory of the go command.
    pub(super) dir: PathBuf,
    /// The package.
    pub(super) package: String,
    /// True for the package's test binary.
    pub(super) is_test: bool,
}

impl Program {
    /// Reports whether one go command can build both.
    pub(super) fn goes_with(&self, other: &Self) -> bool {
        self.dir == other.dir && self.is_test == other.is_test
    }

    /// Returns the name of the executable, which equals the name of the package's directory, except
    /// for a version (`DefaultExecName`).
    pub(super) fn executable(&self) -> &str {
        let mut elements = self.package.rsplit('/');
        let last = elements.next().unwrap_or_default();
        match elements.next() {
            Some(element) if is_version_element(last) => element,
            _ => last,
        }
    }

    /// Returns the package that cmd/go links.
    pub(super) fn linked(&self) -> String {
        if self.is_test {
            format!("{}.test", self.package)
        } else {
            self.package.clone()
        }
    }
}

/// Sources of programs.
pub(super) struct Sources<'a> {
    pub(super) place: &'a CaptureDir,
    pub(super) sdk: &'a Sdk,
    /// A directory of `cargo xtask corpus`, if not the place's own.
    pub(super) corpus: Option<PathBuf>,
    /// Packages that need cgo count.
    pub(super) has_cgo: bool,
}

impl Sources<'_> {
    /// Returns the programs that a word names.
    pub(super) fn find(&self, word: &str) -> Result<Vec<Program>, String> {
        if word == "bad" {
            return BAD.iter().map(|bad| self.bad(bad)).collect();
        }
        if let Some(bad) = word.strip_prefix("bad-").and_then(bad::find) {
            return Ok(vec![self.bad(bad)?]);
        }
        if let Some(small) = SMALL.iter().find(|small| small.name == word) {
            return Ok(vec![self.small(small)?]);
        }
        if word == "corpus" {
            let members = MEMBERS.iter().filter(|member| !member.module.is_empty());
            return members.map(|member| self.member(member.name)).collect();
        }
        if MEMBERS.iter().any(|member| member.name == word) && word != "std" && word != "cmd" {
            return Ok(vec![self.member(word)?]);
        }
        if let Some(pattern) = word.strip_prefix("test:") {
            let has_tests = "{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}";
            let mut members = MEMBERS.iter().filter(|member| !member.module.is_empty());
            if let Some(member) = members.find(|member| member.name == pattern) {
                return self.tests_of_member(member, has_tests);
            }
            let packages = self.list(&self.place.sources(), pattern, has_tests)?;
            return Ok(packages
                .into_iter()
                .map(|package| self.of_sdk(package, true))
                .collect());
        }
        if word.starts_with("cmd/") {
            let is_main = "{{if and (eq .Name \"main\") .GoFiles}}{{.ImportPath}}{{end}}";
            let packages = self.list(&self.place.sources(), word, is_main)?;
            return Ok(packages
                .into_iter()
                .map(|package| self.of_sdk(package, false))
                .collect());
        }
        directory(Path::new(word)).map(|program| vec![program])
    }

    /// Writes a small program.
    pub(super) fn small(&self, small: &Small) -> Result<Program, String> {
        let dir = self.place.sources().join(small.name);
        let module = format!("module example.com/{}\n\ngo 1.25\n", small.name);
        let module = ("go.mod", module.as_str());
        for (name, text) in small.files.iter().copied().chain([module]) {
            let file = dir.join(name);
            files::put(&file, text)?;
        }
        Ok(Program {
            name: small.name.to_owned(),
            dir,
            package: ".".to_owned(),
            is_test: false,
        })
    }

    /// Writes a program that does not link.
    fn bad(&self, bad: &Bad) -> Result<Program, String> {
        let name = format!("bad-{}", bad.name);
        let module = format!("example.com/{name}");
        let dir = self.place.sources().join(&name);
        // Files of earlier versions would be a part of it.
        let _ = fs::remove_dir_all(&dir);
        let text = format!(
            "-- go.mod --\nmodule {module}\n\ngo 1.25\n-- empty.s --\n-- main.go --\npackage main\n\n{}",
            bad.text.replace("MODULE", &module)
        );
        Archive::parse(&text).write_to(&dir).map_err(at(&dir))?;
        Ok(Program {
            name,
            dir,
            package: ".".to_owned(),
            is_test: false,
        })
    }

    fn member(&self, name: &str) -> Result<Program, String> {
        let member = MEMBERS.iter().find(|member| member.name == name);
        let member = member.ok_or_else(|| format!("{name}: not a member"))?;
        // Older releases take older versions of some members.
        let minor = self.sdk.minor().unwrap_or(0);
        let own = || self.place.root.join(format!("corpus-1.{minor}"));
        let corpus = Corpus {
            root: self.corpus.clone().unwrap_or_else(own),
        };
        let dir = corpus.source(member);
        if !dir.join(".git").exists() {
            corpus.fetch(self.sdk, member)?;
        }
        Ok(Program {
            name: name.to_owned(),
            dir,
            package: member.package.to_owned(),
            is_test: false,
        })
    }

    /// Returns the test binaries of a member's packages.
    fn tests_of_member(&self, member: &Member, template: &str) -> Result<Vec<Program>, String> {
        let Member { name, module, .. } = member;
        let Program { dir, .. } = self.member(name)?;
        let packages = self.list(&dir, "./...", template)?;
        let test = |package: String| Program {
            name: format!(
                "test-{name}{}",
                package.trim_start_matches(module).replace('/', "-")
            ),
            dir: dir.clone(),
            package,
            is_test: true,
        };
        Ok(packages.into_iter().map(test).collect())
    }

    /// Returns a package of the SDK; the go command runs outside of all modules.
    fn of_sdk(&self, package: String, is_test: bool) -> Program {
        let name = match (is_test, package.rsplit_once('/')) {
            (true, _) => format!("test-{}", package.replace('/', "-")),
            (false, Some((_, last))) => last.to_owned(),
            (false, None) => package.clone(),
        };
        Program {
            name,
            dir: self.place.sources(),
            package,
            is_test,
        }
    }

    fn list(&self, dir: &Path, pattern: &str, template: &str) -> Result<Vec<String>, String> {
        let mut command = self.place.go(self.sdk, "")?;
        command
            .current_dir(dir)
            .env("PWD", dir)
            .env("CGO_ENABLED", if self.has_cgo { "1" } else { "0" })
            .args(["list", "-f", template, pattern]);
        let output = command.output().map_err(at(&self.sdk.go))?;
        if !output.status.success() {
            return Err(failure(pattern, &output));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(text.lines().map(str::to_owned).collect())
    }
}

fn directory(dir: &Path) -> Result<Program, String> {
    let dir = dir
        .canonicalize()
        .map_err(|error| format!("{}: not a program: {error}", dir.display()))?;
    let name = dir.file_name().unwrap_or_default();
    Ok(Program {
        name: name.to_string_lossy().into_owned(),
        package: ".".to_owned(),
        is_test: false,
        dir,
    })
}
