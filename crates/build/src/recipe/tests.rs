//! Recipes of plain inputs: the lines that `GODEBUG=gocachehash=1` shows of Go 1.26.
//!
//! Counterpart: none.

use vamos_base::golang::names::ImportPath;
use vamos_goenv::BuildOptions;
use vamos_load::PackageFacts;

use super::*;
use crate::fixtures;
use crate::mode::ModeSettings;

/// Names instead of IDs and digests.
struct Names;

impl InputIds for Names {
    fn tool(&self, name: &str) -> Result<String, BuildError> {
        Ok(format!("{name} version go1.26.8"))
    }

    fn compiler(&self, _language: Language) -> Result<Vec<String>, BuildError> {
        Ok(vec!["gcc".to_owned(), "-m64".to_owned()])
    }

    fn compiler_id(
        &self,
        program: &str,
        _language: Language,
    ) -> Result<Result<String, String>, BuildError> {
        Ok(Ok(format!("{program} 13")))
    }

    fn file(&self, path: &str) -> String {
        format!("hash-of:{path}")
    }

    fn code(&self, path: &str) -> Option<String> {
        Some(format!("code-of:{path}"))
    }

    fn build_id(&self, file: &str) -> String {
        format!("action/content-of:{}", file.replace('/', "-"))
    }
}

fn env() -> GoEnv {
    let mut env = fixtures::env("linux", "amd64");
    "/mod".clone_into(&mut env.dirs.gomodcache);
    env
}

fn package(import_path: &str, name: &str, go_files: &[&str]) -> Package {
    fixtures::package(import_path, name, go_files).into()
}

/// Returns the lines that `write` writes for this environment and these flags.
fn lines(
    flags: &BuildOptions,
    write: impl FnOnce(&RecipeInputs<'_>, &mut dyn Sink) -> Result<(), BuildError>,
) -> String {
    let env = env();
    let inputs = RecipeInputs {
        env: &env,
        flags,
        mode: &ModeSettings::new(&env, flags, || None).unwrap(),
        work_dir: "/w",
        cwd: "/",
        ids: &Names,
    };
    let mut lines: Vec<String> = Vec::new();
    write(&inputs, &mut lines).unwrap();
    lines.concat()
}

#[test]
fn an_archive_depends_on_the_contents_of_files_and_imports() {
    let mut package = package("example.com/m/p", "p", &["p.go"]);
    package.request.flags.gc = vec!["-N".to_owned()];
    package.request.build_info = Some("path\tp\n".into());
    let import = ImportPath::from("example.com/q");
    let id = ImportId::Content("content".to_owned());
    let deps = [
        Dependency::Profile("/w/b002/pgo".to_owned()),
        Dependency::Import(&import, id),
    ];
    let official = lines(&BuildOptions::default(), |inputs, sink| {
        write_build_recipe(inputs, &package, &deps, Form::Official, sink)
    });
    assert_eq!(
        official,
        "compile\ndir /src/p\ngo 1.21\ngoos linux goarch amd64\nimport \"example.com/m/p\"\n\
         omitdebug false standard false local false prefix \"\"\nmodinfo \"path\\tp\\n\"\n\
         compile compile version go1.26.8 [] [\"-N\"]\nGOAMD64=v1\n\
         file p.go hash-of:/src/p/p.go\npgofile hash-of:/w/b002/pgo\nimport example.com/q content\n"
    );
}

#[test]
fn the_compiler_does_not_read_comments_and_build_info() {
    let mut package = package("example.com/m/p", "p", &["p.go"]);
    package.request.build_info = Some("path\tp\n".into());
    let import = ImportPath::from("example.com/q");
    let deps = [Dependency::Import(&import, ImportId::Export(None))];
    let mut flags = BuildOptions::default();
    flags.reproducibility.trimpath = true;
    let compiler = lines(&flags, |inputs, sink| {
        write_build_recipe(inputs, &package, &deps, Form::Compiler, sink)
    });
    assert_eq!(
        compiler,
        "compile\nmodule example.com/m@\ngo 1.21\ngoos linux goarch amd64\n\
         import \"example.com/m/p\"\nomitdebug false standard false local false prefix \"\"\n\
         trimpath\ncompile compile version go1.26.8 [] []\nGOAMD64=v1\n\
         code p.go code-of:/src/p/p.go\nimport example.com/q nothing\n"
    );
}

#[test]
fn foreign_sources_depend_on_their_compiler() {
    let mut facts = PackageFacts {
        import_path: "example.com/m/p".into(),
        dir: "/src/p".into(),
        ..PackageFacts::default()
    };
    facts.files.cgo = vec!["c.go".to_owned()];
    let package = Package::from(facts);
    let all = lines(&BuildOptions::default(), |inputs, sink| {
        write_build_recipe(inputs, &package, &[], Form::Official, sink)
    });
    let foreign: Vec<&str> = all.lines().skip(5).take(3).collect();
    assert_eq!(
        foreign,
        [
            "cgo \"cgo version go1.26.8\"",
            "CC=[\"gcc\" \"-m64\"] [] [\"-O2\" \"-g\"] [\"-O2\" \"-g\"]",
            "CC ID=\"gcc 13\"",
        ]
    );
}

#[test]
fn an_executable_depends_on_its_archives() {
    let main = package("example.com/m/p", "main", &["p.go"]);
    let other = package("example.com/q", "q", &["q.go"]);
    let linked = |package, is_built, build_id: &str| Linked {
        package,
        is_built,
        build_id: build_id.to_owned(),
    };
    let deps = [
        linked(&main, true, "action/main"),
        linked(&other, true, "action/other"),
        linked(&other, false, ""),
    ];
    let link = lines(&BuildOptions::default(), |inputs, sink| {
        write_link_recipe(inputs, &main, &deps, sink)
    });
    assert_eq!(
        link,
        "link\nbuildmode default goos linux goarch amd64\nimport \"example.com/m/p\"\n\
         omitdebug false standard false local false prefix \"\"\ndefaultgodebug \"\"\n\
         link link version go1.26.8 [] exe\nlinkflags []\nGOAMD64=v1\nGOROOT=/go\n\
         GO_EXTLINK_ENABLED=\npackagefile example.com/m/p=main\npackagemain action/main\n\
         packagefile example.com/q=other\n"
    );
}

#[test]
fn a_shared_library_depends_on_the_build_ids_of_files() {
    let package = package("example.com/q", "q", &["q.go"]);
    let shared = |built: &str| SharedPackage {
        package: &package,
        built: built.to_owned(),
    };
    let mut flags = BuildOptions::default();
    flags.reproducibility.trimpath = true;
    let library = lines(&flags, |inputs, sink| {
        let deps = [shared("/w/q.a"), shared("")];
        write_shared_recipe(inputs, &deps, &[shared("/w/q.a")], sink)
    });
    assert_eq!(
        library,
        "linkShared\ngoos linux goarch amd64\nlink link version go1.26.8 [] exe\nGOAMD64=v1\n\
         GOROOT=\nGO_EXTLINK_ENABLED=\npackagefile example.com/q=content-of:-w-q.a\n\
         top example.com/q=content-of:-w-q.a\n"
    );
}
