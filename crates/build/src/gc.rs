//! Command lines of the compiler, the assembler and the linker.
//!
//! Counterpart: cmd/go/internal/work/gc.go.

use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_base::golang::path;
use vamos_base::golang::quoted;
use vamos_goenv::platform;
use vamos_load::Package;
use vamos_modfile::gover;

use crate::action::ActionRef;
use crate::cgo;
use crate::cgo::Language;
use crate::error::BuildError;
use crate::runner::Running;

/// The language version of modules whose go.mod has no go line
/// (`gover.DefaultGoModVersion`).
const DEFAULT_GO: &str = "1.16";

/// Packages of the standard library that declare functions which package runtime
/// defines; the compiler must not take them for complete.
const PARTIAL: [&str; 10] = [
    "bytes",
    "internal/poll",
    "net",
    "os",
    "runtime/metrics",
    "runtime/pprof",
    "runtime/trace",
    "sync",
    "syscall",
    "time",
];

/// What a compilation needs besides its package.
pub(crate) struct Compile<'a> {
    pub(crate) output: &'a str,
    /// Sources, relative to the package's directory or absolute.
    pub(crate) go_files: &'a [String],
    pub(crate) importcfg: &'a str,
    pub(crate) embedcfg: Option<&'a str>,
    pub(crate) symabis: Option<&'a str>,
    /// The preprocessed profile.
    pub(crate) profile: Option<&'a str>,
    pub(crate) concurrency: usize,
}

/// Backend threads that compilations may use together (`compilerConcurrency`).
pub(crate) struct Tokens {
    max: usize,
    min: usize,
    parallel: usize,
    /// Whether shares are not taken from what is free: up to Go 1.25 all are the same.
    is_fixed: bool,
    /// Free tokens, and running compilations.
    state: Mutex<(usize, usize)>,
}

/// A command line, where it runs and the names set for it.
pub(crate) struct LinkCommand {
    pub(crate) words: Vec<String>,
    pub(crate) dir: String,
    pub(crate) env: Vec<(String, String)>,
}

/// A compilation's share, given back when dropped.
pub(crate) struct Share<'t> {
    tokens: &'t Tokens,
    pub(crate) count: usize,
}

impl Tokens {
    pub(crate) fn new(max: usize, parallel: usize) -> Self {
        let min = max.min(4);
        Self {
            max,
            min,
            parallel,
            is_fixed: false,
            state: Mutex::new((2 * max + min * parallel, 0)),
        }
    }

    /// Returns the shares of Go 1.25: four at most, or one where the environment forbids
    /// more (`gcBackendConcurrency`).
    pub(crate) fn fixed(max: usize, parallel: usize, is_concurrent: bool) -> Self {
        let max = if is_concurrent { max } else { 1 };
        Self {
            is_fixed: true,
            ..Self::new(max, parallel)
        }
    }

    /// Takes half of what is free once each other worker has its minimum.
    pub(crate) fn take(&self) -> Share<'_> {
        let mut count = self.max;
        if self.is_fixed && self.parallel > 1 {
            count = self.min;
        } else if self.parallel > 1 {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.1 += 1;
            let set_aside = self.parallel.saturating_sub(state.1) * self.min;
            let free = state.0.saturating_sub(set_aside);
            count = (free / 2).min(self.max).max(self.min);
            state.0 = state.0.saturating_sub(count);
        }
        Share {
            tokens: self,
            count,
        }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        if self.tokens.parallel > 1 && !self.tokens.is_fixed {
            let mut state = self
                .tokens
                .state
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            state.0 += self.count;
            state.1 -= 1;
        }
    }
}

/// Returns `file` in `dir`, unless it says itself where it is (`mkAbs`); `$WORK` stands
/// for a directory that `-n` does not make.
pub(crate) fn in_dir(dir: &str, file: &str) -> String {
    if path::is_abs(file) || file.starts_with("$WORK") {
        file.to_owned()
    } else {
        path::join(&[dir, file])
    }
}

