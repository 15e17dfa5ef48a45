//! The SDK's packages and its compiler.
//!
//! `CHECK_MODULE` is the directory of a module whose packages and their imports are taken instead of
//! the standard library.
//! Counterpart: cmd/go (`go list -export`).

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::OnceLock;

use vamos_base::golang::os_str;
use vamos_check::resolve_import_path;
use vamos_testkit::official_go;
use vamos_testkit::official_sdk;
use vamos_testkit::shared_sdk;
use vamos_types::Importer;
use vamos_unified::Found;
use vamos_unified::Imports;

use crate::release;
use crate::subject::Subject;

/// Output format of `go list` for a package: path, archive, directory, files, import map,
/// membership in the standard library, and the version of its module.
const FORMAT: &str = "{{.ImportPath}}\t{{.Export}}\t{{.Dir}}\t{{join .GoFiles \" \"}}\t\
                      {{range $from, $to := .ImportMap}}{{$from}}={{$to}} {{end}}\t\
                      {{.Standard}}\t{{with .Module}}{{.GoVersion}}{{end}}";

/// A package of the standard library, or of the module.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    pub(crate) path: String,
    /// Its files.
    pub(crate) files: Vec<PathBuf>,
    /// The paths of imported packages by the paths in the source, where they differ.
    pub(crate) import_map: HashMap<String, String>,
    /// True for a package of the standard library.
    pub(crate) is_std: bool,
    /// Its language version.
    pub(crate) lang: String,
}

/// The standard library, or a module and all that it imports, compiled.
#[derive(Clone, Debug)]
pub(crate) struct Sdk {
    root: PathBuf,
    pub(crate) packages: Vec<Package>,
    /// The archives by import path.
    pub(crate) archives: HashMap<String, PathBuf>,
}

impl Sdk {
    /// Returns the packages for linux on amd64, without cgo.
    pub(crate) fn compiled() -> Option<&'static Self> {
        static SDK: OnceLock<Option<Sdk>> = OnceLock::new();
        SDK.get_or_init(Self::compile).as_ref()
    }

    fn compile() -> Option<Self> {
        let mut command = Command::new(official_go()?);
        command.args(["list", "-export", "-f", FORMAT]);
        match std::env::var_os("CHECK_MODULE") {
            // It needs the user's module cache.
            Some(module) => command
                .args(["-deps", "./..."])
                .current_dir(module)
                .env("GOPROXY", "off"),
            None => {
                let home = Path::new(env!("CARGO_TARGET_TMPDIR"));
                command
                    .arg("std")
                    .current_dir(home)
                    .env("HOME", home)
                    .env("GOROOT", shared_sdk()?)
                    .env("GOCACHE", home.join("gocache"))
                    .env("GOPATH", home.join("gopath"))
                    .env("GOENV", "off")
                    .env("GO111MODULE", "off")
            }
        };
        let output = command
            .envs([("GOOS", "linux"), ("GOARCH", "amd64"), ("CGO_ENABLED", "0")])
            .envs([("GOFLAGS", ""), ("GOWORK", "off"), ("GOTOOLCHAIN", "local")])
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(output.status.success(), "the packages do not compile");
        let mut sdk = Self {
            root: official_sdk()?,
            packages: Vec::new(),
            archives: HashMap::new(),
        };
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            let parts: Vec<&str> = line.split('\t').collect();
            let [path, archive, dir, files, import_map, is_std, version] = parts[..] else {
                panic!("go list printed {line:?}");
            };
            if !archive.is_empty() {
                sdk.archives.insert(path.to_owned(), archive.into());
            }
            let pairs = import_map.split_whitespace();
            let pairs = pairs.filter_map(|pair| pair.split_once('='));
            sdk.packages.push(Package {
                path: path.to_owned(),
                files: files
                    .split_whitespace()
                    .map(|file| Path::new(dir).join(file))
                    .collect(),
                import_map: pairs
                    .map(|(from, to)| (from.to_owned(), to.to_owned()))
                    .collect(),
                is_std: is_std == "true",
                lang: lang(version),
            });
        }
        // The compiler finds archives by such a file.
        let lines = sdk.archives.iter();
        let lines = lines.map(|(path, file)| format!("packagefile {path}={}\n", file.display()));
        fs::write(importcfg(), lines.collect::<String>()).unwrap();
        Some(sdk)
    }

    /// Returns the imports of the package `own`, which has this import map.
    pub(crate) fn importer<'s>(
        &'s self,
        own: &'s str,
        import_map: &'s HashMap<String, String>,
    ) -> Box<dyn Importer + 's> {
        Box::new(Imports::new(Box::new(move |path| {
            let mapped = import_map.get(path).map(String::as_str);
            let dir = env!("CARGO_TARGET_TMPDIR");
            let path = resolve_import_path(path, own, mapped, dir)?;
            let missing = || "open : no such file or directory".to_owned();
            let archive = self.archives.get(&path).ok_or_else(missing)?;
            let bytes = fs::read(archive).map_err(|error| error.to_string())?;
            Ok(Found {
                path,
                bytes: Arc::new(bytes),
            })
        })))
    }

    /// Returns the output of the SDK's compiler for a package.
    pub(crate) fn compile_messages(&self, subject: &Subject) -> String {
        let output = self.compiler(subject).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        os_str::decode(&text)
    }

    /// Returns the compiler with the arguments for a package.
    pub(crate) fn compiler(&self, subject: &Subject) -> Command {
        let platform = format!("linux_{}", arch());
        let tool = self.root.join("pkg/tool").join(platform).join("compile");
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let object = dir.join(format!("check-{}.a", std::process::id()));
        let mut command = Command::new(tool);
        command
            .current_dir(dir)
            .env("GOARCH", if subject.is_small { "386" } else { "amd64" })
            .args(["-p", &subject.path, "-lang", &subject.lang, "-importcfg"])
            .arg(importcfg())
            .arg("-o")
            .arg(object);
        if subject.prints_all {
            command.arg("-e");
        }
        command.args(&subject.files);
        command
    }
}

/// Returns the language version of a package whose module has this version, if it is in one.
fn lang(version: &str) -> String {
    let mut parts = version.split('.');
    match (parts.next(), parts.next()) {
        (Some(major), Some(minor)) => format!("go{major}.{minor}"),
        _ => release::lang(),
    }
}

pub(crate) fn importcfg() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("check.importcfg")
}

fn arch() -> &'static str {
    match std::env::consts::ARCH {
        "aarch64" => "arm64",
        _ => "amd64",
    }
}
