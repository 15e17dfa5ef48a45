//! The standard library: its files and archives.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::sync::OnceLock;

use vamos_testkit::Oracle;
use vamos_testkit::official_go;
use vamos_testkit::official_sdk;

use super::home;
use crate::release;

/// The SDK.
#[derive(Debug)]
pub(super) struct Sdk {
    pub(super) goroot: PathBuf,
    pub(super) packages: Vec<Package>,
    /// The archives of all packages, as the compiler reads their list.
    pub(super) importcfg: PathBuf,
}

/// A package of the standard library.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) path: String,
    pub(super) lang: String,
    pub(super) is_std: bool,
    pub(super) files: Vec<PathBuf>,
    pub(super) archive: PathBuf,
    pub(super) import_map: Vec<(String, String)>,
}

const FORMAT: &str = "{{.ImportPath}}\t{{.Dir}}\t{{.Export}}\t{{join .GoFiles \",\"}}\t\
    {{range $from, $to := .ImportMap}}{{$from}}={{$to}},{{end}}\t\
    {{with .Module}}{{.GoVersion}}{{end}}\t{{.Standard}}";

impl Sdk {
    /// Compiles the standard library for linux/amd64 without cgo; none without an SDK.
    pub(super) fn get() -> Option<&'static Self> {
        static SDK: OnceLock<Option<Sdk>> = OnceLock::new();
        SDK.get_or_init(Self::new).as_ref()
    }

    fn new() -> Option<Self> {
        let home = home();
        let oracle = Oracle::new(&home, "oracle")?;
        let (list, suffix) = match std::env::var("CHECK_MODULE") {
            Ok(module) => (list(&module)?, "-module"),
            Err(_) => (oracle.list_exports(FORMAT, &["std"]), ""),
        };
        let package = |line: &str| {
            let parts: Vec<&str> = line.split('\t').collect();
            let [path, dir, archive, files, import_map, version, is_std] = parts[..] else {
                panic!("another format: {line}");
            };
            let words = |list: &str| -> Vec<String> {
                let words = list.split(',').filter(|word| !word.is_empty());
                words.map(str::to_owned).collect()
            };
            let files = words(files);
            let import_map = words(import_map);
            let import_map = import_map.iter().filter_map(|pair| pair.split_once('='));
            Package {
                path: path.to_owned(),
                lang: lang(version),
                is_std: is_std == "true",
                files: files
                    .iter()
                    .map(|file| PathBuf::from(dir).join(file))
                    .collect(),
                archive: PathBuf::from(archive),
                import_map: import_map
                    .map(|(from, to)| (from.to_owned(), to.to_owned()))
                    .collect(),
            }
        };
        let packages: Vec<Package> = list.lines().map(package).collect();
        let importcfg = home.join(format!("importcfg{suffix}"));
        let is_compiled = |package: &&Package| !package.archive.as_os_str().is_empty();
        let lines = packages.iter().filter(is_compiled);
        let lines = lines.map(|package| {
            format!(
                "packagefile {}={}\n",
                package.path,
                package.archive.display()
            )
        });
        let text: String = lines.collect();
        // Other processes of this test may read it.
        if fs::read_to_string(&importcfg).ok().as_ref() != Some(&text) {
            fs::write(&importcfg, text).expect("the test's directory is writable");
        }
        Some(Self {
            goroot: official_sdk()?,
            packages,
            importcfg,
        })
    }
}

/// Lists the packages of a module and all that they import, which are compiled.
fn list(module: &str) -> Option<String> {
    let output = Command::new(official_go()?)
        .args(["list", "-export", "-deps", "-f", FORMAT, "./..."])
        .current_dir(module)
        .envs([("GOOS", "linux"), ("GOARCH", "amd64"), ("CGO_ENABLED", "0")])
        .envs([("GOPROXY", "off"), ("GOFLAGS", ""), ("GOWORK", "off")])
        .stderr(Stdio::inherit())
        .output()
        .expect("the official go starts");
    assert!(output.status.success(), "the module does not compile");
    Some(String::from_utf8(output.stdout).expect("paths are UTF-8"))
}

/// Returns the language version of a package of a module that has this version.
fn lang(version: &str) -> String {
    let mut parts = version.split('.');
    match (parts.next(), parts.next()) {
        (Some(major), Some(minor)) => format!("go{major}.{minor}"),
        _ => release::lang(),
    }
}
