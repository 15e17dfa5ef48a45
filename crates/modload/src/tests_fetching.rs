//! Whole loads of modules that are not on disk: a sample proxy in memory serves them.
//!
//! The expected texts are the official command's for the same modules on a proxy.
//! Counterpart: none; upstream tests this with scripts (`mod_query`, `mod_retract*`).

use std::sync::Arc;
use std::sync::Mutex;

use hashbrown::HashMap;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;
use vamos_modfile::RevInfo;
use vamos_modules::source::CheckSum;
use vamos_modules::source::Extracted;
use vamos_modules::source::ModuleFetcher;
use vamos_modules::source::Versions;
use vamos_modzip::dirhash::go_mod_sum;

use super::InitOptions;
use super::ListMode;
use super::ModuleUpdate;
use super::RootMode;
use super::Versioned;
use super::tests::World;
use super::tests::ended;

const ZIP_SUM: &str = "h1:7uVkIFmeBqHfdjD+gZwtXXI+RODJ2Wc4O7MPEh/QiW4=";

/// A proxy that records its requests.
#[derive(Default)]
struct Proxy {
    go_mods: HashMap<ModuleVersion, String>,
    asked: Mutex<Vec<String>>,
}

impl Proxy {
    fn ask(&self, what: &str, m: &ModuleVersion) -> Result<String, ModuleError> {
        self.asked.lock().unwrap().push(format!("{what} {m}"));
        self.go_mods.get(m).cloned().ok_or_else(|| absent(m, what))
    }

    fn info_of(m: &ModuleVersion) -> Arc<RevInfo> {
        Arc::new(RevInfo {
            version: m.version.clone(),
            time: "2020-02-02T02:02:02Z".to_owned(),
            origin: None,
        })
    }
}

fn absent(m: &ModuleVersion, what: &str) -> ModuleError {
    let error = ModuleError::message(format!("reading {what}: 404 Not Found"));
    ModuleError::NotExist(Box::new(error)).at(m)
}

