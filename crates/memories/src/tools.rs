//! What tools said about themselves in earlier runs, as long as they are the same files.
//!
//! A stamp is everything that `stat` tells. It is trusted where the file system keeps it
//! honest, and only once it is older than the run by two seconds, so that no later change
//! can hide behind it. What a tool says goes into action IDs, so each line has a sum of
//! its own: one that was damaged is none. The memo lives in vamos's own corner of GOCACHE
//! and may be deleted at any time; `VAMOS_TRACE=off` does without.
//! Counterpart: none; upstream asks every tool in each run.

use vamos_base::Digest;
use vamos_fsys::atomic;
use vamos_fsys::fresh;
use vamos_fsys::work;

use crate::clock::now_ns;

/// Nanoseconds that a stamp must be older than the run.
const SETTLED_NS: i128 = 2_000_000_000;

/// How many tools are remembered: those of SDKs that are gone fall out.
const LIMIT: usize = 64;

/// The versions of tools, by tool and target.
pub struct ToolMemo {
    file: String,
}

impl ToolMemo {
    /// Returns the table of a cache directory.
    pub fn new(cache_dir: &str) -> Self {
        Self {
            file: format!("{cache_dir}/vamos/tools"),
        }
    }

    fn line_of(tool: &str, target: &str) -> Option<String> {
        let meta = fresh::stat(tool).ok()?;
        let limit = now_ns() - SETTLED_NS;
        let is_settled = meta.mtime_ns <= limit && meta.ctime_ns <= limit;
        let key = Digest::of(format!("{tool}\0{target}").as_bytes());
        let seen = meta.stamp();
        is_settled.then(|| format!("{key} {seen} "))
    }

    /// Returns what the tool said when it was last asked, if it is still the same file.
    pub fn get(&self, tool: &str, target: &str) -> Option<String> {
        let start = Self::line_of(tool, target)?;
        let text = String::from_utf8(fresh::read(&self.file).ok()?).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix(&*start))?;
        let (sum, said) = line.split_once(' ')?;
        (sum == Self::sum(&start, said)).then(|| said.to_owned())
    }

    /// Returns what shows that a line is whole.
    fn sum(start: &str, said: &str) -> String {
        Digest::of(format!("{start}{said}").as_bytes()).hex()
    }

    /// Notes what a tool said, if it is a program of its own: a script's words may
    /// depend on another file.
    pub fn put(&self, tool: &str, target: &str, said: &str) {
        const PROGRAMS: [&[u8]; 3] = [b"\x7fELF", b"\xcf\xfa\xed\xfe", b"MZ"];
        let mut head = [0; 4];
        let is_program = work::read_head(tool, &mut head).is_ok()
            && PROGRAMS.iter().any(|magic| head.starts_with(magic))
            && work::keeps_honest_times(tool);
        let said = said.trim_end_matches('\n');
        let Some(start) = Self::line_of(tool, target).filter(|_| is_program) else {
            return;
        };
        if said.contains('\n') {
            return;
        }
        let known = fresh::read(&self.file).unwrap_or_default();
        let known = String::from_utf8(known).unwrap_or_default();
        let key = &start[..65];
        let kept = known.lines().filter(|line| !line.starts_with(key));
        let mut lines: Vec<&str> = kept.take(LIMIT - 1).collect();
        let line = format!("{start}{} {said}", Self::sum(&start, said));
        lines.insert(0, &line);
        let text = lines.join("\n") + "\n";
        if let Some((dir, _)) = self.file.rsplit_once('/')
            && fresh::make_dirs(dir).is_ok()
        {
            // One that cannot be written is missed by nobody but the clock.
            let _ = atomic::write_atomic(&self.file, text.as_bytes(), 0o666);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ToolMemo;

    #[test]
    fn scripts_and_young_files_are_asked_again() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().to_str().unwrap();
        let memo = ToolMemo::new(root);
        let tool = format!("{root}/tool");
        for text in [&b"#!/bin/sh\n"[..], b"\x7fELF"] {
            vamos_fsys::work::write(&tool, text).unwrap();
            memo.put(&tool, "linux", "tool version go1\n");
            assert_eq!(memo.get(&tool, "linux"), None);
        }
    }

    #[test]
    fn programs_are_remembered_until_they_change() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().to_str().unwrap();
        let memo = ToolMemo::new(root);
        // The running test is a program that was linked a while ago, or just now.
        let tool = std::env::current_exe().unwrap();
        let tool = tool.to_str().unwrap();
        memo.put(tool, "linux amd64", "x version go1\n");
        let said = memo.get(tool, "linux amd64");
        assert!(said.is_none() || said.as_deref() == Some("x version go1"));
        assert_eq!(memo.get(tool, "linux arm64"), None);
    }

    #[test]
    fn a_damaged_line_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().to_str().unwrap();
        let memo = ToolMemo::new(root);
        // Some program that is older than the test.
        let tool = "/bin/sh";
        memo.put(tool, "linux amd64", "x version go1\n");
        let Some(said) = memo.get(tool, "linux amd64") else {
            return;
        };
        assert_eq!(said, "x version go1");
        let file = format!("{root}/vamos/tools");
        let whole = vamos_fsys::fresh::read(&file).unwrap();
        for at in 0..whole.len() - 1 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            vamos_fsys::work::write(&file, &bytes).unwrap();
            assert_eq!(memo.get(tool, "linux amd64"), None, "{at}");
            vamos_fsys::work::write(&file, &whole[..at]).unwrap();
            assert_eq!(memo.get(tool, "linux amd64"), None, "{at}");
        }
    }
}