fn is_complete(package: &Package) -> bool {
    let others = [
        &package.files.cgo,
        &package.files.c,
        &package.files.cxx,
        &package.files.m,
        &package.files.f,
        &package.files.s,
        &package.files.syso,
        &package.files.swig,
        &package.files.swig_cxx,
    ];
    let is_partial = package.origin.standard && PARTIAL.contains(&package.import_path.as_str());
    !is_partial && others.iter().all(|files| files.is_empty())
}

/// A command line under construction.
struct Args(Vec<String>);

impl Args {
    fn push(&mut self, words: &[&str]) {
        self.0.extend(words.iter().map(|word| (*word).to_owned()));
    }
}

impl Running<'_> {
    /// Returns the path of a tool of the SDK (`base.Tool`).
    pub(crate) fn tool(&self, name: &str) -> String {
        format!("{}/{name}", self.cx.env.tool_dir)
    }

    fn command(&self, tool: &str) -> Args {
        let mut args = Args(Vec::with_capacity(48));
        args.0.extend_from_slice(&self.cx.flags.toolexec);
        args.0.push(self.tool(tool));
        args
    }

    /// Returns the command that preprocesses a profile.
    pub(crate) fn preprofile_command(&self, output: &str, profile: &str) -> Vec<String> {
        let mut args = self.command("preprofile");
        args.push(&["-o", output, "-i", profile]);
        args.0
    }

    /// Returns the Go release that we build with, without `go`.
    pub(crate) fn local_go(&self) -> &str {
        let version = &self.cx.env.version;
        version.strip_prefix("go").unwrap_or(version)
    }

    /// Reports whether a module's go version is one that we can build.
    pub(crate) fn allows(&self, version: &str) -> bool {
        version.is_empty() || gover::compare(self.local_go(), version).is_ge()
    }

    fn language(&self, package: &Package) -> String {
        let mut version = self.local_go();
        if let Some(module) = &package.module {
            let wanted = match module.go_version.as_str() {
                "" => DEFAULT_GO,
                wanted => wanted,
            };
            if self.allows(wanted) {
                version = wanted;
            }
        }
        gover::lang(version)
    }

    /// Returns the command that compiles a package (`gcToolchain.gc`).
    pub(crate) fn compile_command(
        &self,
        action: ActionRef,
        what: &Compile<'_>,
    ) -> Result<Vec<String>, BuildError> {
        let package = self.package(action);
        let objdir = &self.plan.get(action).objdir;
        let env = self.cx.env;
        let mut args = self.command("compile");
        args.push(&["-o", what.output, "-trimpath"]);
        args.0.push(self.trimpath(action));
        args.push(&["-p", &self.package_path(action)?]);
        args.0.push(format!("-lang=go{}", self.language(package)));
        if package.origin.standard {
            args.push(&["-std"]);
        }
        if is_complete(package) {
            args.push(&["-complete"]);
        }
        if !self.mode.install_suffix.is_empty() {
            args.push(&["-installsuffix", &self.mode.install_suffix]);
        }
        let build_id = self.state(action).build_id.clone();
        if !build_id.is_empty() {
            args.push(&["-buildid", &build_id]);
        }
        if package.request.omit_debug || env.goos == "plan9" || env.goarch == "wasm" {
            args.push(&["-dwarf=false"]);
        }
        if env.version.starts_with("go1") {
            args.push(&["-goversion", &env.version]);
        }
        if let Some(config) = self.coverage_config(action) {
            args.0.push(format!("-coveragecfg={config}"));
        }
        if let Some(profile) = what.profile {
            args.0.push(format!("-pgoprofile={profile}"));
        }
        if let Some(symabis) = what.symabis {
            args.push(&["-symabis", symabis]);
        }
        if what.concurrency > 1 {
            args.0.push(format!("-c={}", what.concurrency));
        }
        args.0.extend_from_slice(&self.mode.forced_gcflags);
        args.0.extend_from_slice(&package.request.flags.gc);
        if package.origin.local_prefix.is_empty() {
            args.push(&["-nolocalimports"]);
        } else {
            args.push(&["-D", &package.origin.local_prefix]);
        }
        args.push(&["-importcfg", what.importcfg]);
        if let Some(embedcfg) = what.embedcfg {
            args.push(&["-embedcfg", embedcfg]);
        }
        args.push(&["-pack"]);
        if what.symabis.is_some() {
            args.0.push("-asmhdr".to_owned());
            args.0.push(format!("{objdir}go_asm.h"));
        }
        for file in what.go_files {
            args.0.push(self.actual(&in_dir(&package.dir, file)));
        }
        Ok(args.0)
    }

    /// Returns where the bytes of a source file are.
    pub(crate) fn actual(&self, file: &str) -> String {
        self.cx.files.actual(file).into_owned()
    }

    /// Returns how tools rewrite directories in what they record (`Action.trimpath`).
    fn trimpath(&self, action: ActionRef) -> String {
        let package = self.package(action);
        let objdir = self.plan.get(action).objdir.trim_end_matches('/');
        let mut rewrite = String::new();
        let mut recorded = package.dir.clone();
        if self.cx.flags.trimpath {
            let path = &package.orig_import_path;
            recorded = match &package.module {
                Some(module) if !module.version.is_empty() => {
                    let inner = path.strip_prefix(&module.path).unwrap_or(path);
                    format!("{}@{}{inner}", module.path, module.version)
                }
                _ => path.clone(),
            };
            rewrite = format!("{}=>{recorded};", package.dir);
        }
        if !self.cx.flags.overlay.is_empty() {
            self.add_overlay_rewrites(package, objdir, &recorded, &mut rewrite);
        }
        rewrite.push_str(objdir);
        rewrite.push_str("=>");
        rewrite
    }

    /// Files that an overlay replaces are recorded as what they replace; other sources
    /// than Go are copied to the object directory if one of them is replaced.
    fn add_overlay_rewrites(
        &self,
        package: &Package,
        objdir: &str,
        recorded: &str,
        rewrite: &mut String,
    ) {
        let mut copied = String::new();
        let mut is_copied = false;
        for file in package.all_files() {
            let full = in_dir(&package.dir, file);
            let base = path::base(&full);
            let is_go = file.ends_with(".go") || file.ends_with(".s");
            let is_foreign = !is_go || package.files.cgo.iter().any(|other| other == file);
            let to = path::join(&[recorded, base]);
            if self.cx.files.is_replaced(&full) {
                if is_foreign {
                    is_copied = true;
                } else {
                    rewrite.push_str(&format!("{}=>{to};", self.cx.files.actual(&full)));
                }
            } else if is_foreign && path::dir(&full) == package.dir {
                copied.push_str(&format!("{objdir}/{base}=>{to};"));
            }
        }
        if is_copied {
            rewrite.push_str(&copied);
        }
    }

    /// Returns the beginning of each assembler command (`asmArgs`).
    pub(crate) fn asm_command(&self, action: ActionRef) -> Result<Vec<String>, BuildError> {
        let package = self.package(action);
        let env = self.cx.env;
        let mut args = self.command("asm");
        args.push(&["-p", &self.package_path(action)?, "-trimpath"]);
        args.0.push(self.trimpath(action));
        let include = path::join(&[&env.goroot, "pkg", "include"]);
        args.push(&["-I", &self.plan.get(action).objdir, "-I", &include]);
        args.push(&["-D", &format!("GOOS_{}", env.goos)]);
        args.push(&["-D", &format!("GOARCH_{}", env.goarch)]);
        args.0.extend_from_slice(&self.mode.forced_asmflags);
        args.0.extend_from_slice(&package.request.flags.asm);
        let is_dynlink = self
            .mode
            .forced_asmflags
            .iter()
            .any(|flag| flag == "-dynlink");
        if package.import_path == "runtime" && env.goarch == "386" && is_dynlink {
            args.push(&["-D=GOBUILDMODE_shared=1"]);
        }
        if package.origin.standard && env.release.passes_std_to_assembler() {
            args.push(&["-std"]);
        }
        for define in arch_defines(&env.goarch, &env.arch_env.1) {
            args.push(&["-D", &define]);
        }
        Ok(args.0)
    }

    /// Returns the command that links an executable (`gcToolchain.ld`).
    pub(crate) fn link_command(
        &self,
        link: ActionRef,
        importcfg: &str,
        main_archive: &str,
    ) -> Result<LinkCommand, BuildError> {
        let package = self.package(link);
        let env = self.cx.env;
        let action = self.plan.get(link);
        let mut args = self.command("link");
        let (dir, output) = link_place(&self.cx.flags.buildmode, &action.target);
        args.push(&["-o", output, "-importcfg", importcfg]);
        let start = args.0.len();
        if !self.mode.install_suffix.is_empty() {
            args.push(&["-installsuffix", &self.mode.install_suffix]);
        }
        if package.request.omit_debug {
            args.push(&["-s", "-w"]);
        }
        if self.cx.flags.buildmode == "plugin" {
            args.push(&["-pluginpath", &self.plugin_path(link)?]);
        }
        if !matches!(env.get("GOFIPS140"), "" | "off") {
            args.push(&["-fipso", &format!("{}fips.o", action.objdir)]);
        }
        let build_id = self.state(link).build_id.clone();
        // Tools carry their build ID, so that they can say which build they are.
        if package.origin.goroot
            && package.import_path.starts_with("cmd/")
            && !platform::must_link_external(env.release, &env.goos, &env.goarch, false)
        {
            args.0
                .push(format!("-X=cmd/internal/objabi.buildID={build_id}"));
        }
        if !package.default_godebug.is_empty() {
            args.0.push(format!(
                "-X=runtime.godebugDefault={}",
                package.default_godebug
            ));
        }
        args.0.push(format!("-buildmode={}", self.mode.link_mode));
        if !build_id.is_empty() {
            args.0.push(format!("-buildid={build_id}"));
        }
        args.0.extend_from_slice(&self.mode.forced_ldflags);
        args.0.extend_from_slice(&package.request.flags.ld);
        if !names_linker(&args.0[start..]) {
            args.0
                .push(format!("-extld={}", self.external_linker(link)?));
        }
        args.push(&[main_archive]);
        let goroot = if self.cx.flags.trimpath {
            String::new()
        } else {
            env.goroot.clone()
        };
        let mut extra = self.changed_env.clone();
        extra.push(("GOROOT".to_owned(), goroot));
        Ok(LinkCommand {
            words: args.0,
            dir: dir.to_owned(),
            env: extra,
        })
    }

    /// Returns the command that links a shared library (`gcToolchain.ldShared`).
    pub(crate) fn shared_command(
        &self,
        link: ActionRef,
        importcfg: &str,
    ) -> Result<Vec<String>, BuildError> {
        let action = self.plan.get(link);
        let mut args = self.command("link");
        args.push(&["-o", path::base(&action.target), "-importcfg", importcfg]);
        let start = args.0.len();
        args.push(&["-installsuffix", &self.mode.install_suffix]);
        args.push(&["-buildmode=shared"]);
        args.0.extend_from_slice(&self.mode.forced_ldflags);
        args.0
            .extend_from_slice(&self.package(link).request.flags.ld);
        if !names_linker(&args.0[start..]) {
            let linker = self.external_linker(link)?;
            args.0.push(format!("-extld={linker}"));
        }
        // Packages that are only built have no target, and go without a mention.
        for top in &self.plan.get(action.deps[0]).deps {
            let target = &self.plan.get(*top).target;
            if target.ends_with(".a") {
                let path = &self.package(*top).import_path;
                args.0.push(format!("{path}={target}"));
            }
        }
        Ok(args.0)
    }

    /// Returns the C or C++ compiler that would link if C came in.
    fn external_linker(&self, link: ActionRef) -> Result<String, BuildError> {
        let has_cxx =
            |package: &Package| !package.files.cxx.is_empty() || !package.files.swig_cxx.is_empty();
        let deps = &self.plan.get(link).deps;
        let is_cxx = has_cxx(self.package(link))
            || deps
                .iter()
                .filter_map(|dep| self.plan.package_of(self.graph, *dep))
                .any(has_cxx);
        let language = if is_cxx { Language::Cxx } else { Language::C };
        let words = cgo::program(self.cx.env, language)?;
        quoted::join(&words).map_err(BuildError::Message)
    }
}

