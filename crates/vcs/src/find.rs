//! Finds the repository of a directory.
//!
//! Counterpart: cmd/go/internal/vcs/vcs.go (`FromDir`).

use vamos_fsys::Files;

use crate::error::FindError;
use crate::system::Repo;
use crate::system::System;
use crate::tools::Config;

/// Returns the repository that contains a clean, absolute directory. A repository inside another
/// one is rejected, because files of the outer one could make the inner one's tool run any program.
/// Git protects itself against that, so git inside git is allowed. If nesting is allowed, the
/// innermost repository is returned.
pub(crate) fn find_repo(
    files: &dyn Files,
    start: &str,
    config: &Config,
) -> Result<Repo, FindError> {
    let is_modern = config.programs.is_modern;
    let mut found: Option<Repo> = None;
    let mut dir = start;
    loop {
        for system in System::ALL {
            let is_unknown = is_modern && system == System::Bzr;
            if is_unknown || !system.has_root(files, dir, is_modern) {
                continue;
            }
            let Some(repo) = &found else {
                let repo = Repo {
                    dir: dir.to_owned(),
                    system,
                };
                if config.allows_multiple {
                    return Ok(repo);
                }
                found = Some(repo);
                continue;
            };
            if repo.system != System::Git || system != System::Git {
                return Err(FindError::Multiple {
                    inner: repo.system,
                    inner_dir: repo.dir.clone(),
                    outer: system,
                    outer_dir: dir.to_owned(),
                });
            }
        }
        match dir.rfind('/') {
            Some(_) if dir == "/" => break,
            Some(0) => dir = "/",
            Some(end) => dir = &dir[..end],
            None => break,
        }
    }
    found.ok_or_else(|| FindError::NotFound {
        dir: start.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use vamos_fsys::Disk;
    use vamos_fsys::atomic::write_atomic;
    use vamos_fsys::uncached::make_dirs;

    use super::System;
    use super::find_repo;
    use crate::programs::ProgramConfig;
    use crate::tools::Config;

    #[test]
    fn nested_repositories() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().to_str().unwrap().to_owned();
        for dir in ["a/.git", "a/b/.git", "a/h/.hg", "a/w/x"] {
            make_dirs(&format!("{root}/{dir}")).unwrap();
        }
        write_atomic(&format!("{root}/a/w/.git"), b"gitdir: x", 0o666).unwrap();
        let find_as = |dir: &str, allows_multiple, is_modern| {
            let config = Config {
                programs: ProgramConfig {
                    env: [].into(),
                    path: String::new(),
                    goroot: String::new(),
                    shows_commands: false,
                    is_verbose: false,
                    is_modern,
                    has_hg_sums: true,
                },
                notes: None,
                is_proxy_off: false,
                ignores_read_only_cache: false,
                allows_multiple,
            };
            let found = find_repo(&Disk::new(), &format!("{root}/{dir}"), &config);
            found.map(|repo| (repo.dir[root.len()..].to_owned(), repo.system))
        };
        let find = |dir: &str, multiple| find_as(dir, multiple, false);
        let git = |dir: &str| Ok((dir.to_owned(), System::Git));
        assert_eq!(find("a/b", false), git("/a/b"));
        assert_eq!(find("a/w/x", false), git("/a"));
        assert_eq!(find_as("a/w/x", false, true), git("/a/w"));
        // No directory: no root.
        write_atomic(&format!("{root}/a/w/.git"), b"gitdir: nowhere", 0o666).unwrap();
        assert_eq!(find_as("a/w/x", false, true), git("/a"));
        write_atomic(&format!("{root}/a/w/.git"), b"gitdir: ../b/.git\n", 0o666).unwrap();
        assert_eq!(find("a/w/x", false), git("/a"));
        assert_eq!(find_as("a/w/x", false, true), git("/a/w"));
        assert_eq!(
            find("a/h", false).unwrap_err().to_string(),
            format!("multiple VCS detected: hg in \"{root}/a/h\", and git in \"{root}/a\"")
        );
        assert_eq!(find("a/h", true), Ok(("/a/h".to_owned(), System::Hg)));
    }
}
