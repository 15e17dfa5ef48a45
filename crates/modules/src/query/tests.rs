//! Queries to a sample proxy. The expected results are from upstream's own table of queries and its
//! scripts (`mod_query`, `mod_retract*`, `mod_list_upgrade`) for similar modules.

use std::sync::Arc;

use hashbrown::HashMap;
use vamos_base::golang::gover::Local;
use vamos_modfile::GoMod;

use super::*;
use crate::GoModSummary;
use crate::MainModuleInput;
use crate::MainModules;
use crate::ModFileIndex;
use crate::ModSettings;
use crate::ModuleSource;
use crate::source::Versions;

/// Modules by path: released versions, other revisions with their versions, latest.
#[derive(Default)]
struct Proxy {
    released: HashMap<String, Vec<String>>,
    revisions: HashMap<(String, String), String>,
    times: HashMap<String, String>,
    go_mods: HashMap<ModuleVersion, String>,
    latest: HashMap<String, String>,
}

impl Proxy {
    fn module(mut self, path: &str, versions: &str) -> Self {
        let list: Vec<String> = versions.split_whitespace().map(str::to_owned).collect();
        self.released.insert(path.to_owned(), list);
        self
    }

    fn go_mod(mut self, path: &str, version: &str, text: &str) -> Self {
        self.go_mods
            .insert(ModuleVersion::new(path, version), text.to_owned());
        self
    }

    fn revision(mut self, path: &str, rev: &str, version: &str, time: &str) -> Self {
        let key = (path.to_owned(), rev.to_owned());
        self.revisions.insert(key, version.to_owned());
        self.times.insert(version.to_owned(), time.to_owned());
        self
    }

    fn latest(mut self, path: &str, version: &str) -> Self {
        self.latest.insert(path.to_owned(), version.to_owned());
        self
    }

    fn absent(path: &str, what: &str) -> ModuleError {
        let error = ModuleError::message(format!("{what}: 404 Not Found"));
        ModuleError::NotExist(Box::new(error)).at(&ModuleVersion::unversioned(path))
    }

    fn info(&self, version: &str) -> Arc<RevInfo> {
        Arc::new(RevInfo {
            version: version.to_owned(),
            time: self.times.get(version).cloned().unwrap_or_default(),
            origin: None,
        })
    }
}

impl VersionRepos for Proxy {
    fn versions(&self, path: &str, prefix: &str) -> Result<Arc<Versions>, ModuleError> {
        let all = self.released.get(path);
        let all = all.ok_or_else(|| Self::absent(path, "list"))?;
        let list = all.iter().filter(|v| v.starts_with(prefix));
        Ok(Arc::new(Versions {
            origin: None,
            list: list.cloned().collect(),
        }))
    }

    fn stat(&self, path: &str, rev: &str) -> Result<Arc<RevInfo>, ModuleError> {
        if let Some(version) = self.revisions.get(&(path.to_owned(), rev.to_owned())) {
            return Ok(self.info(version));
        }
        let known = self.released.get(path).into_iter().flatten();
        match known.into_iter().find(|v| *v == rev) {
            Some(version) => Ok(self.info(version)),
            None => Err(Self::absent(path, rev)),
        }
    }

    fn latest(&self, path: &str) -> Result<Arc<RevInfo>, ModuleError> {
        match self.latest.get(path) {
            Some(version) => Ok(self.info(version)),
            None => Err(Self::absent(path, "latest")),
        }
    }
}

impl QuerySource for Proxy {
    fn try_proxies(&self, ask: AskProxy<'_>) -> Result<(), ModuleError> {
        ask(self)
    }

    fn go_mod_data(&self, m: &ModuleVersion) -> Result<Arc<[u8]>, ModuleError> {
        let text = match self.go_mods.get(m) {
            Some(text) => text.clone(),
            None => format!("module {}\n", m.path),
        };
        Ok(text.into_bytes().into())
    }

