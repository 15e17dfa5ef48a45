//! Values of the variables. The table, the code and the docs have the same variables.
//!
//! Counterpart: none.

use std::collections::BTreeSet;
use std::time::Duration;

use vamos_base::golang::quote::quote;
use vamos_fsys::uncached;

use super::*;

fn parse(pairs: &[(&str, &str)]) -> Result<Settings, String> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let env: Vec<(String, String)> = pairs.iter().map(own).collect();
    Settings::parse(&env).map_err(|error| error.to_string())
}

#[test]
fn defaults() {
    let settings = parse(&[("HOME", "/x"), ("VAMOS_TRACE", "")]).unwrap();
    assert_eq!(settings.reuse_mode, ReuseMode::On);
    assert!(settings.shows_progress && settings.may_delegate && !settings.is_delegated);
    let reuse = Reuse {
        tool_versions: true,
        cutoff: CutoffSetting::On,
        kept_bytes: 2 << 30,
    };
    assert_eq!(settings.reuse(), reuse);
}

#[test]
fn boolean_words() {
    for (on, off) in [("1", "0"), ("true", "false"), ("ON", "Off"), ("yes", "no")] {
        let settings = parse(&[("VAMOS_NO_DELEGATE", on), ("VAMOS_PROGRESS", off)]).unwrap();
        assert!(
            !settings.may_delegate && !settings.shows_progress,
            "{on} {off}"
        );
        let settings = parse(&[("VAMOS_NO_DELEGATE", off), ("VAMOS_TRACE", off)]).unwrap();
        assert!(settings.may_delegate && !settings.reuse().tool_versions);
        assert_eq!(settings.reuse_mode, ReuseMode::Off);
        let settings = parse(&[("VAMOS_TRACE", on), ("VAMOS_CUTOFF", off)]).unwrap();
        assert_eq!(settings.reuse_mode, ReuseMode::On);
        assert_eq!(settings.reuse().cutoff, CutoffSetting::Off);
    }
}

#[test]
fn words_and_sizes() {
    let settings = parse(&[("VAMOS_TRACE", "explain"), ("VAMOS_CUTOFF", "verify")]).unwrap();
    assert_eq!(settings.reuse_mode, ReuseMode::Explain);
    assert_eq!(settings.reuse().cutoff, CutoffSetting::Verify);
    let settings = parse(&[("VAMOS_TRACE", "verify"), ("VAMOS_DELEGATED", "x")]).unwrap();
    assert_eq!(settings.reuse_mode, ReuseMode::Verify);
    assert!(settings.is_delegated);
    assert!(!settings.leads_to_vamos);
    for (word, leads) in [("sdk", false), ("vamos", true), ("Vamos", true)] {
        let settings = parse(&[("VAMOS_CHILD_GO", word)]).unwrap();
        assert_eq!(settings.leads_to_vamos, leads, "{word}");
    }
    for (word, compiler) in [
        ("auto", CompilerSetting::Auto),
        ("stock", CompilerSetting::Stock),
        ("wait", CompilerSetting::Wait),
        ("source", CompilerSetting::Source),
        ("verify", CompilerSetting::Verify),
    ] {
        let settings = parse(&[("VAMOS_COMPILER", word)]).unwrap();
        assert_eq!(settings.compiler, compiler, "{word}");
    }
    for (word, linker) in [("native", ToolChoice::Native), ("Stock", ToolChoice::Stock)] {
        assert_eq!(parse(&[("VAMOS_LINK", word)]).unwrap().linker, linker);
    }
    for (word, assembler) in [
        ("explain", ToolChoice::Explain),
        ("stock", ToolChoice::Stock),
    ] {
        assert_eq!(parse(&[("VAMOS_ASM", word)]).unwrap().assembler, assembler);
    }
    for (value, race) in [
        ("", RaceSetting::On),
        ("on", RaceSetting::On),
        ("no", RaceSetting::Off),
        ("0", RaceSetting::After(Duration::ZERO)),
        ("3600", RaceSetting::After(Duration::from_secs(3600))),
    ] {
        let settings = parse(&[("VAMOS_REMOTE_RACE", value)]).unwrap();
        assert_eq!(settings.race, race, "{value}");
    }
    for (size, bytes) in [
        ("7", 7),
        ("1", 1),
        ("0", 0),
        ("off", 0),
        ("on", 2 << 30),
        ("4GiB", 4 << 30),
    ] {
        let settings = parse(&[("VAMOS_KEPT", size)]).unwrap();
        assert_eq!(settings.reuse().kept_bytes, bytes, "{size}");
    }
}

