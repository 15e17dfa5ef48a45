//! What cgo's steps give to the package's own compilation: Go files and objects.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`processCgoOutputs`, `dynimport`,
//! `gccld`).

use std::sync::Arc;

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::shell::join_unambiguously;
use vamos_fsys::fresh;

use super::CgoRun;
use super::compile::Foreign;
use super::compiler::Language;
use super::security::check_linker_flags;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::gc::in_dir;
use crate::runner::Running;

/// Marks a flag for the linker in generated Go.
const LDFLAG: &str = "//go:cgo_ldflag";

/// What the package's own compilation gets from cgo.
pub(crate) struct CgoOutputs {
    pub(crate) go_files: Vec<String>,
    pub(crate) objects: Vec<String>,
}

impl Running<'_> {
    /// Gathers what cgo made for a package; tries whether Go's linker can link it.
    pub(crate) fn cgo_outputs(&self, action: ActionRef) -> Result<CgoOutputs, BuildError> {
        let (run, mut objects) = self.collected(action);
        let objdir = self.plan.get(action).objdir.as_str();
        if !run.links_internally {
            // The linker knows the name.
            let mark = format!("{objdir}preferlinkext");
            if self.cx.env.release.runs_cgo_in_own_action() {
                self.shell(action).write_file(&mark, b"")?;
            }
            objects.insert(0, mark);
        }
        let mut go_files = run.go_files.clone();
        if self.trial_link(action, &run, &objects)? {
            go_files.push(self.dynamic_imports(action)?);
        } else {
            // Likewise.
            let mark = format!("{objdir}dynimportfail");
            self.shell(action).write_file(&mark, b"")?;
            objects.push(mark);
        }
        self.check_generated_flags(&go_files, &run)?;
        Ok(CgoOutputs { go_files, objects })
    }

    /// Returns the cgo tool's run below a build action, and the objects.
    fn collected(&self, action: ActionRef) -> (Arc<CgoRun>, Vec<String>) {
        let is_collect = |dep: &&ActionRef| self.plan.get(**dep).mode == ActionMode::CollectCgo;
        let deps = &self.plan.get(action).deps;
        let collect = deps.iter().find(is_collect);
        let collect = collect.expect("the plan gives it to packages that use cgo");
        let compiles = &self.plan.get(*collect).deps;
        let objects = compiles
            .iter()
            .map(|dep| self.plan.get(*dep).target.clone())
            .collect();
        let run = self.plan.get(compiles[0]).deps[0];
        let run = self.state(run).cgo.clone().unwrap_or_default();
        (run, objects)
    }

    /// Links all objects with a stand-in for the rest of the program, to see what comes
    /// from where. Reports whether it could be linked: some objects need more.
    fn trial_link(
        &self,
        action: ActionRef,
        run: &CgoRun,
        objects: &[String],
    ) -> Result<bool, BuildError> {
        let package = self.package(action);
        let objdir = self.plan.get(action).objdir.as_str();
        let main = format!("{objdir}_cgo_main.o");
        let seed = self.state(action).action_id;
        self.run_compiler(
            action,
            Foreign {
                source: &format!("{objdir}_cgo_main.c"),
                object: &main,
                language: Language::C,
                flags: run.flags_for(Language::C),
                seed,
                // Not a file of the package's.
                copies: &run.copies,
            },
        )?;
        let has_cxx = !package.files.cxx.is_empty() || !package.files.swig_cxx.is_empty();
        let language = if has_cxx { Language::Cxx } else { Language::C };
        let mut command = self.compilers.command(language, &package.dir, objdir)?;
        command.extend(["-o".to_owned(), format!("{objdir}_cgo_.o"), main]);
        command.extend_from_slice(objects);
        command.extend(self.system_objects(action));
        command.extend(self.trial_flags(run));
        let shell = self.shell(action);
        let env = [("TERM".to_owned(), "dumb".to_owned())];
        let shown = shell.shows().then(|| join_unambiguously(&command));
        let has_succeeded = match shell.run_output(self.cx.cwd, &env, command) {
            Ok((_, error)) => error.is_none(),
            Err(BuildError::Cancelled) => return Err(BuildError::Cancelled),
            Err(_) => false,
        };
        if let Some(command) = shown {
            let saw = if has_succeeded { "succeeded" } else { "failed" };
            let line = format!("{command} # test for internal linking errors ({saw})");
            shell.show("", &line);
        }
        Ok(has_succeeded)
    }

    /// Returns the linker's flags for a trial: those of the package, but position
    /// independent where only such a link tells all.
    fn trial_flags(&self, run: &CgoRun) -> Vec<String> {
        let mut flags = run.flags.ldflags.clone();
        let env = self.cx.env;
        let is_arm = env.goarch == "arm" && env.goos == "linux";
        if !is_arm && env.goos != "android" {
            return flags;
        }
        let has = |flags: &[String], wanted: &str| flags.iter().any(|flag| flag == wanted);
        if !has(&flags, "-no-pie") {
            flags.push("-pie".to_owned());
        }
        if has(&flags, "-pie") {
            flags.retain(|flag| flag != "-static");
        }
        flags
    }

    /// Returns the .syso files of the package and of all packages below it.
    fn system_objects(&self, action: ActionRef) -> Vec<String> {
        let mut files = Vec::new();
        for below in self.plan.in_order(action) {
            if let Some(package) = self.plan.package_of(self.graph, below) {
                let syso_files = package.files.syso.iter();
                files.extend(syso_files.map(|file| in_dir(&package.dir, file)));
            }
        }
        files.sort();
        files.dedup();
        files
    }

    /// Writes what the trial's executable imports dynamically into a Go file.
    fn dynamic_imports(&self, action: ActionRef) -> Result<String, BuildError> {
        let package = self.package(action);
        let objdir = self.plan.get(action).objdir.as_str();
        let file = format!("{objdir}_cgo_import.go");
        let mut command = self.cx.flags.toolexec.clone();
        command.extend([
            self.tool("cgo"),
            "-dynpackage".to_owned(),
            package.name.clone(),
            "-dynimport".to_owned(),
            format!("{objdir}_cgo_.o"),
            "-dynout".to_owned(),
            file.clone(),
        ]);
        if package.origin.standard && package.import_path == "runtime/cgo" {
            // The program's own loader is recorded once.
            command.push("-dynlinker".to_owned());
        }
        let env = [("TERM".to_owned(), "dumb".to_owned())];
        let shell = self.shell(action);
        shell.run(self.cx.cwd, &package.import_path, &env, command)?;
        Ok(file)
    }

    /// Checks the flags for the linker in generated files once more: nobody shall have
    /// smuggled any into them.
    fn check_generated_flags(&self, go_files: &[String], run: &CgoRun) -> Result<(), BuildError> {
        if self.cx.flags.n {
            return Ok(());
        }
        let mut flags = Vec::new();
        for file in go_files {
            if path::base(file).starts_with("_cgo_") {
                let text = fresh::read(file)?;
                flags.extend(recorded_flags(&os_str::decode(&text)));
            }
        }
        // Those that we passed are checked, or the user's.
        let ours = &run.flags.ldflags;
        if !ours.is_empty()
            && let Some(at) = flags.windows(ours.len()).position(|some| some == ours)
        {
            flags.drain(at..at + ours.len());
        }
        check_linker_flags(self.cx.env, "LDFLAGS", "go:cgo_ldflag", &flags)
            .map_err(BuildError::Message)
    }
}

/// Returns the flags for the linker that a generated file records.
fn recorded_flags(text: &str) -> Vec<String> {
    text.split('\n')
        .filter_map(|line| line[line.find("//")?..].strip_prefix(LDFLAG))
        .map(|flag| flag.trim().trim_matches('"').to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::recorded_flags;

    #[test]
    fn flags_stand_in_the_first_comment_of_a_line() {
        let text = "package p\n//go:cgo_ldflag \"-O2\"\nvar x // no //go:cgo_ldflag \"-x\"\n\
                    y //go:cgo_ldflag \"-lm\"\n//go:cgo_import_dynamic a\n";
        assert_eq!(recorded_flags(text), ["-O2", "-lm"]);
    }
}
