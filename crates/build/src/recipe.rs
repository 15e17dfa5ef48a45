//! What goes into an action ID, written once for all who want to know it.
//!
//! The lines are shared with the official command: each has to be its, to the byte.
//! Counterpart: cmd/go/internal/work/exec.go (`buildActionID`, `linkActionID`,
//! `printLinkerConfig`).

use std::fmt::Write;

use vamos_base::Digest;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_base::golang::quote::quote_list;
use vamos_cache::Hash;
use vamos_load::Package;
use vamos_objfile::build_id::content_id;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::cgo::Flags;
use crate::cgo::Language;
use crate::error::BuildError;
use crate::runner::Running;

/// Receives a recipe, line by line.
pub trait Sink {
    /// Takes one line, newline included.
    fn line(&mut self, line: &str);
}

impl Sink for Hash {
    fn line(&mut self, line: &str) {
        self.write(&os_str::encode(line));
    }
}

/// Keeps the lines, to compare or to explain.
impl Sink for Vec<String> {
    fn line(&mut self, line: &str) {
        self.push(line.to_owned());
    }
}

/// Names of variables that change what the compiler does without being settings.
pub(crate) const MAGIC: [&str; 4] = [
    "GOCLOBBERDEADHASH",
    "GOSSAFUNC",
    "GOSSADIR",
    "GOCOMPILEDEBUG",
];

/// What a recipe of an archive says of other packages.
#[derive(Clone, Copy)]
pub(crate) enum Imports<'a> {
    /// Their content IDs: the official recipe.
    Contents,
    /// What the compiler reads of them, for each dependency of the cache check; and
    /// nothing that it does not read. (`modinfo` is the linker's.)
    Exports(&'a [Option<Digest>]),
}

/// A sink with a line buffer, so that a line costs no allocation.
struct Lines<'s> {
    sink: &'s mut dyn Sink,
    line: String,
}

impl Lines<'_> {
    fn put(&mut self, arguments: std::fmt::Arguments<'_>) {
        self.line.clear();
        self.line
            .write_fmt(arguments)
            .expect("formatting into a string does not fail");
        self.line.push('\n');
        self.sink.line(&self.line);
    }
}

/// The lists of input files, in the order of the recipe.
pub(crate) fn input_files(package: &Package) -> impl Iterator<Item = &String> {
    [
        &package.files.go,
        &package.files.cgo,
        &package.files.c,
        &package.files.cxx,
        &package.files.f,
        &package.files.m,
        &package.files.h,
        &package.files.s,
        &package.files.syso,
        &package.files.swig,
        &package.files.swig_cxx,
        &package.embeds.files,
    ]
    .into_iter()
    .flatten()
}

