//! Pseudo-versions: versions made of a time and a revision, for commits without a tag.
//!
//! Counterpart: golang.org/x/mod/module (pseudo.go).

use super::Invalid;
use crate::golang::semver;
use crate::golang::semver::dec_int;

/// The pieces of a pseudo-version, as slices of it.
struct Pseudo<'a> {
    base: &'a str,
    timestamp: &'a str,
    rev: &'a str,
    build: &'a str,
}

/// Makes a pseudo-version from major version, the tag it comes after (may be empty),
/// commit time as `yyyymmddhhmmss` in UTC, and revision.
pub fn pseudo_version(major: &str, older: &str, timestamp: &str, rev: &str) -> String {
    let major = if major.is_empty() { "v0" } else { major };
    let build = semver::build(older);
    let older = semver::canonical(older);
    if older.is_empty() {
        return format!("{major}.0.0-{timestamp}-{rev}");
    }
    if !semver::prerelease(&older).is_empty() {
        return format!("{older}.0.{timestamp}-{rev}{build}");
    }
    let (front, patch) = older
        .rsplit_once('.')
        .expect("a canonical version has two dots");
    format!("{front}.{}-0.{timestamp}-{rev}{build}", inc_decimal(patch))
}

/// The pseudo-version for no particular commit.
pub fn zero_pseudo_version(major: &str) -> String {
    pseudo_version(major, "", "00010101000000", "000000000000")
}

/// Reports whether this is such a placeholder.
pub fn is_zero_pseudo_version(v: &str) -> bool {
    v == zero_pseudo_version(semver::major(v))
}

fn inc_decimal(decimal: &str) -> String {
    let mut digits = decimal.as_bytes().to_vec();
    match digits.iter().rposition(|&d| d != b'9') {
        Some(i) => {
            digits[i] += 1;
            digits[i + 1..].fill(b'0');
        }
        None => {
            digits.fill(b'0');
            digits.insert(0, b'1');
        }
    }
    String::from_utf8(digits).expect("only decimal digits")
}

/// Reports whether this is a pseudo-version.
pub fn is_pseudo_version(v: &str) -> bool {
    if v.matches('-').count() < 2 || !semver::is_valid(v) {
        return false;
    }
    // As it is valid, only the tail is checked: `-TIME-REV` after X.0.0, or `[-.]0.TIME-REV`.
    let plain = v.strip_suffix(semver::build(v)).unwrap_or(v);
    let Some((front, rev)) = plain.rsplit_once('-') else {
        return false;
    };
    if front.len() < 15 || rev.is_empty() || !rev.bytes().all(|c| c.is_ascii_alphanumeric()) {
        return false;
    }
    let Some((base, time)) = front.split_at_checked(front.len() - 14) else {
        return false;
    };
    if !time.bytes().all(|c| c.is_ascii_digit()) {
        return false;
    }
    let numbers = base.find('-').unwrap_or(base.len());
    let pre = &base[numbers..];
    if pre == "-" {
        return base[..numbers].ends_with(".0.0") && base[..numbers].matches('.').count() == 2;
    }
    pre == "-0." || (pre.ends_with(".0.") && pre.len() > 3)
}

/// The time stamp as `yyyymmddhhmmss` digits that form a valid time.
pub fn pseudo_version_time(v: &str) -> Result<String, Invalid> {
    let timestamp = parse(v)?.timestamp;
    if is_time(timestamp) {
        return Ok(timestamp.to_string());
    }
    Err(invalid(
        v,
        format!("malformed time {}", crate::golang::quote::quote(timestamp)),
    ))
}

/// Reports whether 14 digits are a date and time of the Gregorian calendar.
fn is_time(digits: &str) -> bool {
    let number = |from: usize, to: usize| digits[from..to].parse::<u32>().unwrap_or(u32::MAX);
    let (year, month, day) = (number(0, 4), number(4, 6), number(6, 8));
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day) && number(8, 10) < 24 && number(10, 12) < 60 && number(12, 14) < 60
}

/// The revision.
pub fn pseudo_version_rev(v: &str) -> Result<&str, Invalid> {
    Ok(parse(v)?.rev)
}

