//! Parses the descriptions of revisions from the tools of the other systems.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/{vcs,svn}.go (`hgParseStat`,
//! `svnParseStat`, `bzrParseStat`, `fossilParseStat`, and the expressions for tags).

use vamos_base::golang::quote::quote;
use vamos_base::golang::strconv::parse_decimal;
use vamos_base::golang::time::Time;

use super::code_host::RevInfo;
use super::code_host::short_hash;
use super::svn_xml;
use crate::status::date_clock;
use crate::status::date_clock_zone;
use crate::system::System;

/// Returns the names in a list of tags.
pub(crate) fn tags(system: System, out: &str) -> Vec<String> {
    let is_revision = |tag: &&str| match system {
        System::Hg => *tag == "tip",
        System::Bzr => tag.starts_with("revno:-"),
        _ => false,
    };
    let names: Vec<&str> = match system {
        System::Hg => out.split('\n').filter(|line| !line.is_empty()).collect(),
        System::Svn => out.split('\n').collect(),
        System::Bzr => {
            let words = out.split('\n').map(|line| {
                let end = line.find(|c: char| c.is_ascii_whitespace());
                &line[..end.unwrap_or(line.len())]
            });
            words.filter(|word| !word.is_empty()).collect()
        }
        // Upstream does not query tags of these systems.
        System::Git | System::Fossil => Vec::new(),
    };
    let names = names.into_iter().filter(|tag| !is_revision(tag));
    names.map(str::to_owned).collect()
}

/// Parses the output of a system's tool for `revision`; the error is the whole text.
pub(crate) fn stat(system: System, revision: &str, out: &str) -> Result<RevInfo, String> {
    match system {
        System::Hg => hg(revision, out),
        System::Svn => svn(revision, out),
        System::Bzr => bzr(revision, out),
        System::Git | System::Fossil => fossil(revision, out),
    }
}

fn hashed(revision: &str, hash: &str, time: Time, tags: Vec<String>) -> RevInfo {
    let version = if hash.starts_with(revision) {
        hash
    } else {
        revision
    };
    RevInfo {
        name: hash.to_owned(),
        short: short_hash(hash, 40),
        time,
        version: version.to_owned(),
        tags,
        reference: String::new(),
        has_hash: true,
        repo_sum: String::new(),
    }
}

fn hg(revision: &str, out: &str) -> Result<RevInfo, String> {
    let words: Vec<&str> = out.split_whitespace().collect();
    let &[hash, seconds, _zone, ref tags @ ..] = &words[..] else {
        let out = quote(out);
        return Err(format!("unexpected response from hg log: {out}"));
    };
    let seconds = parse_decimal(seconds);
    let seconds = seconds.map_err(|_| format!("invalid time from hg log: {}", quote(out)))?;
    let time = Time::from_unix(seconds, 0);
    let tags = tags.iter().filter(|tag| **tag != "tip");
    let mut tags: Vec<String> = tags.map(|&tag| tag.to_owned()).collect();
    tags.sort_unstable();
    Ok(hashed(revision, hash, time, tags))
}

fn numbered(revision: &str, number: i64, time: Time, tags: Vec<String>) -> RevInfo {
    RevInfo {
        name: number.to_string(),
        short: format!("{number:012}"),
        time,
        version: revision.to_owned(),
        tags,
        reference: String::new(),
        has_hash: false,
        repo_sum: String::new(),
    }
}

fn svn(revision: &str, out: &str) -> Result<RevInfo, String> {
    let read = svn_xml::log_entry(out).and_then(|(number, date)| {
        let time = Time::parse_rfc3339(&date).ok_or_else(|| bad_time(&date))?;
        Ok((number, time.0))
    });
    let (number, time) =
        read.map_err(|error| format!("unexpected response from svn log --xml: {error}\n{out}"))?;
    Ok(numbered(revision, number, time, Vec::new()))
}

/// Returns the error for an invalid time.
fn bad_time(text: &str) -> String {
    let text = quote(text);
    format!("parsing time {text} as \"2006-01-02T15:04:05Z07:00\": cannot parse {text} as \"2006\"")
}

