//! A directory's package for one target, assembled from the facts of its files.
//!
//! Upstream has two implementations, one that reads files and one that reads its index.
//! Their errors for broken files differ. Which one is used depends on the age of the
//! files; see `indexed`. Both are here; [`Mode`] selects one.
//! Counterpart: go/build/build.go (`Context.Import`, `matchFile`),
//! cmd/go/internal/modindex/read.go (`IndexPackage.Import`).

use vamos_base::golang::path;
use vamos_base::golang::unicode::to_text;
use vamos_fsys::HashedFiles;
use vamos_syntax::Constraints;
use vamos_syntax::SourceInfo;
use vamos_syntax::literal::unquote;

use super::cgo;
use super::context::BuildContext;
use super::error::ConstraintFault;
use super::error::DirError;
use super::file_facts::DirFacts;
use super::file_facts::FileFacts;
use super::names::extension;
use super::names::join;
use super::package::DirPackage;
use super::package::Directive;
use super::places::Places;
use super::source_facts::Facts;
use super::source_facts::SourceKind;

/// Selects one of upstream's two implementations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// go/build, which reads the files.
    Plain,
    /// The module index.
    Indexed,
}

/// The role of a file in a build.
pub(super) enum Choice<'a> {
    /// It is not part of this build.
    Ignored,
    /// It is broken, and the error is recorded.
    Broken,
    /// It is a Go file of this build.
    Go(&'a SourceInfo),
    /// It is another file of this build.
    Other,
    /// The directory cannot be evaluated further.
    Fatal(DirError),
}

/// The package of the directory that a Go file belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Package,
    Test,
    ExternalTest,
}

/// A package under construction.
pub(crate) struct Assembly<'a> {
    context: &'a BuildContext,
    files: &'a dyn HashedFiles,
    mode: Mode,
    package: DirPackage,
    places: Places,
    pub(super) error: Option<DirError>,
    /// The file that determined the package's name.
    first_file: String,
    /// The file of the import comment.
    first_comment_file: String,
    /// `.S` and `.sx` files: sources with cgo only.
    capital_s: Vec<String>,
}

impl<'a> Assembly<'a> {
    pub(crate) fn new(
        context: &'a BuildContext,
        files: &'a dyn HashedFiles,
        dir: &str,
        mode: Mode,
    ) -> Self {
        let mut package = DirPackage {
            dir: dir.into(),
            import_path: ".".into(),
            ..DirPackage::default()
        };
        if let Some(below) = goroot_path(context, dir) {
            package.import_path = below.into();
            package.root = context.goroot.as_str().into();
            package.goroot = true;
        }
        Self {
            context,
            files,
            mode,
            package,
            places: Places::default(),
            error: None,
            first_file: String::new(),
            first_comment_file: String::new(),
            capital_s: Vec::new(),
        }
    }

    pub(super) fn run(mut self, facts: &DirFacts) -> (DirPackage, Option<DirError>) {
        match &facts.listing {
            Ok(files) => self.assemble(files),
            Err(error) => {
                let error = if self.files.is_dir(&facts.dir) {
                    DirError::ReadDir(error.clone())
                } else {
                    DirError::NotFound {
                        import_path: self.package.import_path.clone(),
                        dir: facts.dir.as_str().into(),
                    }
                };
                (self.package, Some(error))
            }
        }
    }