/// Returns the tag that the pseudo-version follows; empty if it follows no tag.
pub fn pseudo_version_base(v: &str) -> Result<String, Invalid> {
    let Pseudo { base, build, .. } = parse(v)?;
    let pre = semver::prerelease(base);
    match pre {
        "" if build.is_empty() => Ok(String::new()),
        "" => Err(invalid(
            v,
            format!(
                "lacks base version, but has build metadata {}",
                crate::golang::quote::quote(build)
            ),
        )),
        "-0" => {
            let base = &base[..base.len() - pre.len()];
            let (front, patch) = base
                .rsplit_once('.')
                .expect("a pseudo-version has three numbers");
            let patch = dec_int(patch);
            if patch.is_empty() {
                return Err(invalid(
                    v,
                    format!("version before {base} would have negative patch number"),
                ));
            }
            Ok(format!("{front}.{patch}{build}"))
        }
        _ => Ok(format!(
            "{}{build}",
            base.strip_suffix(".0").unwrap_or(base)
        )),
    }
}

fn invalid(v: &str, why: String) -> Invalid {
    Invalid::Version {
        version: v.to_string(),
        pseudo: true,
        why,
    }
}

fn parse(v: &str) -> Result<Pseudo<'_>, Invalid> {
    if !is_pseudo_version(v) {
        return Err(invalid(v, "syntax error".into()));
    }
    let build = semver::build(v);
    let plain = &v[..v.len() - build.len()];
    let (front, rev) = plain.rsplit_once('-').expect("checked above");
    let (base, timestamp) = front.split_at(front.len() - 14);
    // The separator before the time is a dash after X.0.0 and a dot otherwise.
    Ok(Pseudo {
        base: &base[..base.len() - 1],
        timestamp,
        rev,
        build,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_and_taken_apart() {
        for (major, older, want) in [
            ("", "", "v0.0.0-20060102150405-hash"),
            ("v1", "", "v1.0.0-20060102150405-hash"),
            ("v2", "", "v2.0.0-20060102150405-hash"),
            ("unused", "v1.2.3", "v1.2.4-0.20060102150405-hash"),
            (
                "unused",
                "v1.2.99999999999999999",
                "v1.2.100000000000000000-0.20060102150405-hash",
            ),
            ("unused", "v1.2.3-pre", "v1.2.3-pre.0.20060102150405-hash"),
            (
                "unused",
                "v2.0.0+incompatible",
                "v2.0.1-0.20060102150405-hash+incompatible",
            ),
        ] {
            let v = pseudo_version(major, older, "20060102150405", "hash");
            assert_eq!(v, want);
            assert!(is_pseudo_version(&v), "{v}");
            assert_eq!(pseudo_version_rev(&v).unwrap(), "hash");
            assert_eq!(pseudo_version_time(&v).unwrap(), "20060102150405");
            assert_eq!(pseudo_version_base(&v).unwrap(), older);
        }
        assert_eq!(
            zero_pseudo_version(""),
            "v0.0.0-00010101000000-000000000000"
        );
        assert!(is_zero_pseudo_version("v0.0.0-00010101000000-000000000000"));
    }

    #[test]
    fn rejects() {
        for v in [
            "v1.0.0",
            "v1.0.0-20060102150405",
            "v1.0.1-20060102150405-hash",
            "v1.2.3-x20060102150405-hash",
            "v1.0.0-2006010215040-hash",
            "v1.2.3-pre0.20060102150405-hash",
        ] {
            assert!(!is_pseudo_version(v), "{v}");
        }
        assert_eq!(
            pseudo_version_rev("v1.0.0").unwrap_err().to_string(),
            "pseudo-version \"v1.0.0\" invalid: syntax error"
        );
        assert_eq!(
            pseudo_version_time("v1.2.3-pre.0.20000132000000-hash")
                .unwrap_err()
                .to_string(),
            "pseudo-version \"v1.2.3-pre.0.20000132000000-hash\" invalid: malformed time \"20000132000000\""
        );
        assert_eq!(
            pseudo_version_base("v1.0.0-20060102150405-hash+incompatible")
                .unwrap_err()
                .to_string(),
            "pseudo-version \"v1.0.0-20060102150405-hash+incompatible\" invalid: lacks base version, but has build metadata \"+incompatible\""
        );
        assert_eq!(
            pseudo_version_base("v1.0.0-0.20060102150405-hash")
                .unwrap_err()
                .to_string(),
            "pseudo-version \"v1.0.0-0.20060102150405-hash\" invalid: version before v1.0.0 would have negative patch number"
        );
    }
}
