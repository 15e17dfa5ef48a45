//! The action that instruments the sources of a package for coverage.
//!
//! Its results are not cached separately: it runs whenever the package is compiled.
//! Counterpart: cmd/go/internal/work/exec.go (`runCover`, `cover`,
//! `writeCoverPkgInputs`), cmd/internal/cov/covcmd/cmddefs.go.

use vamos_base::Digest;
use vamos_base::golang::json;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_jobs::CoverJob;
use vamos_jobs::Input;
use vamos_jobs::Job;
use vamos_load::Package;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action::Cover;
use crate::cover_metadata;
use crate::entries;
use crate::error::BuildError;
use crate::gc;
use crate::run::Covered;
use crate::run::Done;
use crate::run::Kind;
use crate::run::Need;
use crate::run::Product;
use crate::run::Run;

/// The input files of the cover tool, and the output for each.
#[derive(Debug, Default, PartialEq, Eq)]
struct Work {
    inputs: Vec<String>,
    outputs: Vec<String>,
}

/// Returns the name of the file with a package's metadata, if it has one.
pub(crate) fn metadata_file(package: &Package) -> Option<String> {
    let has_file = package.request.cover_metadata;
    has_file.then(|| cover_metadata::file_name(&package.import_path))
}

impl Kind for Cover {
    fn run(&self, run: &Run<'_>, action: ActionRef, done: &mut Done) -> Result<(), BuildError> {
        let build = run.plan.build_behind(self.0);
        if run.state(build).need == Need::default() {
            return Ok(());
        }
        let package = run.package(action);
        let objdir = &run.plan.get(action).objdir;
        run.shell(action).make_dirs(objdir)?;
        let (mut covered, mut work) = cover_files(package, objdir);
        if !work.inputs.is_empty() {
            let counters = path::join(&[&path::dir(&work.outputs[0]), "covervars.go"]);
            work.outputs.insert(0, counters.clone());
            run_tool(run, action, &work)?;
            covered.go_files.insert(0, counters);
            if let Some(name) = metadata_file(package)
                && let Some(id) = run.checked_id(build)
            {
                // If it is not stored, a later build makes it again.
                let _ = entries::put_made(run, build, &id, &name);
            }
        }
        done.product = Product::Covered(covered);
        Ok(())
    }

    fn verb(&self) -> Option<&'static str> {
        Some("cover")
    }

    fn estimate(&self, _run: &Run<'_>, _action: ActionRef) -> u64 {
        50_000
    }
}

fn run_tool(run: &Run<'_>, action: ActionRef, files: &Work) -> Result<(), BuildError> {
    let package = run.package(action);
    let shell = run.shell(action);
    let work = &run.services.work;
    let objdir = &run.plan.get(action).objdir;
    let config = format!("{objdir}pkgcfg.txt");
    let list = format!("{objdir}coveroutfiles.txt");
    let text = tool_config(package, objdir);
    shell.write_file(&config, &os_str::encode(&text))?;
    let outputs = files.outputs.join("\n") + "\n";
    shell.write_file(&list, &os_str::encode(&outputs))?;
    let mut job = CoverJob {
        io: gc::io(run.services.tools.sdk("cover"), Some(package)),
        config: work.name(&config),
        mode: package.request.cover_mode.clone(),
        variable: counter_prefix(&package.import_path),
        output_list: work.name(&list),
        sources: files.inputs.iter().map(|file| work.name(file)).collect(),
    };
    job.io.dir = work.text(objdir);
    job.io.inputs = vec![
        Input::text(job.config.clone(), &work.text(&text)),
        Input::text(job.output_list.clone(), &work.text(&outputs)),
    ];
    let sources = job.sources.iter().cloned().map(Input::file);
    job.io.inputs.extend(sources);
    let config = work.name(&config_file(objdir));
    let metadata = metadata_file(package).map(|name| work.name(&format!("{objdir}{name}")));
    job.io.outputs = files.outputs.iter().map(|file| work.name(file)).collect();
    job.io.outputs.push(config);
    job.io.outputs.extend(metadata);
    shell.run_job("", &Job::Cover(Box::new(job)))?;
    Ok(())
}

/// Returns the instrumented sources with which an action works, if its package is covered.
pub(super) fn covered<'r>(run: &'r Run<'_>, action: ActionRef) -> Option<&'r Covered> {
    let mut deps = run.plan.get(action).deps.iter();
    let cover = deps.find(|dep| run.plan.get(**dep).mode == ActionMode::Cover)?;
    run.done(*cover).covered()
}

