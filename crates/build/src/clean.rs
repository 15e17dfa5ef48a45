//! Removes object files and cached files.
//!
//! Counterpart: cmd/go/internal/clean/clean.go, cmd/go/internal/work/shell.go (`ShowCmd`,
//! `fmtCmd`).

use std::collections::HashSet;
use std::time::SystemTime;

use vamos_base::golang::path;
use vamos_cache::LocalStore;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_goenv::GoEnv;
use vamos_goenv::host;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_localstore::Homes;

/// The output and settings of a [`Cleaner`].
#[derive(Clone, Copy)]
pub struct CleanHost<'a> {
    /// Prints text to stdout.
    pub print: &'a dyn Fn(&str),
    /// Prints a line to stderr.
    pub log: &'a dyn Fn(&str),
}

/// The flags of `go clean` for removing files.
#[derive(Clone, Copy, Debug)]
pub struct CleanFlags {
    /// `-n`: commands are only shown.
    pub is_dry: bool,
    /// `-x`: commands are shown.
    pub shows: bool,
    /// `-i`: installed archives and executables are removed too.
    pub with_installed: bool,
    /// `-r`: dependencies are cleaned too.
    pub with_dependencies: bool,
}

/// Removes files, and shows that as a shell script.
pub struct Cleaner<'a> {
    host: CleanHost<'a>,
    env: &'a GoEnv,
    flags: CleanFlags,
    cleaned: HashSet<PackageId>,
    has_failed: bool,
}

impl<'a> Cleaner<'a> {
    /// Returns a cleaner; nothing is removed yet.
    pub fn new(host: CleanHost<'a>, env: &'a GoEnv, flags: CleanFlags) -> Self {
        Self {
            host,
            env,
            flags,
            cleaned: HashSet::new(),
            has_failed: false,
        }
    }

    /// Reports whether an error was printed.
    pub fn has_failed(&self) -> bool {
        self.has_failed
    }

    fn error(&mut self, text: impl std::fmt::Display) {
        (self.host.log)(&format!("go: {text}"));
        self.has_failed = true;
    }

    /// Removes the files that builds of a package left.
    pub fn package(&mut self, graph: &PackageGraph, id: PackageId) {
        if !self.cleaned.insert(id) {
            return;
        }
        let package = graph.get(id);
        if package.dir.is_empty() {
            if let Some(error) = &package.problems.error {
                (self.host.log)(&error.to_string());
                self.has_failed = true;
            }
            return;
        }
        let names = match sorted_entries(&package.dir) {
            Ok(names) => names,
            Err(error) => return self.error(format_args!("{}: {error}", package.dir)),
        };
        let remove = leftovers(package, &names);
        let mut script = Script::new(self.host.print);
        // Up to Go 1.26 all candidates are shown, and then each removed file.
        let shows_each = self.env.sdk.release.shows_each_cleaned_file();
        if !shows_each && (self.flags.is_dry || self.flags.shows) {
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
        if self.flags.with_installed && !package.request.target.is_empty() {
            self.remove_file(&mut script, &package.request.target, true);
        }
        if self.flags.with_dependencies {
            for import in &package.imports.ids {
                self.package(graph, *import);
            }
        }
    }

    fn remove_file(&mut self, script: &mut Script<'_>, file: &str, shows: bool) {
        if shows && (self.flags.is_dry || self.flags.shows) {
            script.show("", &format!("rm -f {file}"));
        }
        if self.flags.is_dry {
            return;
        }
        if let Err(error) = work::remove(file)
            && !error.is_not_exist()
        {
            self.error(error);
        }
    }

    /// Removes files and directories with their contents.
    pub fn remove_all(&mut self, paths: &[String]) {
        let mut script = Script::new(self.host.print);
        self.remove_all_with(&mut script, paths);
    }

    fn remove_all_with(&mut self, script: &mut Script<'_>, paths: &[String]) {
        // Upstream does not show the removal of missing files.
        let is_there =
            |path: &String| uncached::stat(path).map_or_else(|e| !e.is_not_exist(), |_| true);
        if (self.flags.is_dry || self.flags.shows) && paths.iter().any(is_there) {
            script.show("", &format!("rm -rf {}", paths.join(" ")));
        }
        if self.flags.is_dry {
            return;
        }
        for path in paths {
            if let Err(error) = work::remove_all(path) {
                return self.error(error);
            }
        }
    }

    /// Removes the contents of the build cache, but not its top directory, which may have special
    /// permissions.
    pub fn cache(&mut self, dir: &str) {
        let mut subdirs: Vec<String> = uncached::names(dir).unwrap_or_default();
        let is_hex = |c: u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
        subdirs.retain(|name| name.len() == 2 && name.bytes().all(is_hex));
        subdirs.sort();
        let subdirs: Vec<String> = subdirs.iter().map(|name| format!("{dir}/{name}")).collect();
        let mut script = Script::new(self.host.print);
        if !subdirs.is_empty() {
            self.remove_all_with(&mut script, &subdirs);
        }
        self.remove_all_with(&mut script, &[format!("{dir}/log.txt")]);
        if !self.flags.is_dry {
            self.forget(dir);
        }
    }

    /// Removes vamos's own files, in GOCACHE and in the user's cache directory. Nothing is
    /// shown, and failures are ignored, because the official command has no such files.
    fn forget(&self, cache: &str) {
        let user = host::user_cache_dir(self.env.os()).ok();
        Homes::below(user.as_deref(), Some(cache)).clear();
    }

    /// Makes all cached test results expire.
    pub fn testcache(&mut self, dir: &str) {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.map_or(0, |now| i64::try_from(now.as_nanos()).unwrap_or(i64::MAX));
        if let Err(error) = LocalStore::expire_tests(dir, now) {
            self.error(error);
        }
    }

    /// Removes GOMODCACHE; the error has no prefix.
    pub fn modcache(&mut self) -> Result<(), String> {
        let dir = &self.env.dirs.gomodcache;
        if dir.is_empty() {
            return Err("cannot clean -modcache without a module cache".to_owned());
        }
        if self.flags.is_dry || self.flags.shows {
            Script::new(self.host.print).show("", &format!("rm -rf {dir}"));
        }
        if !self.flags.is_dry
            && let Err(error) = work::remove_read_only(dir)
        {
            self.error(error);
        }
        Ok(())
    }
}

/// A script being shown, and its current working directory.
struct Script<'a> {
    print: &'a dyn Fn(&str),
    dir: String,
}

impl<'a> Script<'a> {
    /// Begins a script.
    fn new(print: &'a dyn Fn(&str)) -> Self {
        Self {
            print,
            dir: String::new(),
        }
    }

    /// Shows a command that runs in `dir` (empty: anywhere).
    fn show(&mut self, dir: &str, command: &str) {
        let mut text = String::new();
        if dir.is_empty() || dir == "/" {
            text.push_str(command);
        } else {
            let dotted = format!(" {command}").replace(&format!(" {dir}"), " .");
            if self.dir != dir {
                dir.clone_into(&mut self.dir);
                text = format!("cd {dir}\n");
            }
            text.push_str(&dotted[1..]);
        }
        text.push('\n');
        (self.print)(&text);
    }
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
