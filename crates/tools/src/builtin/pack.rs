//! `go tool pack`: the files and streams for the archive operations of objfile.
//!
//! Counterpart: cmd/pack/pack.go.

use vamos_base::golang::time::Location;
use vamos_base::golang::time::Time;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_objfile::archive;
use vamos_objfile::archive::HostFile;
use vamos_objfile::archive::Keep;

use super::Streams;

/// Runs the tool with the arguments after its name; returns the exit code. `tz` is the
/// value of TZ if that is set; times of members are shown in that zone.
pub fn pack(args: &[String], goroot: &str, tz: Option<&str>, streams: &Streams<'_>) -> i32 {
    let mut host = Host {
        goroot,
        tz,
        streams,
    };
    i32::from(archive::run_pack(args, &mut host))
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
    fn read(&mut self, path: &str, may_lack: bool) -> Result<Option<HostFile>, String> {
        match uncached::stat(path).and_then(|meta| Ok((meta, uncached::read(path)?))) {
            Ok((meta, data)) => Ok(Some(HostFile {
                data,
                mode: meta.mode & 0o777,
            })),
            Err(error) if may_lack && error.is_not_exist() => Ok(None),
            // Go opens the file first, so the error is one of opening it.
            Err(error) => Err(vamos_fsys::PathError {
                op: "open",
                ..error
            }
            .to_string()),
        }
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
