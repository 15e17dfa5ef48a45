//! The action that makes the archive of a package.
//!
//! Whatever new thing decides the archive's bytes belongs into the recipe too.
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.build`), gc.go (`asm`,
//! `symabis`, `pack`).

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::shell::join_unambiguously;
use vamos_fsys::fresh;
use vamos_fsys::work;
use vamos_objfile::archive;

use crate::action::ActionRef;
use crate::cache_use::Need;
use crate::cgo;
use crate::crowd;
use crate::error::BuildError;
use crate::gc::Compile;
use crate::gc::in_dir;
use crate::importcfg;
use crate::library;
use crate::runner::Running;

/// What a package is compiled from.
struct Sources {
    /// Relative to the package; generated ones are absolute.
    go_files: Vec<String>,
    /// For Go's assembler.
    s_files: Vec<String>,
    /// Objects that others made.
    objects: Vec<String>,
}

impl Running<'_> {
    /// Does what the package's cache check found that is to be done.
    pub(crate) fn build(&self, action: ActionRef) -> Result<(), BuildError> {
        let mut need = self.state(action).need;
        // What makes the sources has seen to these.
        need.cover_metadata = false;
        need.cgo_header = false;
        if need == Need::default() {
            return Ok(());
        }
        let result = self.build_needed(action, need);
        self.flush_output(action);
        result
    }

    fn build_needed(&self, action: ActionRef, mut need: Need) -> Result<(), BuildError> {
        let package = self.package(action);
        if self.cx.env.release.has_check_cache_actions() {
            self.announce(action);
        }
        self.refuse_unbuilt(action)?;
        let sources = self.sources(action)?;
        if package.uses_cgo() && library::has_header(self.cx.flags) {
            // A later build makes it again where it finds none.
            let _ = self.put_made(action, library::HEADER);
        }
        self.cache_source_list(action, &sources);
        if sources.go_files.is_empty() {
            return Err(BuildError::NoGo {
                text: importcfg::no_go_text(package),
            });
        }
        if need.compiled_go_files {
            self.load_compiled_go_files(action)?;
            need.compiled_go_files = false;
        }
        if need == Need::default() {
            return Ok(());
        }
        if self.is_cut_off(action)? {
            self.crowd.note(false);
            return Ok(());
        }
        let archive = self.compile(action, &sources)?;
        self.state(action).built.clone_from(&archive);
        self.update_build_id(action, &archive)
    }

    /// Says which package is built.
    pub(crate) fn announce(&self, action: ActionRef) {
        let package = self.package(action);
        let shell = self.shell(action);
        if self.cx.flags.n {
            shell.print(&format!("\n#\n# {}\n#\n\n", package.import_path));
        }
        if self.cx.flags.v {
            shell.print(&format!("{}\n", package.import_path));
        }
    }

    fn refuse_unbuilt(&self, action: ActionRef) -> Result<(), BuildError> {
        let package = self.package(action);
        if let Some(file) = package.files.c.first().filter(|_| !package.uses_cgo()) {
            return Err(BuildError::CWithoutCgo(in_dir(&package.dir, file)));
        }
        if package.uses_swig() {
            return Err(BuildError::NotBuilt("SWIG"));
        }
        if package.request.fuzz_instrument {
            return Err(BuildError::NotBuilt("fuzzing"));
        }
        Ok(())
    }

    /// Returns what is compiled: the package's own files, or with cgo what its steps
    /// made of them.
    fn sources(&self, action: ActionRef) -> Result<Sources, BuildError> {
        let package = self.package(action);
        let covered = self.state(action).covered.clone();
        let mut sources = Sources {
            go_files: covered.map_or_else(|| package.files.go.clone(), |covered| covered.go_files),
            s_files: package.files.s.clone(),
            objects: Vec::new(),
        };
        if package.uses_cgo() {
            sources
                .s_files
                .retain(|file| !cgo::is_foreign(package, file));
            let mut outputs = self.cgo_outputs(action)?;
            sources.go_files.append(&mut outputs.go_files);
            sources.objects = outputs.objects;
        }
        Ok(sources)
    }

    /// Compiles and assembles; returns the archive, which has its temporary build ID.
    fn compile(&self, action: ActionRef, sources: &Sources) -> Result<String, BuildError> {
        let package = self.package(action);
        let shell = self.shell(action);
        let objdir = self.plan.get(action).objdir.as_str();
        let symabis = self.symabis(action, &sources.s_files)?;
        let archive = format!("{objdir}_pkg_.a");
        let importcfg = format!("{objdir}importcfg");
        let embedcfg = format!("{objdir}embedcfg");
        let share = self.tokens.take();
        let is_alone = self.is_crowded(action);
        let command = self.compile_command(
            action,
            &Compile {
                output: &archive,
                go_files: &sources.go_files,
                importcfg: &importcfg,
                embedcfg: (!package.embeds.by_pattern.is_empty()).then_some(embedcfg.as_str()),
                symabis: symabis.as_deref(),
                profile: self.profile_of(action).as_deref(),
                concurrency: if is_alone { 1 } else { share.count },
            },
        )?;
        shell.write_file(&importcfg, &os_str::encode(&self.importcfg(action)))?;
        if !package.embeds.by_pattern.is_empty() {
            let text = importcfg::embedcfg(package, |file| self.actual(file));
            shell.write_file(&embedcfg, text.as_bytes())?;
        }
        let mut env = self.changed_env.clone();
        if is_alone {
            env.push(crowd::one_thread());
        }
        let (mut output, error) = shell.run_output(self.cx.cwd, &env, command)?;
        drop(share);
        let is_cleaned = self.cx.env.release.cleans_up_compiler_output_only() && !self.cx.flags.x;
        if is_cleaned && package.uses_cgo() && !output.is_empty() {
            let text = cgo::plain_names(&os_str::decode(&output));
            output = os_str::encode(&text).into_owned();
        }
        shell.report("", "", &output, error)?;
        self.copy_platform_headers(action)?;
        let mut objects = self.assemble(action, &sources.s_files)?;
        objects.extend_from_slice(&sources.objects);
        for file in &package.files.syso {
            objects.push(path::join(&[&package.dir, file]));
        }
        if !objects.is_empty() {
            self.pack(action, &archive, &objects)?;
        }
        Ok(archive)
    }

    /// Asks the assembler which symbols of which calling convention the package's
    /// assembly defines and uses.
    fn symabis(&self, action: ActionRef, s_files: &[String]) -> Result<Option<String>, BuildError> {
        let package = self.package(action);
        if s_files.is_empty() {
            return Ok(None);
        }
        let shell = self.shell(action);
        let objdir = &self.plan.get(action).objdir;
        let symabis = format!("{objdir}symabis");
        let mut command = self.asm_command(action)?;
        command.extend(["-gensymabis", "-o", &symabis].map(str::to_owned));
        for file in s_files {
            if package.import_path == "runtime/cgo" && file.starts_with("gcc_") {
                continue;
            }
            command.push(self.actual(&in_dir(&package.dir, file)));
        }
        // The real one comes from the compiler; this pass needs no more than a file.
        shell.write_file(&format!("{objdir}go_asm.h"), b"")?;
        shell.run(
            &package.dir,
            &package.import_path,
            &self.changed_env,
            command,
        )?;
        Ok(Some(symabis))
    }

    /// Assembles each file; returns the objects.
    fn assemble(&self, action: ActionRef, s_files: &[String]) -> Result<Vec<String>, BuildError> {
        let package = self.package(action);
        if s_files.is_empty() {
            return Ok(Vec::new());
        }
        let objdir = &self.plan.get(action).objdir;
        let start = self.asm_command(action)?;
        let mut objects = Vec::with_capacity(s_files.len());
        for file in s_files {
            let stem = file.strip_suffix(".s").unwrap_or(file);
            let object = format!("{objdir}{stem}.o");
            let mut command = start.clone();
            command.push("-o".to_owned());
            command.push(object.clone());
            command.push(self.actual(&in_dir(&package.dir, file)));
            self.shell(action).run(
                &package.dir,
                &package.import_path,
                &self.changed_env,
                command,
            )?;
            objects.push(object);
        }
        Ok(objects)
    }

    /// Copies headers named for the target to names that say so in general:
    /// `defs_linux_amd64.h` becomes `defs_GOOS_GOARCH.h`.
    fn copy_platform_headers(&self, action: ActionRef) -> Result<(), BuildError> {
        let package = self.package(action);
        let objdir = &self.plan.get(action).objdir;
        for file in &package.files.h {
            let Some(name) = general_header(file, &self.cx.env.goos, &self.cx.env.goarch) else {
                continue;
            };
            let source = path::join(&[&package.dir, file]);
            self.shell(action)
                .copy_file(&format!("{objdir}{name}"), &source, 0o666, true)?;
        }
        Ok(())
    }

    /// Adds objects to the compiler's archive (`go tool pack r`).
    fn pack(&self, action: ActionRef, archive: &str, objects: &[String]) -> Result<(), BuildError> {
        let package = self.package(action);
        let shell = self.shell(action);
        if shell.shows() {
            let mut words = vec!["go", "tool", "pack", "r", archive];
            words.extend(objects.iter().map(String::as_str));
            let line = format!("{} # internal", join_unambiguously(&words));
            shell.show(&package.dir, &line);
        }
        if shell.is_dry() {
            return Ok(());
        }
        let mut members = Vec::new();
        for object in objects {
            let bytes = fresh::read(object)?;
            archive::append_object(&mut members, path::base(object), &bytes);
        }
        Ok(work::append(archive, &members)?)
    }

    /// Stores the list of sources, which vet and list read of packages that are not
    /// built again (`cacheSrcFiles`).
    fn cache_source_list(&self, action: ActionRef, sources: &Sources) {
        let objdir = self.plan.get(action).objdir.as_str();
        let is_generated = |file: &String| file.starts_with(objdir);
        // What was made of other bytes than those that were hashed is nobody else's.
        if sources.go_files.iter().any(is_generated) && !self.inputs_are_unchanged(action) {
            return;
        }
        let mut text = String::new();
        for file in sources.go_files.iter().chain(&sources.s_files) {
            if let Some(name) = file.strip_prefix(objdir) {
                // A list that names what is not there is of no use to anybody.
                if self.put_made(action, name).is_err() {
                    return;
                }
                text.push_str(name);
            } else {
                text.push_str("./");
                text.push_str(file);
            }
            text.push('\n');
        }
        self.put_beside(action, "srcfiles", &os_str::encode(&text));
    }

    /// Returns the compiler's view of where imports are.
    fn importcfg(&self, action: ActionRef) -> String {
        let mut text = String::from("# import config\n");
        importcfg::add_import_map(&mut text, self.package(action));
        for dep in &self.plan.get(action).deps {
            let Some(import) = self.plan.package_of(self.graph, *dep) else {
                continue;
            };
            let state = self.state(*dep);
            if !import.import_path.is_empty() && !state.built.is_empty() {
                importcfg::add_package(&mut text, &import.import_path, &state.built);
            }
        }
        text
    }
}

/// Returns the name under which a header named for the target is offered in general.
fn general_header(file: &str, goos: &str, goarch: &str) -> Option<String> {
    let (name, extension) = file.rsplit_once('.')?;
    let both = format!("_{goos}_{goarch}");
    let pairs = [
        (both, "_GOOS_GOARCH"),
        (format!("_{goarch}"), "_GOARCH"),
        (format!("_{goos}"), "_GOOS"),
    ];
    pairs.iter().find_map(|(special, general)| {
        let stem = name.strip_suffix(special.as_str())?;
        Some(format!("{stem}{general}.{extension}"))
    })
}

#[cfg(test)]
mod tests {
    use super::general_header;

    #[test]
    fn headers_for_the_target_get_general_names() {
        let general = |file| general_header(file, "linux", "amd64");
        let both = Some("defs_GOOS_GOARCH.h".to_owned());
        assert_eq!(general("defs_linux_amd64.h"), both);
        assert_eq!(general("x_amd64.h"), Some("x_GOARCH.h".to_owned()));
        assert_eq!(general("x_linux.h"), Some("x_GOOS.h".to_owned()));
        assert_eq!(general("x_arm64.h"), None);
    }
}
