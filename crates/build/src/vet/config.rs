//! The file that describes a package to the vet tool.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`vetConfig`, `buildVetConfig`).

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use vamos_base::Digest;
use vamos_base::golang::json::Writer;
use vamos_base::golang::path;
use vamos_load::Package;
use vamos_modload::module_public::ModulePublic;

use crate::action::ActionRef;
use crate::gc;
use crate::run::Run;

/// The task of the tool.
pub(crate) struct Task<'a> {
    /// The action that builds the package.
    pub(crate) build: ActionRef,
    /// The package's sources as its build left them.
    pub(crate) sources: &'a [String],
    /// Import paths and files of the facts of imported packages.
    pub(crate) facts: Vec<(String, String)>,
    /// Nothing is reported.
    pub(crate) facts_only: bool,
    /// The file for facts.
    pub(crate) facts_file: &'a str,
    /// The file for the tool's stdout.
    pub(crate) stdout_file: &'a str,
    /// The archive for fixed files; may be empty.
    pub(crate) fixes_file: &'a str,
}

/// The imports of a package in the tool's configuration.
#[derive(Default)]
struct Imports {
    /// Paths in the source, and the packages that they mean.
    map: BTreeMap<String, String>,
    /// The builds of packages that have an archive.
    archives: BTreeMap<String, ActionRef>,
    /// Packages of the standard library.
    standard: BTreeSet<String>,
}

/// The text of the tool's configuration, and the files that it names.
pub(crate) struct Config {
    pub(crate) text: String,
    /// Sources, archives and facts that the tool reads.
    pub(crate) inputs: Vec<String>,
}

/// The files of the package, with absolute names.
struct Files {
    go: Vec<String>,
    other: Vec<String>,
    ignored: Vec<String>,
    /// Sources from which sources of the build are made.
    cgo: Vec<String>,
}

impl Files {
    fn all(self) -> Vec<String> {
        [self.go, self.other, self.ignored, self.cgo].concat()
    }
}

/// Returns the configuration for a package.
pub(crate) fn config(run: &Run<'_>, task: &Task<'_>) -> Config {
    let imports = imports(run, task.build);
    let archive = |(path, dep): (&String, &ActionRef)| (path.clone(), run.done(*dep).built.clone());
    let archives: BTreeMap<String, String> = imports.archives.iter().map(archive).collect();
    let files = files(run, task);
    let text = text(run, task, &files, &imports, &archives);
    let mut inputs = files.all();
    inputs.extend(archives.into_values());
    inputs.extend(task.facts.iter().map(|(_, file)| file.clone()));
    Config { text, inputs }
}

/// Returns the configuration with digests instead of files that are made in a build: of facts, and
/// of archives, which `archive` returns for builds. The inputs are the package's files. `None` if a
/// digest cannot be determined.
pub(crate) fn by_content(
    run: &Run<'_>,
    task: &Task<'_>,
    archive: impl Fn(ActionRef) -> Option<Digest>,
) -> Option<Config> {
    let imports = imports(run, task.build);
    let digest = |(path, dep): (&String, &ActionRef)| Some((path.clone(), archive(*dep)?.hex()));
    let archives = imports.archives.iter().map(digest).collect::<Option<_>>()?;
    let hash = |(path, file): &(String, String)| {
        let hash = run.services.files.hash(file);
        (!hash.is_empty()).then(|| (path.clone(), hash))
    };
    let facts = task.facts.iter().map(hash).collect::<Option<_>>()?;
    let task = Task { facts, ..*task };
    let files = files(run, &task);
    let text = text(run, &task, &files, &imports, &archives);
    let inputs = files.all();
    Some(Config { text, inputs })
}

/// Returns the files of the package.
fn files(run: &Run<'_>, task: &Task<'_>) -> Files {
    let package = run.package(task.build);
    let absolute = |names: &mut dyn Iterator<Item = &String>| -> Vec<String> {
        let place = |name: &String| match path::is_abs(name) {
            true => run.services.files.actual(name),
            false => {
                let file = path::join(&[&package.dir, name]);
                run.services.files.actual(&file)
            }
        };
        names.map(place).collect()
    };
    let is_go = |name: &&String| name.ends_with(".go");
    let ignored = package.files.ignored_go.iter();
    Files {
        go: absolute(&mut task.sources.iter().filter(is_go)),
        other: absolute(&mut task.sources.iter().filter(|name| !is_go(name))),
        ignored: absolute(&mut ignored.chain(&package.files.ignored_other)),
        cgo: absolute(&mut package.files.cgo.iter()),
    }
}

