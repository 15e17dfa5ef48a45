//! Module graphs over sample modules in memory.

use std::sync::Arc;

use hashbrown::HashMap;
use vamos_base::golang::gover::Local;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::GoMod;
use vamos_modfile::ModuleError;

use super::*;

fn m(text: &str) -> ModuleVersion {
    let (path, version) = text.split_once('@').unwrap_or((text, ""));
    ModuleVersion::new(path, version)
}

fn local() -> Local {
    Local {
        version: "1.26.1".into(),
        toolchain: "go1.26.1".into(),
        explain: String::new(),
    }
}

/// go.mod files by module version.
struct Memory(HashMap<ModuleVersion, String>);

impl Memory {
    /// Each entry is `path@version|go version|requirements`.
    fn new(entries: &[&str]) -> Self {
        let parse = |entry: &&str| {
            let mut parts = entry.split('|');
            let m = m(parts.next().unwrap());
            let go = parts.next().unwrap();
            let mut text = format!("module {}\n", m.path);
            if !go.is_empty() {
                text += &format!("go {go}\n");
            }
            for r in parts.next().unwrap_or("").split_whitespace() {
                text += &format!("require {}\n", r.replace('@', " "));
            }
            (m, text)
        };
        Memory(entries.iter().map(parse).collect())
    }
}

impl ModuleSource for Memory {
    fn go_mod(&self, m: &ModuleVersion) -> Result<Arc<GoModSummary>, ModuleError> {
        match self.0.get(m) {
            Some(text) => {
                GoModSummary::parse(m, "go.mod", "go.mod", text.as_bytes(), &local()).map(Arc::new)
            }
            None => Err(ModuleError::message("no such module").at(m)),
        }
    }

    fn have_go_mod_sum(&self, m: &ModuleVersion) -> bool {
        m.version != "v0.0.0"
    }
}

struct World {
    main: MainModules,
    source: Memory,
    settings: ModSettings,
    local: Local,
}

impl World {
    fn new(go_mod: &str, entries: &[&str]) -> Self {
        let file = Arc::new(GoMod::parse("/m/go.mod", go_mod.as_bytes(), None).unwrap());
        let index = ModFileIndex::new(go_mod.as_bytes().into(), &file, false).unwrap();
        let input = MainModuleInput {
            path: file.module_path().to_string(),
            root: "/m".into(),
            mod_file: Some(file),
            index: Some(Arc::new(index)),
        };
        let settings = ModSettings {
            has_mod_root: true,
            ..ModSettings::default()
        };
        World {
            main: MainModules::new(vec![input], None, "", "/m", "/go/src").unwrap(),
            source: Memory::new(entries),
            settings,
            local: local(),
        }
    }

    fn ctx(&self) -> ModuleContext<'_> {
        ModuleContext {
            main: &self.main,
            source: &self.source,
            settings: &self.settings,
            vendor: None,
            local: &self.local,
        }
    }

    fn requirements(&self) -> Arc<Requirements> {
        let (rs, warnings) = requirements_from_mod_files(&self.ctx());
        assert!(warnings.is_empty(), "{warnings:?}");
        Arc::new(rs)
    }
}

