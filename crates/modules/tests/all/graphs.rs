//! Compares module graphs, build lists and rewritten go.mod files with the official command,
//! on random sets of modules served from a directory.
//!
//! Counterpart: `go mod graph`, `go list -m all`.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "all of this is test code, also outside #[test] functions"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use std::sync::Arc;

use vamos_base::golang::gover::Local;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::GoMod;
use vamos_modfile::GoSum;
use vamos_modfile::GoWork;
use vamos_modfile::ModuleError;
use vamos_modfile::vendor::ModulesTxt;
use vamos_modules::GoModSummary;
use vamos_modules::MainModuleInput;
use vamos_modules::MainModules;
use vamos_modules::ModFileIndex;
use vamos_modules::ModFlag;
use vamos_modules::ModSettings;
use vamos_modules::ModuleContext;
use vamos_modules::ModuleSource;
use vamos_modules::WriteOptions;
use vamos_modules::check_vendor_consistency;
use vamos_modules::requirements_from_mod_files;
use vamos_testkit::Random;
use vamos_testkit::official_go;

const NAMES: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];
const GO: [&str; 8] = ["", "1.15", "1.16", "1.17", "1.18", "1.20", "1.21", "1.22.1"];

/// Modules without some of their sums, and a go.mod that may not change.
struct Readonly<'a> {
    world: &'a World,
    sums: GoSum,
}

impl ModuleSource for Readonly<'_> {
    fn go_mod(&self, m: &ModuleVersion) -> Result<Arc<GoModSummary>, ModuleError> {
        self.world.go_mod(m)
    }

    fn have_go_mod_sum(&self, m: &ModuleVersion) -> bool {
        !self.sums.go_mod_sums(m).is_empty()
    }
}

fn said(warnings: &[String], err: &ModuleError) -> String {
    let warnings: String = warnings.iter().map(|w| format!("go: {w}\n")).collect();
    format!("{warnings}go: {err}\n")
}

/// Compares the results if go.mod may not change; go.sum is the command's result, or one line
/// shorter.
fn check_readonly(world: &World, main: &MainModules, dir: &Path, text: &str, random: &mut Random) {
    fs::write(dir.join("main/go.mod"), text).unwrap();
    let sum_file = dir.join("main/go.sum");
    let mut lines: Vec<String> = fs::read_to_string(&sum_file)
        .unwrap_or_default()
        .lines()
        .map(str::to_string)
        .collect();
    if random.below(3) == 0 && !lines.is_empty() {
        lines.remove(random.below(lines.len()));
    }
    let sums: String = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(&sum_file, &sums).unwrap();
    let source = Readonly {
        world,
        sums: GoSum::parse("go.sum", sums.as_bytes(), false).unwrap(),
    };
    let settings = ModSettings {
        has_mod_root: true,
        ..ModSettings::default()
    };
    let ctx = ModuleContext {
        main,
        source: &source,
        settings: &settings,
        vendor: None,
        local: &world.local,
    };
    let (rs, warnings) = requirements_from_mod_files(&ctx);
    let (rs, graph, mut err) = ctx.expand_graph(&Arc::new(rs));
    let single = main.single().unwrap();
    if err.is_none() {
        let updated = ctx
            .update_mod_file(
                &rs,
                single.mod_file.as_ref().unwrap(),
                &WriteOptions::default(),
            )
            .unwrap();
        if single
            .index
            .as_ref()
            .unwrap()
            .is_dirty(&updated, ModFlag::Readonly)
        {
            err = Some(ctx.go_mod_dirty());
        }
    }
    let listed = go(dir, &["list", "-m", "all"]).unwrap();
    match err {
        None => assert_same(text, &list_text(main, &graph.build_list()), &listed),
        Some(err) => assert_eq!(
            said(&warnings, &err),
            String::from_utf8_lossy(&listed.stderr),
            "{text}"
        ),
    }
}

/// go.mod texts: of every version of every module, and of the main modules.
struct World {
    modules: BTreeMap<(String, String), String>,
    local: Local,
}

