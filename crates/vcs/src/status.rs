//! Determines revision, commit time and uncommitted changes of a repository by running its tool.
//!
//! Counterpart: cmd/go/internal/vcs/vcs.go (`hgStatus`, `gitStatus`, `bzrStatus`,
//! `svnStatus`, `fossilStatus`).

use vamos_base::golang::os_str;
use vamos_base::golang::strconv::parse_decimal;
use vamos_base::golang::time::Time;

use crate::error::OutputError;
use crate::error::VcsError;
use crate::git::NativeGit;
use crate::system::Repo;
use crate::system::System;
use crate::tools::Tools;

/// The state of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// The revision; empty in a repository without commits.
    pub revision: String,
    /// The commit time.
    pub time: Option<Time>,
    /// True if the working directory has uncommitted changes.
    pub is_modified: bool,
}

/// Returns the state of a repository. Git repositories are read without git if vamos supports them.
pub(crate) fn status(
    tools: &Tools,
    repo: &Repo,
    native: Option<&NativeGit>,
    messages: &mut String,
) -> Result<Status, VcsError> {
    let mut run = |args: &[&str]| tools.state(repo.system, &repo.dir, args, messages);
    match repo.system {
        System::Hg => hg(&mut run),
        System::Git => git(&mut run, native),
        System::Svn => svn(&mut run),
        System::Bzr => bzr(&mut run),
        System::Fossil => fossil(&mut run),
    }
}

type Run<'a> = &'a mut dyn FnMut(&[&str]) -> Result<Vec<u8>, VcsError>;

/// Parses `revision:seconds`.
fn revision_and_time(out: &[u8]) -> Result<(String, Time), VcsError> {
    let text = os_str::decode(out);
    let text = text.trim();
    let (revision, seconds) = match text.split_once(':') {
        Some((revision, seconds)) if !revision.is_empty() => (revision, seconds),
        _ => return Err(VcsError::Output(OutputError::Unrecognized)),
    };
    let time = parse_decimal(seconds)
        .map_err(|reason| VcsError::Output(OutputError::Seconds { reason }))?;
    Ok((revision.to_owned(), Time::from_unix(time, 0)))
}

fn hg(run: Run<'_>) -> Result<Status, VcsError> {
    let out = run(&["log", "-r.", "-T", "{node}:{date|hgdate}"])?;
    let mut status = Status::default();
    if !out.is_empty() {
        // The offset of the time zone follows.
        let end = out.iter().position(|&byte| byte == b' ');
        let end = end.filter(|&end| end > 0).unwrap_or(out.len());
        let (revision, time) = revision_and_time(&out[..end])?;
        status.revision = revision;
        status.time = Some(time);
    }
    status.is_modified = !run(&["status", "-S"])?.is_empty();
    Ok(status)
}

fn git(run: Run<'_>, native: Option<&NativeGit>) -> Result<Status, VcsError> {
    let is_modified = match native.and_then(NativeGit::is_modified) {
        Some(is_modified) => is_modified,
        None => !run(&["status", "--porcelain"])?.is_empty(),
    };
    if let Some(native) = native {
        let (revision, time) = native.head();
        return Ok(Status {
            revision,
            time: Some(time),
            is_modified,
        });
    }
    let head = run(&[
        "-c",
        "log.showsignature=false",
        "log",
        "-1",
        "--format=%H:%ct",
    ]);
    git_status(is_modified, head)
}

/// Returns the state of a git repository. A failing `git log` is accepted if there are uncommitted
/// files: then the repository is assumed to have no commits.
fn git_status(is_modified: bool, head: Result<Vec<u8>, VcsError>) -> Result<Status, VcsError> {
    let mut status = Status {
        is_modified,
        ..Status::default()
    };
    match head {
        Ok(out) => {
            let (revision, time) = revision_and_time(&out)?;
            status.revision = revision;
            status.time = Some(time);
        }
        Err(_) if is_modified => {}
        Err(error) => return Err(error),
    }
    Ok(status)
}

fn bzr(run: Run<'_>) -> Result<Status, VcsError> {
    let out = os_str::decode(&run(&["version-info"])?);
    let mut status = Status::default();
    for (key, value) in out.split('\n').filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        match key {
            "revision-id" => value.clone_into(&mut status.revision),
            "date" => {
                let time = date_clock_zone(value);
                let command = "bzr version-info";
                let bad = || VcsError::Output(OutputError::Incomplete { command });
                status.time = Some(time.ok_or_else(bad)?);
            }
            _ => {}
        }
    }
    let mut out = run(&["status"])?;
    // A working directory at an older revision is not modified.
    if out.starts_with(b"working tree is out of date") {
        let end = out.iter().position(|&byte| byte == b'\n');
        out.truncate(end.unwrap_or(out.len()));
    }
    status.is_modified = !out.is_empty();
    Ok(status)
}