#[test]
fn anything_else_is_an_error() {
    let all = "1, 0, true, false, on, off, yes, no";
    for (name, value, want) in [
        ("VAMOS_TRACE", "bogus", format!("{all}, explain or verify")),
        ("VAMOS_CUTOFF", "count", format!("{all}, explain or verify")),
        ("VAMOS_PROGRESS", "2", all.replace(", no", " or no")),
        (
            "VAMOS_REMOTE_TIMEOUT",
            "2s",
            "a number of seconds from 1 to 3600".to_owned(),
        ),
        (
            "VAMOS_REMOTE_RACE",
            "3601",
            "on, off, or a number of seconds from 0 to 3600".to_owned(),
        ),
        ("VAMOS_CHILD_GO", "on", "sdk or vamos".to_owned()),
        ("VAMOS_NO_DELEGATE", "tr\"ue", all.replace(", no", " or no")),
    ] {
        let value_quoted = quote(value);
        let expected = format!("invalid value {value_quoted} of {name}: want {want}");
        assert_eq!(parse(&[(name, value)]), Err(expected));
    }
    let header = parse(&[("VAMOS_REMOTE_HEADER", "x-a=1\nsecret")]);
    let expected =
        "invalid value of VAMOS_REMOTE_HEADER: want name=value, and one header on each line";
    assert_eq!(header, Err(expected.to_owned()));
    assert!(parse(&[("VAMOS_REMOTE_HEADER", "x-a=1\nx-b=2\n")]).is_ok());
    for (value, is_right) in [
        ("OSFamily=linux\n\na=b=c", true),
        ("x=", true),
        ("=x", false),
        ("x", false),
    ] {
        let parsed = parse(&[("VAMOS_REMOTE_PLATFORM", value)]);
        assert_eq!(parsed.is_ok(), is_right, "{value}");
    }
    for wrong in ["GiB", "2GB", "-1", "99999999TiB", "1 MiB", "verify"] {
        let expected = format!(
            "invalid value \"{wrong}\" of VAMOS_KEPT: want off, or a size such as 500MiB or 4GiB"
        );
        assert_eq!(parse(&[("VAMOS_KEPT", wrong)]), Err(expected));
    }
}

/// Returns the names of variables in a text, after `before` and before `after`.
fn names(text: &str, before: &str, after: &str) -> BTreeSet<String> {
    let start = format!("{before}VAMOS_");
    let rest = text.match_indices(&start).filter_map(|(at, _)| {
        let name = &text[at + before.len()..];
        let end = name.find(|c: char| !c.is_ascii_uppercase() && c != '_')?;
        // The prefix alone is no name.
        let is_name = end > "VAMOS_".len() && name[end..].starts_with(after);
        is_name.then(|| name[..end].to_owned())
    });
    rest.collect()
}

/// Returns the sources below a directory.
fn sources(dir: &str, found: &mut Vec<String>) {
    for name in uncached::names(dir).unwrap_or_default() {
        let path = format!("{dir}/{name}");
        if name.ends_with(".rs") {
            found.push(path);
        } else {
            sources(&path, found);
        }
    }
}

fn read(path: &str) -> String {
    String::from_utf8(uncached::read(path).unwrap()).unwrap()
}

/// Returns the part of the docs under a heading.
fn section<'a>(docs: &'a str, heading: &str) -> &'a str {
    let (_, section) = docs.split_once(&format!("\n## {heading}\n")).unwrap();
    section.split("\n## ").next().unwrap()
}

#[test]
fn the_docs_have_every_variable_of_the_table() {
    let docs = read(&format!(
        "{}/../../docs/environment.md",
        env!("CARGO_MANIFEST_DIR")
    ));
    let rows = [section(&docs, "Settings"), section(&docs, "Set by vamos")].concat();
    let documented = names(&rows, "| `", "`");
    let declared: BTreeSet<String> = TABLE.iter().map(|row| row.name.to_owned()).collect();
    assert_eq!(documented, declared);
    for row in TABLE {
        let default = match row.default {
            "" => String::new(),
            default => format!("`{default}`"),
        };
        let end = format!(" | {default} | {} |\n", row.meaning);
        let start = format!("| `{}` | ", row.name);
        let line = rows.lines().find(|line| line.starts_with(&start)).unwrap();
        assert!(format!("{line}\n").ends_with(&end), "want {start}...{end}");
        if let Kind::Choice(words) | Kind::Word(words) = row.kind {
            for word in words {
                assert!(line.contains(&format!("`{word}`")), "{line}");
            }
        }
    }
}

#[test]
fn no_variable_is_read_beside_the_table() {
    let crates = format!("{}/..", env!("CARGO_MANIFEST_DIR"));
    let docs = read(&format!("{crates}/../docs/environment.md"));
    let mut documented = names(&docs, "| `", "`");
    documented.extend(TABLE.iter().map(|row| row.name.to_owned()));
    let mut files = 0;
    for name in uncached::names(&crates).unwrap() {
        // Crates that test or measure others set variables for them.
        let is_dev = ["testkit", "oracle", "generate", "xtask", "fuzz"].contains(&name.as_str());
        for place in ["src", "tests"] {
            let mut found = Vec::new();
            sources(&format!("{crates}/{name}/{place}"), &mut found);
            for path in found {
                files += 1;
                let text = read(&path);
                let used = names(&text, "\"", "\"");
                if path.contains("/cli/src/env_vars") {
                    continue;
                }
                if place == "src" && !is_dev {
                    assert!(used.is_empty(), "{path}: {used:?} belong in env_vars.rs");
                }
                let unknown: Vec<_> = used.difference(&documented).collect();
                assert!(
                    unknown.is_empty(),
                    "{path}: {unknown:?} are not in docs/environment.md"
                );
            }
        }
    }
    assert!(files > 300, "only {files} sources were found");
}