    fn remember_latest(
        &self,
        _path: &str,
        compute: &dyn Fn() -> Result<ModuleVersion, ModuleError>,
    ) -> Result<ModuleVersion, ModuleError> {
        compute()
    }
}

impl ModuleSource for Proxy {
    fn go_mod(&self, m: &ModuleVersion) -> Result<Arc<GoModSummary>, ModuleError> {
        let text = self.go_mod_data(m)?;
        GoModSummary::parse(m, "go.mod", "go.mod", &text, &local()).map(Arc::new)
    }

    fn have_go_mod_sum(&self, _m: &ModuleVersion) -> bool {
        true
    }
}

fn local() -> Local {
    Local {
        version: "1.26.1".into(),
        toolchain: "go1.26.1".into(),
        explain: String::new(),
    }
}

fn main_modules(go_mod: &str) -> MainModules {
    let file = GoMod::parse("go.mod", go_mod.as_bytes(), None).unwrap();
    let index = ModFileIndex::new(go_mod.as_bytes().into(), &file, false).unwrap();
    let input = MainModuleInput {
        path: "main.io".to_owned(),
        root: "/m".to_owned(),
        mod_file: Some(Arc::new(file)),
        index: Some(Arc::new(index)),
    };
    MainModules::new(vec![input], None, "", "/m", "/sdk/src").unwrap()
}

/// Runs queries `path@query [current]`; `!` allows only allowed versions.
fn check(proxy: &Proxy, go_mod: &str, cases: &[(&str, &str)]) {
    let main = main_modules(go_mod);
    let (settings, local) = (ModSettings::default(), local());
    let queries = Queries {
        modules: ModuleContext {
            main: &main,
            source: proxy,
            settings: &settings,
            vendor: None,
            local: &local,
        },
        source: proxy,
    };
    let allowed = |m: &ModuleVersion| queries.check_allowed(m);
    for (case, want) in cases {
        let (words, is_strict) = match case.strip_prefix('!') {
            Some(rest) => (rest, true),
            None => (*case, false),
        };
        let (module, current) = words.split_once(' ').unwrap_or((words, ""));
        let (path, query) = module.split_once('@').unwrap();
        let allowed: Option<Allowed<'_>> = is_strict.then_some(&allowed);
        let got = match queries.query(path, query, current, allowed) {
            Ok(info) => info.version.clone(),
            Err(error) => error.to_string(),
        };
        assert_eq!(got, *want, "{case}");
    }
}

const PLAIN: &str = "module main.io\n\ngo 1.20\n";

fn vcs_test() -> Proxy {
    Proxy::default()
        .module(
            "q.io/a",
            "v0.0.0-pre1 v0.0.0 v0.0.1 v0.0.2 v0.0.3 v0.1.0 v0.1.1 v0.1.2 v0.3.0 v1.0.0 v1.1.0 v1.9.0 v1.9.9 v1.9.10-pre1 v1.9.10-pre2+metadata v2.0.0+incompatible v2.1.0+incompatible",
        )
        .module("q.io/pre", "v1.0.0-rc.1 v1.0.0-rc.2")
        .module("q.io/none", "")
        .revision(
            "q.io/none",
            "v0.0.0-20200101000000-aaaaaaaaaaaa",
            "v0.0.0-20200101000000-aaaaaaaaaaaa",
            "2020-01-01T00:00:00Z",
        )
        .latest("q.io/none", "v0.0.0-20200101000000-aaaaaaaaaaaa")
        .revision("q.io/a", "master", "v1.9.10-0.20200101000000-bbbbbbbbbbbb", "")
}

