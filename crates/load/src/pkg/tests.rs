//! Loads of packages and their tests from memory, with a sample SDK.
//!
//! The expected flags are the official command's for the same tree.

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_base::golang::gover::Local;
use vamos_fsys::HashedFiles;
use vamos_fsys::MemFiles;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_goenv::PerPackageFlag;
use vamos_modload::LoadContext;
use vamos_modload::LoadPolicy;
use vamos_modload::dirpkg::BuildContext;
use vamos_modload::dirpkg::DirCache;
use vamos_release::Release;

use super::PackageOpts;
use super::load_packages;

/// Packages of the sample SDK: all that tests import implicitly.
const STD: [&str; 7] = [
    "container/ring",
    "internal/coverage/cfile",
    "os",
    "reflect",
    "runtime",
    "testing",
    "testing/internal/testdeps",
];

/// A module whose package `p` imports `y` in its test only, which imports `x`.
fn files() -> MemFiles {
    let mut files = MemFiles::new();
    let mut add = |path: &str, text: &str| files.insert(path, text.as_bytes());
    add("/sdk/src/go.mod", "module std\n\ngo 1.26\n");
    for path in STD {
        let name = path.rsplit('/').next().unwrap_or_default();
        add(
            &format!("/sdk/src/{path}/x.go"),
            &format!("package {name}\n"),
        );
    }
    add("/m/go.mod", "module m.io\n\ngo 1.20\n");
    add("/m/x/x.go", "package x\n");
    add("/m/y/y.go", "package y\n\nimport _ \"m.io/x\"\n");
    add("/m/p/p.go", "package p\n");
    add(
        "/m/p/p_test.go",
        "package p\n\nimport (\n\t_ \"container/ring\"\n\t_ \"m.io/y\"\n\t_ \"testing\"\n)\n",
    );
    files
}

/// Loads `p` with its test, and a compiler flag for this pattern. Returns the import paths of the
/// packages with the flag; of the standard library, only `container/ring` counts.
fn flagged(release: Release, pattern: &str) -> Vec<String> {
    let mut env = GoEnv::default();
    env.sdk.release = release;
    "/sdk".clone_into(&mut env.sdk.goroot);
    "go1.27.4".clone_into(&mut env.sdk.version);
    env.sdk.local = Local {
        version: "1.27.4".to_owned(),
        toolchain: "go1.27.4".to_owned(),
        explain: String::new(),
    };
    "linux".clone_into(&mut env.target.goos);
    "amd64".clone_into(&mut env.target.goarch);
    let mut flags = BuildOptions::default();
    flags.tools.gcflags = vec![PerPackageFlag {
        pattern: Some(pattern.to_owned()),
        args: vec!["-N".to_owned()],
    }];
    let files: Arc<dyn HashedFiles> = Arc::new(files());
    let ctx = LoadContext {
        env: &env,
        flags: &flags,
        policy: LoadPolicy::default(),
        dirs: Arc::new(DirCache::new(Arc::clone(&files))),
        build_context: BuildContext::new(&env, &flags),
        files,
        cwd: "/m".to_owned(),
        cancel: Cancel::new(),
        stamper: None,
        commit: None,
        fetcher: None,
        say: None,
        pool: vamos_sched::Pool::new(2),
    };
    let opts = PackageOpts {
        mod_resolve_tests: true,
        load_tests: true,
        ..PackageOpts::default()
    };
    let loaded = load_packages(&ctx, &opts, &["./p".to_owned()]).expect("they are there");
    let packages = loaded.graph.packages.iter();
    let flagged = packages.filter(|package| package.request.flags.gc == ["-N"]);
    let paths = flagged.map(|package| package.import_path.as_str().to_owned());
    let mut paths: Vec<String> = paths
        .filter(|path| !STD[1..].contains(&path.as_str()))
        .collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

#[test]
fn flags_of_packages_that_only_tests_import() {
    let tested = ["m.io/p", "m.io/p.test"];
    for (pattern, old, new) in [
        ("./x", &["m.io/x"][..], &[][..]),
        (
            "./...",
            &["m.io/p", "m.io/p.test", "m.io/x", "m.io/y"],
            &tested,
        ),
        (
            "work",
            &["m.io/p", "m.io/p.test", "m.io/x", "m.io/y"],
            &tested,
        ),
        ("std", &["container/ring"], &[]),
        ("m.io/x", &["m.io/x"], &["m.io/x"]),
        ("container/...", &["container/ring"], &["container/ring"]),
    ] {
        assert_eq!(flagged(Release::nearest(26), pattern), old, "{pattern}");
        assert_eq!(flagged(Release::nearest(27), pattern), new, "{pattern}");
    }
}