fn svn(run: Run<'_>) -> Result<Status, VcsError> {
    let out = run(&["info", "--show-item", "last-changed-revision"])?;
    let revision = os_str::decode(&out).trim().to_owned();
    let out = run(&["info", "--show-item", "last-changed-date"])?;
    let date = os_str::decode(&out);
    let date = date.trim();
    let (time, _) = Time::parse_rfc3339(date).ok_or_else(|| {
        VcsError::Output(OutputError::Time {
            command: "svn info",
            time: date.to_owned(),
            layout: "2006-01-02T15:04:05Z07:00",
        })
    })?;
    Ok(Status {
        revision,
        time: Some(time),
        is_modified: !run(&["status"])?.is_empty(),
    })
}

fn fossil(run: Run<'_>) -> Result<Status, VcsError> {
    let out = os_str::decode(&run(&["info"])?);
    let command = "fossil info";
    let bad = || VcsError::Output(OutputError::Incomplete { command });
    let (_, checkout) = out.split_once("\ncheckout:").ok_or_else(bad)?;
    let (checkout, _) = checkout.split_once(" UTC").ok_or_else(bad)?;
    let (revision, date) = checkout.trim().split_once(' ').ok_or_else(bad)?;
    let time = date_clock(date).ok_or_else(|| {
        VcsError::Output(OutputError::Time {
            command,
            time: date.to_owned(),
            layout: "2006-01-02 15:04:05",
        })
    })?;
    Ok(Status {
        revision: revision.to_owned(),
        time: Some(time),
        is_modified: !run(&["changes", "--differ"])?.is_empty(),
    })
}

/// Parses `2006-01-02 15:04:05`, in UTC.
pub(crate) fn date_clock(text: &str) -> Option<Time> {
    let (date, clock) = text.split_once(' ')?;
    let (time, _) = Time::parse_rfc3339(&format!("{date}T{clock}Z"))?;
    Some(time)
}

/// Parses `2006-01-02 15:04:05 -0700`.
pub(crate) fn date_clock_zone(text: &str) -> Option<Time> {
    let (rest, zone) = text.rsplit_once(' ')?;
    let (date, clock) = rest.split_once(' ')?;
    let (hours, minutes) = zone.split_at_checked(3)?;
    let (time, _) = Time::parse_rfc3339(&format!("{date}T{clock}{hours}:{minutes}"))?;
    Some(time)
}

#[cfg(test)]
mod tests {
    use vamos_base::golang::time::Time;

    use super::bzr;
    use super::fossil;
    use super::hg;
    use super::revision_and_time;

    #[test]
    fn revision_and_time_as_upstream() {
        let error = |text: &[u8]| revision_and_time(text).unwrap_err().to_string();
        assert_eq!(
            revision_and_time(b" abc:12\n").unwrap(),
            ("abc".to_owned(), Time::from_unix(12, 0))
        );
        assert_eq!(error(b"abc"), "unrecognized VCS tool output");
        assert_eq!(
            error(b"abc:1x"),
            "unrecognized VCS tool output: strconv.ParseInt: parsing \"1x\": invalid syntax"
        );
    }

    #[test]
    fn outputs_of_the_tools() {
        let mut answers = [&b"aa:7 -3600"[..], b"? x\n"].into_iter();
        let status = hg(&mut |_| Ok(answers.next().unwrap().to_vec())).unwrap();
        assert_eq!(status.revision, "aa");
        assert_eq!(status.time, Some(Time::from_unix(7, 0)));
        assert!(status.is_modified);
        let info = b"revision-id: g@x-1\ndate: 2021-09-21 12:00:00 +1000\nrevno: 1\n";
        let mut answers = [
            &info[..],
            b"working tree is out of date, run 'bzr update'\n",
        ]
        .into_iter();
        let status = bzr(&mut |_| Ok(answers.next().unwrap().to_vec())).unwrap();
        assert_eq!(status.revision, "g@x-1");
        assert_eq!(status.time.unwrap().rfc3339_nano(0), "2021-09-21T02:00:00Z");
        assert!(status.is_modified);
        let info = b"project-name: x\ncheckout:     91ed 2021-09-21 12:00:00 UTC\n";
        let mut answers = [&info[..], b""].into_iter();
        let status = fossil(&mut |_| Ok(answers.next().unwrap().to_vec())).unwrap();
        assert_eq!(status.revision, "91ed");
        assert!(!status.is_modified);
    }
}
