//! Notices changes of files below directories.
//!
//! Counterpart: none.

#[cfg(all(target_os = "linux", not(portable)))]
#[path = "watch/inotify.rs"]
mod native;
#[cfg(not(all(target_os = "linux", not(portable))))]
#[path = "watch/polling.rs"]
mod native;

pub use native::Watch;
pub use native::limit;

/// The changes of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Files that were written, created, removed or renamed; absolute if the directories are.
    pub files: Vec<String>,
    /// Files that were created; they are added to `files` when they are closed or removed.
    pub made: Vec<String>,
    /// There were more changes than the system can queue, so any other file may have changed.
    pub is_incomplete: bool,
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::Changed;
    use super::Watch;

    const SOON: Duration = Duration::from_secs(10);

    /// Returns the files that change, relative to a directory.
    fn changed(watch: &mut Watch, top: &str) -> Vec<String> {
        let Changed { files, .. } = watch.wait(SOON).unwrap();
        let relative = |file: String| file.strip_prefix(top).unwrap().to_owned();
        files.into_iter().map(relative).collect()
    }

    #[test]
    fn changes_are_noticed() {
        let dir = tempfile::TempDir::new().unwrap();
        let top = dir.path().to_str().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir_all(at("a/b")).unwrap();
        fs::create_dir_all(at(".git")).unwrap();
        let mut watch = Watch::new(|name| name.starts_with('.')).unwrap();
        watch.add(top).unwrap();
        assert_eq!(watch.count(), 3);
        fs::write(at("a/b/x.go"), "x").unwrap();
        fs::write(at(".git/index"), "x").unwrap();
        assert_eq!(changed(&mut watch, top), ["/a/b/x.go"]);
        fs::rename(at("a/b/x.go"), at("y.go")).unwrap();
        assert_eq!(changed(&mut watch, top), ["/a/b/x.go", "/y.go"]);
        fs::remove_file(at("y.go")).unwrap();
        assert_eq!(changed(&mut watch, top), ["/y.go"]);
        let nothing = watch.wait(Duration::from_millis(1)).unwrap();
        assert_eq!(nothing, Changed::default());
    }

    #[test]
    fn new_directories_are_watched() {
        let dir = tempfile::TempDir::new().unwrap();
        let other = tempfile::TempDir::new().unwrap();
        let top = dir.path().to_str().unwrap();
        let mut watch = Watch::new(|_| false).unwrap();
        watch.add(top).unwrap();
        fs::create_dir_all(other.path().join("new/deep")).unwrap();
        fs::write(other.path().join("new/deep/x.go"), "x").unwrap();
        fs::rename(other.path().join("new"), dir.path().join("new")).unwrap();
        assert_eq!(changed(&mut watch, top), ["/new/deep/x.go"]);
        fs::write(dir.path().join("new/deep/y.go"), "x").unwrap();
        assert_eq!(changed(&mut watch, top), ["/new/deep/y.go"]);
        fs::remove_dir_all(dir.path().join("new")).unwrap();
        let mut gone = Vec::new();
        while watch.count() > 1 {
            gone.extend(changed(&mut watch, top));
        }
        assert!(gone.contains(&"/new/deep/x.go".to_owned()), "{gone:?}");
    }
}