fn bzr(revision: &str, out: &str) -> Result<RevInfo, String> {
    let (mut number, mut time, mut tags) = (0, None, Vec::new());
    for line in out.split('\n') {
        if line.is_empty() || line.starts_with([' ', '\t']) {
            break;
        }
        if line.starts_with('-') {
            continue;
        }
        // The message begins after the headers.
        let Some((key, value)) = line.split_once(':') else {
            break;
        };
        let unexpected = || format!("unexpected {key} from bzr log: {}", quote(line));
        let value = value.trim();
        match key {
            "revno" => {
                let digits = value.split(' ').next().unwrap_or_default();
                number = parse_decimal(digits).map_err(|_| unexpected())?;
            }
            // The value begins with the name of the day.
            "timestamp" => {
                let rest = value.split_once(' ').map(|(_, rest)| rest);
                let read = rest.and_then(date_clock_zone);
                time = Some(read.ok_or_else(unexpected)?);
            }
            "tags" => tags = value.split(", ").map(str::to_owned).collect(),
            _ => {}
        }
    }
    let time = time.filter(|_| number != 0);
    let time = time.ok_or_else(|| format!("unexpected response from bzr log: {}", quote(out)))?;
    Ok(numbered(revision, number, time, tags))
}

fn fossil(revision: &str, out: &str) -> Result<RevInfo, String> {
    let unexpected = |what: &str| format!("unexpected response from fossil info: {}", quote(what));
    let is_hash = |line: &&str| line.starts_with("uuid:") || line.starts_with("hash:");
    let line = out.split('\n').find(is_hash);
    let line = line.ok_or_else(|| unexpected(out))?;
    let words: Vec<&str> = line.split_whitespace().collect();
    let &[_, hash, date, clock, "UTC"] = &words[..] else {
        return Err(unexpected(line));
    };
    let time = date_clock(&format!("{date} {clock}")).filter(|_| hash.len() == 40);
    let time = time.ok_or_else(|| unexpected(line))?;
    Ok(hashed(revision, hash, time, Vec::new()))
}

#[cfg(test)]
mod tests {
    use super::bzr;
    use super::fossil;
    use super::hg;
    use super::svn;
    use super::tags;
    use crate::system::System;

    #[test]
    fn revisions() {
        let hash = "eae91df98b5dd3c4451accf64c683ddc3edff6a9";
        let info = hg("eae91df98b5d", &format!("{hash} 1722388887 0 v1.0.0 tip a")).unwrap();
        assert_eq!(info.tags, ["a", "v1.0.0"]);
        assert_eq!(info.version, hash);
        let xml = "<?xml version=\"1.0\"?>\n<log>\n<logentry\n   revision=\"12\">\n\
                   <author>x</author>\n<date>2024-01-02T03:04:05.600000Z</date>\n</logentry></log>";
        let info = svn("12", xml).unwrap();
        assert_eq!(
            (info.name.as_str(), info.short.as_str()),
            ("12", "000000000012")
        );
        assert_eq!(info.time.rfc3339_nano(0), "2024-01-02T03:04:05.6Z");
        let log = "-----\nrevno: 3 [merge]\nrevision-id: x\ntags: a, b\n\
                   timestamp: Tue 2021-09-21 12:00:00 +0000\nmessage:\n  no: 4\n";
        let info = bzr("x", log).unwrap();
        assert_eq!((info.name.as_str(), info.tags.len()), ("3", 2));
        let info = fossil("eae9", &format!("hash: {hash} 2024-01-02 03:04:05 UTC\n"));
        assert_eq!(info.unwrap().short, "eae91df98b5d");
        for (text, want) in [
            (hg("x", "a b"), "unexpected response from hg log: \"a b\""),
            (hg("x", "a b c"), "invalid time from hg log: \"a b c\""),
            (
                svn("x", "<log></log>"),
                "unexpected response from svn log --xml: parsing time \"\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"\" as \"2006\"\n<log></log>",
            ),
            (
                bzr("x", "revno: a"),
                "unexpected revno from bzr log: \"revno: a\"",
            ),
            (bzr("x", ""), "unexpected response from bzr log: \"\""),
            (
                fossil("x", "hash: 12 2024-01-02 03:04:05 UTC"),
                "unexpected response from fossil info: \"hash: 12 2024-01-02 03:04:05 UTC\"",
            ),
        ] {
            assert_eq!(text.unwrap_err(), want);
        }
        assert_eq!(tags(System::Hg, "tip\nv1\n"), ["v1"]);
        assert_eq!(tags(System::Bzr, "v1  2\nv2  ?\n"), ["v1", "v2"]);
    }
}