impl World {
    fn new(random: &mut Random, local: &Local) -> World {
        let mut modules = BTreeMap::new();
        for name in NAMES {
            for minor in 0..4 {
                let text = go_mod(random, &format!("x.y/{name}"), 3);
                modules.insert((format!("x.y/{name}"), format!("v1.{minor}.0")), text);
            }
        }
        World {
            modules,
            local: local.clone(),
        }
    }

    /// Writes the modules to the official command's proxy directory.
    fn write_proxy(&self, dir: &Path) {
        for ((path, version), text) in &self.modules {
            let versions = dir.join(path).join("@v");
            fs::create_dir_all(&versions).unwrap();
            fs::write(versions.join(format!("{version}.mod")), text).unwrap();
            let info = format!("{{\"Version\":\"{version}\",\"Time\":\"2020-01-01T00:00:00Z\"}}");
            fs::write(versions.join(format!("{version}.info")), info).unwrap();
        }
    }
}

/// Returns a go.mod with some requirements, dense for main modules.
fn go_mod(random: &mut Random, path: &str, density: usize) -> String {
    let mut text = format!("module {path}\n");
    let go = GO[random.below(GO.len())];
    if !go.is_empty() {
        write!(text, "\ngo {go}\n").unwrap();
    }
    text += "\nrequire (\n";
    for name in NAMES {
        if !path.ends_with(name) && random.below(density) == 0 {
            let comment = if random.below(3) == 0 {
                " // indirect"
            } else {
                ""
            };
            writeln!(text, "\tx.y/{name} v1.{}.0{comment}", random.below(4)).unwrap();
        }
    }
    text + ")\n"
}

impl ModuleSource for World {
    fn go_mod(&self, m: &ModuleVersion) -> Result<Arc<GoModSummary>, ModuleError> {
        let key = (m.path.clone(), m.version.clone());
        let text = &self.modules[&key];
        GoModSummary::parse(m, "go.mod", "go.mod", text.as_bytes(), &self.local).map(Arc::new)
    }

    fn have_go_mod_sum(&self, _: &ModuleVersion) -> bool {
        true
    }
}

/// Runs the official command in `dir/main` with `dir/proxy`.
fn go(dir: &Path, args: &[&str]) -> Option<Output> {
    let program = official_go()?;
    let mut command = Command::new(program);
    command
        .args(args)
        .current_dir(dir.join("main"))
        .env_clear()
        .env("HOME", dir)
        .env("GOCACHE", dir.join("cache"));
    command
        .env("GOPATH", dir.join("gopath"))
        .env("GOPROXY", format!("file://{}", dir.join("proxy").display()));
    command
        .env("GOENV", "off")
        .env("GOSUMDB", "off")
        .env("GOTOOLCHAIN", "local")
        .env("GOFLAGS", "-modcacherw");
    command.env("GOTELEMETRY", "off");
    Some(command.output().unwrap())
}

#[track_caller]
fn assert_same(world: &str, ours: &str, output: &Output) {
    let theirs = String::from_utf8_lossy(&output.stdout);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        ours == theirs,
        "{world}\n--- ours\n{ours}\n--- go\n{theirs}\n{said}"
    );
}

fn local(dir: &Path) -> Option<Local> {
    fs::create_dir_all(dir.join("main")).unwrap();
    let output = go(dir, &["env", "GOVERSION"])?;
    let toolchain = String::from_utf8(output.stdout).unwrap().trim().to_string();
    Some(Local {
        version: toolchain.trim_start_matches("go").to_string(),
        toolchain,
        explain: String::new(),
    })
}

fn main_module(path: &str, root: &str, text: &str) -> MainModuleInput {
    let file = Arc::new(GoMod::parse("go.mod", text.as_bytes(), None).unwrap());
    let index = ModFileIndex::new(text.as_bytes().into(), &file, false).unwrap();
    MainModuleInput {
        path: path.into(),
        root: root.into(),
        mod_file: Some(file),
        index: Some(Arc::new(index)),
    }
}

