//! `go tool buildid`: prints a file's build ID, or brings its content ID up to date.
//!
//! Counterpart: cmd/buildid/buildid.go, flag (messages).

use vamos_base::golang::quote;

use super::Patch;
use super::find_and_hash_from;
use super::patches;
use super::read;
use crate::read_at::ReadAt;

const USAGE: &str = "usage: go tool buildid [-w] file\n  -w\twrite build ID\n";

/// What the tool needs of the world. Errors are the sentences to print.
pub trait BuildIdHost {
    /// Opens a file for reading.
    fn open(&mut self, path: &str) -> Result<Box<dyn ReadAt>, String>;
    /// Writes into a file in place.
    fn patch(&mut self, path: &str, patches: &[Patch]) -> Result<(), String>;
    /// Writes to standard output.
    fn stdout(&mut self, text: &[u8]);
    /// Writes to standard error.
    fn stderr(&mut self, text: &[u8]);
}

/// Runs the tool with the arguments after its name and returns the exit code.
pub fn run_build_id(args: &[String], host: &mut dyn BuildIdHost) -> u8 {
    let (must_write, file) = match parse_args(args) {
        Ok(parsed) => parsed,
        Err(complaint) => {
            host.stderr(format!("{complaint}{USAGE}").as_bytes());
            return 2;
        }
    };
    match run(must_write, &file, host) {
        Ok(()) => 0,
        Err(text) => {
            host.stderr(format!("buildid: {text}\n").as_bytes());
            1
        }
    }
}

/// Parses the arguments; an error is what is printed before the usage.
fn parse_args(args: &[String]) -> Result<(bool, String), String> {
    let mut must_write = false;
    let mut rest = args;
    while let [arg, after @ ..] = rest {
        if arg == "--" {
            rest = after;
            break;
        }
        let Some(flag) = arg.strip_prefix('-').filter(|flag| !flag.is_empty()) else {
            break;
        };
        let flag = flag.strip_prefix('-').unwrap_or(flag);
        if flag.is_empty() || flag.starts_with(['-', '=']) {
            return Err(format!("bad flag syntax: {arg}\n"));
        }
        let (name, value) = flag.split_once('=').unwrap_or((flag, "true"));
        match name {
            "w" => must_write = parse_bool(value)?,
            "h" | "help" => return Err(String::new()),
            _ => return Err(format!("flag provided but not defined: -{name}\n")),
        }
        rest = after;
    }
    match rest {
        [file] => Ok((must_write, file.clone())),
        _ => Err(String::new()),
    }
}

/// `strconv.ParseBool`, with the flag package's complaint.
fn parse_bool(value: &str) -> Result<bool, String> {
    match value {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => {
            let value = quote::quote(value);
            Err(format!(
                "invalid boolean value {value} for -w: parse error\n"
            ))
        }
    }
}

fn run(must_write: bool, file: &str, host: &mut dyn BuildIdHost) -> Result<(), String> {
    let source = host.open(file)?;
    let id = read(file, &*source).map_err(|error| error.to_string())?;
    if !must_write {
        host.stdout(&[&id, &b"\n"[..]].concat());
        return Ok(());
    }
    let found = find_and_hash_from(file, &*source, &id).map_err(|error| error.to_string())?;
    let Some(slash) = id.iter().rposition(|&byte| byte == b'/') else {
        return Err(format!(
            "{file}: build ID is a legacy format...binary too old for this tool"
        ));
    };
    let mut new = id[..=slash].to_vec();
    new.extend_from_slice(found.digest.short().as_bytes());
    if new.len() != id.len() {
        let (old, new) = (quote::quote_bytes(&id), quote::quote_bytes(&new));
        return Err(format!("{file}: build ID length mismatch {old} vs {new}"));
    }
    if found.matches.is_empty() {
        return Ok(());
    }
    let patches =
        patches(file, &*source, &found.matches, &new).map_err(|error| error.to_string())?;
    drop(source);
    host.patch(file, &patches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Memory {
        data: Vec<u8>,
        out: Vec<u8>,
        err: Vec<u8>,
    }

    impl BuildIdHost for Memory {
        fn open(&mut self, path: &str) -> Result<Box<dyn ReadAt>, String> {
            match path {
                "f" => Ok(Box::new(self.data.clone())),
                _ => Err(format!("open {path}: no such file or directory")),
            }
        }
        fn patch(&mut self, _: &str, patches: &[Patch]) -> Result<(), String> {
            for Patch { offset, bytes } in patches {
                let start = usize::try_from(*offset).unwrap();
                self.data[start..start + bytes.len()].copy_from_slice(bytes);
            }
            Ok(())
        }
        fn stdout(&mut self, text: &[u8]) {
            self.out.extend_from_slice(text);
        }
        fn stderr(&mut self, text: &[u8]) {
            self.err.extend_from_slice(text);
        }
    }

    fn run_on(id: &str, args: &[&str]) -> (u8, String, String, Vec<u8>) {
        let mut host = Memory::default();
        let raw = [b"\xff Go build ID: \"", id.as_bytes(), b"\"\n \xff"].concat();
        host.data = [b"padding ", &raw[..]].concat();
        let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
        let code = run_build_id(&args, &mut host);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (code, text(host.out), text(host.err), host.data)
    }

    #[test]
    fn prints_and_writes() {
        let id = "a/bbbbbbbbbbbbbbbbbbbb";
        assert_eq!(run_on(id, &["f"]).1, format!("{id}\n"));
        let (code, _, _, data) = run_on(id, &["-w", "f"]);
        assert_eq!(code, 0);
        let new = super::super::read_text("f", &data).unwrap();
        let found = super::super::find_and_hash(&data, new.as_bytes()).unwrap();
        assert_eq!(super::super::content_id(&new), found.digest.short());
    }

    #[test]
    fn complains() {
        let err = |id: &str, args: &[&str]| run_on(id, args).2;
        assert_eq!(
            err("old", &["-w", "f"]),
            "buildid: f: build ID is a legacy format...binary too old for this tool\n"
        );
        assert_eq!(
            err("a", &["g"]),
            "buildid: open g: no such file or directory\n"
        );
        assert!(err("a/b", &["-w", "f"]).contains("build ID length mismatch \"a/b\" vs \"a/"));
        assert_eq!(err("a", &[]), USAGE);
        assert_eq!(
            err("a", &["-x", "f"]),
            format!("flag provided but not defined: -x\n{USAGE}")
        );
        assert!(err("a", &["-w=2", "f"]).starts_with("invalid boolean value \"2\" for -w"));
        assert_eq!(run_on("a", &["-w=false", "f"]).1, "a\n");
    }
}
