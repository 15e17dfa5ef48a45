//! A stored result: the entry of an action with the entries of its subkeys, in the form of the
//! remote cache.
//!
//! The build cache has an entry for each archive, and entries of its subkeys: the output of the
//! compiler, the list of compiled files, generated sources. One action result of the Remote
//! Execution API contains all of them, so that one request finds them. The last value belongs to
//! the action itself; the others have names, such as `stdout`, from which the reader computes the
//! keys of their entries. Therefore a server or a writer cannot choose the keys: a result writes
//! only entries of its own action.
//! Counterpart: none.

use prost::Message;
use vamos_base::Digest;
use vamos_cache::ActionId;
use vamos_cache::subkey;
use vamos_reapi as wire;

use crate::blob::Blob;
use crate::trust::Trust;

/// The kind of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// An entry in GOCACHE.
    Entry,
    /// A file of vamos outside GOCACHE, such as an executable.
    File,
    /// The list of the results that a command used.
    Manifest,
}

/// The key of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) kind: Kind,
    pub(crate) id: Digest,
}

impl Key {
    pub(crate) fn entry(id: &ActionId) -> Self {
        Self {
            kind: Kind::Entry,
            id: id.0,
        }
    }

    pub(crate) fn file(id: &Digest) -> Self {
        Self {
            kind: Kind::File,
            id: *id,
        }
    }

    /// Returns the key of the manifest for commands with this description.
    pub(crate) fn manifest(text: &str) -> Self {
        Self {
            kind: Kind::Manifest,
            id: Digest::of(text.as_bytes()),
        }
    }

    /// Returns the digest of the action in the remote cache. It is the digest of a short text that
    /// contains the version of this format.
    pub(crate) fn action(self) -> Blob {
        let kind = match self.kind {
            Kind::Entry => "entry",
            Kind::File => "file",
            Kind::Manifest => "manifest",
        };
        Blob::of(format!("vamos 2 {kind} {}", self.id).as_bytes())
    }
}

/// The path of the action's own value in an action result. Servers reject an empty one.
const RESULT: &str = "result";

/// The path prefix of the values of subkeys.
const BESIDE: &str = "beside/";

/// The maximum size in bytes of all values of one result.
pub(crate) const LARGEST_RESULT: u64 = 256 << 20;

/// One value of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    /// The name of the subkey of its entry; empty for the action itself.
    pub(crate) name: String,
    pub(crate) blob: Blob,
}

impl Value {
    /// Returns the action's own value.
    pub(crate) fn result(blob: Blob) -> Self {
        Self {
            name: String::new(),
            blob,
        }
    }

    fn path(&self) -> String {
        match &*self.name {
            "" => RESULT.to_owned(),
            name => format!("{BESIDE}{name}"),
        }
    }

    fn from_file(file: &wire::OutputFile) -> Option<Self> {
        let name = match &*file.path {
            RESULT => "",
            path => path.strip_prefix(BESIDE).filter(|name| !name.is_empty())?,
        };
        Some(Self {
            name: name.to_owned(),
            blob: Blob::from_wire(file.digest.as_ref())?,
        })
    }
}

/// A stored result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) key: Key,
    /// The values of the subkeys, then the action's own value.
    pub(crate) values: Vec<Value>,
    /// Metadata of a file of vamos.
    pub(crate) note: Vec<u8>,
    /// The signature of all other fields; empty if unsigned.
    pub(crate) signature: Vec<u8>,
}

impl Row {
    /// Returns the size in bytes of all values.
    pub(crate) fn bytes(&self) -> u64 {
        self.values.iter().map(|value| value.blob.size).sum()
    }

    /// Returns a result of this machine, signed if there is a key.
    pub(crate) fn signed(key: Key, values: Vec<Value>, note: Vec<u8>, trust: &Trust) -> Self {
        let mut row = Self {
            key,
            values,
            note,
            signature: Vec::new(),
        };
        row.signature = trust.sign(&row.text());
        row
    }