/// Returns the output of `go mod graph`.
fn graph_text(graph: &vamos_modules::ModuleGraph) -> String {
    let mut text = String::new();
    graph.walk_breadth_first(|m| {
        for r in graph.required_by(m).unwrap_or(&[]) {
            writeln!(text, "{m} {r}").unwrap();
        }
    });
    text
}

/// Returns the output of `go list -m all`.
fn list_text(main: &MainModules, list: &[ModuleVersion]) -> String {
    let mut text = String::new();
    for m in list
        .iter()
        .filter(|m| m.path != "go" && m.path != "toolchain")
    {
        write!(text, "{}", m.to_string().replace('@', " ")).unwrap();
        if let Some(r) = main.replacement(m) {
            write!(text, " => {}", r.to_string().replace('@', " ")).unwrap();
        }
        text.push('\n');
    }
    text
}

/// Returns the settings of a command that may change go.mod.
fn writable() -> ModSettings {
    ModSettings {
        mod_flag: ModFlag::Mod,
        explicit: false,
        reason: String::new(),
        has_mod_root: true,
    }
}

#[test]
fn one_main_module() {
    let home = tempfile::tempdir().unwrap();
    let Some(local) = local(home.path()) else {
        return;
    };
    let mut random = Random::new(7);
    for round in 0..60 {
        let dir = home.path().join(round.to_string());
        fs::create_dir_all(dir.join("main")).unwrap();
        let world = World::new(&mut random, &local);
        world.write_proxy(&dir.join("proxy"));
        let mut text = go_mod(&mut random, "x.y/main", 2);
        if random.below(2) == 0 {
            let minor = random.below(4);
            writeln!(
                text,
                "\nexclude x.y/{} v1.{minor}.0",
                NAMES[random.below(8)]
            )
            .unwrap();
        }
        if random.below(2) == 0 {
            let (name, version) = (NAMES[random.below(8)], ["", " v1.2.0"][random.below(2)]);
            writeln!(
                text,
                "\nreplace x.y/{name}{version} => x.y/{name} v1.{}.0",
                random.below(4)
            )
            .unwrap();
        }
        fs::write(dir.join("main/go.mod"), &text).unwrap();

        let main = MainModules::new(
            vec![main_module("x.y/main", "/main", &text)],
            None,
            "",
            "/main",
            "/go/src",
        )
        .unwrap();
        let settings = writable();
        let ctx = ModuleContext {
            main: &main,
            source: &world,
            settings: &settings,
            vendor: None,
            local: &local,
        };
        let (mut rs, _) = requirements_from_mod_files(&ctx);
        let file = main.single().unwrap().mod_file.clone().unwrap();
        if rs.has_redundant_root(&main) {
            panic!("no such world is made");
        }
        let graphed = go(&dir, &["mod", "graph"]).unwrap();
        let (_, graph, err) = ctx.expand_graph(&Arc::new(rs));
        assert!(err.is_none(), "{err:?}");
        assert_same(&text, &graph_text(&graph), &graphed);

        // Without a go line `list` adds one, and converts the requirements.
        rs = requirements_from_mod_files(&ctx).0;
        let mut rs = Arc::new(rs);
        if file.go.is_none() {
            rs = ctx.override_roots(&rs, &[ModuleVersion::new("go", local.version.as_str())]);
            rs = ctx
                .convert_pruning(&rs, vamos_modules::Pruning::Pruned)
                .unwrap();
        }
        let (rs, graph, err) = ctx.expand_graph(&rs);
        assert!(err.is_none(), "{err:?}");
        let listed = go(&dir, &["list", "-mod=mod", "-m", "all"]).unwrap();
        assert_same(&text, &list_text(&main, &graph.build_list()), &listed);
        let options = WriteOptions {
            always_update: true,
            ..WriteOptions::default()
        };
        let updated = ctx.update_mod_file(&rs, &file, &options).unwrap();
        let theirs = fs::read(dir.join("main/go.mod")).unwrap();
        if main
            .single()
            .unwrap()
            .index
            .as_ref()
            .unwrap()
            .is_dirty(&updated, ModFlag::Mod)
        {
            assert_eq!(
                String::from_utf8_lossy(&updated.format()),
                String::from_utf8_lossy(&theirs),
                "{text}"
            );
        } else {
            assert_eq!(text.as_bytes(), theirs);
        }
        check_readonly(&world, &main, &dir, &text, &mut random);
    }
}

