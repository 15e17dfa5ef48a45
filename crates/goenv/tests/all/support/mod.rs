//! Runs the official command in a scratch home, and the resolution of vamos in the same home.
//!
//! Counterpart: none.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test harness starts programs, reads its own scratch files, and fails loudly"
)]

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Arc;

use tempfile::TempDir;
use vamos_fsys::Disk;
use vamos_goenv::EnvError;
use vamos_goenv::Environ;
use vamos_goenv::GoEnv;
use vamos_goenv::Inputs;

/// The official command and its GOROOT.
pub(crate) struct Official {
    go: String,
}

/// One environment, ready to run both sides.
pub(crate) struct Run<'a> {
    official: &'a Official,
    env: Vec<(String, String)>,
    home: TempDir,
}

impl Official {
    /// Finds it; `None` if the test is skipped.
    pub(crate) fn find() -> Option<Self> {
        let go = vamos_testkit::official_go()?.to_str().unwrap().to_owned();
        Some(Self { go })
    }

    /// Prepares a scratch home with an env file and these variables.
    pub(crate) fn under(&self, vars: &[(&str, &str)], env_file: &str) -> Run<'_> {
        let home = TempDir::new().unwrap();
        let at = home.path().to_str().unwrap().to_owned();
        std::fs::create_dir_all(format!("{at}/.config/go/telemetry")).unwrap();
        // Or a helper of the official command writes here when the test is over.
        std::fs::write(format!("{at}/.config/go/telemetry/mode"), "off").unwrap();
        std::fs::write(format!("{at}/.config/go/env"), env_file).unwrap();
        std::fs::create_dir_all(format!("{at}/work")).unwrap();
        let mut env: BTreeMap<String, String> = BTreeMap::new();
        env.insert("PATH".to_owned(), std::env::var("PATH").unwrap_or_default());
        env.insert("HOME".to_owned(), at);
        for (name, value) in vars {
            env.insert((*name).to_owned(), (*value).to_owned());
        }
        Run {
            official: self,
            env: env.into_iter().collect(),
            home,
        }
    }
}

impl Run<'_> {
    fn work(&self) -> String {
        format!("{}/work", self.home.path().to_str().unwrap())
    }

    fn go(&self, args: &[&str]) -> std::process::Output {
        Command::new(&self.official.go)
            .args(args)
            .env_clear()
            .envs(self.env.iter().cloned())
            .current_dir(self.work())
            .output()
            .unwrap()
    }

    /// Resolves the environment as vamos would if installed next to the official command.
    pub(crate) fn resolve(&self) -> Result<GoEnv, EnvError> {
        vamos_goenv::resolve(&self.inputs())
    }

    /// The inputs of our side.
    pub(crate) fn inputs(&self) -> Inputs {
        Inputs {
            env: Environ::new(self.env.iter().cloned()),
            cwd: self.work(),
            exe: self.official.go.clone(),
            files: Arc::new(Disk::new()),
            eval_symlinks: Arc::new(|path| {
                Some(std::fs::canonicalize(path).ok()?.to_str()?.to_owned())
            }),
            extracted_versions: |_, _, _| Vec::new(),
            args: Vec::new(),
            test_hooks: false,
        }
    }

    /// `go env -json`; only of `names` if the costly values are not available.
    pub(crate) fn env_json(&self, names: &[&str]) -> BTreeMap<String, String> {
        let mut output = self.go(&["env", "-json"]);
        if !output.status.success() {
            output = self.go(&[&["env", "-json"], names].concat());
        }
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text
            .lines()
            .filter_map(|line| line.trim().trim_end_matches(',').split_once(": "));
        let unquote = |text: &str| vamos_base::golang::quote::unquote(text).unwrap();
        lines
            .map(|(name, value)| (unquote(name), unquote(value)))
            .collect()
    }

    /// Names that `go env -changed` lists of `names`.
    pub(crate) fn changed(&self, names: &[&str]) -> String {
        let output = self.go(&[&["env", "-changed"], names].concat());
        let text = String::from_utf8(output.stdout).unwrap();
        let names: Vec<&str> = text
            .lines()
            .filter_map(|line| Some(line.split_once('=')?.0))
            .collect();
        names.join(" ")
    }

    /// Tool tags, release tags, cgo, GOOS, GOARCH of `go list`, if it runs.
    pub(crate) fn context(&self) -> Option<String> {
        let template = r#"{{join context.ToolTags ","}}|{{join context.ReleaseTags ","}}|{{context.CgoEnabled}}|{{context.GOOS}}|{{context.GOARCH}}"#;
        let output = self.go(&["list", "-f", template, "unsafe"]);
        output
            .status
            .success()
            .then(|| String::from_utf8(output.stdout).unwrap())
    }

    /// The output of a failing command, and its exit code.
    pub(crate) fn fails(&self, args: &[&str]) -> (String, i32) {
        let output = self.go(args);
        (
            String::from_utf8(output.stderr).unwrap(),
            output.status.code().unwrap(),
        )
    }
}