    /// Returns a result of another machine if only its last value is the action's own, if it is not
    /// too large, and if it is trusted.
    fn checked(key: Key, values: Vec<Value>, extra: &[u8], trust: &Trust) -> Option<Self> {
        let extra = wire::Extra::decode(extra).ok()?;
        let row = Self {
            key,
            values,
            note: extra.note,
            signature: extra.signature,
        };
        let (own, beside) = row.values.split_last()?;
        let is_valid = own.name.is_empty() && beside.iter().all(|value| !value.name.is_empty());
        let is_small = key.kind != Kind::Entry || row.size() <= LARGEST_RESULT;
        (is_valid && is_small && trust.accepts(&row.text(), &row.signature)).then_some(row)
    }

    /// Returns the keys of the entries, with the values; the action's own entry is the last.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (ActionId, Blob)> {
        let own = ActionId(self.key.id);
        let id = move |value: &Value| match &*value.name {
            "" => own,
            name => subkey(&own, name),
        };
        self.values.iter().map(move |value| (id(value), value.blob))
    }

    /// Returns the size in bytes of its values.
    pub(crate) fn size(&self) -> u64 {
        let sizes = self.values.iter().map(|value| value.blob.size);
        sizes.fold(0, u64::saturating_add)
    }

    /// Returns the bytes that are signed. Every part has a fixed length or is preceded by its
    /// length.
    fn text(&self) -> Vec<u8> {
        let kind = match self.key.kind {
            Kind::Entry => 1,
            Kind::File => 2,
            Kind::Manifest => 3,
        };
        let mut text = b"vamos result 2\0".to_vec();
        text.push(kind);
        text.extend(self.key.id.0);
        text.extend((self.values.len() as u64).to_be_bytes());
        for value in &self.values {
            text.extend((value.name.len() as u64).to_be_bytes());
            text.extend(value.name.as_bytes());
            text.extend(value.blob.digest.0);
            text.extend(value.blob.size.to_be_bytes());
        }
        text.extend((self.note.len() as u64).to_be_bytes());
        text.extend(&self.note);
        text
    }

    fn extra(&self) -> Vec<u8> {
        let extra = wire::Extra {
            note: self.note.clone(),
            signature: self.signature.clone(),
        };
        extra.encode_to_vec()
    }

    pub(crate) fn to_result(&self) -> wire::ActionResult {
        let output = |value: &Value| wire::OutputFile {
            path: value.path(),
            digest: Some(value.blob.to_wire()),
        };
        wire::ActionResult {
            output_files: self.values.iter().map(output).collect(),
            exit_code: 0,
            stdout_raw: self.extra(),
            stdout_digest: None,
            ..wire::ActionResult::default()
        }
    }

    /// Parses an action result; `None` if it is not a result of vamos for this key, or not trusted.
    pub(crate) fn from_result(
        key: Key,
        result: &wire::ActionResult,
        trust: &Trust,
    ) -> Option<Self> {
        let values: Option<Vec<Value>> = result.output_files.iter().map(Value::from_file).collect();
        Self::checked(key, values?, &result.stdout_raw, trust)
    }

    fn to_manifest(&self) -> wire::ManifestRow {
        let value = |value: &Value| wire::ManifestValue {
            name: value.name.clone(),
            digest: value.blob.digest.0.to_vec(),
            size: value.blob.size,
        };
        wire::ManifestRow {
            kind: match self.key.kind {
                Kind::Entry => 1,
                Kind::File => 2,
                Kind::Manifest => 3,
            },
            id: self.key.id.0.to_vec(),
            values: self.values.iter().map(value).collect(),
            extra: self.extra(),
        }
    }

    fn from_manifest(row: &wire::ManifestRow, trust: &Trust) -> Option<Self> {
        let digest = |bytes: &[u8]| bytes.try_into().ok().map(Digest);
        let value = |value: &wire::ManifestValue| {
            Some(Value {
                name: value.name.clone(),
                blob: Blob {
                    digest: digest(&value.digest)?,
                    size: value.size,
                },
            })
        };
        let values: Option<Vec<Value>> = row.values.iter().map(value).collect();
        let kind = match row.kind {
            1 => Kind::Entry,
            2 => Kind::File,
            _ => return None,
        };
        let id = digest(&row.id)?;
        Self::checked(Key { kind, id }, values?, &row.extra, trust)
    }
}