    pub(crate) fn assemble<'f>(
        &mut self,
        files: impl IntoIterator<Item = &'f FileFacts>,
    ) -> (DirPackage, Option<DirError>) {
        for file in files {
            let choice = match self.mode {
                Mode::Plain => self.choose_plain(file),
                Mode::Indexed => self.choose_indexed(file),
            };
            match choice {
                Choice::Broken => {}
                Choice::Ignored => self.ignore(file),
                Choice::Other => self.add_other(file),
                Choice::Go(info) => self.add_go(file, info),
                Choice::Fatal(error) => {
                    return (std::mem::take(&mut self.package), Some(error));
                }
            }
        }
        self.finish()
    }

    fn finish(&mut self) -> (DirPackage, Option<DirError>) {
        let mut package = std::mem::take(&mut self.package);
        package.set_declarations(std::mem::take(&mut self.places));
        let list = if package.files.cgo.is_empty() {
            &mut package.files.ignored_other
        } else {
            &mut package.files.s
        };
        list.append(&mut self.capital_s);
        list.sort();
        let go_files = [
            &package.files.go,
            &package.files.cgo,
            &package.tests.go,
            &package.xtests.go,
        ];
        let error = self.error.take().or_else(|| {
            let has_none = go_files.iter().all(|list| list.is_empty());
            has_none.then(|| DirError::NoGo {
                dir: package.dir.clone(),
            })
        });
        (package, error)
    }

    /// Records a file's error; the first one is the directory's.
    fn bad(&mut self, name: &str, error: DirError) {
        self.error.get_or_insert(error);
        let invalid = &mut self.package.files.invalid_go;
        if !invalid.iter().any(|known| known == name) {
            invalid.push(name.to_owned());
        }
    }

    fn constraint(file: &FileFacts, fault: ConstraintFault) -> DirError {
        DirError::Constraint {
            file: file.name.clone(),
            fault,
        }
    }

    /// Evaluates a file's constraints; a broken `//go:build` line is an error.
    fn holds(&self, file: &FileFacts, constraints: &Constraints) -> Result<bool, DirError> {
        match &constraints.go_build {
            Some(Ok(x)) => Ok(self.context.eval(x)),
            Some(Err(error)) => {
                let fault = ConstraintFault::Syntax(error.clone());
                Err(Self::constraint(file, fault))
            }
            None => Ok(constraints.plus_build.iter().all(|x| self.context.eval(x))),
        }
    }

    pub(super) fn choose_plain<'f>(&mut self, file: &'f FileFacts) -> Choice<'f> {
        let takes_all = self.context.use_all_files;
        if !takes_all && !self.context.match_name(&file.name) {
            return Choice::Ignored;
        }
        if file.kind == SourceKind::Object {
            return Choice::Other;
        }
        match file.read(self.files, &self.package.dir) {
            Facts::Go(Err(error)) => {
                self.bad(&file.name, DirError::File(error.clone()));
                Choice::Broken
            }
            Facts::Go(Ok(info)) => {
                let holds = if info.multiple_go_build.is_some() {
                    Err(Self::constraint(file, ConstraintFault::Multiple))
                } else {
                    self.holds(file, &info.constraints)
                };
                match holds {
                    Err(error) => {
                        self.bad(&file.name, error);
                        Choice::Broken
                    }
                    Ok(false) if !takes_all => Choice::Ignored,
                    Ok(_) => {
                        if let Some(error) = &info.parse_error {
                            self.bad(&file.name, DirError::Parse(error.clone()));
                        }
                        Choice::Go(info)
                    }
                }
            }
            Facts::Other(Err(super::error::FileError::Open(_))) => Choice::Ignored,
            // Upstream drops this error, and with it the constraints.
            Facts::Other(Err(_)) => Choice::Other,
            Facts::Other(Ok(Err(_))) => Choice::Ignored,
            Facts::Other(Ok(Ok(constraints))) => match self.holds(file, constraints) {
                Ok(holds) if holds || takes_all => Choice::Other,
                _ => Choice::Ignored,
            },
        }
    }

    fn choose_indexed<'f>(&mut self, file: &'f FileFacts) -> Choice<'f> {
        let fits = self.context.match_name(&file.name);
        if !fits && !super::indexed::reads_all(self.context, &self.package.dir, file) {
            return Choice::Ignored;
        }
        if file.kind == SourceKind::Object {
            return Choice::Other;
        }
        match file.read(self.files, &self.package.dir) {
            Facts::Go(Err(error)) => {
                self.bad(&file.name, DirError::File(error.clone()));
                Choice::Broken
            }
            Facts::Go(Ok(info)) if info.multiple_go_build.is_some() => {
                let error = Self::constraint(file, ConstraintFault::Multiple);
                self.bad(&file.name, error);
                Choice::Broken
            }
            Facts::Go(Ok(info)) => {
                // The index reports errors of excluded files as well.
                if let Some(error) = &info.parse_error {
                    self.bad(&file.name, DirError::Parse(error.clone()));
                }
                if !fits {
                    return Choice::Ignored;
                }
                match self.holds(file, &info.constraints) {
                    Err(error) => Choice::Fatal(error),
                    Ok(false) => Choice::Ignored,
                    Ok(true) => Choice::Go(info),
                }
            }
            Facts::Other(Err(_) | Ok(Err(_))) => Choice::Other,
            Facts::Other(Ok(Ok(constraints))) => match self.holds(file, constraints) {
                Err(error) => Choice::Fatal(error),
                Ok(false) => Choice::Ignored,
                Ok(true) => Choice::Other,
            },
        }
    }

    fn ignore(&mut self, file: &FileFacts) {
        let list = if file.kind == SourceKind::Go {
            &mut self.package.files.ignored_go
        } else {
            &mut self.package.files.ignored_other
        };
        list.push(file.name.clone());
    }

    fn add_other(&mut self, file: &FileFacts) {
        let list = match extension(&file.name) {
            ".S" | ".sx" => Some(&mut self.capital_s),
            extension => self.package.list_for(extension),
        };
        if let Some(list) = list {
            list.push(file.name.clone());
        }
    }

    fn add_go(&mut self, file: &FileFacts, info: &SourceInfo) {
        let is_test = file.is_test();
        if info.constraints.binary_only && !is_test {
            self.package.binary_only = true;
        }
        if info.package == "documentation" {
            self.package.files.ignored_go.push(file.name.clone());
            return;
        }
        let mut name = info.package.as_str();
        let mut part = if is_test { Part::Test } else { Part::Package };
        if is_test
            && self.package.name != name
            && let Some(tested) = name.strip_suffix("_test")
        {
            part = Part::ExternalTest;
            name = tested;
        }
        self.check_name(file, name);
        if self.package.doc.is_empty() && !is_test {
            self.package.doc.clone_from(&info.synopsis);
        }
        if self.context.import_comments && self.mode == Mode::Plain {
            self.check_import_comment(file, info);
        }
        let is_cgo = self.take_cgo(file, info, is_test);
        self.record(file, info, part, is_cgo);
    }

    fn check_name(&mut self, file: &FileFacts, name: &str) {
        if self.package.name.is_empty() {
            name.clone_into(&mut self.package.name);
            self.first_file.clone_from(&file.name);
        } else if self.package.name != name {
            let error = DirError::MultiplePackage {
                dir: self.package.dir.clone(),
                packages: [self.package.name.clone(), name.to_owned()],
                files: [self.first_file.clone(), file.name.clone()],
            };
            self.bad(&file.name, error);
        }
    }

    fn check_import_comment(&mut self, file: &FileFacts, info: &SourceInfo) {
        let Some(quoted) = &info.import_comment else {
            return;
        };
        let Some(comment) = unquote(quoted.as_bytes()) else {
            let file_path = join(&self.package.dir, &file.name);
            self.bad(&file.name, DirError::BadImportComment { file: file_path });
            return;
        };
        let comment = to_text(&comment);
        if self.package.import_comment.is_empty() {
            self.package.import_comment = comment;
            self.first_comment_file.clone_from(&file.name);
        } else if self.package.import_comment != comment {
            let error = DirError::ImportComments {
                dir: self.package.dir.clone(),
                comments: [self.package.import_comment.clone(), comment],
                files: [self.first_comment_file.clone(), file.name.clone()],
            };
            self.bad(&file.name, error);
        }
    }

    /// Checks imports of "C"; reports whether the file is a cgo file.
    fn take_cgo(&mut self, file: &FileFacts, info: &SourceInfo, is_test: bool) -> bool {
        let mut is_cgo = false;
        let mut lines: Vec<&str> = Vec::new();
        let shown = match self.mode {
            Mode::Plain => join(&self.package.dir, &file.name),
            Mode::Indexed => file.name.clone(),
        };
        for import in info.imports.iter().filter(|import| import.path == "C") {
            let doc = import.doc.as_deref().unwrap_or_default();
            if self.mode == Mode::Indexed {
                // The index also stores the lines of test files, and drops space.
                let trimmed = doc.split('\n').filter(|line| cgo::is_cgo_line(line));
                lines.extend(
                    trimmed.map(|line| line.trim_matches(vamos_base::golang::unicode::is_space)),
                );
            }
            if is_test {
                let error = DirError::CgoInTest {
                    file: shown.clone(),
                };
                self.bad(&file.name, error);
                continue;
            }
            is_cgo = true;
            if self.mode == Mode::Plain {
                self.save_cgo(file, &shown, doc.split('\n'));
            }
        }
        if !lines.is_empty() {
            self.save_cgo(file, &shown, lines.into_iter());
        }
        is_cgo
    }

    fn save_cgo<'t>(
        &mut self,
        file: &FileFacts,
        shown: &str,
        lines: impl Iterator<Item = &'t str>,
    ) {
        if let Err(error) = cgo::save(self.context, shown, &mut self.package, lines) {
            self.bad(&file.name, error);
        }
    }

    fn record(&mut self, file: &FileFacts, info: &SourceInfo, part: Part, is_cgo: bool) {
        let (package, places) = (&mut self.package, &mut self.places);
        if is_cgo && !self.context.cgo_enabled {
            package.files.ignored_go.push(file.name.clone());
            return;
        }
        let (list, imports, embeds, directives) = match part {
            Part::Package => (
                if is_cgo {
                    &mut package.files.cgo
                } else {
                    &mut package.files.go
                },
                &mut places.imports,
                &mut places.embeds,
                &mut package.directives,
            ),
            Part::Test => (
                &mut package.tests.go,
                &mut places.test_imports,
                &mut places.test_embeds,
                &mut package.test_directives,
            ),
            Part::ExternalTest => (
                &mut package.xtests.go,
                &mut places.xtest_imports,
                &mut places.xtest_embeds,
                &mut package.xtest_directives,
            ),
        };
        list.push(file.name.clone());
        for import in &info.imports {
            // Usually one position: an empty list would grow to four.
            match imports.get_mut(&import.path) {
                Some(places) => places.push(import.position.clone()),
                None => {
                    let places = vec![import.position.clone()];
                    imports.insert(import.path.clone(), places);
                }
            }
        }
        for embed in &info.embeds {
            let places = embeds.entry(embed.text.clone()).or_default();
            places.push(embed.position.clone());
        }
        directives.extend(info.directives.iter().map(|directive| Directive {
            text: directive.text.clone(),
            position: directive.position.clone(),
        }));
    }
}

/// Returns the path below GOROOT/src of a directory there, except for testdata.
fn goroot_path<'d>(context: &BuildContext, dir: &'d str) -> Option<&'d str> {
    if context.goroot.is_empty() {
        return None;
    }
    let below = dir.strip_prefix(context.goroot.as_str())?;
    let below = below.strip_prefix("/src/")?;
    let is_testdata = path::has_path_prefix(below, "testdata")
        || below.contains("/testdata/")
        || below.ends_with("/testdata");
    (!is_testdata).then_some(below)
}
