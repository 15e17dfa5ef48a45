//! A plan that is stored with the run record of a check without errors, for later checks after
//! edits of function bodies: packages are not loaded again.
//!
//! An edited file is a file that the run record names as changed. The plan holds if the header of
//! each such file is unchanged, and each directory has the same names.
//! Counterpart: none.

use std::collections::HashMap;
use std::sync::Arc;

use vamos_base::Digest;
use vamos_checks::Sources;
use vamos_checks::Unit;
use vamos_fsys::Files;
use vamos_fsys::uncached;
use vamos_modload::dirpkg::header_of;
use vamos_modload::dirpkg::names_of;

use super::plan::Name;
use super::plan::Plan;
use super::plan_codec::Reader;
use super::plan_codec::Writer;
use super::sources::DiskSources;
use crate::invocation::Invocation;
use crate::run_record::Edited;

/// A digest of nothing.
const NONE: Digest = Digest([0; 32]);

/// The files and directories that a plan depends on.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PlanInputs {
    /// The files of all packages, by path.
    files: HashMap<String, FileState>,
    /// The digests of the names in directories of packages whose errors are wanted.
    dirs: HashMap<String, Digest>,
}

/// A file as it was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileState {
    digest: Digest,
    /// The digest of the part that loading reads; [`NONE`] if the file must not change.
    header: Digest,
}

/// Returns a plan as bytes, to be stored; `None` if later runs cannot use it.
pub(super) fn encode_plan(invocation: &Invocation, plan: &Plan) -> Option<Vec<u8>> {
    // The results of cgo depend on more than headers.
    let is_plain = plan.generated.is_empty() && plan.broken == 0;
    let has_failures = plan.units.iter().any(|unit| !unit.failures.is_empty());
    if !is_plain || has_failures || invocation.has_overlay() {
        return None;
    }
    let sources = plan.sources(invocation);
    let mut inputs = PlanInputs::default();
    for (unit, name) in plan.units.iter().zip(&plan.names) {
        let state = plan.dirs.get(&name.dir).filter(|_| unit.is_wanted);
        for file in &unit.files {
            let header = state
                .filter(|_| !name.uses_cgo)
                .and_then(|state| state.header(&file.path));
            let state = FileState {
                digest: sources.digest(&file.path)?,
                header: header.unwrap_or(NONE),
            };
            inputs.files.insert(file.path.clone(), state);
        }
    }
    for (dir, state) in &plan.dirs {
        let mut embedding = plan.embedding.iter();
        if !embedding.any(|above| is_below(dir, above)) {
            inputs.dirs.insert(dir.clone(), state.names());
        }
    }
    Some(inputs.encode(&plan.units, &plan.names))
}

fn is_below(dir: &str, above: &str) -> bool {
    dir.strip_prefix(above)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl PlanInputs {
    fn encode(&self, units: &[Unit], names: &[Name]) -> Vec<u8> {
        let mut out = Writer::default();
        out.units(units, names);
        for file in units.iter().flat_map(|unit| &unit.files) {
            let state = self.files.get(&file.path);
            let nothing = FileState {
                digest: NONE,
                header: NONE,
            };
            let state = state.unwrap_or(&nothing);
            out.digest(&state.digest);
            out.digest(&state.header);
        }
        let mut dirs: Vec<(&String, &Digest)> = self.dirs.iter().collect();
        dirs.sort_unstable();
        out.number(dirs.len());
        for (dir, names) in dirs {
            out.text(dir);
            out.digest(names);
        }
        out.0
    }

    /// Reports whether a directory still has the names that it had.
    fn has_names(&self, files: &dyn Files, dir: &str) -> bool {
        let before = self.dirs.get(dir);
        before.is_some() && names_of(files, dir).as_ref() == before
    }

    /// Takes over the new content of a file and returns it; `None` if loading may depend on the
    /// change.
    fn take(&mut self, path: &str) -> Option<Arc<[u8]>> {
        let state = self.files.get_mut(path)?;
        let bytes = uncached::read(path).ok()?;
        if state.header == NONE || header_of(path, &bytes)? != state.header {
            return None;
        }
        state.digest = Digest::of(&bytes);
        Some(bytes.into())
    }

    fn decode(bytes: &[u8]) -> Option<(Vec<Unit>, Vec<Name>, Self)> {
        let mut from = Reader(bytes);
        let (units, names) = from.units()?;
        let mut inputs = Self::default();
        for file in units.iter().flat_map(|unit| &unit.files) {
            let state = FileState {
                digest: from.digest()?,
                header: from.digest()?,
            };
            inputs.files.insert(file.path.clone(), state);
        }
        for _ in 0..from.number()? {
            let dir = from.text()?.to_owned();
            inputs.dirs.insert(dir, from.digest()?);
        }
        from.0.is_empty().then_some((units, names, inputs))
    }
}

/// A plan of an earlier run that holds, and the changes since.
pub(super) struct KeptPlan {
    pub(super) units: Vec<Unit>,
    pub(super) names: Vec<Name>,
    inputs: PlanInputs,
    /// The bytes of edited files.
    edited: HashMap<String, Arc<[u8]>>,
}

impl KeptPlan {
    /// Returns the plan of an earlier run, if it holds after the edits; else why it does not.
    pub(super) fn read(invocation: &Invocation, edited: &Edited) -> Result<Self, String> {
        let plan = PlanInputs::decode(edited.attachment());
        let (units, names, mut inputs) = plan.ok_or("the plan cannot be read")?;
        let mut contents = HashMap::new();
        for edit in edited.edits() {
            let path = &edit.path;
            if edit.is_dir {
                if !inputs.has_names(&*invocation.disk, path) {
                    return Err(format!("{path}: other names"));
                }
                continue;
            }
            let bytes = inputs.take(path);
            let bytes =
                bytes.ok_or_else(|| format!("{path}: more than bodies may have changed"))?;
            contents.insert(path.clone(), bytes);
        }
        Ok(Self {
            units,
            names,
            inputs,
            edited: contents,
        })
    }

    /// Returns the sources, with the edited files as they were read.
    pub(super) fn into_sources<'d>(self, disk: DiskSources<'d>) -> EditedSources<'d> {
        EditedSources {
            disk,
            inputs: self.inputs,
            edited: self.edited,
        }
    }
}