#[test]
fn selects_versions() {
    check(
        &vcs_test(),
        PLAIN,
        &[
            ("q.io/a@latest", "v2.1.0+incompatible"),
            ("q.io/a@<v0.0.1", "v0.0.0"),
            ("q.io/a@<v0.0.0", "v0.0.0-pre1"),
            ("q.io/a@<=v0.0.0", "v0.0.0"),
            ("q.io/a@>v0.0.0", "v0.0.1"),
            ("q.io/a@>=v0.0.0", "v0.0.0"),
            ("q.io/a@>v1.9.9", "v2.0.0+incompatible"),
            ("q.io/a@v0.1", "v0.1.2"),
            ("q.io/a@v0.2", "no matching versions for query \"v0.2\""),
            ("q.io/a@v0.0", "v0.0.3"),
            ("q.io/a@v1", "v1.9.9"),
            ("q.io/a@v2", "v2.1.0+incompatible"),
            ("q.io/a@patch v0.1.0", "v0.1.2"),
            ("q.io/a@patch v1.9.10-pre1", "v1.9.10-pre2+metadata"),
            (
                "q.io/a@patch",
                "can't query version \"patch\" of module q.io/a: no existing version is required",
            ),
            ("q.io/a@upgrade v0.1.0", "v2.1.0+incompatible"),
            (
                "q.io/a@upgrade v3.0.0+incompatible",
                "module q.io/a: v3.0.0+incompatible: 404 Not Found",
            ),
            ("q.io/a@v1.9.9", "v1.9.9"),
            ("q.io/a@v1.9.9+meta", "v1.9.9"),
            ("q.io/a@master", "v1.9.10-0.20200101000000-bbbbbbbbbbbb"),
            (
                "q.io/a@>v1.9",
                "ambiguous semantic version \"v1.9\" in range \">v1.9\"",
            ),
            (
                "q.io/a@<=v1",
                "ambiguous semantic version \"v1\" in range \"<=v1\"",
            ),
            (
                "q.io/a@<x",
                "invalid semantic version \"x\" in range \"<x\"",
            ),
            ("q.io/a@none", "module q.io/a: none: 404 Not Found"),
            ("q.io/pre@latest", "v1.0.0-rc.2"),
            ("q.io/none@latest", "v0.0.0-20200101000000-aaaaaaaaaaaa"),
            ("q.io/none@v1", "no matching versions for query \"v1\""),
            ("q.io/gone@latest", "module q.io/gone: list: 404 Not Found"),
            ("q.io/a@latest vbad", "invalid previous version q.io/a@vbad"),
            ("main.io@upgrade", ""),
            (
                "std@v1.2.3",
                "can't query specific version (\"v1.2.3\") of standard-library module \"std\"",
            ),
            (
                "q.io/b!d@latest",
                "malformed module path \"q.io/b!d\": invalid char '!'",
            ),
        ],
    );
}

#[test]
fn compatible_versions_with_go_mod_come_first() {
    let proxy = vcs_test().go_mod(
        "q.io/a",
        "v1.9.10-pre2+metadata",
        "module q.io/a\n\ngo 1.20\n",
    );
    check(
        &proxy,
        PLAIN,
        &[
            ("q.io/a@latest", "v1.9.9"),
            ("q.io/a@>v1.9.9", "v1.9.10-pre1"),
            ("q.io/a@upgrade v1.9.9", "v1.9.9"),
            ("q.io/a@upgrade v2.0.0+incompatible", "v2.1.0+incompatible"),
            ("q.io/a@v2", "v2.1.0+incompatible"),
            ("q.io/a@<v2.1.0", "v2.0.0+incompatible"),
        ],
    );
}

#[test]
fn newer_revisions_are_kept() {
    let (old, new) = (
        "v0.0.0-20190101000000-aaaaaaaaaaaa",
        "v0.0.0-20210101000000-bbbbbbbbbbbb",
    );
    let proxy = Proxy::default()
        .module("q.io/p", "v0.1.0")
        .revision("q.io/p", "v0.1.0", "v0.1.0", "2020-01-01T00:00:00Z")
        .revision("q.io/p", new, new, "2021-01-01T00:00:00Z");
    check(
        &proxy,
        PLAIN,
        &[
            (&format!("q.io/p@upgrade {old}"), "v0.1.0"),
            (&format!("q.io/p@upgrade {new}"), new),
            (&format!("q.io/p@latest {new}"), "v0.1.0"),
        ],
    );
}