fn text(
    run: &Run<'_>,
    task: &Task<'_>,
    files: &Files,
    imports: &Imports,
    archives: &BTreeMap<String, String>,
) -> String {
    let package = run.package(task.build);
    let release = run.cx().env.sdk.release;
    let facts: BTreeMap<String, String> = task.facts.iter().cloned().collect();
    let mut json = Writer::indented("", "\t");
    json.begin_object();
    json.string_field("ID", &package.import_path);
    json.string_field("Compiler", "gc");
    json.string_field("Dir", &package.dir);
    json.string_field("ImportPath", &package.import_path);
    json.strings_field("GoFiles", &files.go);
    json.strings_field("NonGoFiles", &files.other);
    json.strings_field("IgnoredFiles", &files.ignored);
    match release.describes_module_to_vet() {
        true => {
            json.key("Module");
            write_module(&mut json, package.module.as_deref());
        }
        false => write_module_path(&mut json, package),
    }
    write_map(&mut json, "ImportMap", &imports.map);
    write_map(&mut json, "PackageFile", archives);
    json.key("Standard");
    json.begin_object();
    for path in &imports.standard {
        json.bool_field(path, true);
    }
    json.end_object();
    write_map(&mut json, "PackageVetx", &facts);
    json.bool_field("VetxOnly", task.facts_only);
    json.string_field("VetxOutput", task.facts_file);
    if release.caches_vet_results() {
        json.string_field("Stdout", task.stdout_file);
    }
    json.string_field("GoVersion", &go_version(run, package));
    if release.caches_vet_results() {
        json.string_field("FixArchive", task.fixes_file);
    }
    json.bool_field("SucceedOnTypecheckFailure", false);
    json.end_object();
    json.newline();
    json.finish_string()
}

/// Returns the tool's data about imports.
fn imports(run: &Run<'_>, build: ActionRef) -> Imports {
    let package = run.package(build);
    let mut found = Imports::default();
    let pairs = package.imports.raw.iter().zip(&package.imports.paths);
    for (raw, path) in pairs {
        found.map.insert(raw.clone(), path.clone());
    }
    let mapped: BTreeSet<String> = found.map.values().cloned().collect();
    let own = run.plan.get(build).package;
    for dep in &run.plan.get(build).deps {
        let Some(import) = run.plan.package_of(run.graph, *dep) else {
            continue;
        };
        if import.import_path.is_empty() || run.plan.get(*dep).package == own {
            continue;
        }
        let path = import.import_path.as_str().to_owned();
        // Only generated code imports it, such as runtime/cgo.
        if !mapped.contains(&path) {
            found.map.insert(path.clone(), path.clone());
        }
        if import.origin.standard {
            found.standard.insert(path.clone());
        }
        if !run.done(*dep).built.is_empty() {
            found.archives.insert(path, *dep);
        }
    }
    found
}

/// Returns the go version of a package's module, otherwise the version of the go command.
fn go_version(run: &Run<'_>, package: &Package) -> String {
    let version = match &package.module {
        Some(module) if module.go_version.is_empty() => gc::DEFAULT_GO,
        Some(module) => &module.go_version,
        None => &run.cx().env.sdk.local.version,
    };
    format!("go{version}")
}

fn write_map(json: &mut Writer, name: &str, map: &BTreeMap<String, String>) {
    json.key(name);
    json.begin_object();
    for (key, value) in map {
        json.string_field(key, value);
    }
    json.end_object();
}

/// Writes path and version of a package's module.
fn write_module_path(json: &mut Writer, package: &Package) {
    let module = package.module.as_deref();
    let module = module.filter(|module| module.error.is_none());
    json.string_field("ModulePath", module.map_or("", |module| &module.path));
    json.string_field("ModuleVersion", module.map_or("", |module| &module.version));
}

/// Writes a module as `analysis.Module`.
fn write_module(json: &mut Writer, module: Option<&ModulePublic>) {
    let Some(module) = module else {
        return json.null();
    };
    json.begin_object();
    json.string_field("Path", &module.path);
    json.string_field("Version", &module.version);
    json.key("Replace");
    write_module(json, module.replace.as_deref());
    json.key("Time");
    match &module.time {
        Some(time) => json.string(time),
        None => json.null(),
    }
    json.bool_field("Main", module.main);
    json.bool_field("Indirect", module.indirect);
    json.string_field("Dir", &module.dir);
    json.string_field("GoMod", &module.go_mod);
    json.string_field("GoVersion", &module.go_version);
    json.key("Error");
    match &module.error {
        Some(error) => {
            json.begin_object();
            json.string_field("Err", &error.err);
            json.end_object();
        }
        None => json.null(),
    }
    json.end_object();
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vamos_base::golang::json::Writer;
    use vamos_modload::module_public::ModulePublic;

    use super::write_module;

    #[test]
    fn modules_are_those_of_package_analysis() {
        let module = ModulePublic {
            path: "example.com/m".into(),
            main: true,
            go_version: "1.24".to_owned(),
            replace: Some(Arc::new(ModulePublic {
                time: Some("2026-01-02T03:04:05Z".to_owned()),
                ..ModulePublic::default()
            })),
            ..ModulePublic::default()
        };
        let mut json = Writer::compact();
        write_module(&mut json, Some(&module));
        assert_eq!(
            json.finish_string(),
            concat!(
                r#"{"Path":"example.com/m","Version":"","#,
                r#""Replace":{"Path":"","Version":"","Replace":null,"#,
                r#""Time":"2026-01-02T03:04:05Z","Main":false,"Indirect":false,"Dir":"","#,
                r#""GoMod":"","GoVersion":"","Error":null},"#,
                r#""Time":null,"Main":true,"Indirect":false,"Dir":"","GoMod":"","#,
                r#""GoVersion":"1.24","Error":null}"#
            )
        );
    }
}
