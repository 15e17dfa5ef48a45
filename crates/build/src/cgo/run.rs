//! The cgo tool: Go files that import "C" become Go files that do not, and C.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`runCgo`, `computeNonGoOverlay`).

use std::sync::Arc;

use hashbrown::HashMap;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_load::Package;

use super::CgoRun;
use super::flags::Flags;
use crate::action::ActionRef;
use crate::cache_use::Need;
use crate::error::BuildError;
use crate::gc::in_dir;
use crate::runner::Running;

impl Running<'_> {
    /// Runs the cgo tool, if anything is to be done for the package.
    pub(crate) fn run_cgo(&self, action: ActionRef, build: ActionRef) -> Result<(), BuildError> {
        let mut need = self.state(build).need;
        // Instrumenting the sources has seen to it.
        need.cover_metadata = false;
        if need == Need::default() {
            return Ok(());
        }
        let package = self.package(action);
        if package.uses_swig() {
            return Err(BuildError::NotBuilt("SWIG"));
        }
        if let Some(run) = self.take_early_cgo(action) {
            self.state(action).cgo = Some(run);
            return Ok(());
        }
        let covered = self.state(build).covered.clone();
        let cgo_files =
            covered.map_or_else(|| package.files.cgo.clone(), |covered| covered.cgo_files);
        let run = self.make_cgo(action, &cgo_files)?;
        self.state(action).cgo = Some(Arc::new(run));
        Ok(())
    }

    /// Runs the cgo tool, and what is asked before it.
    pub(super) fn make_cgo(
        &self,
        action: ActionRef,
        cgo_files: &[String],
    ) -> Result<CgoRun, BuildError> {
        let package = self.package(action);
        let shell = self.shell(action);
        let objdir = self.plan.get(action).objdir.as_str();
        shell.make_dirs(objdir)?;
        let is_old = !self.cx.env.release.runs_cgo_in_own_action();
        let early = if is_old {
            Some(self.pkg_config(action)?)
        } else {
            None
        };
        let copies = self.copy_for_overlay(action)?;
        let (mut pkg_cflags, mut pkg_ldflags) = match early {
            Some(flags) => flags,
            None => self.pkg_config(action)?,
        };
        let (mut flags, checked) = Flags::of_package(self.cx.env, package)?;
        checked.map_err(BuildError::Message)?;
        flags.cppflags.append(&mut pkg_cflags);
        flags.ldflags.append(&mut pkg_ldflags);
        self.add_runtime_libraries(package, &mut flags);
        // Asked before what the command itself adds.
        let links_internally = flags.link_internally(self.cx.env.release);
        if is_old && !links_internally {
            shell.write_file(&format!("{objdir}preferlinkext"), b"")?;
        }
        self.add_sanitizers(&mut flags);
        // For _cgo_export.h, and copies of headers.
        flags.cppflags.push("-I".to_owned());
        flags.cppflags.push(objdir.to_owned());
        self.run_cgo_tool(action, &flags, cgo_files)?;
        let go_files = generated_go_files(cgo_files, objdir);
        Ok(CgoRun {
            flags,
            links_internally,
            copies,
            go_files,
        })
    }

    /// Libraries that objects of some languages cannot do without.
    fn add_runtime_libraries(&self, package: &Package, flags: &mut Flags) {
        if !package.files.m.is_empty() {
            flags.ldflags.push("-lobjc".to_owned());
        }
        let fortran = self.cx.env.get_or("FC", "gfortran");
        // Users of other compilers say themselves what theirs need.
        if !package.files.f.is_empty() && fortran.contains("gfortran") {
            flags.ldflags.push("-lgfortran".to_owned());
        }
    }

    fn add_sanitizers(&self, flags: &mut Flags) {
        let sanitizers = [
            (self.cx.flags.msan, "-fsanitize=memory"),
            (self.cx.flags.asan, "-fsanitize=address"),
        ];
        for (_, flag) in sanitizers.iter().filter(|(is_on, _)| *is_on) {
            flags.cflags.insert(0, (*flag).to_owned());
            flags.ldflags.insert(0, (*flag).to_owned());
        }
    }

    fn run_cgo_tool(
        &self,
        action: ActionRef,
        flags: &Flags,
        cgo_files: &[String],
    ) -> Result<(), BuildError> {
        let package = self.package(action);
        let objdir = self.plan.get(action).objdir.as_str();
        let mut env = vec![("TERM".to_owned(), "dumb".to_owned())];
        env.extend_from_slice(&self.changed_env);
        let mut command = self.cx.flags.toolexec.clone();
        let mut add = |words: &[&str]| command.extend(words.iter().map(|word| (*word).to_owned()));
        add(&[&self.tool("cgo"), "-objdir", objdir]);
        add(&["-importpath", &package.import_path]);
        let path = package.import_path.as_str();
        if package.origin.standard && path == "runtime/cgo" {
            add(&["-import_runtime_cgo=false"]);
        }
        let is_runtime_part = matches!(
            path,
            "runtime/race" | "runtime/msan" | "runtime/cgo" | "runtime/asan"
        );
        if package.origin.standard && is_runtime_part {
            add(&["-import_syscall=false"]);
        }
        if matches!(self.cx.flags.buildmode.as_str(), "c-archive" | "c-shared") {
            add(&[&format!("-exportheader={objdir}_cgo_install.h")]);
        }
        let (files, rewrites) = self.cgo_sources(package, cgo_files);
        if !rewrites.is_empty() {
            add(&["-trimpath", &rewrites.join(";")]);
        }
        // On the command line, since there may be more than an environment holds.
        if !flags.ldflags.is_empty() {
            let words: Vec<String> = flags.ldflags.iter().map(|flag| quote(flag)).collect();
            add(&[&format!("-ldflags={}", words.join(" "))]);
            env.push(("CGO_LDFLAGS".to_owned(), String::new()));
        }
        add(&["--"]);
        command.extend_from_slice(&flags.cppflags);
        command.extend_from_slice(&flags.cflags);
        command.extend(files);
        self.shell(action).run(&package.dir, path, &env, command)
    }

    /// Returns where the package's cgo files are, and how to write of those that an
    /// overlay replaces: positions shall name what is replaced.
    fn cgo_sources(&self, package: &Package, cgo_files: &[String]) -> (Vec<String>, Vec<String>) {
        let mut rewrites = Vec::new();
        let files = cgo_files.iter().map(|file| {
            let file = in_dir(&package.dir, file);
            if !self.cx.files.is_replaced(&file) {
                return file;
            }
            let actual = self.actual(&file);
            rewrites.push(format!("{actual}=>{file}"));
            actual
        });
        (files.collect(), rewrites)
    }

    /// Copies foreign sources to the object directory, if an overlay replaces one of
    /// them: they include each other by their names.
    fn copy_for_overlay(&self, action: ActionRef) -> Result<HashMap<String, String>, BuildError> {
        let package = self.package(action);
        let objdir = self.plan.get(action).objdir.as_str();
        let lists = [
            &package.files.c,
            &package.files.s,
            &package.files.cxx,
            &package.files.h,
            &package.files.f,
        ];
        let files = || lists.into_iter().flatten();
        let mut copies = HashMap::new();
        let is_replaced = |file: &String| self.cx.files.is_replaced(&in_dir(&package.dir, file));
        if self.cx.flags.overlay.is_empty() || !files().any(is_replaced) {
            return Ok(copies);
        }
        for file in files() {
            let from = in_dir(&package.dir, file);
            let to = format!("{objdir}{}", path::base(file));
            let shell = self.shell(action);
            shell.copy_file(&to, &self.actual(&from), 0o666, false)?;
            copies.insert(from, to);
        }
        Ok(copies)
    }
}

/// Returns the Go files that the cgo tool makes.
fn generated_go_files(cgo_files: &[String], objdir: &str) -> Vec<String> {
    let mut files = vec![format!("{objdir}_cgo_gotypes.go")];
    files.extend(cgo_files.iter().map(|file| {
        let base = path::base(file);
        let stem = base.strip_suffix(".go").unwrap_or(base);
        format!("{objdir}{stem}.cgo1.go")
    }));
    files
}