/// Reports whether flags say which linker of the system is used.
fn names_linker(flags: &[String]) -> bool {
    let is_it = |flag: &String| flag == "-extld" || flag.starts_with("-extld=");
    flags.iter().any(is_it)
}

/// Returns where the linker runs and the name of what it writes there. Some systems
/// record that name in a library, and it should not be that of a temporary directory.
fn link_place<'t>(buildmode: &str, target: &'t str) -> (&'t str, &'t str) {
    match target.rfind('/') {
        Some(slash) if matches!(buildmode, "c-shared" | "plugin") => target.split_at(slash + 1),
        _ => (".", target),
    }
}

/// Returns what the assembler is told of the architecture's variant.
fn arch_defines(goarch: &str, value: &str) -> Vec<String> {
    match goarch {
        "386" => vec![format!("GO386_{value}")],
        "amd64" => vec![format!("GOAMD64_{value}")],
        "mips" | "mipsle" => vec![format!("GOMIPS_{value}")],
        "mips64" | "mips64le" => vec![format!("GOMIPS64_{value}")],
        "riscv64" => vec![format!("GORISCV64_{value}")],
        // Each version has all that those before it have.
        "ppc64" | "ppc64le" => {
            let known = ["power10", "power9", "power8"];
            let from = known.iter().position(|name| *name == value).unwrap_or(2);
            known[from..]
                .iter()
                .map(|name| format!("GOPPC64_{name}"))
                .collect()
        }
        "arm" => {
            let from = if value.contains('7') {
                0
            } else if value.contains('6') {
                1
            } else {
                2
            };
            ["GOARM_7", "GOARM_6", "GOARM_5"][from..]
                .iter()
                .map(|name| (*name).to_owned())
                .collect()
        }
        "arm64" if has_lse(value) => vec!["GOARM64_LSE".to_owned()],
        _ => Vec::new(),
    }
}

