//! The check of a package from start to end.
//!
//! First all names are collected, then types are declared, then everything else, then bodies of
//! functions are checked. Errors do not stop it.
//! Counterpart: cmd/compile/internal/types2/check.go.

use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::PkgId;
use vamos_types::Pos;
use vamos_types::ScopeId;
use vamos_types::TypeId;
use vamos_types::Types;

use crate::checker::Checker;
use crate::checker::Declarations;
use crate::checker::Environment;
use crate::checker::GoVersion;
use crate::checker::Instances;
use crate::checker::Usage;
use crate::checker::Work;
use crate::code::Code;
use crate::config::Config;
use crate::directives::Directives;
use crate::info::Info;
use crate::node_ref::NodeRef;
use crate::node_ref::SourceFile;
use crate::node_ref::SyntheticName;
use crate::problem::Error;
use crate::sources::Sources;
use vamos_types::Importer;
use vamos_types::Limits;
use vamos_types::Texts;

/// The offset of errors on a whole file: they have line 1, but the line directive of the package
/// clause.
pub(crate) const FILE_START: u32 = u32::MAX;

/// Result of a check.
#[derive(Debug)]
pub struct Checked {
    /// Types and objects.
    pub types: Types,
    /// The package.
    pub pkg: PkgId,
    /// Types, values and objects of nodes.
    pub info: Info,
    /// The errors, in the order in which they were found.
    pub errors: Vec<Error>,
    /// The Go versions of all files, as the configuration or the file has them.
    pub versions: Vec<String>,
    /// The directives of all files; none if the files were given to a [`Checker`], which does not
    /// see comments.
    pub directives: Vec<Directives>,
    /// The names that the checker has made.
    synthetic: Vec<SyntheticName>,
    /// True if the source exceeds the nesting limit or the check takes too long: then errors may be
    /// missing, and others wrong.
    pub is_too_deep: bool,
}

impl Checked {
    /// Returns the name and position of a node that is in no file; `None` for nodes of files.
    pub fn synthetic_name(&self, node: NodeRef) -> Option<(Name, Pos)> {
        let name = self.synthetic.get(node.synthetic_index()?)?;
        Some((name.name, name.pos))
    }
}

impl<'a> Checker<'a> {
    /// Returns the state of a check that has not begun. The files are in the order of the command
    /// line.
    pub fn new(
        config: &'a Config,
        files: Vec<SourceFile<'a>>,
        importer: Box<dyn Importer + 'a>,
    ) -> Self {
        let bytes = files.iter().map(|file| file.src.len()).sum();
        let limits = Limits::new(config.stack, bytes);
        let mut types = Types::new();
        let universe = types.universe().scope;
        let scope = types.new_scope(Some(universe), Pos::NONE, Pos::NONE);
        let path = types.intern(&config.path);
        let pkg = types.add_package(path, Name::EMPTY, scope);
        types.set_conditions(pkg, config.release, limits);
        types.set_sizes(config.word_size, config.max_align);
        Self {
            types,
            config,
            source: Sources {
                files,
                synthetic: Vec::new(),
            },
            importer,
            pkg,
            errors: Vec::new(),
            info: Info::default(),
            env: Environment::default(),
            decls: Declarations::default(),
            instances: Instances::default(),
            work: Work::default(),
            usage: Usage::default(),
        }
    }

    /// Checks the files (`checkFiles`).
    pub fn check_files(mut self) -> Checked {
        self.run_check();
        self.finish()
    }

    /// Checks the files. The checker can be queried afterwards.
    pub fn check(&mut self) {
        self.run_check();
    }

    /// Returns all types and objects.
    pub fn types(&self) -> &Types {
        &self.types
    }

    /// Returns types, values and objects of nodes.
    pub fn info(&self) -> &Info {
        &self.info
    }

    /// Returns the package.
    pub fn package(&self) -> PkgId {
        self.pkg
    }

    /// Returns the Go versions of all files, as the configuration or the file has them.
    pub fn versions(&self) -> &[String] {
        &self.decls.versions
    }

    /// Returns the position of a node's main token.
    pub fn place(&self, node: NodeRef) -> Pos {
        self.source.pos(node)
    }

    /// Returns the text of a type, with the paths of other packages.
    pub fn text_of(&mut self, typ: TypeId) -> String {
        self.type_text_relative(typ)
    }

    /// Runs all phases of the check in order.
    pub(crate) fn run_check(&mut self) {
        self.types.limits().start();
        self.init_files();
        self.collect_objects();
        self.sort_objects();
        self.direct_cycles();
        self.package_objects();
        self.process_delayed(0);
        self.cleanup();
        if !self.config.ignores_bodies {
            self.init_order();
        }
        self.unused_imports();
        self.record_untyped();
        self.info.sort();
        self.report_findings();
        if self.errors.is_empty() && !self.config.ignores_bodies {
            self.monomorph();
        }
        let package = self.types.package_mut(self.pkg);
        package.go_version.clone_from(&self.config.go_version);
        package.is_complete = true;
    }