impl ModuleFetcher for Proxy {
    fn go_mod(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Result<Arc<[u8]>, ModuleError> {
        let text = self.ask("mod", m)?;
        check(&m.go_mod_key(), &go_mod_sum(text.as_bytes()))?;
        Ok(text.into_bytes().into())
    }

    fn download(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Result<Extracted, ModuleError> {
        self.ask("zip", m)?;
        check(m, ZIP_SUM)?;
        Ok(Extracted {
            dir: format!("/proxy/{m}").into(),
            sum: ZIP_SUM.to_owned(),
        })
    }

    fn zip(&self, m: &ModuleVersion, _: CheckSum<'_>) -> Result<(String, String), ModuleError> {
        Err(absent(m, "zip"))
    }

    fn info(&self, m: &ModuleVersion) -> Result<(Arc<RevInfo>, String), ModuleError> {
        self.ask("info", m)?;
        Ok((Self::info_of(m), String::new()))
    }

    fn versions(&self, path: &str, prefix: &str) -> Result<Arc<Versions>, ModuleError> {
        let m = ModuleVersion::unversioned(path);
        self.asked.lock().unwrap().push(format!("list {path}"));
        let known = self.go_mods.keys().filter(|m| m.path == path);
        let mut list: Vec<String> = known.map(|m| m.version.clone()).collect();
        if list.is_empty() {
            return Err(absent(&m, "list"));
        }
        list.retain(|version| version.starts_with(prefix));
        vamos_base::golang::semver::sort(&mut list);
        Ok(Arc::new(Versions { origin: None, list }))
    }

    fn stat(&self, path: &str, rev: &str) -> Result<Arc<RevInfo>, ModuleError> {
        let m = ModuleVersion::new(path, rev);
        self.ask("stat", &m)?;
        Ok(Self::info_of(&m))
    }

    fn latest(&self, path: &str) -> Result<Arc<RevInfo>, ModuleError> {
        Err(absent(&ModuleVersion::unversioned(path), "latest"))
    }

    fn check_sum_database(&self, _: &ModuleVersion, _: &str) -> Result<(), ModuleError> {
        Ok(())
    }
}

/// A main module, and a proxy with `x.y/a` (v1.0.0 imports `x.y/b/sub`), `x.y/b` and the
/// newer v1.1.0 of `x.y/a`, which retracts v1.0.0.
fn world(go_mod: &str, imports: &[&str]) -> (World, Arc<Proxy>) {
    let mut world = World::new();
    let mut proxy = Proxy::default();
    let mut publish = |world: &mut World, m: &str, go_mod: &str| {
        let (path, version) = m.split_once('@').unwrap();
        world.add(&format!("/proxy/{m}/go.mod"), go_mod);
        proxy
            .go_mods
            .insert(ModuleVersion::new(path, version), go_mod.to_owned());
    };
    let a = "module x.y/a\n\ngo 1.20\n\nrequire x.y/b v1.1.0\n";
    publish(&mut world, "x.y/a@v1.0.0", a);
    publish(
        &mut world,
        "x.y/a@v1.1.0",
        &format!("// Deprecated: use x.y/c\n{a}\nretract v1.0.0 // bad\n"),
    );
    publish(&mut world, "x.y/b@v1.1.0", "module x.y/b\n\ngo 1.20\n");
    world.package("/proxy/x.y/a@v1.0.0", &["x.y/b/sub"]);
    world.package("/proxy/x.y/a@v1.1.0", &["x.y/b/sub"]);
    world.package("/proxy/x.y/b@v1.1.0/sub", &["fmt"]);
    world.add("/m/go.mod", go_mod);
    world.package("/m", imports);
    world
        .env
        .vars
        .effective
        .insert("GOPROXY".to_owned(), "https://proxy.test".to_owned());
    let proxy = Arc::new(proxy);
    let fetcher: Arc<dyn ModuleFetcher> = proxy.clone();
    world.fetcher = Some(fetcher);
    (world, proxy)
}

fn sums_of(proxy: &Proxy) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (m, text) in &proxy.go_mods {
        lines.push(format!("{} {} {ZIP_SUM}\n", m.path, m.version));
        let sum = go_mod_sum(text.as_bytes());
        lines.push(format!("{} {}/go.mod {sum}\n", m.path, m.version));
    }
    lines.concat()
}

const REQUIRING: &str =
    "module m.io\n\ngo 1.20\n\nrequire (\n\tx.y/a v1.0.0\n\tx.y/b v1.1.0 // indirect\n)\n";

#[test]
fn modules_in_go_sum_are_downloaded_once() {
    let (mut world, proxy) = world(REQUIRING, &["x.y/a"]);
    world.add("/m/go.sum", &sums_of(&proxy));
    let lines = world.loaded("/m", ".");
    assert!(
        lines.contains(&"x.y/a /proxy/x.y/a@v1.0.0 x.y/a@v1.0.0".to_owned()),
        "{lines:?}"
    );
    let mut asked = proxy.asked.lock().unwrap().clone();
    asked.sort_unstable();
    assert_eq!(
        asked,
        [
            "info x.y/a@v1.0.0",
            "info x.y/b@v1.1.0",
            "mod x.y/a@v1.0.0",
            "mod x.y/b@v1.1.0",
            "zip x.y/a@v1.0.0",
            "zip x.y/b@v1.1.0",
        ]
    );
}

#[test]
fn readonly_without_sums_sends_no_request() {
    let (world, proxy) = world(REQUIRING, &["x.y/a"]);
    let lines = world.loaded("/m", ".");
    let want = "x.y/a: missing go.sum entry for module providing package x.y/a (imported by m.io); to add:\n\tgo get m.io";
    assert!(lines.contains(&want.to_owned()), "{lines:?}");
    let asked = proxy.asked.lock().unwrap();
    assert!(asked.is_empty(), "{asked:?}");
}

#[test]
fn missing_imports_are_found_and_written_down() {
    let (mut world, proxy) = world("module m.io\n\ngo 1.20\n", &["x.y/a"]);
    "mod".clone_into(&mut world.flags.modules.mod_flag);
    let (warnings, updates) = world
        .run("/m", |mut modules| {
            let loaded = modules.load_packages(&world.options, &[".".to_owned()]);
            loaded.map_err(|error| ended(&error)).unwrap();
            (modules.take_warnings(), modules.updates().to_vec())
        })
        .unwrap();
    assert_eq!(
        warnings,
        [
            "go: finding module for package x.y/a",
            "go: found x.y/a in x.y/a v1.1.0",
        ]
    );
    let text = |update: &ModuleUpdate| String::from_utf8(update.new.clone()).unwrap();
    assert_eq!(
        text(&updates[0]),
        "module m.io\n\ngo 1.20\n\nrequire x.y/a v1.1.0\n\nrequire x.y/b v1.1.0 // indirect\n"
    );
    let a = go_mod_sum(proxy.go_mods[&ModuleVersion::new("x.y/a", "v1.1.0")].as_bytes());
    let b = go_mod_sum(proxy.go_mods[&ModuleVersion::new("x.y/b", "v1.1.0")].as_bytes());
    assert_eq!(
        text(&updates[1]),
        format!(
            "x.y/a v1.1.0 {ZIP_SUM}\nx.y/a v1.1.0/go.mod {a}\nx.y/b v1.1.0 {ZIP_SUM}\nx.y/b v1.1.0/go.mod {b}\n"
        )
    );
}

#[test]
fn nothing_provides_an_import() {
    let (mut world, _) = world("module m.io\n\ngo 1.20\n", &["x.y/a/no", "x.y/gone"]);
    "mod".clone_into(&mut world.flags.modules.mod_flag);
    let lines = world.loaded("/m", ".");
    for want in [
        "x.y/a/no: module x.y/a@latest found (v1.1.0), but does not contain package x.y/a/no",
        "x.y/gone: cannot find module providing package x.y/gone: module x.y/gone: reading list: 404 Not Found",
    ] {
        assert!(lines.contains(&want.to_owned()), "{lines:?}");
    }
}

#[test]
fn branches_become_versions() {
    let go_mod = "module m.io\n\ngo 1.20\n\nrequire x.y/a v1.0\n";
    let (world, _) = world(go_mod, &["x.y/a"]);
    assert_eq!(
        world.matched("/m", &["."]),
        ["go: updates to go.mod needed; to update it:\n\tgo mod tidy"]
    );
}

#[test]
fn lists_modules() {
    let (mut world, proxy) = world(REQUIRING, &["x.y/a"]);
    world.add("/m/go.sum", &sums_of(&proxy));
    world.policy.shows_version_times = true;
    let list = |args: &[&str], mode: ListMode| {
        let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
        let listed = world
            .run("/m", |mut modules| {
                let list = modules.list_modules(&args, mode);
                (list, modules.take_warnings())
            })
            .unwrap();
        let (list, mut lines) = listed;
        let list = match list {
            Ok(list) => list,
            Err(error) => return ended(&error),
        };
        for m in list.modules {
            let mut line = format!("{} {}", m.path, m.version);
            if let Some(update) = &m.update {
                line += &format!(" [{}]", update.version);
            }
            for more in [m.versions, m.retracted, vec![m.deprecated, m.query]] {
                line += &more.concat();
            }
            if let Some(error) = m.error {
                line += &format!(" ! {}", error.err);
            }
            lines.push(line.trim_end().to_owned());
        }
        lines.extend(list.error.map(|error| error.to_string()));
        lines
    };
    let plain = ListMode::default();
    assert_eq!(list(&[], plain), ["m.io"]);
    assert_eq!(
        list(&["all"], plain),
        ["m.io", "x.y/a v1.0.0", "x.y/b v1.1.0"]
    );
    assert_eq!(
        list(
            &["x.y/a@latest", "x.y/z@latest", "x.y/a@v1.0.0", "x.y/z"],
            plain
        ),
        [
            "x.y/a v1.1.0latest",
            "x.y/z latest ! module x.y/z: reading list: 404 Not Found",
            "x.y/a v1.0.0",
            "x.y/z  ! module x.y/z: not a known dependency",
        ]
    );
    assert_eq!(
        list(&["z..."], plain),
        ["warning: pattern \"z...\" matched no module dependencies"]
    );
    let updates = ListMode {
        updates: true,
        retracted: true,
        deprecated: true,
        ..plain
    };
    assert_eq!(
        list(&["x.y/..."], updates),
        ["x.y/a v1.0.0 [v1.1.0]baduse x.y/c", "x.y/b v1.1.0"]
    );
    let versions = ListMode {
        versions: true,
        ..plain
    };
    assert_eq!(list(&["x.y/a"], versions), ["x.y/a v1.0.0v1.1.0"]);
    assert_eq!(
        list(&["./x"], plain),
        ["go: cannot use relative path ./x to specify module"]
    );
}

#[test]
fn modules_outside_of_modules() {
    let (world, _) = world("module m.io\n\ngo 1.20\n", &[]);
    let init = InitOptions {
        root_mode: RootMode::No,
        force_use_modules: true,
        allow_missing_module_imports: true,
        use_workspace: false,
        ..InitOptions::default()
    };
    let require = |arg: &str| {
        let (path, query) = arg.split_once('@').unwrap();
        let asked = |mut modules: super::Modules<'_>| {
            let first = Versioned {
                arg,
                pattern: path,
                path,
                query,
            };
            let found = modules.require_named(first).map(|m| m.to_string());
            let mut lines = vec![found.unwrap_or_else(|error| ended(&error).join("\n"))];
            lines.extend(modules.take_warnings());
            lines.join("\n")
        };
        world.run_with("/m", &init, asked).unwrap()
    };
    for (arg, want) in [
        (
            "x.y/a@latest",
            "x.y/a@v1.1.0\ngo: module x.y/a is deprecated: use x.y/c",
        ),
        ("x.y/b/sub@v1.1.0", "x.y/b@v1.1.0"),
        (
            "x.y/a@v1.0.0",
            "x.y/a@v1.0.0\ngo: module x.y/a is deprecated: use x.y/c",
        ),
        (
            "x.y/a@<v1.1.0",
            "go: x.y/a@<v1.1.0: no matching versions for query \"<v1.1.0\"",
        ),
        (
            "x.y/b@latest",
            "go: x.y/b@latest: module x.y/b@latest found (v1.1.0), but does not contain package x.y/b",
        ),
    ] {
        assert_eq!(require(arg), want, "{arg}");
    }
}

#[test]
fn hashes_that_others_added_meanwhile_stay() {
    let (mut world, _) = world("module m.io\n\ngo 1.20\n", &["x.y/b/sub"]);
    "mod".clone_into(&mut world.flags.modules.mod_flag);
    let updates = world.run("/m", |mut modules| {
        let loaded = modules.load_packages(&world.options, &[".".to_owned()]);
        loaded.map_err(|error| ended(&error)).unwrap();
        modules.updates().to_vec()
    });
    let updates = updates.unwrap();
    let [go_mod, go_sum] = &updates[..] else {
        panic!("{updates:?}");
    };
    assert!(go_sum.is_sum() && !go_mod.is_sum());
    assert_eq!(go_sum.onto(&go_sum.new).unwrap(), None);
    assert_eq!(go_sum.onto(b"").unwrap().as_ref(), Some(&go_sum.new));
    let theirs = format!("a.b/c v1.0.0 {ZIP_SUM}\n");
    let both = [theirs.as_bytes(), &go_sum.new].concat();
    assert_eq!(go_sum.onto(theirs.as_bytes()).unwrap(), Some(both));
    let changed = go_mod.onto(b"module other\n").unwrap_err().to_string();
    assert_eq!(changed, "existing contents have changed since last read");
}
