//! The inputs of an action ID, written in one place.
//!
//! The official command computes the same IDs: each line has to be identical to its line.
//! Counterpart: cmd/go/internal/work/exec.go (`buildActionID`, `linkActionID`,
//! `printLinkerConfig`).

use std::fmt::Write;

use vamos_base::Digest;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_base::golang::quote::quote_list;
use vamos_cache::Hash;
use vamos_goenv::compiler::DEBUG_VARIABLES;
use vamos_load::Package;
use vamos_objfile::build_id::content_id;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::cgo::Flags;
use crate::cgo::Language;
use crate::error::BuildError;
use crate::gc;
use crate::run::Run;

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

/// Keeps the lines, for comparisons and explanations.
impl Sink for Vec<String> {
    fn line(&mut self, line: &str) {
        self.push(line.to_owned());
    }
}

/// What a recipe of an archive contains of imported packages.
#[derive(Clone, Copy)]
pub(crate) enum Imports<'a> {
    /// Their content IDs: the official recipe.
    Contents,
    /// The digests of their export data, for each dependency of the cache check. Other inputs
    /// that the compiler does not read are left out: comments, and `modinfo`, which the linker
    /// reads.
    Exports(&'a [Option<Digest>]),
    /// Their paths alone, and as with `Exports` only what the compiler reads.
    Paths,
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

/// Writes what the archive of a package depends on. `check` is its cache check, whose
/// dependencies are the imported packages.
pub(crate) fn write_build_recipe(
    run: &Run<'_>,
    check: ActionRef,
    sink: &mut dyn Sink,
    imports: Imports<'_>,
) -> Result<(), BuildError> {
    let package = run.package(check);
    let mut lines = Lines {
        sink,
        line: String::new(),
    };
    lines.put(format_args!("compile"));
    write_origin(run, package, &mut lines);
    let env = run.cx().env;
    lines.put(format_args!("goos {} goarch {}", env.goos, env.goarch));
    lines.put(format_args!("import {}", quote(&package.import_path)));
    write_kind(package, &mut lines);
    if run.cx().flags.trimpath {
        lines.put(format_args!("trimpath"));
    }
    if package.request.force_library {
        lines.put(format_args!("forcelibrary"));
    }
    if package.uses_cgo() || package.uses_swig() {
        write_foreign(run, package, &mut lines)?;
    }
    if !package.request.cover_mode.is_empty() {
        let (mode, tool) = (
            quote(&package.request.cover_mode),
            quote(&run.services.tools.id("cover")?),
        );
        lines.put(format_args!("cover {mode} {tool}"));
    }
    if let Some(flag) = gc::fuzz_flag(run.cx().env, package) {
        lines.put(format_args!("fuzz {}", quote_list(&[flag])));
    }
    if let Some(info) = &package.request.build_info
        && matches!(imports, Imports::Contents)
    {
        lines.put(format_args!("modinfo {}", quote(info)));
    }
    write_compiler(run, package, &mut lines)?;
    let is_official = matches!(imports, Imports::Contents);
    for (index, file) in input_files(package).enumerate() {
        // Go files come first; one may be embedded, too.
        if !is_official
            && index < package.files.go.len()
            && let Some(digest) = code_hash(run, package, file)
        {
            lines.put(format_args!("code {file} {digest}"));
            continue;
        }
        let digest = run.services.files.hash(&path::join(&[&package.dir, file]));
        lines.put(format_args!("file {file} {digest}"));
    }
    for (index, dep) in run.plan.get(check).deps.iter().enumerate() {
        if run.plan.get(*dep).mode == ActionMode::Preprocess {
            let built = run.state(*dep).built.clone();
            lines.put(format_args!("pgofile {}", run.services.files.hash(&built)));
        }
        let Some(import) = run.plan.package_of(run.graph, *dep) else {
            continue;
        };
        let path = &import.import_path;
        match imports {
            Imports::Contents => {
                let state = run.state(*dep);
                let content = content_id(&state.build_id);
                lines.put(format_args!("import {path} {content}"));
            }
            Imports::Exports(exports) => match exports[index] {
                Some(digest) => lines.put(format_args!("import {path} {digest}")),
                None => lines.put(format_args!("import {path} nothing")),
            },
            Imports::Paths => lines.put(format_args!("import {path}")),
        }
    }
    Ok(())
}

/// Returns the digest of what the compiler reads of a package's Go file, in short form. `None`
/// if the whole content decides: in GOROOT and the module cache, whose files are not edited, and
/// for files that the compiler may refuse.
fn code_hash(run: &Run<'_>, package: &Package, file: &str) -> Option<String> {
    let modules = &run.cx().env.gomodcache;
    let is_module = package.dir.strip_prefix(modules.as_str());
    if package.origin.goroot || is_module.is_some_and(|rest| rest.starts_with('/')) {
        return None;
    }
    let file = path::join(&[&package.dir, file]);
    run.services.files.code_hash(&file)
}

/// Writes what a preprocessed profile depends on (`pgoActionID`).
pub(crate) fn write_profile_recipe(
    run: &Run<'_>,
    profile: &str,
    sink: &mut dyn Sink,
) -> Result<(), BuildError> {
    let mut lines = Lines {
        sink,
        line: String::new(),
    };
    lines.put(format_args!("preprocess PGO profile"));
    lines.put(format_args!(
        "preprofile {}",
        run.services.tools.id("preprofile")?
    ));
    lines.put(format_args!(
        "input {}",
        quote(&run.services.files.hash(profile))
    ));
    Ok(())
}

/// Writes the directory or module of the sources, if the object file contains it.
fn write_origin(run: &Run<'_>, package: &Package, lines: &mut Lines<'_>) {
    if run.cx().flags.trimpath {
        if let Some(module) = &package.module {
            lines.put(format_args!("module {}@{}", module.path, module.version));
        }
    } else if !package.origin.goroot && !package.dir.starts_with(run.services.work.path()) {
        lines.put(format_args!("dir {}", package.dir));
    }
    if let Some(module) = &package.module {
        lines.put(format_args!("go {}", module.go_version));
    }
}

/// Writes the compilers and flags of foreign sources.
fn write_foreign(
    run: &Run<'_>,
    package: &Package,
    lines: &mut Lines<'_>,
) -> Result<(), BuildError> {
    lines.put(format_args!(
        "cgo {}",
        quote(&run.services.tools.id("cgo")?)
    ));
    // An invalid flag ends the build later.
    let (flags, _) = Flags::of_package(run.cx().env, package)?;
    let mut put = |language, name: &str, lists: &[&[String]]| {
        let program = run.services.compilers.program(language)?;
        let lists: Vec<String> = lists.iter().map(|list| quote_list(list)).collect();
        let lists = lists.join(" ");
        lines.put(format_args!("{name}={} {lists}", quote_list(&program)));
        let exe = program.first().map_or("", String::as_str);
        match run.services.compilers.tool_id(exe, language)? {
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

fn write_compiler(
    run: &Run<'_>,
    package: &Package,
    lines: &mut Lines<'_>,
) -> Result<(), BuildError> {
    lines.put(format_args!(
        "compile {} {} {}",
        run.services.tools.id("compile")?,
        quote_list(&run.services.mode.forced_gcflags),
        quote_list(&package.request.flags.gc)
    ));
    if !package.files.s.is_empty() {
        lines.put(format_args!(
            "asm {} {} {}",
            quote(&run.services.tools.id("asm")?),
            quote_list(&run.services.mode.forced_asmflags),
            quote_list(&package.request.flags.asm)
        ));
    }
    write_target(run, lines);
    for name in DEBUG_VARIABLES {
        let value = run.services.tools.variable(name);
        if !value.is_empty() {
            lines.put(format_args!("magic {name}={value}"));
        }
    }
    Ok(())
}

/// Writes the architecture variable and the experiments.
fn write_target(run: &Run<'_>, lines: &mut Lines<'_>) {
    let (name, value) = &run.cx().env.arch_env;
    lines.put(format_args!("{name}={value}"));
    let experiment = &run.cx().env.experiment;
    if !experiment.is_empty() {
        lines.put(format_args!("GOEXPERIMENT={}", quote(experiment)));
    }
}

/// Writes what the executable that `link` makes depends on.
pub(crate) fn write_link_recipe(
    run: &Run<'_>,
    link: ActionRef,
    sink: &mut dyn Sink,
) -> Result<(), BuildError> {
    let package = run.package(link);
    let env = run.cx().env;
    let mut lines = Lines {
        sink,
        line: String::new(),
    };
    lines.put(format_args!("link"));
    lines.put(format_args!(
        "buildmode {} goos {} goarch {}",
        run.cx().flags.buildmode,
        env.goos,
        env.goarch
    ));
    lines.put(format_args!("import {}", quote(&package.import_path)));
    write_kind(package, &mut lines);
    lines.put(format_args!(
        "defaultgodebug {}",
        quote(&package.default_godebug)
    ));
    if run.cx().flags.trimpath {
        lines.put(format_args!("trimpath"));
    }
    write_linker(run, Some(package), &mut lines)?;
    for dep in &run.plan.get(link).deps {
        let Some(linked) = run.plan.package_of(run.graph, *dep) else {
            continue;
        };
        let state = run.state(*dep);
        if !state.built.is_empty() || !state.build_id.is_empty() {
            lines.put(format_args!(
                "packagefile {}={}",
                linked.import_path,
                content_id(&state.build_id)
            ));
        }
        // The executable's build ID contains the main package's whole build ID.
        if linked.name == "main" {
            lines.put(format_args!("packagemain {}", state.build_id));
        }
        drop(state);
        write_library(run, linked, &mut lines);
    }
    Ok(())
}

/// Writes the shared library of a package, if it is in one.
fn write_library(run: &Run<'_>, package: &Package, lines: &mut Lines<'_>) {
    if !package.request.shlib.is_empty() {
        let id = run.services.files.build_id(&package.request.shlib);
        let (path, id) = (&package.import_path, content_id(&id));
        lines.put(format_args!("packageshlib {path}={id}"));
    }
}

/// Writes what the shared library that `link` makes depends on
/// (`linkSharedActionID`).
pub(crate) fn write_shared_recipe(
    run: &Run<'_>,
    link: ActionRef,
    sink: &mut dyn Sink,
) -> Result<(), BuildError> {
    let env = run.cx().env;
    let mut lines = Lines {
        sink,
        line: String::new(),
    };
    lines.put(format_args!("linkShared"));
    lines.put(format_args!("goos {} goarch {}", env.goos, env.goarch));
    write_linker(run, None, &mut lines)?;
    let built_id = |dep: ActionRef| {
        let built = run.state(dep).built.clone();
        content_id(&run.services.files.build_id(&built)).to_owned()
    };
    let deps = &run.plan.get(link).deps;
    for dep in deps {
        let Some(linked) = run.plan.package_of(run.graph, *dep) else {
            continue;
        };
        if !run.state(*dep).built.is_empty() {
            let path = &linked.import_path;
            lines.put(format_args!("packagefile {path}={}", built_id(*dep)));
            write_library(run, linked, &mut lines);
        }
    }
    for top in &run.plan.get(deps[0]).deps {
        let path = &run.package(*top).import_path;
        lines.put(format_args!("top {path}={}", built_id(*top)));
    }
    Ok(())
}

fn write_linker(
    run: &Run<'_>,
    package: Option<&Package>,
    lines: &mut Lines<'_>,
) -> Result<(), BuildError> {
    lines.put(format_args!(
        "link {} {} {}",
        run.services.tools.id("link")?,
        quote_list(&run.services.mode.forced_ldflags),
        run.services.mode.link_mode
    ));
    if let Some(package) = package {
        lines.put(format_args!(
            "linkflags {}",
            quote_list(&package.request.flags.ld)
        ));
    }
    write_target(run, lines);
    let goroot = if run.cx().flags.trimpath {
        ""
    } else {
        &run.cx().env.goroot
    };
    lines.put(format_args!("GOROOT={goroot}"));
    let external = run.cx().env.get("GO_EXTLINK_ENABLED");
    lines.put(format_args!("GO_EXTLINK_ENABLED={external}"));
    Ok(())
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
