//! `go clean`: removes object files and cached files.
//!
//! Counterpart: cmd/go/internal/clean/clean.go.

use std::collections::HashSet;
use std::time::SystemTime;

use vamos_base::golang::path;
use vamos_cache::LocalStore;
use vamos_fsys::fresh;
use vamos_fsys::work;
use vamos_goenv::BuildFlags;
use vamos_goenv::host;
use vamos_goenv::locate;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_memories::Homes;

use super::script::Script;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `go clean`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let flags = invocation.build_flags();
    let mut clean = Clean {
        invocation,
        flags: &flags,
        cleaned: HashSet::new(),
        exit_code: 0,
    };
    clean.run()?;
    Ok(clean.exit_code)
}

struct Clean<'a> {
    invocation: &'a Invocation,
    flags: &'a BuildFlags,
    cleaned: HashSet<PackageId>,
    exit_code: i32,
}

impl Clean<'_> {
    fn is_set(&self, flag: Flag) -> bool {
        self.invocation.parsed.is_set(flag)
    }

    fn error(&mut self, text: impl std::fmt::Display) {
        self.invocation.output.log(&format!("go: {text}"));
        self.exit_code = 1;
    }

    fn run(&mut self) -> Result<(), CliError> {
        let args = &self.invocation.parsed.args;
        let caches = [
            Flag::Cache,
            Flag::Testcache,
            Flag::Fuzzcache,
            Flag::Modcache,
        ];
        let wanted = caches.map(|flag| self.is_set(flag));
        let any_cache = wanted.iter().any(|is_wanted| *is_wanted);
        if !args.is_empty()
            && let Some(at) = wanted.iter().position(|is_wanted| *is_wanted)
        {
            return Err(CliError::go(format_args!(
                "clean -{} cannot be used with package arguments",
                caches[at]
            )));
        }
        let [cache, testcache, fuzzcache, modcache] = wanted;
        if !args.is_empty() || self.is_set(Flag::I) || self.is_set(Flag::R) {
            self.packages(true)?;
        } else if !any_cache {
            self.packages(false)?;
        }
        if cache {
            self.cache()?;
        }
        if testcache && !cache {
            self.testcache()?;
        }
        if modcache {
            self.modcache()?;
        }
        if fuzzcache {
            super::session::require_cache(self.invocation)?;
            let dir = format!("{}/fuzz", self.cache_dir()?);
            self.remove_all(&[dir]);
        }
        Ok(())
    }

    /// Cleans the packages that the arguments name. If they were not requested (`is_asked`),
    /// being outside of a module is not an error.
    fn packages(&mut self, is_asked: bool) -> Result<(), CliError> {
        let files = self.invocation.files(self.flags)?;
        let ctx = self.invocation.load_context(self.flags, files);
        if !is_asked && !has_mod_root(self.invocation) {
            return Ok(());
        }
        // Upstream's loader creates the cache, because it stores its module index there.
        super::session::make_cache(self.invocation)?;
        let opts = vamos_load::PackageOpts::default();
        let args = &self.invocation.parsed.args;
        let loaded = super::session::load(self.invocation, &ctx, &opts, args)?;
        for root in &loaded.graph.roots {
            self.package(&loaded.graph, *root);
        }
        Ok(())
    }

    fn package(&mut self, graph: &PackageGraph, id: PackageId) {
        if !self.cleaned.insert(id) {
            return;
        }
        let package = graph.get(id);
        if package.dir.is_empty() {
            if let Some(error) = &package.problems.error {
                self.invocation.output.log(&error.to_string());
                self.exit_code = 1;
            }
            return;
        }
        let names = match sorted_entries(&package.dir) {
            Ok(names) => names,
            Err(error) => return self.error(format_args!("{}: {error}", package.dir)),
        };
        let remove = leftovers(package, &names);
        let mut script = Script::new(self.invocation);
        // Up to Go 1.26 all candidates are shown, and then each removed file.
        let shows_each = self.invocation.env.release.shows_each_cleaned_file();
        if !shows_each && (self.flags.n || self.flags.x) {
            script.show(&package.dir, &format!("rm -f {}", remove.join(" ")));
        }
        let remove: HashSet<&str> = remove.iter().map(String::as_str).collect();
        for (name, is_dir) in &names {
            let file = path::join(&[&package.dir, name]);
            if *is_dir {
                if !shows_each && matches!(name.as_str(), "_test" | "_obj") {
                    self.remove_all_with(&mut script, &[file]);
                }
            } else if is_leftover(name, &remove) {
                self.remove_file(&mut script, &file, shows_each);
            }
        }
        if self.is_set(Flag::I) && !package.request.target.is_empty() {
            self.remove_file(&mut script, &package.request.target, true);
        }
        if self.is_set(Flag::R) {
            for import in &package.imports.ids {
                self.package(graph, *import);
            }
        }
    }

    fn remove_file(&mut self, script: &mut Script<'_>, file: &str, shows: bool) {
        if shows && (self.flags.n || self.flags.x) {
            script.show("", &format!("rm -f {file}"));
        }
        if self.flags.n {
            return;
        }
        if let Err(error) = work::remove(file)
            && !error.is_not_exist()
        {
            self.error(error);
        }
    }

    fn remove_all(&mut self, paths: &[String]) {
        let mut script = Script::new(self.invocation);
        self.remove_all_with(&mut script, paths);
    }

    fn remove_all_with(&mut self, script: &mut Script<'_>, paths: &[String]) {
        // Upstream does not show the removal of missing files.
        let is_there =
            |path: &String| fresh::stat(path).map_or_else(|e| !e.is_not_exist(), |_| true);
        if (self.flags.n || self.flags.x) && paths.iter().any(is_there) {
            script.show("", &format!("rm -rf {}", paths.join(" ")));
        }
        if self.flags.n {
            return;
        }
        for path in paths {
            if let Err(error) = work::remove_all(path) {
                return self.error(error);
            }
        }
    }

    /// Returns GOCACHE; may be `off`.
    fn cache_dir(&self) -> Result<String, CliError> {
        let env = &self.invocation.env;
        if !env.gocache_error.is_empty() {
            return Err(CliError::go(&env.gocache_error));
        }
        Ok(env.gocache.clone())
    }

    /// Removes what is in the build cache, but not its top directory: that may have
    /// been made with special permissions.
    fn cache(&mut self) -> Result<(), CliError> {
        let dir = self.cache_dir()?;
        if dir == "off" {
            return Ok(());
        }
        let mut subdirs: Vec<String> = fresh::names(&dir).unwrap_or_default();
        let is_hex = |c: u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
        subdirs.retain(|name| name.len() == 2 && name.bytes().all(is_hex));
        subdirs.sort();
        let subdirs: Vec<String> = subdirs.iter().map(|name| format!("{dir}/{name}")).collect();
        let mut script = Script::new(self.invocation);
        if !subdirs.is_empty() {
            self.remove_all_with(&mut script, &subdirs);
        }
        self.remove_all_with(&mut script, &[format!("{dir}/log.txt")]);
        if !self.flags.n {
            self.forget(&dir);
        }
        Ok(())
    }

    /// Removes vamos's own files, in GOCACHE and in the user's cache directory. Nothing is
    /// shown, and failures are ignored, because the official command has no such files.
    fn forget(&self, cache: &str) {
        let user = host::user_cache_dir(self.invocation.env.os()).ok();
        Homes::below(user.as_deref(), Some(cache)).clear();
    }

    fn testcache(&mut self) -> Result<(), CliError> {
        let dir = self.cache_dir()?;
        if dir == "off" {
            return Ok(());
        }
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.map_or(0, |now| i64::try_from(now.as_nanos()).unwrap_or(i64::MAX));
        if let Err(error) = LocalStore::expire_tests(&dir, now) {
            self.error(error);
        }
        Ok(())
    }

    fn modcache(&mut self) -> Result<(), CliError> {
        let dir = &self.invocation.env.gomodcache;
        if dir.is_empty() {
            return Err(CliError::go(
                "cannot clean -modcache without a module cache",
            ));
        }
        if self.flags.n || self.flags.x {
            Script::new(self.invocation).show("", &format!("rm -rf {dir}"));
        }
        if !self.flags.n
            && let Err(error) = work::remove_read_only(dir)
        {
            self.error(error);
        }
        Ok(())
    }
}

