//! The versions of tools, as long as the tools are the same files.
//!
//! A version goes into action IDs, so it is stored with the stamp of the tool's file, and only if
//! the stamp proves that the file has not changed. The table is stored in the build cache's
//! directory and shared by all builds of vamos; `VAMOS_TRACE=off` disables it.
//! Counterpart: none; upstream runs every tool to get its version.

use vamos_base::Digest;
use vamos_fsys::Metadata;
use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::clock::now_ns;
use crate::kind::StoreKind;
use crate::table::Table;

/// First bytes of programs. The version of a script may depend on another file.
const PROGRAMS: [&[u8]; 3] = [b"\x7fELF", b"\xcf\xfa\xed\xfe", b"MZ"];

/// The versions of tools, by tool and target.
pub struct ToolMemo {
    own: String,
    now_ns: i128,
}

impl ToolMemo {
    /// Returns the table in vamos' own directory of a build cache.
    pub fn open(own: &str) -> Self {
        Self::open_at(own, now_ns())
    }

    fn open_at(own: &str, now_ns: i128) -> Self {
        Self {
            own: own.to_owned(),
            now_ns,
        }
    }

    fn memo(&self) -> Table {
        Table::shared(StoreKind::Tools, &self.own, self.now_ns)
    }

    /// Returns the version of a tool for a target, if an earlier run stored it and the tool
    /// has not changed.
    pub fn get(&self, tool: &str, target: &str) -> Option<String> {
        let meta = uncached::stat(tool).ok()?;
        let memo = self.memo();
        if !memo.trust().is_settled(meta.mtime_ns, meta.ctime_ns) {
            return None;
        }
        let value = memo.get(&key(tool, target))?;
        let version = value.strip_prefix(&meta.stamp().0)?;
        Some(std::str::from_utf8(version).ok()?.to_owned())
    }

    /// Stores the version of a tool for a target, if the tool is a program of its own and the
    /// version has one line.
    pub fn put(&self, tool: &str, target: &str, version: &str) {
        let version = version.trim_end_matches('\n');
        let Ok(meta) = uncached::stat(tool) else {
            return;
        };
        // Opened again: another run may have stored versions meanwhile.
        let memo = self.memo();
        if !version.contains('\n') && is_program(tool) && memo.trusts(&meta, tool) {
            memo.put(&key(tool, target), value(&meta, version));
            memo.save();
        }
    }
}

fn key(tool: &str, target: &str) -> String {
    Digest::of(format!("{tool}\0{target}").as_bytes()).hex()
}

fn value(meta: &Metadata, version: &str) -> Vec<u8> {
    [&meta.stamp().0[..], version.as_bytes()].concat()
}

fn is_program(tool: &str) -> bool {
    let mut head = [0; 4];
    work::read_head(tool, &mut head).is_ok() && PROGRAMS.iter().any(|magic| head.starts_with(magic))
}

#[cfg(test)]
mod tests {
    use vamos_fsys::uncached;
    use vamos_fsys::work;

    use super::ToolMemo;
    use crate::clock::now_ns;

    const LATER_NS: i128 = 10_000_000_000;

    #[test]
    fn only_programs_with_old_stamps_are_stored_until_they_change() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().to_str().unwrap();
        let tool = format!("{root}/tool");
        let now = ToolMemo::open(root);
        let later = ToolMemo::open_at(root, now_ns() + LATER_NS);
        let is_honest = work::keeps_honest_times(root);
        for (bytes, memo, version, is_stored) in [
            (&b"#!/bin/sh\n"[..], &later, "x version go1\n", false),
            (b"\x7fELF", &now, "x version go1\n", false),
            (b"\x7fELF", &later, "two\nlines\n", false),
            (b"\x7fELF", &later, "x version go1\n", is_honest),
        ] {
            work::write(&tool, bytes).unwrap();
            memo.put(&tool, "linux amd64", version);
            let stored = later.get(&tool, "linux amd64");
            assert_eq!(stored.is_some(), is_stored, "{version}");
            assert_eq!(now.get(&tool, "linux amd64"), None);
        }
        if !is_honest {
            return;
        }
        let stored = later.get(&tool, "linux amd64");
        assert_eq!(stored.as_deref(), Some("x version go1"));
        assert_eq!(later.get(&tool, "linux arm64"), None);
        // The same bytes, and the old time again.
        let mtime = uncached::stat(&tool).unwrap().mtime_ns;
        work::write(&tool, b"\x7fELF").unwrap();
        uncached::set_times(&tool, mtime).unwrap();
        assert_eq!(later.get(&tool, "linux amd64"), None);
    }
}
