//! Whole loads from memory: a sample SDK of a few packages, sample modules.
//!
//! The expected texts are the official command's for the same trees.

use std::fmt::Write;
use std::sync::Arc;

use vamos_base::Cancel;
use vamos_base::golang::gover::Local;
use vamos_base::golang::names::ImportPath;
use vamos_fsys::Files;
use vamos_fsys::HashedFiles;
use vamos_fsys::MemFiles;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_modules::source::ModuleFetcher;
use vamos_modzip::dirhash::go_mod_sum;

use super::InitOptions;
use super::LoadError;
use super::ModOptions;
use super::Modules;
use crate::LoadContext;
use crate::LoadPolicy;
use crate::dirpkg::BuildContext;
use crate::dirpkg::DirCache;

const ZIP_SUM: &str = "h1:7uVkIFmeBqHfdjD+gZwtXXI+RODJ2Wc4O7MPEh/QiW4=";

/// Files and settings of one case.
pub(super) struct World {
    pub(super) files: MemFiles,
    pub(super) env: GoEnv,
    pub(super) flags: BuildOptions,
    pub(super) policy: LoadPolicy,
    pub(super) options: ModOptions,
    pub(super) fetcher: Option<Arc<dyn ModuleFetcher>>,
}

impl World {
    /// An SDK with `fmt`, `net` (which uses a vendored package) and `cmd/tool`.
    pub(super) fn new() -> Self {
        let mut env = GoEnv::default();
        "/sdk".clone_into(&mut env.sdk.goroot);
        "go1.26.1".clone_into(&mut env.sdk.version);
        env.sdk.local = Local {
            version: "1.26.1".to_owned(),
            toolchain: "go1.26.1".to_owned(),
            explain: String::new(),
        };
        "linux".clone_into(&mut env.target.goos);
        "amd64".clone_into(&mut env.target.goarch);
        "/gopath".clone_into(&mut env.dirs.gopath);
        "/cache".clone_into(&mut env.dirs.gomodcache);
        env.vars
            .effective
            .insert("GOPROXY".to_owned(), "off".to_owned());
        let mut world = Self {
            files: MemFiles::new(),
            env,
            flags: BuildOptions::default(),
            policy: LoadPolicy::default(),
            options: ModOptions {
                resolve_missing_imports: true,
                silence_package_errors: true,
                ..ModOptions::default()
            },
            fetcher: None,
        };
        world.add("/sdk/src/go.mod", "module std\n\ngo 1.26\n");
        world.add("/sdk/src/cmd/go.mod", "module cmd\n\ngo 1.26\n");
        world.package("/sdk/src/fmt", &["internal/x"]);
        world.package("/sdk/src/internal/x", &[]);
        world.package("/sdk/src/net", &["fmt", "golang.org/x/dns"]);
        world.package("/sdk/src/vendor/golang.org/x/dns", &["fmt"]);
        world.package("/sdk/src/cmd/tool", &["fmt"]);
        world
    }

    pub(super) fn add(&mut self, path: &str, text: &str) {
        self.files.insert(path, text.as_bytes());
    }

    pub(super) fn package(&mut self, dir: &str, imports: &[&str]) {
        let name = dir.rsplit('/').next().unwrap().replace(['@', '.'], "_");
        let mut text = format!("package {name}\n");
        for import in imports {
            writeln!(text, "import _ {import:?}").unwrap();
        }
        self.add(&format!("{dir}/x.go"), &text);
    }

    /// Adds a module to the module cache; returns its lines of go.sum.
    fn cached(&mut self, path: &str, version: &str, go_mod: &str) -> String {
        let about = format!("/cache/cache/download/{path}/@v/{version}");
        self.add(&format!("{about}.mod"), go_mod);
        self.add(&format!("{about}.ziphash"), ZIP_SUM);
        self.add(&format!("/cache/{path}@{version}/go.mod"), go_mod);
        let sum = go_mod_sum(go_mod.as_bytes());
        format!("{path} {version} {ZIP_SUM}\n{path} {version}/go.mod {sum}\n")
    }