/// Returns the bytes of a manifest.
pub(crate) fn write_manifest(rows: &[Row]) -> Vec<u8> {
    let rows = rows.iter().map(Row::to_manifest).collect();
    wire::Manifest { rows }.encode_to_vec()
}

/// Parses a manifest. Malformed and untrusted rows are left out.
pub(crate) fn read_manifest(bytes: &[u8], trust: &Trust) -> Vec<Row> {
    let manifest = wire::Manifest::decode(bytes).unwrap_or_default();
    manifest
        .rows
        .iter()
        .filter_map(|row| Row::from_manifest(row, trust))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        let stdout = Value {
            name: "stdout".to_owned(),
            blob: Blob::of(b"output"),
        };
        let values = vec![stdout, Value::result(Blob::of(b"archive"))];
        let key = Key::entry(&ActionId(Digest::of(b"archive")));
        Row::signed(key, values, b"note".to_vec(), &Trust::default())
    }

    #[test]
    fn a_row_survives_both_formats() {
        let (row, all) = (row(), Trust::default());
        let result = row.to_result();
        assert_eq!(Row::from_result(row.key, &result, &all), Some(row.clone()));
        let bytes = write_manifest(&[row.clone(), row.clone()]);
        assert_eq!(read_manifest(&bytes, &all), [row.clone(), row]);
        assert!(read_manifest(b"\xff\xff", &all).is_empty());
    }

    #[test]
    fn only_the_last_value_is_that_of_the_action() {
        let (row, all) = (row(), Trust::default());
        for paths in [
            &[] as &[&str],
            &["beside/stdout"],
            &["result", "beside/stdout"],
            &["result", "result"],
            &["beside/", "result"],
            &["stdout", "result"],
            &["../x", "result"],
        ] {
            let mut result = row.to_result();
            let file = result.output_files[0].clone();
            let named = |path: &&str| wire::OutputFile {
                path: (*path).to_owned(),
                ..file.clone()
            };
            result.output_files = paths.iter().map(named).collect();
            assert_eq!(Row::from_result(row.key, &result, &all), None, "{paths:?}");
        }
        let mut other = row.clone();
        other.values.reverse();
        assert!(read_manifest(&write_manifest(&[other]), &all).is_empty());
    }

    #[test]
    fn names_lead_to_entries_of_the_same_action_only() {
        let mut row = row();
        let (own, other) = (row.key.id, Digest::of(b"other"));
        // Names are only hashed, so any text is safe.
        for name in ["stdout", "../x", "/etc/passwd", &other.hex()] {
            row.values[0].name = name.to_owned();
            let result = Row::from_result(row.key, &row.to_result(), &Trust::default());
            let result = result.unwrap();
            let ids: Vec<ActionId> = result.entries().map(|(id, _)| id).collect();
            assert_eq!(ids, [subkey(&ActionId(own), name), ActionId(own)]);
        }
    }

    #[test]
    fn every_part_is_signed() {
        let text = row().text();
        for change in [
            |row: &mut Row| row.values[1].blob = Blob::of(b"poison"),
            |row: &mut Row| row.values[1].blob.size += 1,
            |row: &mut Row| row.values[0].name = "other".to_owned(),
            |row: &mut Row| row.key.id = Digest::of(b"other"),
            |row: &mut Row| row.key.kind = Kind::File,
            |row: &mut Row| row.note.push(0),
            |row: &mut Row| row.values.push(row.values[0].clone()),
        ] {
            let mut changed = row();
            change(&mut changed);
            assert_ne!(changed.text(), text);
        }
    }

    #[test]
    fn a_result_with_too_many_bytes_is_not_used() {
        let mut row = row();
        for (size, is_used) in [(LARGEST_RESULT - 6, true), (LARGEST_RESULT - 5, false)] {
            row.values[1].blob.size = size;
            let found = Row::from_result(row.key, &row.to_result(), &Trust::default());
            assert_eq!(found.is_some(), is_used);
        }
    }

    #[test]
    fn keys_of_different_kinds_differ() {
        let id = Digest::of(b"x");
        assert_ne!(Key::entry(&ActionId(id)).action(), Key::file(&id).action());
    }
}