fn texts(list: &[ModuleVersion]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

#[test]
fn pruned_graph_leaves_out_the_deep() {
    let entries = [
        "x.y/a@v1.0.0|1.17|x.y/b@v1.0.0 x.y/c@v1.2.0",
        "x.y/b@v1.0.0|1.17|x.y/deep@v1.0.0",
        "x.y/c@v1.2.0||x.y/d@v1.0.0",
        "x.y/d@v1.0.0|1.17|x.y/e@v1.0.0",
        "x.y/e@v1.0.0|1.17",
    ];
    let world = World::new(
        "module x.y/m\ngo 1.21\nrequire x.y/a v1.0.0\nrequire x.y/c v1.2.0 // indirect\n",
        &entries,
    );
    let rs = world.requirements();
    assert!(rs.is_direct("x.y/a") && !rs.is_direct("x.y/c"));
    let graph = rs.complete_graph(&world.ctx()).unwrap();
    // b's own requirements are pruned; c has no go line, so all of it counts.
    assert_eq!(
        texts(&graph.build_list()),
        [
            "x.y/m",
            "go@1.21",
            "toolchain@go1.21",
            "x.y/a@v1.0.0",
            "x.y/b@v1.0.0",
            "x.y/c@v1.2.0",
            "x.y/d@v1.0.0",
            "x.y/e@v1.0.0"
        ]
    );
}

#[test]
fn error_says_by_which_path() {
    let world = World::new(
        "module x.y/m\ngo 1.16\nrequire x.y/a v1.0.0\n",
        &[
            "x.y/a@v1.0.0|1.16|x.y/b@v1.0.0",
            "x.y/b@v1.0.0|1.16|x.y/c@v1.0.0",
        ],
    );
    let (graph, err) = world.requirements().graph(&world.ctx());
    assert_eq!(graph.selected("x.y/c"), "v1.0.0");
    assert_eq!(
        err.unwrap().to_string(),
        "x.y/a@v1.0.0 requires\n\tx.y/b@v1.0.0 requires\n\tx.y/c@v1.0.0: no such module"
    );
}

#[test]
fn replaced_module_may_declare_either_path() {
    let mut world = World::new(
        "module x.y/m\ngo 1.21\nrequire (\n\tx.y/a v1.0.0\n\tx.y/b v1.0.0\n\tx.y/c v0.0.0\n\tx.y/d v1.0.0\n)\nreplace x.y/a => x.y/fork v1.1.0\nexclude x.y/bad v1.0.0\nreplace x.y/d v1.0.0 => ../d\n",
        &[
            "x.y/fork@v1.1.0|1.21|x.y/bad@v1.0.0 x.y/ok@v1.0.0",
            "x.y/b@v1.0.0|1.99|",
            "../d|1.21|x.y/ok@v1.3.0",
        ],
    );
    let ctx = world.ctx();
    let summary = ctx.go_mod_summary(&m("x.y/a@v1.0.0")).unwrap();
    assert_eq!(texts(&summary.require), ["x.y/ok@v1.0.0", "go@1.21"]);
    let text = |v: &str| ctx.go_mod_summary(&m(v)).unwrap_err().to_string();
    assert_eq!(
        text("x.y/b@v1.0.0"),
        "module x.y/b@v1.0.0 requires go >= 1.99 (running go 1.26.1)"
    );
    assert_eq!(
        text("x.y/c@v0.0.0"),
        "x.y/c@v0.0.0: missing go.sum entry for go.mod file; to add it:\n\tgo mod download x.y/c"
    );
    assert_eq!(
        texts(&ctx.go_mod_summary(&m("x.y/d@v1.0.0")).unwrap().require),
        ["x.y/ok@v1.3.0", "go@1.21"]
    );
    world
        .source
        .0
        .insert(m("x.y/fork@v1.1.0"), "module x.y/z\n".into());
    assert_eq!(
        world
            .ctx()
            .go_mod_summary(&m("x.y/a@v1.0.0"))
            .unwrap_err()
            .to_string(),
        "x.y/fork@v1.1.0: parsing go.mod:\n\tmodule declares its path as: x.y/z\n\t        but was required as: x.y/a"
    );
}

#[test]
fn dirty_roots_are_noticed() {
    let entries = [
        "x.y/a@v1.0.0|1.17|x.y/b@v1.2.0",
        "x.y/b@v1.1.0|1.17|",
        "x.y/b@v1.2.0|1.17|",
    ];
    let mut world = World::new(
        "module x.y/m\ngo 1.20\nrequire (\n\tx.y/a v1.0.0\n\tx.y/b v1.1.0\n)\n",
        &entries,
    );
    let rs = world.requirements();
    let (_, _, err) = world.ctx().expand_graph(&rs);
    assert_eq!(
        err.unwrap().to_string(),
        "updates to go.mod needed; to update it:\n\tgo mod tidy"
    );
    world.settings.explicit = true;
    let (_, _, err) = world.ctx().expand_graph(&rs);
    assert_eq!(
        err.unwrap().to_string(),
        "updates to go.mod needed, disabled by -mod=readonly; to update it:\n\tgo mod tidy"
    );
    world.settings = ModSettings {
        mod_flag: ModFlag::Mod,
        has_mod_root: true,
        ..ModSettings::default()
    };
    let (updated, graph, err) = world.ctx().expand_graph(&world.requirements());
    assert!(err.is_none());
    assert_eq!(
        texts(updated.root_modules()),
        ["go@1.20", "x.y/a@v1.0.0", "x.y/b@v1.2.0"]
    );
    assert_eq!(graph.selected("x.y/b"), "v1.2.0");
}

#[test]
fn packages_keep_roots_honest() {
    let entries = [
        "x.y/a@v1.0.0|1.17|x.y/b@v1.2.0",
        "x.y/b@v1.1.0|1.17|",
        "x.y/b@v1.2.0|1.17|",
    ];
    let world = World::new("module x.y/m\ngo 1.20\nrequire x.y/a v1.0.0\n", &entries);
    let rs = world.requirements();
    let package = |module| PackageUse {
        module,
        in_all: true,
        is_root: false,
        from_root: false,
    };
    let (a, b, std) = (m("x.y/a@v1.0.0"), m("x.y/b@v1.2.0"), m(""));
    let ok = world
        .ctx()
        .update_roots(&rs.direct, &rs, &[package(&a), package(&std)], &[], false);
    assert!(Arc::ptr_eq(&ok.unwrap(), &rs));
    assert!(rs.loaded_graph().is_none());
    let (_, err) = world
        .ctx()
        .update_roots(&rs.direct, &rs, &[package(&b)], &[], false)
        .unwrap_err();
    assert!(matches!(err, ModuleError::GoModDirty { .. }));
}

#[test]
fn unpruned_roots_are_minimal() {
    let entries = [
        "x.y/a@v1.0.0|1.16|x.y/b@v1.2.0",
        "x.y/b@v1.1.0|1.16|",
        "x.y/b@v1.2.0|1.16|x.y/c@v1.0.0",
        "x.y/c@v1.0.0|1.16|",
    ];
    let mut world = World::new(
        "module x.y/m\ngo 1.16\nrequire (\n\tx.y/a v1.0.0\n\tx.y/b v1.1.0\n)\n",
        &entries,
    );
    world.settings.mod_flag = ModFlag::Mod;
    let (rs, _, err) = world.ctx().expand_graph(&world.requirements());
    assert!(err.is_none());
    assert_eq!(
        texts(rs.root_modules()),
        ["go@1.16", "x.y/a@v1.0.0", "x.y/b@v1.2.0"]
    );
    let pruned = world.ctx().convert_pruning(&rs, Pruning::Pruned).unwrap();
    assert_eq!(
        texts(pruned.root_modules()),
        ["go@1.16", "x.y/a@v1.0.0", "x.y/b@v1.2.0", "x.y/c@v1.0.0"]
    );
}

#[test]
fn vendor_directory() {
    let mut world = World::new(
        "module x.y/m\ngo 1.21\nrequire (\n\tx.y/a v1.0.0\n\tx.y/b v1.1.0\n)\nreplace x.y/b => ./b\nreplace x.y/q => ./q\n",
        &[],
    );
    world.settings.mod_flag = ModFlag::Vendor;
    let check = |world: &World, text: &[u8]| {
        let txt =
            vamos_modfile::vendor::ModulesTxt::parse("vendor/modules.txt", text, &world.local)
                .unwrap();
        let err = check_vendor_consistency(
            &world.main,
            &txt,
            "/m",
            &|root| format!("{root}/go.mod"),
            &|s| s.replace("/m/", ""),
        );
        (txt, err.err().map(|e| e.to_string()))
    };
    let good = b"# x.y/a v1.0.0\n## explicit; go 1.21\nx.y/a\n# x.y/b v1.1.0 => ./b\n## explicit\nx.y/b/p\n# x.y/b => ./b\n# x.y/q => ./q\n";
    let (txt, err) = check(&world, good);
    assert_eq!(err, None);
    let rs = world.requirements();
    let ctx = ModuleContext {
        vendor: Some(&txt),
        ..world.ctx()
    };
    rs.init_vendor(&ctx, &txt.list).unwrap();
    assert_eq!(
        texts(&rs.complete_graph(&ctx).unwrap().build_list()),
        ["x.y/m", "go@1.21", "x.y/a@v1.0.0", "x.y/b@v1.1.0"]
    );
    let (_, err) = check(&world, b"# x.y/a v1.0.0\n## go 1.21\nx.y/a\n# x.y/b v1.1.0 => ./other\n## explicit\nx.y/b/p\n# x.y/z v1.0.0 => ./z\n## explicit\nx.y/z\n# x.y/q => ./qq\n");
    assert_eq!(
        err.unwrap(),
        "inconsistent vendoring in /m:\n\tx.y/a@v1.0.0: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt\n\tx.y/b: is replaced in go.mod, but not marked as replaced in vendor/modules.txt\n\tx.y/q: is replaced by ./q in go.mod, but marked as replaced by ./qq in vendor/modules.txt\n\tx.y/z@v1.0.0: is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod\n\tx.y/z@v1.0.0: is marked as replaced in vendor/modules.txt, but not replaced in go.mod\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n\tTo sync the vendor directory, run:\n\t\tgo mod vendor"
    );
}

#[test]
fn workspace() {
    let file =
        |name: &str, text: &str| Arc::new(GoMod::parse(name, text.as_bytes(), None).unwrap());
    let input = |path: &str, root: &str, text: &str| {
        let file = file("go.mod", text);
        let index = Some(Arc::new(
            ModFileIndex::new(text.as_bytes().into(), &file, false).unwrap(),
        ));
        MainModuleInput {
            path: path.into(),
            root: root.into(),
            mod_file: Some(file),
            index,
        }
    };
    let inputs = vec![
        input(
            "x.y/m",
            "/w/m",
            "module x.y/m\ngo 1.20\nrequire x.y/a v1.0.0\nreplace x.y/a => ../a\n",
        ),
        input(
            "x.y/n",
            "/w/n",
            "module x.y/n\ngo 1.20\nrequire x.y/b v1.0.0 // indirect\nrequire x.y/m v1.5.0\n",
        ),
    ];
    let work = Arc::new(
        vamos_modfile::GoWork::parse("/w/go.work", b"go 1.21\nuse ./m\nuse ./n\n", None).unwrap(),
    );
    let main = MainModules::new(inputs, Some(work), "/w/go.work", "/w/n", "/go/src").unwrap();
    assert_eq!(main.containing_cwd().unwrap().module.path, "x.y/n");
    assert_eq!(main.replacement(&m("x.y/a@v1.0.0")), Some(m("./a")));
    assert_eq!(main.replace_relative_to(), "/w");
    let source = Memory::new(&[
        "./a|1.20|x.y/b@v1.1.0",
        "x.y/m@v1.5.0|1.20|",
        "x.y/b@v1.0.0|1.20|",
        "x.y/b@v1.1.0|1.20|",
    ]);
    let settings = ModSettings {
        has_mod_root: true,
        ..ModSettings::default()
    };
    let local = local();
    let ctx = ModuleContext {
        main: &main,
        source: &source,
        settings: &settings,
        vendor: None,
        local: &local,
    };
    let (rs, _) = requirements_from_mod_files(&ctx);
    assert_eq!(rs.pruning, Pruning::Workspace);
    assert!(rs.is_direct("x.y/a") && !rs.is_direct("x.y/b"));
    let graph = rs.complete_graph(&ctx).unwrap();
    let list = texts(&graph.build_list());
    assert_eq!(
        list,
        [
            "go@1.21",
            "x.y/m",
            "x.y/n",
            "toolchain@go1.21",
            "x.y/a@v1.0.0",
            "x.y/b@v1.1.0"
        ]
    );
}

#[test]
fn requirements_go_back_into_go_mod() {
    let entries = [
        "x.y/a@v1.0.0|1.17|x.y/b@v1.2.0",
        "x.y/b@v1.1.0|1.17|",
        "x.y/b@v1.2.0|1.17|",
    ];
    let text = "module x.y/m\n\ngo 1.20\n\ntoolchain go1.20.3\n\nrequire (\n\tx.y/a v1.0.0\n\tx.y/b v1.1.0 // indirect\n)\n";
    let mut world = World::new(text, &entries);
    world.settings.mod_flag = ModFlag::Mod;
    let (rs, _, _) = world.ctx().expand_graph(&world.requirements());
    let file = world.main.single().unwrap().mod_file.clone().unwrap();
    let updated = world
        .ctx()
        .update_mod_file(&rs, &file, &WriteOptions::default())
        .unwrap();
    assert_eq!(
        String::from_utf8(updated.format()).unwrap(),
        "module x.y/m\n\ngo 1.20\n\nrequire x.y/a v1.0.0\n\nrequire x.y/b v1.2.0 // indirect\n"
    );
    let index = world.main.single().unwrap().index.clone().unwrap();
    assert!(index.is_dirty(&updated, ModFlag::Readonly));
    assert!(!index.is_dirty(&file, ModFlag::Mod));
}