/// Returns the file in which the cover tool describes its work for the compiler.
pub(crate) fn config(run: &Run<'_>, action: ActionRef) -> Option<String> {
    let package = run.package(action);
    let is_covered =
        covered(run, action).is_some_and(|covered| covered.go_files.len() > package.files.go.len());
    is_covered.then(|| config_file(&run.plan.get(action).objdir))
}

fn config_file(objdir: &str) -> String {
    format!("{objdir}coveragecfg")
}

/// Returns the files to instrument, and their outputs.
fn cover_files(package: &Package, objdir: &str) -> (Covered, Work) {
    let mut work = Work::default();
    let mut cover = |file: &String| {
        if file.ends_with("_test.go") {
            return file.clone();
        }
        // Files that cgo wrote have absolute names.
        let (source, name) = if file.ends_with(".cgo1.go") {
            (file.clone(), path::base(file))
        } else {
            (path::join(&[&package.dir, file]), file.as_str())
        };
        let stem = name.strip_suffix(".go").unwrap_or(name);
        let output = format!("{objdir}{stem}.cover.go");
        work.inputs.push(source);
        work.outputs.push(output.clone());
        output
    };
    let covered = Covered {
        go_files: package.files.go.iter().map(&mut cover).collect(),
        cgo_files: package.files.cgo.iter().map(&mut cover).collect(),
    };
    (covered, work)
}

/// Returns the prefix of the names that instrumentation adds to a package. It contains the
/// hash of the import path, so the names are unique.
fn counter_prefix(import_path: &ImportPath) -> String {
    let digest = Digest::of(&os_str::encode(import_path)).hex();
    format!("goCover_{}_", &digest[..12])
}

/// Returns the cover tool's configuration for the package (`covcmd.CoverPkgConfig`).
fn tool_config(package: &Package, objdir: &str) -> String {
    let module = package.module.as_ref().map_or("", |module| &module.path);
    let metadata =
        metadata_file(package).map_or_else(String::new, |name| objdir.to_owned() + &name);
    let mut out = json::Writer::compact();
    out.begin_object();
    out.string_field("OutConfig", &config_file(objdir));
    out.string_field("PkgPath", &package.import_path);
    out.string_field("PkgName", &package.name);
    out.string_field("Granularity", "perblock");
    out.string_field("ModulePath", module);
    out.bool_field("Local", package.origin.local);
    out.string_field("EmitMetaFile", &metadata);
    out.end_object();
    out.newline();
    out.finish_string()
}

#[cfg(test)]
mod tests {
    use super::counter_prefix;
    use super::cover_files;
    use super::metadata_file;
    use super::tool_config;
    use vamos_load::Package;
    use vamos_load::PackageFacts;
    use vamos_modload::dirpkg::SourceFiles;

    fn package() -> Package {
        let mut package = Package::from(PackageFacts {
            dir: "/src/p".into(),
            import_path: "example.com/p".into(),
            name: "p".to_owned(),
            files: SourceFiles {
                go: ["a.go", "b_test.go"].map(str::to_owned).to_vec(),
                cgo: vec!["c.go".to_owned()],
                ..SourceFiles::default()
            },
            ..PackageFacts::default()
        });
        package.request.cover_metadata = true;
        package
    }

    #[test]
    fn tests_are_not_covered() {
        let (covered, work) = cover_files(&package(), "/w/b001/");
        assert_eq!(covered.go_files, ["/w/b001/a.cover.go", "b_test.go"]);
        assert_eq!(covered.cgo_files, ["/w/b001/c.cover.go"]);
        assert_eq!(work.inputs, ["/src/p/a.go", "/src/p/c.go"]);
        assert_eq!(work.outputs, ["/w/b001/a.cover.go", "/w/b001/c.cover.go"]);
    }

    #[test]
    fn names_hold_the_hash_of_the_import_path() {
        let prefix = counter_prefix(&"example.com/p".into());
        assert_eq!(prefix, "goCover_af47ab6ae337_");
        let name = metadata_file(&package()).unwrap();
        assert!(name.starts_with("covmeta.") && name.len() == "covmeta.".len() + 64);
    }

    #[test]
    fn the_configuration_describes_the_package() {
        let mut package = package();
        package.request.cover_metadata = false;
        assert_eq!(
            tool_config(&package, "/w/b001/"),
            "{\"OutConfig\":\"/w/b001/coveragecfg\",\"PkgPath\":\"example.com/p\",\
             \"PkgName\":\"p\",\"Granularity\":\"perblock\",\"ModulePath\":\"\",\
             \"Local\":false,\"EmitMetaFile\":\"\"}\n"
        );
    }
}
