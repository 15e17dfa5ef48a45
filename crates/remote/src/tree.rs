//! The input files of a command as a Merkle tree: a directory's digest is computed from the digests
//! of its files and subdirectories.
//!
//! Counterpart: none; the Remote Execution API defines the order.

use std::collections::BTreeMap;

use bytes::Bytes;
use prost::Message;
use vamos_jobs::RemoteFile;
use vamos_reapi::exec::Directory;
use vamos_reapi::exec::DirectoryNode;
use vamos_reapi::exec::FileNode;

use crate::RemoteError;
use crate::blob::Blob;
use crate::error::LocalError;

/// The maximum depth. Servers and workers walk trees by recursion.
const MAX_DEPTH: usize = 200;

/// A tree of directories.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tree {
    /// The root directory.
    pub(crate) root: Blob,
    /// All directories, with their encoded messages.
    pub(crate) directories: Vec<(Blob, Bytes)>,
}

/// A directory under construction. Names are sorted by their bytes, as the protocol requires.
#[derive(Default)]
struct Node<'f> {
    files: BTreeMap<&'f str, (Blob, bool)>,
    directories: BTreeMap<&'f str, Node<'f>>,
}

impl Tree {
    /// Returns the tree of files, which may be in any order.
    ///
    /// # Errors
    ///
    /// [`RemoteError::Local`]: a path leaves the tree or is not in its shortest form, or two
    /// files cannot both be there.
    pub(crate) fn of(files: &[RemoteFile]) -> Result<Self, RemoteError> {
        let mut root = Node::default();
        for file in files {
            root.add(file)?;
        }
        let mut directories = Vec::new();
        let root = root.encode(&mut directories);
        // The same directory may occur several times.
        directories.sort_by_key(|(blob, _)| *blob);
        directories.dedup();
        Ok(Self { root, directories })
    }
}

impl<'f> Node<'f> {
    fn add(&mut self, file: &'f RemoteFile) -> Result<(), RemoteError> {
        let refused = || {
            RemoteError::Local(LocalError::Path {
                path: file.path.clone(),
            })
        };
        let names: Vec<&str> = file.path.split('/').collect();
        let is_plain = |name: &&str| !matches!(*name, "" | "." | "..") && !name.contains('\0');
        let (last, dirs) = names.split_last().ok_or_else(refused)?;
        if names.len() > MAX_DEPTH || !names.iter().all(is_plain) {
            return Err(refused());
        }
        let mut node = self;
        for dir in dirs {
            if node.files.contains_key(dir) {
                return Err(refused());
            }
            node = node.directories.entry(dir).or_default();
        }
        let (digest, size) = (file.digest, file.size);
        let entry = (Blob { digest, size }, file.is_executable);
        let is_directory = node.directories.contains_key(last);
        if is_directory || *node.files.entry(last).or_insert(entry) != entry {
            return Err(refused());
        }
        Ok(())
    }

    /// Adds the messages of this directory and of its subdirectories; returns its digest.
    fn encode(&self, made: &mut Vec<(Blob, Bytes)>) -> Blob {
        let files = self.files.iter();
        let files = files.map(|(name, (blob, is_executable))| FileNode {
            name: (*name).to_owned(),
            digest: Some(blob.to_wire()),
            is_executable: *is_executable,
        });
        let directories = self.directories.iter();
        let directories = directories.map(|(name, node)| DirectoryNode {
            name: (*name).to_owned(),
            digest: Some(node.encode(made).to_wire()),
        });
        let message = Directory {
            files: files.collect(),
            directories: directories.collect(),
        };
        let bytes = Bytes::from(message.encode_to_vec());
        let blob = Blob::of(&bytes);
        made.push((blob, bytes));
        blob
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use vamos_base::Digest;
    use vamos_jobs::FileSource;

    use super::*;

    fn file(path: &str, content: &[u8]) -> RemoteFile {
        RemoteFile {
            path: path.to_owned(),
            digest: Digest::of(content),
            size: content.len() as u64,
            is_executable: path.ends_with('x'),
            source: FileSource::Bytes(Arc::from(content)),
        }
    }

    #[test]
    fn the_encoding_is_that_of_the_protocol() {
        let tree = Tree::of(&[]).expect("an empty tree");
        // The digest of no bytes.
        assert_eq!(tree.root, Blob::of(b""));
        let tree = Tree::of(&[file("b/x", b"1"), file("a", b"2")]).expect("a tree");
        let find = |blob: Blob| {
            let found = tree.directories.iter().find(|(name, _)| *name == blob);
            Directory::decode(found.expect("it is there").1.clone()).expect("a message")
        };
        let root = find(tree.root);
        assert_eq!(root.files[0].name, "a");
        assert!(!root.files[0].is_executable);
        let inner = find(Blob::from_wire(root.directories[0].digest.as_ref()).expect("a digest"));
        assert_eq!(inner.files[0].digest, Some(Blob::of(b"1").to_wire()));
        assert!(inner.files[0].is_executable);
    }

    #[test]
    fn hostile_paths_are_refused() {
        let deep = vec!["a"; MAX_DEPTH + 1].join("/");
        for path in [
            "", "/a", "a/", "../a", "a/../b", "./a", "a//b", "a\0b", "..", &deep,
        ] {
            let error = Tree::of(&[file(path, b"")]).expect_err(path);
            assert!(matches!(error, RemoteError::Local(_)), "{path}");
        }
    }

    #[test]
    fn contradictions_are_refused() {
        let refused = |files: &[RemoteFile]| Tree::of(files).is_err();
        assert!(refused(&[file("a", b"1"), file("a", b"2")]));
        assert!(!refused(&[file("a", b"1"), file("a", b"1")]));
        assert!(refused(&[file("a", b"1"), file("a/b", b"1")]));
        assert!(refused(&[file("a/b", b"1"), file("a", b"1")]));
    }

    proptest! {
        #[test]
        fn the_order_of_files_does_not_matter(
            files in prop::collection::btree_map("[a-c]/[a-c]{1,2}(/[a-c]x?)?", "[a-d]?", 0..20),
            seed in any::<u64>(),
        ) {
            let files: Vec<_> = files.iter().map(|(path, text)| file(path, text.as_bytes())).collect();
            let mut mixed = files.clone();
            mixed.sort_by_key(|one| Digest::of(format!("{seed}{}", one.path).as_bytes()).0);
            let same = match (Tree::of(&files), Tree::of(&mixed)) {
                (Ok(one), Ok(other)) => one == other,
                (Err(_), Err(_)) => true,
                _ => false,
            };
            prop_assert!(same);
        }

        #[test]
        fn any_path_is_taken_or_refused(path in ".{0,40}") {
            let _ = Tree::of(&[file(&path, b"")]);
        }
    }
}
