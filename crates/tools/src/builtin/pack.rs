//! `go tool pack`: the files and streams for the archive operations of objfile.
//!
//! Counterpart: cmd/pack/pack.go.

use std::borrow::Cow;

use vamos_base::golang::time::Location;
use vamos_base::golang::time::Time;
use vamos_fsys::PathError;
use vamos_fsys::go_mode;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_objfile::archive;
use vamos_objfile::archive::HostFile;
use vamos_objfile::archive::Keep;
use vamos_objfile::archive::LongNames;
use vamos_release::Release;

use super::Streams;
use super::flags;
use super::program;
use super::response;
use super::response::ResponseError;

/// Runs the tool with the arguments after its name; returns the exit code. `tz` is the value of TZ
/// if that is set; times of members are shown in that zone. `None` if the SDK's tool must run.
pub fn pack(
    args: &[String],
    release: Release,
    goroot: &str,
    tz: Option<&str>,
    streams: &Streams<'_>,
) -> Option<i32> {
    let mut args = Cow::Borrowed(args);
    if release.expands_arguments_of_pack() {
        args = match response::expand(args) {
            Ok(args) => args,
            Err(ResponseError::Path(error)) => {
                return program::fatal("pack", error.to_string().as_bytes(), streams);
            }
            Err(ResponseError::TooDeep) => return None,
        };
        if let Err(usage) = flags::parse(&args, &[], |_, _| {}) {
            return Some(flags::refuse(Some(usage), archive::USAGE, streams));
        }
    }
    let rule = LongNames::new(release.keeps_syso_in_archives());
    let mut host = Host {
        goroot,
        tz,
        streams,
    };
    Some(i32::from(archive::run_pack(&args, rule, &mut host)))
}

struct Host<'a> {
    goroot: &'a str,
    tz: Option<&'a str>,
    streams: &'a Streams<'a>,
}

impl Host<'_> {
    /// Reads the local time zone, as Go's time package does.
    fn location(&self) -> Location {
        vamos_fsys::local_zone(self.tz, self.goroot)
    }
}

impl archive::Host for Host<'_> {
    fn read(&mut self, path: &str) -> Result<HostFile, String> {
        // Go opens the file first, so the error is one of opening it.
        let meta = uncached::stat(path).map_err(|error| {
            let op = "open";
            PathError { op, ..error }.to_string()
        })?;
        let data = if meta.is_file() {
            self.read_archive(path)?
        } else {
            Vec::new()
        };
        Ok(HostFile {
            data,
            mode: go_mode(meta.mode),
            size: meta.size,
        })
    }

    fn read_archive(&mut self, path: &str) -> Result<Vec<u8>, String> {
        uncached::read(path).map_err(|error| error.to_string())
    }

    fn touch(&mut self, path: &str) -> Result<(), String> {
        work::append_new(path, b"").map_err(|error| error.to_string())
    }

    fn is_same(&self, a: &str, b: &str) -> bool {
        let [a, b] = [a, b].map(|path| uncached::stat(path).map(|meta| (meta.dev, meta.ino)).ok());
        a.is_some() && a == b
    }

    fn write(&mut self, path: &str, data: &[u8], keep: Keep) -> Result<(), String> {
        let mode = match keep {
            Keep::Archive => 0o666,
            Keep::Extracted => 0o444,
        };
        work::write_mode(path, data, mode).map_err(|error| error.to_string())
    }

    fn stdout(&mut self, text: &[u8]) {
        (self.streams.stdout)(text);
    }

    fn stderr(&mut self, text: &[u8]) {
        let text = vamos_base::golang::os_str::decode(text);
        (self.streams.stderr)(&text);
    }

    fn time(&self, seconds: i64) -> String {
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let (_, offset) = self.location().lookup(seconds).to_owned();
        let civil = Time::from_unix(seconds, 0).civil(offset);
        let month = MONTHS[usize::try_from(civil.month).unwrap_or(1) - 1];
        format!(
            "{month} {:>2} {:02}:{:02} {}",
            civil.day, civil.hour, civil.minute, civil.year
        )
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn arguments_are_in_files_since_go_1_27() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| format!("{}/{name}", dir.path().display());
        let [archive, member, args] = ["a.a", "b.txt", "args"].map(at);
        work::write(&member, b"not an object\n").unwrap();
        work::write(&args, format!("c '{archive}'\n\"{member}\"").as_bytes()).unwrap();
        let run = |args: &[&str], minor| {
            let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
            let (out, errors) = (RefCell::default(), RefCell::new(String::new()));
            let streams = Streams {
                stdout: &|bytes| Vec::extend_from_slice(&mut out.borrow_mut(), bytes),
                stderr: &|text| errors.borrow_mut().push_str(text),
            };
            let code = pack(&args, Release::nearest(minor), "", None, &streams);
            let out = String::from_utf8(out.take()).unwrap();
            (code, out, errors.take())
        };
        let response = format!("@{args}");
        let (code, out, errors) = run(&[&response], 26);
        assert_eq!((code, &*out), (Some(2), ""), "{errors}");
        assert!(work::lstat(&archive).is_err());
        let done = (Some(0), String::new(), String::new());
        assert_eq!(run(&[&response], 27), done);
        let (code, out, errors) = run(&["t", &archive], 27);
        assert_eq!((code, &*out, &*errors), (Some(0), "b.txt\n", ""));
        let missing = format!("@{}", at("none"));
        let (code, _, errors) = run(&[&missing], 27);
        assert_eq!(code, Some(1));
        assert!(
            errors.contains("none: no such file or directory"),
            "{errors}"
        );
        // Files that name one another are left to the SDK's tool.
        work::write(&args, response.as_bytes()).unwrap();
        assert_eq!(run(&[&response], 27).0, None);
    }
}
