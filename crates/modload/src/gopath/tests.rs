//! Counterpart: go/build/build_test.go, cmd/go/internal/load/pkg_test.go.

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_fsys::HashedFiles;
use vamos_fsys::MemFiles;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;

use super::Gopath;
use super::Importer;
use super::PackageLocation;
use super::dir_to_import_path;
use crate::LoadContext;
use crate::LoadPolicy;
use crate::dirpkg::BuildContext;
use crate::dirpkg::DirCache;
use crate::dirpkg::DirError;

/// Runs `ask` with two entries of GOPATH and these files.
fn with<T>(files: &[&str], ask: impl FnOnce(&Gopath<'_>) -> T) -> T {
    let mut env = GoEnv::default();
    "/sdk".clone_into(&mut env.sdk.goroot);
    "/sdk:~/go::/p:/q".clone_into(&mut env.dirs.gopath);
    "linux".clone_into(&mut env.target.goos);
    "amd64".clone_into(&mut env.target.goarch);
    let flags = BuildOptions::default();
    let mut tree = MemFiles::new();
    for file in files {
        let (name, text) = file.split_once('=').unwrap_or((file, "package x\n"));
        tree.insert(name, text.as_bytes());
    }
    let files: Arc<dyn HashedFiles> = Arc::new(tree);
    let ctx = LoadContext {
        env: &env,
        flags: &flags,
        policy: LoadPolicy::default(),
        dirs: Arc::new(DirCache::new(Arc::clone(&files))),
        build_context: BuildContext::new(&env, &flags),
        files,
        cwd: "/p/src".to_owned(),
        cancel: Cancel::new(),
        stamper: None,
        commit: None,
        fetcher: None,
        say: None,
        pool: vamos_sched::Pool::new(1),
    };
    ask(&Gopath::new(&ctx, false))
}

const STD: &str = "/sdk/src/fmt/print.go";

#[test]
fn entries_that_count() {
    with(&[], |gopath| assert_eq!(gopath.roots, ["/p", "/q"]));
}

#[test]
fn places_of_directories() {
    let files = [STD, "/p/src/a/b/x.go", "/q/src/a/x.go", "/q/src/fmt/x.go"];
    with(&files, |gopath| {
        let place = gopath.place_of_dir("/p/src/a/b");
        let want = PackageLocation {
            dir: "/p/src/a/b".into(),
            import_path: "a/b".into(),
            root: "/p".into(),
            bin_dir: "/p/bin".to_owned(),
            pkg_target_root: "/p/pkg/linux_amd64".to_owned(),
            pkg_obj: "/p/pkg/linux_amd64/a/b.a".to_owned(),
            ..PackageLocation::default()
        };
        assert_eq!(place, want);
        let std = gopath.place_of_dir("/sdk/src/fmt");
        assert!(std.goroot && std.pkg_obj.is_empty());
        assert_eq!(
            (std.import_path.as_str(), std.root.as_str()),
            ("fmt", "/sdk")
        );
        for (dir, hiding) in [
            ("/q/src/a", "/p/src/a"),
            ("/q/src/fmt", "/sdk/src/fmt"),
            ("/p/src/a/testdata/x", ""),
            ("/elsewhere", ""),
        ] {
            let place = gopath.place_of_dir(dir);
            let found = (place.import_path.as_str(), place.conflict_dir.as_str());
            assert_eq!(found, (".", hiding), "{dir}");
        }
    });
}

#[test]
fn places_of_import_paths() {
    let files = [
        STD,
        "/p/src/a/vendor/v/x.go",
        "/p/src/a/vendor/w/sub/x.go",
        "/q/src/v/x.go",
        "/p/src/vendor/u/x.go",
        "/sdk/src/vendor/u/x.go",
    ];
    with(&files, |gopath| {
        let dir = |path: &str, src_dir: &str| {
            let place = gopath.place_of_import(path, src_dir, true);
            place.map_or_else(|error| error.to_string(), |place| place.dir.into_string())
        };
        assert_eq!(dir("v", "/p/src/a/sub"), "/p/src/a/vendor/v");
        assert_eq!(dir("v", "/p/src/b"), "/q/src/v");
        assert_eq!(dir("v", ""), "/q/src/v");
        assert_eq!(dir("vendor/u", "/p/src/b"), "/p/src/vendor/u");
        assert_eq!(dir("vendor/u", "/sdk/src/fmt"), "/sdk/src/vendor/u");
        assert_eq!(
            dir("/v", "/p/src/a"),
            "import \"/v\": cannot import absolute path"
        );
        assert_eq!(
            dir("w", "/p/src/a"),
            "cannot find package \"w\" in any of:\n\t/p/src/a/vendor/w (vendor tree)\n\t\
             /p/src/vendor/w\n\t/sdk/src/w (from $GOROOT)\n\t/p/src/w (from $GOPATH)\n\t/q/src/w"
        );
    });
}

#[test]
fn imports_mean_vendored_packages_and_major_versions() {
    let files = [
        STD,
        "/sdk/src/vendor/g/x.go",
        "/p/src/a/vendor/v/x.go",
        "/p/src/a/go.mod=// first\nmodule \"a\"\r\n",
        "/p/src/m/go.mod=module m/v2\n",
        "/p/src/m/api/v1/x.go",
        "/p/src/n/go.mod=module n\n",
        "/p/src/b/x.go",
    ];
    with(&files, |gopath| {
        let resolve = |import: &str, path: &str, root: &str| {
            let dir = format!("{root}/src/{path}");
            let importer = Importer {
                path: &path.into(),
                dir: &dir.into(),
                root: &root.into(),
            };
            gopath.resolve(import, importer).unwrap()
        };
        for (import, path, root, want) in [
            ("v", "a/b/c", "/p", "a/vendor/v"),
            ("v", "a", "/p", "a/vendor/v"),
            ("v", "b", "/p", "v"),
            ("g", "net/http", "/sdk", "vendor/g"),
            ("m/v2", "a", "/p", "m"),
            ("m/v2/api/v1", "a/b", "/p", "m/api/v1"),
            ("m/v2", "b", "/p", "m/v2"),
            ("n/v2", "a", "/p", "n/v2"),
            ("x/v2", "a", "/p", "x/v2"),
        ] {
            assert_eq!(resolve(import, path, root), want, "{import} in {path}");
        }
        let lost = Importer {
            path: &"_/p/src/b".into(),
            dir: &"/p/src/b".into(),
            root: &"/p".into(),
        };
        let error = gopath.resolve("v", lost).unwrap_err().to_string();
        assert_eq!(
            error,
            "unexpected directory layout:\n\timport path: _/p/src/b\n\troot: /p/src\n\t\
             dir: /p/src/b\n\texpand root: /p\n\texpand dir: /p/src/b\n\tseparator: /"
        );
    });
}

#[test]
fn import_paths_of_directories_without() {
    assert_eq!(dir_to_import_path("/tmp/a b/c!d-e"), "_/tmp/a_b/c_d-e");
    assert_eq!(
        dir_to_import_path("/tmp/\u{a0}\u{7}\u{e9}"),
        "_/tmp/__\u{e9}"
    );
}

#[test]
fn broken_files_of_other_systems_make_no_package() {
    let files = ["/p/src/a/x_windows.go=package a\n\nimport _ \"\"\n"];
    with(&files, |gopath| {
        let (dirs, context) = (&gopath.ctx.dirs, &gopath.ctx.build_context);
        let (_, error) = dirs.import_dir(context, "/p/src/a");
        assert!(matches!(error, Some(DirError::Parse(_))), "{error:?}");
        assert!(!dirs.may_be_package(context, "/p/src/a"));
    });
}