/// Reports whether a GOARM64 value implies atomic instructions
/// (`buildcfg.ParseGoarm64`): from v8.1 on, or where it says so.
fn has_lse(goarm64: &str) -> bool {
    let options = goarm64.split(',').skip(1);
    let version = goarm64.split(',').next().unwrap_or("");
    version.starts_with("v9.")
        || version
            .strip_prefix("v8.")
            .is_some_and(|minor| minor != "0")
        || options.into_iter().any(|option| option == "lse")
}

#[cfg(test)]
mod tests {
    use super::Tokens;
    use super::arch_defines;

    #[test]
    fn variants_of_architectures() {
        assert_eq!(arch_defines("amd64", "v3"), ["GOAMD64_v3"]);
        let power9 = ["GOPPC64_power9", "GOPPC64_power8"];
        assert_eq!(arch_defines("ppc64le", "power9"), power9);
        assert_eq!(arch_defines("arm", "6,softfloat"), ["GOARM_6", "GOARM_5"]);
        assert!(arch_defines("arm64", "v8.0").is_empty());
        assert_eq!(arch_defines("arm64", "v8.0,lse"), ["GOARM64_LSE"]);
        assert_eq!(arch_defines("arm64", "v9.0"), ["GOARM64_LSE"]);
        assert!(arch_defines("wasm", "").is_empty());
    }

    #[test]
    fn compilations_share_threads() {
        assert_eq!(Tokens::new(8, 1).take().count, 8);
        let tokens = Tokens::new(8, 2);
        let first = tokens.take();
        assert_eq!(first.count, 8);
        let second = tokens.take();
        assert_eq!(second.count, 8);
        drop((first, second));
        assert_eq!(*tokens.state.lock().unwrap(), (24, 0));
    }
}
