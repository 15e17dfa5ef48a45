//! Compares vamos's reader of git repositories with the output of git; many more are in `cargo
//! xtask stamps --states`.
//!
//! Counterpart: cmd/go/testdata/script/version_buildvcs_git.txt,
//! build_version_stamping_git.txt.

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_fsys::Disk;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::LocalExecutor;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::look_path;
use vamos_testkit::has_programs;
use vamos_vcs::Config;
use vamos_vcs::ProgramConfig;
use vamos_vcs::Repo;
use vamos_vcs::Stamper;
use vamos_vcs::Status;
use vamos_vcs::System;

const PATH: &str = "/usr/bin:/bin";

/// Creates a repository with a module in it.
const MAKE: &str = "git init -q && printf 'module example.com/m\\n' >go.mod && mkdir d \
    && echo a >d/a && echo '*.o' >.gitignore && git add -A && git commit -q -m one";

/// Changes, each made to the repository after the previous one; and whether git is needed to
/// determine the result.
const STEPS: &[(&str, bool)] = &[
    ("true", false),
    ("touch -d 2020-01-01 d/a", false),
    ("echo b >d/a", false),
    ("git checkout -q d/a", false),
    ("chmod +x d/a", false),
    ("chmod -x d/a; echo x >d/x.o", false),
    ("echo x >d/x", false),
    ("rm d/x; rm d/a", false),
    ("git checkout -q d/a; git tag v1.2.3", false),
    ("git commit -q --allow-empty -m two", false),
    ("git tag -a -m t v1.3.0-rc.1 HEAD^", false),
    ("git gc -q", false),
    ("echo s >s; git add s", true),
    (
        "git commit -q -m three; git update-index --index-version 4",
        false,
    ),
    (
        "git config status.showUntrackedFiles no; echo x >d/x",
        false,
    ),
    ("git config core.worktree .", true),
];

struct Fixture {
    root: String,
    env: Arc<[(String, String)]>,
}

impl Fixture {
    fn run(&self, script: &str) {
        let spawn = Spawn {
            argv: ["/bin/sh", "-c", script].map(str::to_owned).to_vec(),
            env: Arc::clone(&self.env),
            extra_env: Vec::new(),
            dir: self.root.clone(),
            streams: Streams::Merged,
        };
        let outcome = LocalExecutor::new().run(&spawn, &Cancel::new());
        let outcome = outcome.expect("there is a shell");
        let said = String::from_utf8_lossy(&outcome.stdout).into_owned();
        assert!(outcome.exit.is_success(), "{script}: {said}");
    }

    /// Returns the stamp, and the number of tools that ran for it.
    fn tell(&self, shows_commands: bool) -> (Status, Option<String>, u64) {
        let executor = Arc::new(LocalExecutor::new());
        let config = Config {
            programs: ProgramConfig {
                env: Arc::clone(&self.env),
                path: PATH.to_owned(),
                goroot: String::new(),
                shows_commands,
                is_verbose: false,
                is_modern: false,
                has_hg_sums: true,
            },
            notes: None,
            is_proxy_off: false,
            ignores_read_only_cache: false,
            allows_multiple: false,
        };
        let files = Arc::new(Disk::new());
        let stamper = Stamper::new(config, files, executor.clone(), Cancel::new());
        let repo = Repo {
            dir: self.root.clone(),
            system: System::Git,
        };
        let talk = &mut Vec::new();
        let status = stamper.status(&repo, talk);
        let status = status.expect("each step leaves a repository");
        let version = stamper.module_version(&repo, "example.com/m", &status.revision, talk);
        (status, version, executor.spawned())
    }
}

#[test]
fn the_same_as_git_says() {
    if !has_programs(&["git"]) {
        return;
    }
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("r");
    vamos_fsys::uncached::make_dir(root.to_str().unwrap()).unwrap();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let place = Fixture {
        env: Arc::from([
            pair("PATH", PATH),
            pair("HOME", temp.path().to_str().unwrap()),
            pair("GIT_CONFIG_NOSYSTEM", "1"),
            pair("GIT_AUTHOR_NAME", "g"),
            pair("GIT_AUTHOR_EMAIL", "g@example.com"),
            pair("GIT_COMMITTER_NAME", "g"),
            pair("GIT_COMMITTER_EMAIL", "g@example.com"),
            pair("GIT_COMMITTER_DATE", "2024-02-03T04:05:06+0100"),
        ]),
        root: root.to_str().unwrap().to_owned(),
    };
    place.run(MAKE);
    let is_usual = look_path("git", PATH).is_ok_and(|git| git == "/usr/bin/git");
    for &(step, needs_git) in STEPS {
        place.run(step);
        let (status, version, spawned) = place.tell(false);
        let (wanted, wanted_version, _) = place.tell(true);
        assert_eq!((&status, &version), (&wanted, &wanted_version), "{step}");
        assert!(
            !is_usual || (spawned > 0) == needs_git,
            "{step}: {spawned} tools"
        );
    }
}
