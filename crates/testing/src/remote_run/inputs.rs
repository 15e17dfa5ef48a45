//! Comparison of a test's inputs on another machine with the local ones.
//!
//! Counterpart: none.

use vamos_base::golang::path;
use vamos_fsys::uncached;

use super::LocalReason;
use super::SILENT;
use super::upload::Upload;
use super::value;
use crate::results::lines;

/// The variable with the directory for temporary files. Only their names depend on it, which
/// have random numbers in them anyway.
const TEMPORARY: &str = "TMPDIR";

/// The directory for temporary files where the variable is not set, as on the other machine.
const TEMPORARY_DIR: &str = "/tmp/";

/// A file that is the same on all machines.
const NULL: &str = "/dev/null";

/// Checks a log: all inputs of the test must be the same here, with the environment `env`.
///
/// # Errors
///
/// The first input that may differ here.
pub(super) fn check(
    log: &[u8],
    sent: &Upload,
    env: &[(String, String)],
) -> Result<(), LocalReason> {
    for line in lines(log) {
        let line = line.map_err(|_| LocalReason::NoLog)?;
        let name = line.name;
        match line.word {
            b"getenv" if is_same_variable(&name, env) => {}
            b"getenv" => return Err(LocalReason::Asked(name)),
            b"stat" | b"open" if is_same_file(&name, sent) => {}
            b"stat" | b"open" => return Err(LocalReason::Saw(name)),
            // The log has the directory's name there.
            b"chdir" => return Err(LocalReason::Saw(name)),
            _ => return Err(LocalReason::NoLog),
        }
    }
    Ok(())
}

/// Reports whether a variable has the same value on the other machine, or none on both.
fn is_same_variable(name: &str, env: &[(String, String)]) -> bool {
    // It is set to the directory of the package when the test starts here.
    let is_set = name == "PWD" || value(env, name).is_some();
    name == TEMPORARY || SILENT.contains(&name) || !is_set
}

/// Reports whether a file is the same on both machines, or is on none of them.
fn is_same_file(name: &str, sent: &Upload) -> bool {
    if name == NULL {
        return true;
    }
    // A file that is missing here was missing there, too, unless the test created it.
    let is_here = |path: &str| !uncached::stat(path).is_err_and(|error| error.is_not_exist());
    if path::is_abs(name) {
        return name.starts_with(TEMPORARY_DIR) && path::clean(name) == name && !is_here(name);
    }
    let file = path::join(&[&sent.dir, name]);
    let is_inside = file
        .strip_prefix(&*sent.dir)
        .is_some_and(|rest| rest.starts_with('/'));
    is_inside && (sent.has(&file) || !is_here(&file))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "files are laid by hand")]
mod tests {
    use vamos_fsys::Disk;

    use super::*;

    #[test]
    fn only_what_was_sent_counts() {
        let temp = tempfile::tempdir().expect("there is a place");
        let dir = temp.path().join("p");
        let make = |path: &str, text: &str| {
            let path = dir.join(path);
            std::fs::create_dir_all(path.parent().expect("it has one")).expect("it is made");
            std::fs::write(path, text).expect("it is written");
        };
        make("x.go", "package p");
        make("testdata/a/b.txt", "b");
        make("other/c.txt", "c");
        let sent = Upload::collect(&Disk::new(), dir.to_str().expect("it is text"));
        let sent = sent.expect("it can be sent");
        let env = [("HOME", "/h"), ("TZ", "UTC")];
        let env = env.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let seen = |lines: &str| check(format!("# test log\n{lines}\n").as_bytes(), &sent, &env);
        for same in [
            "getenv TMPDIR",
            "getenv TZ",
            "getenv NOT_SET",
            "open x.go",
            "open testdata/a/b.txt",
            "open testdata",
            "open ./testdata/../testdata/a",
            "open missing.txt",
            "stat testdata/missing",
            "open /tmp/TestNo123/no/such/file",
            "open /dev/null",
        ] {
            assert_eq!(seen(same), Ok(()), "{same}");
        }
        for other in [
            "getenv HOME",
            "getenv PWD",
            "open .",
            "open other",
            "open other/c.txt",
            "open ../x",
            "open /tmp",
            "open /tmp/../etc/hosts",
            "open /etc/hosts",
            "chdir /tmp",
            "strange x",
            "strange",
        ] {
            assert!(seen(other).is_err(), "{other}");
        }
        // The worker had the old ones.
        make("x.go", "package q");
        make("testdata/a/more.txt", "new");
        for changed in ["open x.go", "open testdata/a"] {
            assert!(seen(changed).is_err(), "{changed}");
        }
        assert_eq!(seen("open testdata/a/b.txt"), Ok(()));
        let real = dir.join("x.go");
        let real = format!("open {}", real.display());
        assert!(seen(&real).is_err(), "its path there is another one");
    }
}