/// From Go 1.27 on, `go get` raises the go line of a go.mod with tool lines.
#[test]
fn tool_lines_need_go_1_24() {
    let home = tempfile::tempdir().unwrap();
    let Some(local) = local(home.path()) else {
        return;
    };
    let world = World::new(&mut Random::new(9), &local);
    let settings = writable();
    let written = |go: &str, tool: &str, options: WriteOptions| {
        let text = format!("module x.y/main\n\ngo {go}\n{tool}");
        let main = vec![main_module("x.y/main", "/main", &text)];
        let main = MainModules::new(main, None, "", "/main", "/go/src").unwrap();
        let ctx = ModuleContext {
            main: &main,
            source: &world,
            settings: &settings,
            vendor: None,
            local: &local,
        };
        let rs = requirements_from_mod_files(&ctx).0;
        let file = main.single().unwrap().mod_file.clone().unwrap();
        let options = WriteOptions {
            raises_go_for_tools: true,
            ..options
        };
        let updated = ctx.update_mod_file(&rs, &file, &options);
        updated.map(|file| String::from_utf8(file.format()).unwrap())
    };
    let tools = || vec!["x.y/t".to_owned()];
    let adds = || WriteOptions {
        add_tools: tools(),
        ..WriteOptions::default()
    };
    let with_tool = |go: &str| format!("module x.y/main\n\ngo {go}\n\ntool x.y/t\n");
    assert_eq!(written("1.23", "", adds()).unwrap(), with_tool("1.24"));
    assert_eq!(written("1.25", "", adds()).unwrap(), with_tool("1.25"));
    let keeps = WriteOptions::default();
    let kept = written("1.21", "\ntool x.y/t\n", keeps).unwrap();
    assert_eq!(kept, with_tool("1.24"));
    let drops = WriteOptions {
        drop_tools: tools(),
        ..WriteOptions::default()
    };
    let dropped = written("1.23", "\ntool x.y/t\n", drops).unwrap();
    assert_eq!(dropped, "module x.y/main\n\ngo 1.23\n");
    let explicit = WriteOptions {
        explicit_toolchain: true,
        ..adds()
    };
    assert_eq!(
        written("1.23", "", explicit).unwrap_err().to_string(),
        "1.24 is required for tool directives in go.mod: go get go@1.24.0"
    );
}

#[test]
fn workspaces() {
    let home = tempfile::tempdir().unwrap();
    let Some(local) = local(home.path()) else {
        return;
    };
    let mut random = Random::new(8);
    for round in 0..25 {
        let dir = home.path().join(round.to_string());
        let world = World::new(&mut random, &local);
        world.write_proxy(&dir.join("proxy"));
        let mut inputs = Vec::new();
        for name in ["m", "n"] {
            fs::create_dir_all(dir.join("main").join(name)).unwrap();
            let text = go_mod(&mut random, &format!("x.y/{name}"), 3);
            fs::write(dir.join("main").join(name).join("go.mod"), &text).unwrap();
            inputs.push(main_module(
                &format!("x.y/{name}"),
                &format!("/main/{name}"),
                &text,
            ));
        }
        let work = "go 1.22.1\n\nuse (\n\t./m\n\t./n\n)\n\nreplace x.y/a v1.2.0 => x.y/a v1.3.0\n";
        fs::write(dir.join("main/go.work"), work).unwrap();
        let work_file = Arc::new(GoWork::parse("go.work", work.as_bytes(), None).unwrap());
        let main =
            MainModules::new(inputs, Some(work_file), "/main/go.work", "", "/go/src").unwrap();
        let settings = writable();
        let ctx = ModuleContext {
            main: &main,
            source: &world,
            settings: &settings,
            vendor: None,
            local: &local,
        };
        let (rs, _) = requirements_from_mod_files(&ctx);
        let (_, graph, err) = ctx.expand_graph(&Arc::new(rs));
        assert!(err.is_none(), "{err:?}");
        assert_same(
            work,
            &graph_text(&graph),
            &go(&dir, &["mod", "graph"]).unwrap(),
        );
        assert_same(
            work,
            &list_text(&main, &graph.build_list()),
            &go(&dir, &["list", "-m", "all"]).unwrap(),
        );
    }
}