/// Sources with recorded digests.
pub(super) struct EditedSources<'d> {
    disk: DiskSources<'d>,
    inputs: PlanInputs,
    edited: HashMap<String, Arc<[u8]>>,
}

impl EditedSources<'_> {
    /// Returns the plan as bytes, after the edits.
    pub(super) fn encode(&self, plan: &Plan) -> Vec<u8> {
        self.inputs.encode(&plan.units, &plan.names)
    }
}

impl Sources for EditedSources<'_> {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, String> {
        match self.edited.get(path) {
            Some(bytes) => Ok(bytes.clone()),
            None => self.disk.read(path),
        }
    }

    fn digest(&self, path: &str) -> Option<Digest> {
        Some(self.inputs.files.get(path)?.digest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::any;
    use vamos_checks::CompilerFlags;
    use vamos_checks::SourceFile;

    use super::*;

    fn file(path: &str, recorded: &str) -> SourceFile {
        SourceFile {
            path: path.to_owned(),
            shown: path.to_owned(),
            recorded: recorded.to_owned(),
        }
    }

    fn name(desc: &str) -> Name {
        Name {
            desc: desc.to_owned(),
            dir: format!("/m/{desc}"),
            uses_cgo: false,
            is_for_test: desc == "p",
            missing: (desc == "p").then(|| "p: no Go files".to_owned()),
        }
    }

    fn plan() -> (Vec<Unit>, Vec<Name>, PlanInputs) {
        let unit = |path: &str, files: &[SourceFile], imports: &[(&str, usize)]| Unit {
            path: path.to_owned(),
            files: files.to_vec(),
            language: "go1.26".to_owned(),
            imports: (imports.iter())
                .map(|(written, import)| ((*written).to_owned(), *import))
                .collect(),
            is_wanted: path == "p",
            is_variant: false,
            has_cgo: false,
            failures: Vec::new(),
            flags: CompilerFlags {
                is_std: path == "fmt",
                ..CompilerFlags::default()
            },
        };
        let units = vec![
            unit("fmt", &[file("/go/fmt/é.go", "$GOROOT/fmt/é.go")], &[]),
            unit(
                "p",
                &[file("/m/p/è.go", "/m/p/è.go"), file("/m/p/b.go", "")],
                &[("fmt", 0), ("vendored/fmt", 0)],
            ),
        ];
        let mut inputs = PlanInputs::default();
        for (at, file) in units.iter().flat_map(|unit| &unit.files).enumerate() {
            let digest = |text: String| Digest::of(text.as_bytes());
            let state = FileState {
                digest: digest(format!("content {at}")),
                header: digest(format!("header {at}")),
            };
            inputs.files.insert(file.path.clone(), state);
        }
        inputs.dirs.insert("/m/p".to_owned(), Digest::of(b"names"));
        (units, vec![name("fmt"), name("p")], inputs)
    }

    #[test]
    fn plans_come_back() {
        let (units, names, inputs) = plan();
        let bytes = inputs.encode(&units, &names);
        let (units_again, names_again, inputs_again) = PlanInputs::decode(&bytes).expect("a plan");
        assert_eq!(format!("{units_again:?}"), format!("{units:?}"));
        assert_eq!(names_again, names);
        assert_eq!(inputs_again, inputs);
        for end in 0..bytes.len() {
            assert!(PlanInputs::decode(&bytes[..end]).is_none(), "{end} bytes");
        }
    }

    #[test]
    fn the_length_stays_after_an_edit() {
        let (units, names, mut inputs) = plan();
        let before = inputs.encode(&units, &names).len();
        for state in inputs.files.values_mut() {
            state.digest = NONE;
        }
        assert_eq!(inputs.encode(&units, &names).len(), before);
    }

    proptest::proptest! {
        #[test]
        fn nonsense_is_nothing(at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
            let (units, names, inputs) = plan();
            let mut bytes = inputs.encode(&units, &names);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            // It may be another plan, but never panics.
            let _ = PlanInputs::decode(&bytes);
        }
    }
}
