//! Source lines for `-S`.
//!
//! Counterpart: cmd/internal/disasm/disasm.go (`FileCache`).

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_base::golang::expand;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_fsys::uncached;

/// The prefix of names of files in symbols.
const FILE_PREFIX: &[u8] = b"gofile..";

/// A file, `None` if it cannot be read, and where its lines end.
type File = (Option<Arc<Vec<u8>>>, Arc<Vec<usize>>);

/// The files that were read.
pub(super) struct Sources<'a> {
    env: &'a [(String, String)],
    files: Mutex<HashMap<Vec<u8>, File>>,
}

/// A line of a file.
pub(super) struct Line {
    file: Arc<Vec<u8>>,
    start: usize,
    end: usize,
}

impl Line {
    pub(super) fn text(&self) -> &[u8] {
        &self.file[self.start..self.end]
    }
}

impl<'a> Sources<'a> {
    /// Starts without files. Names may refer to variables of `env`.
    pub(super) fn new(env: &'a [(String, String)]) -> Self {
        Self {
            env,
            files: Mutex::default(),
        }
    }

    /// Returns a line, which is empty if the file does not have it or is no Go file. `None` if
    /// the file cannot be read.
    pub(super) fn line(&self, name: &[u8], line: i64) -> Option<Line> {
        let name = os_str::decode(name);
        if path::ext(&name) != ".go" {
            return Some(Line {
                file: Arc::default(),
                start: 0,
                end: 0,
            });
        }
        let (file, ends) = self.file(&name);
        let file = file?;
        let index = line
            .checked_sub(1)
            .and_then(|index| usize::try_from(index).ok());
        let end = index.and_then(|index| ends.get(index)).copied();
        let start = match index {
            Some(index @ 1..) if end.is_some() => ends[index - 1] + 1,
            _ => 0,
        };
        Some(Line {
            file,
            start,
            end: end.unwrap_or(0),
        })
    }

    fn file(&self, name: &str) -> File {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = files.get(name.as_bytes()) {
            return found.clone();
        }
        let file = uncached::read(&self.place(name)).ok().map(Arc::new);
        let mut ends = Vec::new();
        if let Some(file) = &file {
            let newlines = file.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
            ends.extend(newlines.map(|(at, _)| at));
            ends.push(file.len());
        }
        let found = (file, Arc::new(ends));
        files.insert(name.as_bytes().to_vec(), found.clone());
        found
    }

    /// Returns the path of a file.
    fn place(&self, name: &str) -> String {
        let encoded = os_str::encode(name);
        let name = encoded.strip_prefix(FILE_PREFIX).unwrap_or(&encoded);
        let value = |variable: &[u8]| {
            let mut env = self.env.iter().rev();
            let found = env.find(|(name, _)| *os_str::encode(name) == *variable);
            found.map_or(Vec::new(), |(_, value)| os_str::encode(value).into_owned())
        };
        path::clean(&os_str::decode(&expand::expand(name, &value)))
    }
}