/// Returns a modules.txt that resembles a go.mod.
fn modules_txt(random: &mut Random, text: &str) -> String {
    let file = GoMod::parse("go.mod", text.as_bytes(), None).unwrap();
    let mut txt = String::new();
    let header = |m: &ModuleVersion, random: &mut Random| {
        let replace = file
            .replace
            .iter()
            .find(|r| r.old == *m || (r.old.version.is_empty() && r.old.path == m.path));
        let mut line = format!("# {m}").replace('@', " ");
        match (replace, random.below(8)) {
            (_, 0) => line += " => ./elsewhere",
            (Some(r), 1..) => line += &format!(" => {}", r.new).replace('@', " "),
            _ => {}
        }
        line + "\n"
    };
    for r in &file.require {
        if random.below(8) == 0 {
            continue;
        }
        let mut m = r.module.clone();
        if random.below(8) == 0 {
            m.version = "v1.9.0".into();
        }
        txt += &header(&m, random);
        txt += ["## explicit\n", "## explicit; go 1.17\n", "## go 1.17\n"][random.below(3)];
        if random.below(4) > 0 {
            txt += &format!("{}\n{0}/p\n", m.path);
        }
    }
    for r in &file.replace {
        if random.below(4) > 0 {
            txt += &header(&r.old, random);
        }
    }
    txt
}

#[test]
fn vendor_directories() {
    let home = tempfile::tempdir().unwrap();
    let Some(local) = local(home.path()) else {
        return;
    };
    let dir = home.path();
    fs::create_dir_all(dir.join("main/vendor")).unwrap();
    let root = dir.join("main").to_str().unwrap().to_string();
    let mut random = Random::new(9);
    for round in 0..80 {
        let mut text = go_mod(&mut random, "x.y/main", 2);
        for _ in 0..random.below(4) {
            let (name, version) = (
                NAMES[random.below(8)],
                ["", " v1.2.0", " v1.0.0"][random.below(3)],
            );
            let new = ["../dir", "x.y/new v1.2.0"][random.below(2)];
            let line = format!("\nreplace x.y/{name}{version} => {new}\n");
            if !text.contains(&format!("replace x.y/{name}{version} =>")) {
                text += &line;
            }
        }
        let txt = modules_txt(&mut random, &text);
        fs::write(dir.join("main/go.mod"), &text).unwrap();
        fs::write(dir.join("main/vendor/modules.txt"), &txt).unwrap();
        let main = MainModules::new(
            vec![main_module("x.y/main", &root, &text)],
            None,
            "",
            "",
            "/go/src",
        )
        .unwrap();
        let parsed = ModulesTxt::parse("vendor/modules.txt", txt.as_bytes(), &local).unwrap();
        let shorten = |path: &str| {
            path.strip_prefix(&format!("{root}/"))
                .unwrap_or(path)
                .to_string()
        };
        let err = check_vendor_consistency(
            &main,
            &parsed,
            &root,
            &|root| format!("{root}/go.mod"),
            &shorten,
        );
        let said =
            String::from_utf8(go(dir, &["list", "-mod=vendor", "-m"]).unwrap().stderr).unwrap();
        let ours = match err {
            Ok(()) => String::new(),
            Err(err) => format!("go: {err}\n"),
        };
        // Other errors come later.
        let theirs = if said.contains("inconsistent vendoring") {
            said.as_str()
        } else {
            ""
        };
        assert_eq!(ours, theirs, "round {round}\n{text}\n{txt}\n{said}");
    }
}