/// Reports whether packages are cleaned without arguments: in a main module or workspace, or
/// in GOPATH mode.
fn has_mod_root(invocation: &Invocation) -> bool {
    let (env, disk, cwd) = (&invocation.env, &*invocation.disk, &invocation.process.cwd);
    !locate::modules_enabled(env, disk, cwd)
        || locate::find_go_mod(env, disk, cwd).is_some()
        || matches!(locate::find_go_work(env, disk, cwd), Ok(Some(_)))
}

/// Returns the names in a directory, sorted, and whether each is a directory.
fn sorted_entries(dir: &str) -> Result<Vec<(String, bool)>, vamos_fsys::PathError> {
    use vamos_fsys::Files;
    let disk = vamos_fsys::Disk::new();
    let list = disk.read_dir(dir)?;
    let entries = list.iter();
    Ok(entries
        .map(|entry| (entry.name.clone(), entry.kind == vamos_fsys::FileKind::Dir))
        .collect())
}

/// Returns the names of executables that builds of this package may have left.
fn leftovers(package: &Package, names: &[(String, bool)]) -> Vec<String> {
    let elem = path::base(&package.dir);
    let exec = package.default_exec_name();
    let mut remove = Vec::new();
    let mut push = |name: &str, suffix: &str| {
        remove.push(format!("{name}{suffix}"));
        remove.push(format!("{name}{suffix}.exe"));
    };
    if package.name == "main" {
        push(elem, "");
        push(&exec, "");
    }
    push(elem, ".test");
    push(&exec, ".test");
    let mut of_package: HashSet<&String> = HashSet::new();
    if package.name != "main" {
        of_package.extend(&package.files.go);
        of_package.extend(&package.files.cgo);
        of_package.extend(&package.tests.go);
        of_package.extend(&package.xtests.go);
    }
    for (name, is_dir) in names {
        if *is_dir || of_package.contains(name) {
            continue;
        }
        if let Some(base) = name.strip_suffix("_test.go") {
            push(base, ".test");
        }
        if let Some(base) = name.strip_suffix(".go") {
            push(base, "");
        }
    }
    remove
}

/// Reports whether a file was left by a build: by list, name or extension.
fn is_leftover(name: &str, remove: &HashSet<&str>) -> bool {
    let ext = name.rfind('.').map_or("", |dot| &name[dot..]);
    remove.contains(name)
        || matches!(name, "_testmain.go" | "test.out" | "build.out" | "a.out")
        || matches!(ext, ".5" | ".6" | ".8" | ".a" | ".o" | ".so")
}