    /// A main module that uses two modules of the cache.
    fn with_modules() -> Self {
        let mut world = Self::new();
        let mut sums = world.cached("x.y/b", "v1.1.0", "module x.y/b\n\ngo 1.20\n");
        sums += &world.cached(
            "x.y/a",
            "v1.0.0",
            "module x.y/a\n\ngo 1.20\n\nrequire x.y/b v1.1.0\n",
        );
        world.package("/cache/x.y/a@v1.0.0", &["x.y/b/sub"]);
        world.package("/cache/x.y/b@v1.1.0/sub", &["fmt"]);
        world.add("/m/go.sum", &sums);
        world.add(
            "/m/go.mod",
            "module m.io\n\ngo 1.20\n\nrequire (\n\tx.y/a v1.0.0\n\tx.y/b v1.1.0 // indirect\n)\n",
        );
        world.package("/m", &["x.y/a", "net", "m.io/in"]);
        world.package("/m/in", &[]);
        world
    }

    pub(super) fn run<T>(
        &self,
        cwd: &str,
        ask: impl FnOnce(Modules<'_>) -> T,
    ) -> Result<T, LoadError> {
        self.run_with(cwd, &InitOptions::default(), ask)
    }

    pub(super) fn run_with<T>(
        &self,
        cwd: &str,
        init: &InitOptions,
        ask: impl FnOnce(Modules<'_>) -> T,
    ) -> Result<T, LoadError> {
        let files: Arc<dyn HashedFiles> = Arc::new(self.files.clone());
        let ctx = LoadContext {
            env: &self.env,
            flags: &self.flags,
            policy: self.policy,
            dirs: Arc::new(DirCache::new(Arc::clone(&files))),
            build_context: BuildContext::new(&self.env, &self.flags),
            files,
            cwd: cwd.to_owned(),
            cancel: Cancel::new(),
            stamper: None,
            commit: None,
            fetcher: self.fetcher.clone(),
            say: None,
            pool: vamos_sched::Pool::new(2),
        };
        Modules::init(&ctx, init).map(ask)
    }

    fn is_enabled(&self, cwd: &str) -> bool {
        self.run(cwd, |modules| modules.is_enabled()).unwrap()
    }

    /// Returns the matches of the patterns, including errors, or the error that ends the load.
    pub(super) fn matched(&self, cwd: &str, patterns: &[&str]) -> Vec<String> {
        let patterns: Vec<String> = patterns.iter().map(|&p| p.to_owned()).collect();
        let result = self.run(cwd, |mut modules| {
            let matches = modules.load_packages(&self.options, &patterns)?;
            let mut lines: Vec<String> = Vec::new();
            for m in matches {
                lines.extend(m.pkgs.into_iter().map(ImportPath::into_string));
                lines.extend(m.errors.iter().map(|error| format!("! {error}")));
            }
            lines.extend(modules.take_warnings());
            Ok(lines)
        });
        result
            .and_then(|lines| lines)
            .unwrap_or_else(|error| ended(&error))
    }

    /// Returns each loaded package with directory, module or error.
    pub(super) fn loaded(&self, cwd: &str, pattern: &str) -> Vec<String> {
        let result = self.run(cwd, |mut modules| {
            modules.load_packages(&self.options, &[pattern.to_owned()])?;
            modules.fetch_infos();
            let describe = |path: String| {
                let lookup = modules.packages().lookup("", false, &path);
                if let Some(error) = lookup.error {
                    return format!("{path}: {error}");
                }
                match modules.packages().package_module(&path) {
                    Some(module) => format!("{path} {} {module}", lookup.dir),
                    None => format!("{path} {}", lookup.dir),
                }
            };
            let order = modules.loaded.order.iter();
            let packages = order.map(|&id| modules.loaded.package_of(id));
            let mut paths: Vec<String> = packages
                .filter(|package| package.test_of.is_none())
                .map(|package| package.path.as_str().to_owned())
                .collect();
            paths.sort_unstable();
            Ok(paths.into_iter().map(describe).collect::<Vec<_>>())
        });
        result
            .and_then(|lines| lines)
            .unwrap_or_else(|error| ended(&error))
    }
}

pub(super) fn ended(error: &LoadError) -> Vec<String> {
    let warnings = error.warnings().iter().cloned();
    let errors = error.each();
    let errors = errors.iter().map(|error| {
        if error.is_prefixed() {
            format!("go: {error}")
        } else {
            error.to_string()
        }
    });
    warnings.chain(errors).collect()
}

#[test]
fn a_module_with_dependencies() {
    let world = World::with_modules();
    assert_eq!(
        world.loaded("/m", "."),
        [
            "fmt /sdk/src/fmt",
            "internal/x /sdk/src/internal/x",
            "m.io /m m.io",
            "m.io/in /m/in m.io",
            "net /sdk/src/net",
            "vendor/golang.org/x/dns /sdk/src/vendor/golang.org/x/dns",
            "x.y/a /cache/x.y/a@v1.0.0 x.y/a@v1.0.0",
            "x.y/b/sub /cache/x.y/b@v1.1.0/sub x.y/b@v1.1.0",
        ]
    );
}

#[test]
fn std_resolves_its_vendored_packages() {
    let world = World::with_modules();
    let result = world.run("/m", |mut modules| {
        modules
            .load_packages(&world.options, &["net".to_owned()])
            .unwrap();
        let lookup = modules.packages().lookup("net", true, "golang.org/x/dns");
        assert_eq!(lookup.path, "vendor/golang.org/x/dns");
        assert!(lookup.error.is_none());
        let elsewhere = modules.packages().lookup("m.io", false, "golang.org/x/dns");
        assert_eq!(elsewhere.error.unwrap().to_string(), "cannot find package");
    });
    assert!(result.is_ok());
}

#[test]
fn patterns() {
    let mut world = World::with_modules();
    world.package("/m/testdata/t", &[]);
    world.package("/m/_u", &[]);
    world.package("/m/nested/deep", &[]);
    world.add("/m/nested/go.mod", "module nested\n");
    world.package("/m/vendor/v", &[]);
    world.add("/m/empty/readme", "");
    let cases: &[(&[&str], &[&str])] = &[
        (&[], &["m.io"]),
        (&["./..."], &["m.io", "m.io/in"]),
        (&["m.io/..."], &["m.io", "m.io/in"]),
        (&["x.y/..."], &["x.y/a", "x.y/b/sub"]),
        (
            &["std"],
            &["fmt", "internal/x", "net", "vendor/golang.org/x/dns"],
        ),
        (&["cmd"], &["cmd/tool"]),
        (&["work"], &["m.io", "m.io/in"]),
        (
            &["all"],
            &[
                "fmt",
                "internal/x",
                "m.io",
                "m.io/in",
                "net",
                "vendor/golang.org/x/dns",
                "x.y/a",
                "x.y/b/sub",
            ],
        ),
        (&["/cache/x.y/b@v1.1.0/sub"], &["x.y/b/sub"]),
        (&["z/..."], &["go: warning: \"z/...\" matched no packages"]),
        (&["./in", "fmt"], &["m.io/in", "fmt"]),
        (
            &["./nope"],
            &["! ./nope: stat /m/nope: directory not found"],
        ),
        (
            &["./empty"],
            &["! ./empty: no buildable Go source files in /m/empty"],
        ),
        (
            &["./nested/deep"],
            &["! ./nested/deep: main module (m.io) does not contain package m.io/nested/deep"],
        ),
        (
            &["/cache/x.y/..."],
            &[
                "! pattern /cache/x.y/...: directory prefix /cache/x.y does not contain main module or its selected dependencies",
            ],
        ),
    ];
    // Go 1.20, and a vendor directory without modules.txt, which are irrelevant here.
    world.flags.modules.mod_flag = "readonly".to_owned();
    for (patterns, want) in cases {
        assert_eq!(world.matched("/m", patterns), *want, "{patterns:?}");
    }
}

#[test]
fn imports_without_a_provider_are_errors() {
    let mut world = World::with_modules();
    world.package(
        "/m/bad",
        &["nope", "x.y/c", "x.y/a/c", "./rel", "q@v1", "appengine"],
    );
    let errors: Vec<String> = world
        .loaded("/m", "./bad")
        .into_iter()
        .filter(|line| line.contains(": "))
        .collect();
    assert_eq!(
        errors,
        [
            "./rel: \"./rel\" is relative, but relative import paths are not supported in module mode",
            "nope: package nope is not in std (/sdk/src/nope)",
            "q@v1: import path \"q@v1\" should not have @version",
            "x.y/a/c: no required module provides package x.y/a/c; to add it:\n\tgo get x.y/a/c",
            "x.y/c: no required module provides package x.y/c; to add it:\n\tgo get x.y/c",
        ]
    );
}

#[test]
fn sums() {
    let mut world = World::with_modules();
    let sums = String::from_utf8(world.files.read("/m/go.sum").unwrap().to_vec()).unwrap();
    let error_of = |world: &World, path: &str| {
        let lines = world.loaded("/m", ".");
        let prefix = format!("{path}: ");
        lines
            .iter()
            .find_map(|line| line.strip_prefix(&prefix).map(str::to_owned))
    };
    let without = |word: &str| {
        let lines = sums.lines().filter(|line| !line.contains(word));
        lines.collect::<Vec<_>>().join("\n")
    };
    world.add("/m/go.sum", &without("x.y/a v1.0.0 h1"));
    assert_eq!(
        error_of(&world, "x.y/a").unwrap(),
        "missing go.sum entry for module providing package x.y/a (imported by m.io); to add:\n\tgo get m.io"
    );
    world.add("/m/go.sum", &without("x.y/a v1.0.0/go.mod"));
    assert_eq!(
        error_of(&world, "x.y/a").unwrap(),
        "x.y/a@v1.0.0: missing go.sum entry for go.mod file; to add it:\n\tgo mod download x.y/a"
    );
    world.add("/m/go.sum", &sums.replace("7uVkIFmeBq", "8uVkIFmeBq"));
    let ended = world.loaded("/m", ".").join("\n");
    assert!(
        ended.starts_with("verifying x.y/a@v1.0.0: checksum mismatch\n\tdownloaded: h1:7uV"),
        "{ended}"
    );
    assert!(ended.contains("\n\nSECURITY ERROR\n"), "{ended}");
    world.add("/m/go.sum", "x\n");
    assert_eq!(
        world.loaded("/m", "."),
        ["malformed go.sum:\n/m/go.sum:1: wrong number of fields 1\n"]
    );
}

#[test]
fn modules_that_are_not_on_disk() {
    let mut world = World::with_modules();
    world.add("/cache/cache/download/x.y/a/@v/v1.0.0.partial", "");
    let find = |world: &World| {
        let lines = world.loaded("/m", ".");
        lines
            .into_iter()
            .filter(|line| line.contains(": "))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        find(&world),
        ["x.y/a: module lookup disabled by GOPROXY=off"]
    );
    world
        .env
        .vars
        .effective
        .insert("GOPROXY".to_owned(), "https://proxy.test".to_owned());
    let ended = world.run("/m", |mut modules| {
        modules
            .load_packages(&world.options, &[".".to_owned()])
            .map(|_| ())
    });
    let missing = match ended.and_then(|ended| ended) {
        Err(LoadError::NeedsDownload { modules }) => modules,
        other => panic!("{other:?}"),
    };
    assert_eq!(missing[0].to_string(), "x.y/a@v1.0.0");
}

#[test]
fn vendor() {
    let mut world = World::with_modules();
    world.add(
        "/m/vendor/modules.txt",
        "# x.y/a v1.0.0\n## explicit; go 1.20\nx.y/a\n# x.y/b v1.1.0\n## explicit; go 1.20\nx.y/b/sub\n",
    );
    world.package("/m/vendor/x.y/a", &["x.y/b/sub"]);
    world.package("/m/vendor/x.y/b/sub", &[]);
    let lines = world.loaded("/m", ".");
    assert!(
        lines.contains(&"x.y/a /m/vendor/x.y/a x.y/a@v1.0.0".to_owned()),
        "{lines:?}"
    );
    world.add(
        "/m/vendor/modules.txt",
        "# x.y/a v1.0.0\n## explicit\nx.y/a\n",
    );
    let ended = world.loaded("/m", ".").join("\n");
    assert_eq!(
        ended,
        "go: inconsistent vendoring in /m:\n\tx.y/b@v1.1.0: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n\tTo sync the vendor directory, run:\n\t\tgo mod vendor"
    );
    world.flags.modules.mod_flag = "mod".to_owned();
    assert!(
        world
            .loaded("/m", ".")
            .contains(&"x.y/a /cache/x.y/a@v1.0.0 x.y/a@v1.0.0".to_owned())
    );
}

#[test]
fn workspaces_and_replacements() {
    let mut world = World::with_modules();
    world.add("/go.work", "go 1.21\n\nuse (\n\t./m\n\t./n\n)\n");
    world.add("/n/go.mod", "module x.y/b\n\ngo 1.21\n");
    world.package("/n/sub", &[]);
    let lines = world.loaded("/m", ".");
    assert!(
        lines.contains(&"x.y/b/sub /n/sub x.y/b".to_owned()),
        "{lines:?}"
    );
    assert_eq!(world.matched("/", &["x.y/..."]), ["x.y/a", "x.y/b/sub"]);
    world.add("/go.work", "go 1.20\n\nuse (\n\t./m\n\t./n\n)\n");
    assert_eq!(
        world.matched("/", &["./m"]),
        [
            "go: module n listed in go.work file requires go >= 1.21, but go.work lists go 1.20; to update it:\n\tgo work use"
        ]
    );
    // A replacement that requires a newer Go than the main module would need an update.
    world.add("/n/go.mod", "module x.y/b\n\ngo 1.20\n");
    world
        .env
        .vars
        .effective
        .insert("GOWORK".to_owned(), "off".to_owned());
    let go_mod = String::from_utf8(world.files.read("/m/go.mod").unwrap().to_vec()).unwrap();
    world.add("/m/go.mod", &(go_mod.clone() + "\nreplace x.y/b => ../n\n"));
    let lines = world.loaded("/m", ".");
    assert!(
        lines.contains(&"x.y/b/sub /n/sub x.y/b@v1.1.0".to_owned()),
        "{lines:?}"
    );
    world.add("/m/go.mod", &(go_mod + "\nreplace x.y/b => ../gone\n"));
    let lines = world.loaded("/m", ".");
    assert!(
        lines.contains(
            &"x.y/b/sub: x.y/b@v1.1.0: replacement directory ../gone does not exist".to_owned()
        ),
        "{lines:?}"
    );
}

#[test]
fn a_requirement_twice_is_no_change() {
    let mut world = World::with_modules();
    let go_mod = String::from_utf8(world.files.read("/m/go.mod").unwrap().to_vec()).unwrap();
    let first = world.matched("/m", &["."]);
    world.add("/m/go.mod", &(go_mod + "\nrequire x.y/a v1.0.0\n"));
    assert_eq!(world.matched("/m", &["."]), first);
}

#[test]
fn changes_of_go_mod() {
    let mut world = World::with_modules();
    world.add(
        "/m/go.mod",
        "module m.io\n\ngo 1.20\n\nrequire x.y/a v1.0.0\n",
    );
    assert_eq!(
        world.matched("/m", &["."]),
        ["go: updates to go.mod needed; to update it:\n\tgo mod tidy"]
    );
    world.flags.modules.mod_flag = "mod".to_owned();
    let updates = world.run("/m", |mut modules| {
        modules
            .load_packages(&world.options, &[".".to_owned()])
            .unwrap();
        modules.updates().to_vec()
    });
    let updates = updates.unwrap();
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0].path, "/m/go.mod");
    assert_eq!(
        String::from_utf8_lossy(&updates[0].new),
        "module m.io\n\ngo 1.20\n\nrequire x.y/a v1.0.0\n\nrequire x.y/b v1.1.0 // indirect\n"
    );
}

#[test]
fn outside_of_modules() {
    let mut world = World::new();
    world.package("/d", &[]);
    assert_eq!(world.matched("/d", &["fmt"]), ["fmt"]);
    assert_eq!(
        world.matched("/d", &["."]),
        [
            "go: go.mod file not found in current directory or any parent directory; see 'go help modules'"
        ]
    );
    world.add("/d/.git/config", "");
    assert_eq!(
        world.matched("/d", &["."]),
        [
            "go: cannot find main module, but found .git/config in /d\n\tto create a module there, run:\n\tgo mod init"
        ]
    );
    world
        .env
        .vars
        .effective
        .insert("GO111MODULE".to_owned(), "off".to_owned());
    assert!(!world.is_enabled("/d"));
    world
        .env
        .vars
        .effective
        .insert("GO111MODULE".to_owned(), "auto".to_owned());
    assert!(!world.is_enabled("/d"));
    world.add("/d/go.mod", "module d\n");
    assert!(world.is_enabled("/d/sub"));
}