#[test]
fn retracted_and_excluded_versions() {
    let retracting = "module q.io/r\n\ngo 1.20\n\nretract v1.1.0 // first\u{7}\n\nretract (\n\t// bad\n\t[v1.2.0, v1.2.9]\n\tv2.0.0\n)\n";
    let proxy = Proxy::default()
        .module("q.io/r", "v1.0.0 v1.1.0 v1.2.0 v1.3.0-self")
        .go_mod("q.io/r", "v1.2.0", retracting)
        .module("q.io/all", "v1.0.0")
        .go_mod("q.io/all", "v1.0.0", "module q.io/all\n\nretract v1.0.0\n");
    let main = format!("{PLAIN}\nexclude q.io/r v1.0.0\n");
    check(
        &proxy,
        PLAIN,
        &[
            ("q.io/r@latest", "v1.2.0"),
            ("!q.io/r@latest", "v1.0.0"),
            ("!q.io/r@v1.1", "no matching versions for query \"v1.1\""),
            (
                "!q.io/r@v1.1.0",
                "q.io/r@v1.1.0: retracted by module author: (message omitted: contains non-printable characters)",
            ),
            (
                "!q.io/r@v1.2.0",
                "q.io/r@v1.2.0: retracted by module author: bad",
            ),
            ("!q.io/r@upgrade v1.2.0", "v1.3.0-self"),
            (
                "!q.io/all@upgrade v1.0.0",
                "q.io/all@v1.0.0: retracted by module author",
            ),
            (
                "!q.io/all@v1.0.0",
                "q.io/all@v1.0.0: retracted by module author",
            ),
        ],
    );
    check(
        &proxy,
        &main,
        &[
            ("!q.io/r@v1.0.0", "q.io/r@v1.0.0: excluded by go.mod"),
            ("!q.io/r@latest", "v1.3.0-self"),
        ],
    );
}

#[test]
fn replacements_are_versions() {
    let main = format!(
        "{PLAIN}\nreplace (\n\tq.io/a v3.0.0+incompatible => ./a\n\tq.io/new v1.2.3 => ./new\n\tq.io/wild => ./wild\n\tbad => ./bad\n)\n"
    );
    check(
        &vcs_test(),
        &main,
        &[
            ("q.io/a@latest", "v3.0.0+incompatible"),
            ("q.io/a@v3.0.0", "v3.0.0+incompatible"),
            ("q.io/new@latest", "v1.2.3"),
            ("q.io/new@v1.2.4", "module q.io/new: v1.2.4: 404 Not Found"),
            ("q.io/wild@latest", "v0.0.0-00010101000000-000000000000"),
            ("bad@latest", "v0.0.0-00010101000000-000000000000"),
        ],
    );
}

#[test]
fn versions_of_go_itself() {
    let proxy = Proxy::default()
        .module("go", "1.21rc1 1.21.0 1.26.1 1.26.2 1.27rc1")
        .module("toolchain", "go1.21.0 go1.26.1 go1.26.2");
    check(
        &proxy,
        PLAIN,
        &[
            ("go@latest", "1.26.2"),
            ("toolchain@latest", "go1.26.2"),
            ("go@1.21", "1.21.0"),
            ("go@1.26.1", "1.26.1"),
            ("toolchain@go1.26.1", "go1.26.1"),
            ("go@>1.26.2", "1.27rc1"),
            ("go@patch 1.26.0", "1.26.2"),
        ],
    );
}

#[test]
fn messages_fit_for_terminals() {
    assert_eq!(short_message("  one \ntwo", "none"), "one");
    assert_eq!(short_message("\n", "none"), "none");
    let long = "x".repeat(501);
    assert_eq!(short_message(&long, ""), "(message omitted: too long)");
}