impl Running<'_> {
    /// Writes what the archive of the package of `check` depends on; `check` is its
    /// cache check, whose dependencies are the packages imported.
    pub(crate) fn write_build_recipe(
        &self,
        check: ActionRef,
        sink: &mut dyn Sink,
        imports: Imports<'_>,
    ) -> Result<(), BuildError> {
        let package = self.package(check);
        let mut lines = Lines {
            sink,
            line: String::new(),
        };
        lines.put(format_args!("compile"));
        self.write_origin(package, &mut lines);
        let env = self.cx.env;
        lines.put(format_args!("goos {} goarch {}", env.goos, env.goarch));
        lines.put(format_args!("import {}", quote(&package.import_path)));
        write_kind(package, &mut lines);
        if self.cx.flags.trimpath {
            lines.put(format_args!("trimpath"));
        }
        if package.request.force_library {
            lines.put(format_args!("forcelibrary"));
        }
        if package.uses_cgo() || package.uses_swig() {
            self.write_foreign(package, &mut lines)?;
        }
        if !package.request.cover_mode.is_empty() {
            let (mode, tool) = (
                quote(&package.request.cover_mode),
                quote(&self.tool_id("cover")?),
            );
            lines.put(format_args!("cover {mode} {tool}"));
        }
        if let Some(info) = &package.request.build_info
            && matches!(imports, Imports::Contents)
        {
            lines.put(format_args!("modinfo {}", quote(info)));
        }
        self.write_compiler(package, &mut lines)?;
        for file in input_files(package) {
            let digest = self.file_hash(&path::join(&[&package.dir, file]));
            lines.put(format_args!("file {file} {digest}"));
        }
        for (index, dep) in self.plan.get(check).deps.iter().enumerate() {
            if self.plan.get(*dep).mode == ActionMode::Preprocess {
                let built = self.state(*dep).built.clone();
                lines.put(format_args!("pgofile {}", self.file_hash(&built)));
            }
            let Some(import) = self.plan.package_of(self.graph, *dep) else {
                continue;
            };
            let path = &import.import_path;
            match imports {
                Imports::Contents => {
                    let state = self.state(*dep);
                    let content = content_id(&state.build_id);
                    lines.put(format_args!("import {path} {content}"));
                }
                Imports::Exports(exports) => match exports[index] {
                    Some(digest) => lines.put(format_args!("import {path} {digest}")),
                    None => lines.put(format_args!("import {path} nothing")),
                },
            }
        }
        Ok(())
    }

    /// Writes what a preprocessed profile depends on (`pgoActionID`).
    pub(crate) fn write_profile_recipe(
        &self,
        profile: &str,
        sink: &mut dyn Sink,
    ) -> Result<(), BuildError> {
        let mut lines = Lines {
            sink,
            line: String::new(),
        };
        lines.put(format_args!("preprocess PGO profile"));
        lines.put(format_args!("preprofile {}", self.tool_id("preprofile")?));
        lines.put(format_args!("input {}", quote(&self.file_hash(profile))));
        Ok(())
    }

    /// Where the sources are, as far as the object file tells.
    fn write_origin(&self, package: &Package, lines: &mut Lines<'_>) {
        if self.cx.flags.trimpath {
            if let Some(module) = &package.module {
                lines.put(format_args!("module {}@{}", module.path, module.version));
            }
        } else if !package.origin.goroot && !package.dir.starts_with(self.work_dir) {
            lines.put(format_args!("dir {}", package.dir));
        }
        if let Some(module) = &package.module {
            lines.put(format_args!("go {}", module.go_version));
        }
    }

    /// What makes objects of foreign sources.
    fn write_foreign(&self, package: &Package, lines: &mut Lines<'_>) -> Result<(), BuildError> {
        lines.put(format_args!("cgo {}", quote(&self.tool_id("cgo")?)));
        // A flag that is refused ends the build later.
        let (flags, _) = Flags::of_package(self.cx.env, package)?;
        let mut put = |language, name: &str, lists: &[&[String]]| {
            let program = self.compilers.program(language)?;
            let lists: Vec<String> = lists.iter().map(|list| quote_list(list)).collect();
            let lists = lists.join(" ");
            lines.put(format_args!("{name}={} {lists}", quote_list(&program)));
            let exe = program.first().map_or("", String::as_str);
            match self.compilers.tool_id(exe, language)? {
                Ok(id) => lines.put(format_args!("{name} ID={}", quote(&id))),
                Err(error) => lines.put(format_args!("{name} ID ERROR={}", quote(&error))),
            }
            Ok::<(), BuildError>(())
        };
        put(
            Language::C,
            "CC",
            &[&flags.cppflags, &flags.cflags, &flags.ldflags],
        )?;
        if !package.files.cxx.is_empty() || !package.files.swig_cxx.is_empty() {
            put(Language::Cxx, "CXX", &[&flags.cxxflags])?;
        }
        if !package.files.f.is_empty() {
            put(Language::Fortran, "FC", &[&flags.fflags])?;
        }
        Ok(())
    }

    fn write_compiler(&self, package: &Package, lines: &mut Lines<'_>) -> Result<(), BuildError> {
        lines.put(format_args!(
            "compile {} {} {}",
            self.tool_id("compile")?,
            quote_list(&self.mode.forced_gcflags),
            quote_list(&package.request.flags.gc)
        ));
        if !package.files.s.is_empty() {
            lines.put(format_args!(
                "asm {} {} {}",
                quote(&self.tool_id("asm")?),
                quote_list(&self.mode.forced_asmflags),
                quote_list(&package.request.flags.asm)
            ));
        }
        self.write_target(lines);
        for name in MAGIC {
            let value = self.os_env(name);
            if !value.is_empty() {
                lines.put(format_args!("magic {name}={value}"));
            }
        }
        Ok(())
    }

    /// The architecture variable and the experiments.
    fn write_target(&self, lines: &mut Lines<'_>) {
        let (name, value) = &self.cx.env.arch_env;
        lines.put(format_args!("{name}={value}"));
        let experiment = &self.cx.env.experiment;
        if !experiment.is_empty() {
            lines.put(format_args!("GOEXPERIMENT={}", quote(experiment)));
        }
    }

    /// Writes what the executable that `link` makes depends on.
    pub(crate) fn write_link_recipe(
        &self,
        link: ActionRef,
        sink: &mut dyn Sink,
    ) -> Result<(), BuildError> {
        let package = self.package(link);
        let env = self.cx.env;
        let mut lines = Lines {
            sink,
            line: String::new(),
        };
        lines.put(format_args!("link"));
        lines.put(format_args!(
            "buildmode {} goos {} goarch {}",
            self.cx.flags.buildmode, env.goos, env.goarch
        ));
        lines.put(format_args!("import {}", quote(&package.import_path)));
        write_kind(package, &mut lines);
        lines.put(format_args!(
            "defaultgodebug {}",
            quote(&package.default_godebug)
        ));
        if self.cx.flags.trimpath {
            lines.put(format_args!("trimpath"));
        }
        self.write_linker(Some(package), &mut lines)?;
        for dep in &self.plan.get(link).deps {
            let Some(linked) = self.plan.package_of(self.graph, *dep) else {
                continue;
            };
            let state = self.state(*dep);
            if !state.built.is_empty() || !state.build_id.is_empty() {
                lines.put(format_args!(
                    "packagefile {}={}",
                    linked.import_path,
                    content_id(&state.build_id)
                ));
            }
            // The executable's build ID holds the main package's whole build ID.
            if linked.name == "main" {
                lines.put(format_args!("packagemain {}", state.build_id));
            }
            drop(state);
            self.write_library(linked, &mut lines);
        }
        Ok(())
    }

    /// The shared library that a package is in, if it is in one.
    fn write_library(&self, package: &Package, lines: &mut Lines<'_>) {
        if !package.request.shlib.is_empty() {
            let id = self.file_build_id(&package.request.shlib);
            let (path, id) = (&package.import_path, content_id(&id));
            lines.put(format_args!("packageshlib {path}={id}"));
        }
    }

    /// Writes what the shared library that `link` makes depends on
    /// (`linkSharedActionID`).
    pub(crate) fn write_shared_recipe(
        &self,
        link: ActionRef,
        sink: &mut dyn Sink,
    ) -> Result<(), BuildError> {
        let env = self.cx.env;
        let mut lines = Lines {
            sink,
            line: String::new(),
        };
        lines.put(format_args!("linkShared"));
        lines.put(format_args!("goos {} goarch {}", env.goos, env.goarch));
        self.write_linker(None, &mut lines)?;
        let built_id = |dep: ActionRef| {
            let built = self.state(dep).built.clone();
            content_id(&self.file_build_id(&built)).to_owned()
        };
        let deps = &self.plan.get(link).deps;
        for dep in deps {
            let Some(linked) = self.plan.package_of(self.graph, *dep) else {
                continue;
            };
            if !self.state(*dep).built.is_empty() {
                let path = &linked.import_path;
                lines.put(format_args!("packagefile {path}={}", built_id(*dep)));
                self.write_library(linked, &mut lines);
            }
        }
        for top in &self.plan.get(deps[0]).deps {
            let path = &self.package(*top).import_path;
            lines.put(format_args!("top {path}={}", built_id(*top)));
        }
        Ok(())
    }

    fn write_linker(
        &self,
        package: Option<&Package>,
        lines: &mut Lines<'_>,
    ) -> Result<(), BuildError> {
        lines.put(format_args!(
            "link {} {} {}",
            self.tool_id("link")?,
            quote_list(&self.mode.forced_ldflags),
            self.mode.link_mode
        ));
        if let Some(package) = package {
            lines.put(format_args!(
                "linkflags {}",
                quote_list(&package.request.flags.ld)
            ));
        }
        self.write_target(lines);
        let goroot = if self.cx.flags.trimpath {
            ""
        } else {
            &self.cx.env.goroot
        };
        lines.put(format_args!("GOROOT={goroot}"));
        let external = self.cx.env.get("GO_EXTLINK_ENABLED");
        lines.put(format_args!("GO_EXTLINK_ENABLED={external}"));
        Ok(())
    }
}

fn write_kind(package: &Package, lines: &mut Lines<'_>) {
    lines.put(format_args!(
        "omitdebug {} standard {} local {} prefix {}",
        package.request.omit_debug,
        package.origin.standard,
        package.origin.local,
        quote(&package.origin.local_prefix)
    ));
}