    /// Returns the result of the check.
    pub fn finish(mut self) -> Checked {
        let is_too_deep = self.types.limits().are_reached();
        // Later queries may be of another thread, whose stack is elsewhere, and allow everything.
        self.types.remove_limits();
        self.types.set_language(0);
        Checked {
            types: self.types,
            pkg: self.pkg,
            info: self.info,
            errors: self.errors,
            versions: self.decls.versions,
            directives: Vec::new(),
            synthetic: self.source.synthetic,
            is_too_deep,
        }
    }

    /// Finds the files that belong to the package, and their language versions.
    fn init_files(&mut self) {
        for file in 0..self.source.files.len() {
            let clause = NodeRef::new(file, self.source.files[file].file.package);
            let name = self.name(clause);
            let package_name = self.types.package(self.pkg).name;
            if package_name == Name::EMPTY {
                if name == Name::BLANK {
                    self.error_at(clause, Code::BlankPkgName, "invalid package name _");
                } else {
                    self.types.package_mut(self.pkg).name = name;
                }
            } else if package_name != name {
                let [name, wanted] = [name, package_name].map(|name| self.types.text(name));
                let text = format!("package {name}; expected package {wanted}");
                let start = Pos::new(file, FILE_START);
                self.error(start, Code::MismatchedPkgName, text);
                continue;
            }
            self.decls.files.push(file);
        }
        let version = GoVersion::parse(&self.config.go_version);
        let current = GoVersion::newest(self.config.release);
        if version > current && !self.source.files.is_empty() {
            let text = format!(
                "package requires newer Go version {version} (application built with {current})"
            );
            self.error(Pos::new(0, FILE_START), Code::TooNew, text);
        }
        self.decls.versions = vec![String::new(); self.source.files.len()];
        for file in self.decls.files.clone() {
            let text = self.file_version(file);
            self.decls.versions[file] = text;
        }
    }

    /// Returns the Go version of a file: its own if that is new enough to count.
    fn file_version(&mut self, file: usize) -> String {
        let source = self.source.files[file].file;
        let version = GoVersion::parse(&source.go_version);
        if !version.is_valid() {
            return self.config.go_version.clone();
        }
        if version > GoVersion::newest(self.config.release) {
            let clause = NodeRef::new(file, source.package);
            let text = format!("file requires newer Go version {version}");
            self.error_at(clause, Code::TooNew, text);
        }
        version.max(GoVersion(21)).to_string()
    }

    /// Completes types that were used before they were set up; this may add more types.
    fn cleanup(&mut self) {
        let mut at = 0;
        while let Some(typ) = self.types.unfinished(at) {
            self.types.clean_up(typ);
            at += 1;
        }
        self.types.end_unfinished();
        self.report_findings();
    }

    /// Records that the current package-level declaration needs an object (`addDeclDep`).
    pub(crate) fn add_decl_dep(&mut self, to: ObjId) {
        if let Some(from) = self.env.decl
            && self.decls.by_object.contains_key(&to)
        {
            self.decls.list[from.0 as usize].deps.insert(to);
        }
    }

    /// Returns the object of a name in the current scope or an enclosing one, and that scope.
    pub(crate) fn lookup_scope(&self, name: Name) -> Option<(ScopeId, ObjId)> {
        let mut scope = self.env.scope;
        if scope.is_some() && !self.types.is_declared(name) {
            // The last scope of all is the only one that may have the name.
            let universe = self.types.universe().scope;
            let obj = self.types.lookup(universe, name)?;
            return Some((universe, obj));
        }
        while let Some(id) = scope {
            if let Some(obj) = self.types.lookup(id, name) {
                return Some((id, obj));
            }
            scope = self.types.scope(id).around();
        }
        None
    }

    /// Returns the object of a name in the current scope or an enclosing one.
    pub(crate) fn lookup(&self, name: Name) -> Option<ObjId> {
        self.lookup_scope(name).map(|(_, obj)| obj)
    }
}

impl Work {
    /// Marks an object as being declared.
    pub(crate) fn push(&mut self, obj: ObjId) {
        self.path_index.insert(obj, self.path.len());
        self.path.push(obj);
    }

    /// Ends the mark of the object that was marked last.
    pub(crate) fn pop(&mut self) {
        if let Some(obj) = self.path.pop() {
            self.path_index.remove(&obj);
        }
    }
}
