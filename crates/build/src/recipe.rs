//! The inputs of an action ID, written in one place.
//!
//! The official command computes the same IDs: each line must be identical to its line. Recipes are
//! functions of values. IDs of tools and digests of files are requested when their line is written
//! ([`InputIds`]), because computing one may run a tool. [`crate::action_recipe`] collects the
//! inputs from a run.
//! Counterpart: cmd/go/internal/work/exec.go (`buildActionID`, `linkActionID`,
//! `printLinkerConfig`).

pub(crate) mod inputs;

use std::fmt::Write;

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_base::golang::quote::quote_list;
use vamos_cache::Hash;
use vamos_goenv::GoEnv;
use vamos_goenv::compiler::DEBUG_VARIABLES;
use vamos_load::Package;
use vamos_objfile::build_id::content_id;

use crate::cgo::Flags;
use crate::cgo::Language;
use crate::error::BuildError;
use crate::gc;
use inputs::Dependency;
use inputs::Form;
use inputs::ImportId;
use inputs::InputIds;
use inputs::Linked;
use inputs::RecipeInputs;
use inputs::SharedPackage;

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

/// Collects the lines, for comparisons and explanations.
impl Sink for Vec<String> {
    fn line(&mut self, line: &str) {
        self.push(line.to_owned());
    }
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

/// Writes the recipe of a package's archive.
pub(crate) fn write_build_recipe(
    inputs: &RecipeInputs<'_>,
    package: &Package,
    deps: &[Dependency<'_>],
    form: Form,
    sink: &mut dyn Sink,
) -> Result<(), BuildError> {
    let RecipeInputs { env, ids, .. } = *inputs;
    let mut lines = Lines {
        sink,
        line: String::new(),
    };
    lines.put(format_args!("compile"));
    write_origin(inputs, package, &mut lines);
    lines.put(format_args!(
        "goos {} goarch {}",
        env.target.goos, env.target.goarch
    ));
    lines.put(format_args!("import {}", quote(&package.import_path)));
    write_kind(package, &mut lines);
    if inputs.flags.reproducibility.trimpath {
        lines.put(format_args!("trimpath"));
    }
    if package.request.force_library {
        lines.put(format_args!("forcelibrary"));
    }
    if package.uses_cgo() || package.uses_swig() {
        write_foreign(inputs, package, &mut lines)?;
    }
    if !package.request.cover_mode.is_empty() {
        let (mode, tool) = (
            quote(&package.request.cover_mode),
            quote(&ids.tool("cover")?),
        );
        lines.put(format_args!("cover {mode} {tool}"));
    }
    if let Some(flag) = gc::fuzz_flag(env, package) {
        lines.put(format_args!("fuzz {}", quote_list(&[flag])));
    }
    if let Some(info) = &package.request.build_info
        && form == Form::Official
    {
        lines.put(format_args!("modinfo {}", quote(info)));
    }
    write_compiler(inputs, package, &mut lines)?;
    for (index, file) in input_files(package).enumerate() {
        // Go files come first; one may be embedded, too.
        if form == Form::Compiler
            && index < package.files.go.len()
            && let Some(digest) = code_hash(inputs, package, file)
        {
            lines.put(format_args!("code {file} {digest}"));
            continue;
        }
        let digest = ids.file(&path::join(&[&package.dir, file]));
        lines.put(format_args!("file {file} {digest}"));
    }
    for dep in deps {
        write_dependency(ids, dep, &mut lines);
    }
    Ok(())
}

fn write_dependency(ids: &dyn InputIds, dep: &Dependency<'_>, lines: &mut Lines<'_>) {
    let (path, id) = match dep {
        Dependency::Profile(file) => {
            return lines.put(format_args!("pgofile {}", ids.file(file)));
        }
        Dependency::Import(path, id) => (path, id),
    };
    match id {
        ImportId::Content(content) => lines.put(format_args!("import {path} {content}")),
        ImportId::Export(Some(digest)) => lines.put(format_args!("import {path} {digest}")),
        ImportId::Export(None) => lines.put(format_args!("import {path} nothing")),
        ImportId::Nothing => lines.put(format_args!("import {path}")),
    }
}

/// Returns the digest of the part of a package's Go file that the compiler reads, in short form.
/// `None` if the whole content decides: in GOROOT and the module cache, whose files are not edited,
/// and for files that the compiler may refuse.
fn code_hash(inputs: &RecipeInputs<'_>, package: &Package, file: &str) -> Option<String> {
    let modules = &inputs.env.dirs.gomodcache;
    let is_module = package.dir.strip_prefix(modules.as_str());
    if package.origin.goroot || is_module.is_some_and(|rest| rest.starts_with('/')) {
        return None;
    }
    let file = path::join(&[&package.dir, file]);
    inputs.ids.code(&file)
}

/// Writes the recipe of a preprocessed profile (`pgoActionID`).
pub(crate) fn write_profile_recipe(
    ids: &dyn InputIds,
    profile: &str,
    sink: &mut dyn Sink,
) -> Result<(), BuildError> {
    let mut lines = Lines {
        sink,
        line: String::new(),
    };
    lines.put(format_args!("preprocess PGO profile"));
    lines.put(format_args!("preprofile {}", ids.tool("preprofile")?));
    lines.put(format_args!("input {}", quote(&ids.file(profile))));
    Ok(())
}

/// Writes the directory or module of the sources, if the object file contains it.
fn write_origin(inputs: &RecipeInputs<'_>, package: &Package, lines: &mut Lines<'_>) {
    if inputs.flags.reproducibility.trimpath {
        if let Some(module) = &package.module {
            lines.put(format_args!("module {}@{}", module.path, module.version));
        }
    } else if !package.origin.goroot && !package.dir.starts_with(inputs.work_dir) {
        lines.put(format_args!("dir {}", package.dir));
    }
    if let Some(module) = &package.module {
        lines.put(format_args!("go {}", module.go_version));
    }
}

/// Writes the compilers and flags of foreign sources.
fn write_foreign(
    inputs: &RecipeInputs<'_>,
    package: &Package,
    lines: &mut Lines<'_>,
) -> Result<(), BuildError> {
    let ids = inputs.ids;
    lines.put(format_args!("cgo {}", quote(&ids.tool("cgo")?)));
    // An invalid flag ends the build later.
    let (flags, _) = Flags::of_package(inputs.env, inputs.cwd, package)?;
    let mut put = |language, name: &str, lists: &[&[String]]| {
        let program = ids.compiler(language)?;
        let lists: Vec<String> = lists.iter().map(|list| quote_list(list)).collect();
        let lists = lists.join(" ");
        lines.put(format_args!("{name}={} {lists}", quote_list(&program)));
        let exe = program.first().map_or("", String::as_str);
        match ids.compiler_id(exe, language)? {
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
    inputs: &RecipeInputs<'_>,
    package: &Package,
    lines: &mut Lines<'_>,
) -> Result<(), BuildError> {
    let RecipeInputs { env, mode, ids, .. } = *inputs;
    lines.put(format_args!(
        "compile {} {} {}",
        ids.tool("compile")?,
        quote_list(&mode.forced_gcflags),
        quote_list(&package.request.flags.gc)
    ));
    if !package.files.s.is_empty() {
        lines.put(format_args!(
            "asm {} {} {}",
            quote(&ids.tool("asm")?),
            quote_list(&mode.forced_asmflags),
            quote_list(&package.request.flags.asm)
        ));
    }
    write_target(env, lines);
    for name in DEBUG_VARIABLES {
        let value = env.vars.tool(name).unwrap_or_default();
        if !value.is_empty() {
            lines.put(format_args!("magic {name}={value}"));
        }
    }
    Ok(())
}

/// Writes the architecture variable and the experiments.
fn write_target(env: &GoEnv, lines: &mut Lines<'_>) {
    let (name, value) = &env.target.arch_env;
    lines.put(format_args!("{name}={value}"));
    let experiment = &env.experiments.clean;
    if !experiment.is_empty() {
        lines.put(format_args!("GOEXPERIMENT={}", quote(experiment)));
    }
}

/// Writes the recipe of a package's executable.
pub(crate) fn write_link_recipe(
    inputs: &RecipeInputs<'_>,
    package: &Package,
    deps: &[Linked<'_>],
    sink: &mut dyn Sink,
) -> Result<(), BuildError> {
    let RecipeInputs { env, flags, .. } = *inputs;
    let mut lines = Lines {
        sink,
        line: String::new(),
    };
    lines.put(format_args!("link"));
    lines.put(format_args!(
        "buildmode {} goos {} goarch {}",
        flags.mode.buildmode, env.target.goos, env.target.goarch
    ));
    lines.put(format_args!("import {}", quote(&package.import_path)));
    write_kind(package, &mut lines);
    lines.put(format_args!(
        "defaultgodebug {}",
        quote(&package.default_godebug)
    ));
    if inputs.flags.reproducibility.trimpath {
        lines.put(format_args!("trimpath"));
    }
    write_linker(inputs, Some(package), &mut lines)?;
    for dep in deps {
        let linked = dep.package;
        if dep.is_built || !dep.build_id.is_empty() {
            lines.put(format_args!(
                "packagefile {}={}",
                linked.import_path,
                content_id(&dep.build_id)
            ));
        }
        // The executable's build ID contains the main package's whole build ID.
        if linked.name == "main" {
            lines.put(format_args!("packagemain {}", dep.build_id));
        }
        write_library(inputs.ids, linked, &mut lines);
    }
    Ok(())
}

/// Writes the shared library of a package, if it is in one.
fn write_library(ids: &dyn InputIds, package: &Package, lines: &mut Lines<'_>) {
    if !package.request.shlib.is_empty() {
        let id = ids.build_id(&package.request.shlib);
        let (path, id) = (&package.import_path, content_id(&id));
        lines.put(format_args!("packageshlib {path}={id}"));
    }
}

/// Writes the recipe of a shared library that is made for the packages `tops`, with these packages
/// in it (`linkSharedActionID`).
pub(crate) fn write_shared_recipe(
    inputs: &RecipeInputs<'_>,
    deps: &[SharedPackage<'_>],
    tops: &[SharedPackage<'_>],
    sink: &mut dyn Sink,
) -> Result<(), BuildError> {
    let RecipeInputs { env, ids, .. } = *inputs;
    let mut lines = Lines {
        sink,
        line: String::new(),
    };
    lines.put(format_args!("linkShared"));
    lines.put(format_args!(
        "goos {} goarch {}",
        env.target.goos, env.target.goarch
    ));
    write_linker(inputs, None, &mut lines)?;
    let built_id = |dep: &SharedPackage<'_>| content_id(&ids.build_id(&dep.built)).to_owned();
    for dep in deps.iter().filter(|dep| !dep.built.is_empty()) {
        let path = &dep.package.import_path;
        lines.put(format_args!("packagefile {path}={}", built_id(dep)));
        write_library(ids, dep.package, &mut lines);
    }
    for top in tops {
        let path = &top.package.import_path;
        lines.put(format_args!("top {path}={}", built_id(top)));
    }
    Ok(())
}

fn write_linker(
    inputs: &RecipeInputs<'_>,
    package: Option<&Package>,
    lines: &mut Lines<'_>,
) -> Result<(), BuildError> {
    let RecipeInputs { env, mode, ids, .. } = *inputs;
    lines.put(format_args!(
        "link {} {} {}",
        ids.tool("link")?,
        quote_list(&mode.forced_ldflags),
        mode.link_mode
    ));
    if let Some(package) = package {
        lines.put(format_args!(
            "linkflags {}",
            quote_list(&package.request.flags.ld)
        ));
    }
    write_target(env, lines);
    let goroot = if inputs.flags.reproducibility.trimpath {
        ""
    } else {
        &env.sdk.goroot
    };
    lines.put(format_args!("GOROOT={goroot}"));
    let external = env.get("GO_EXTLINK_ENABLED");
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

#[cfg(test)]
mod tests;
