//! Records the symbolic links in the path of a file.
//!
//! Counterpart: none.

use std::fs;
use std::path::PathBuf;

use vamos_base::golang::path;

use super::AccessRecorder;
use crate::Metadata;
use crate::os::os_path;
use crate::stamp::is_absence;

impl AccessRecorder {
    /// Records every link in the path to a resolved file.
    pub(crate) fn resolving(&self, path: &str) {
        if self.is_kept() && !add_links(self, path, 0) {
            self.void(|| format!("{path}: links that cannot be resolved"));
        }
    }

    /// Returns the target of a symbolic link, and records that it was read; `None` if it is not a
    /// link.
    pub(crate) fn link_target(&self, path: &str) -> Option<PathBuf> {
        match fs::symlink_metadata(os_path(path)) {
            Ok(meta) => self.hit_itself(path, &Metadata::from(&meta)),
            Err(error) => {
                self.miss_itself(path, &error);
                return None;
            }
        }
        fs::read_link(os_path(path)).ok()
    }
}

fn add_links(recorder: &AccessRecorder, path: &str, depth: usize) -> bool {
    const MAX_LINKS: usize = 40;
    if depth > MAX_LINKS || !path.starts_with('/') {
        return false;
    }
    let ends = path.match_indices('/').map(|(at, _)| at).skip(1);
    for end in ends.chain([path.len()]) {
        let prefix = &path[..end];
        if prefix.ends_with('/') || prefix.is_empty() {
            continue;
        }
        match fs::symlink_metadata(os_path(prefix)) {
            Ok(meta) => recorder.hit_itself(prefix, &Metadata::from(&meta)),
            Err(error) => {
                recorder.miss_itself(prefix, &error);
                return is_absence(&error);
            }
        }
        if let Ok(target) = fs::read_link(os_path(prefix)) {
            let Some(target) = target.to_str() else {
                return false;
            };
            // The path before the link is resolved: leading `..` elements can be removed by name.
            let (mut dir, mut target) = (path::dir(prefix), target);
            while let Some(left) = target.strip_prefix("../") {
                (dir, target) = (path::dir(&dir), left);
            }
            let rest = path[end..].trim_start_matches('/');
            if [target, rest]
                .iter()
                .any(|part| part.split('/').any(|name| name == ".."))
            {
                return false;
            }
            let target = if target.starts_with('/') {
                target.to_owned()
            } else {
                join(dir.trim_end_matches('/'), target)
            };
            return add_links(recorder, &join(&target, rest), depth + 1);
        }
    }
    true
}

fn join(dir: &str, rest: &str) -> String {
    if rest.is_empty() {
        dir.to_owned()
    } else {
        format!("{dir}/{rest}")
    }
}
