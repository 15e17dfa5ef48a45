//! Facts about the sources of the SDK in use. The sources of a tool are read for the first request
//! of one of its capabilities.
//!
//! Counterpart: none.

use vamos_base::Digest;
use vamos_base::golang::path;
use vamos_fsys::Disk;
use vamos_fsys::Files;
use vamos_fsys::access_log::AccessRecorder;
use vamos_fsys::uncached;

use crate::capability::Capabilities;
use crate::capability::Capability;
use crate::deciding::Tool;
use crate::env::InstalledSdk;
use crate::known::Diagnosis;
use crate::known::Memory;
use crate::known::by_declarations;
use crate::known::by_fingerprint;
use crate::known::by_program;
use crate::known::fingerprint;
use crate::known::program;
use crate::known::version;
use vamos_release::Release;

impl InstalledSdk {
    /// Sets the store of diagnoses for later runs.
    pub fn keep_knowledge(&self, memory: Box<dyn Memory>) {
        // The first one stays.
        let _ = self.knowledge.memory.set(memory);
    }

    /// Reports whether vamos was compared with the sources that decide a capability, except for
    /// sources of cmd/go ([`crate::Profile`]), or whether it was proved on this machine.
    pub fn knows(&self, capability: Capability) -> bool {
        self.is_followed(capability) || self.is_proved(capability)
    }

    /// Reports whether vamos was compared with the sources that decide a capability.
    pub fn is_followed(&self, capability: Capability) -> bool {
        Tool::of(capability).is_some_and(|tool| self.diagnosis(tool).known.has(capability))
    }

    /// Returns why a capability that cmd/go does not decide is not known.
    pub fn reason_against(&self, capability: Capability) -> Option<String> {
        let tool = Tool::of(capability)?;
        let reason = self.diagnosis(tool).reason(capability)?;
        (!self.is_proved(capability)).then_some(reason)
    }

    /// Returns the digest of a tool's program, which is stored with the program's stamp.
    pub fn program_digest(&self, tool: Tool) -> Option<Digest> {
        let program = self.program(tool);
        let question = "digest";
        let memory = self.knowledge.memory.get();
        let kept = memory.and_then(|memory| memory.get(&program, question));
        if let Some(digest) = kept.and_then(|line| Digest::from_hex(line.as_bytes())) {
            return Some(digest);
        }
        let (digest, _) = uncached::hash_file(&program).ok()?;
        if let Some(memory) = memory {
            memory.put(&program, question, &digest.hex());
        }
        Some(digest)
    }

    /// Returns why a capability is not known, also one that cmd/go decides.
    pub fn reason_against_any(&self, files: &dyn Files, one: Capability) -> Option<String> {
        match Tool::Recipes.capabilities().has(one) {
            true => self
                .unknown_recipes(files, Capabilities::of(&[one]))
                .map(|found| found.1),
            false => self.reason_against(one),
        }
    }

    /// Returns the diagnosis of a tool that is a program. Its sources are read only if no release
    /// has the program. They are not part of a run's record: the diagnosis is stored with the stamp
    /// of the program that was built from them.
    pub fn diagnosis(&self, tool: Tool) -> &Diagnosis {
        self.knowledge.diagnoses[tool as usize].get_or_init(|| {
            self.stored(tool, &self.question(tool), |program| {
                let _entered = AccessRecorder::default().enter();
                by_program(tool, program).unwrap_or_else(|| self.by_sources(tool))
            })
        })
    }

    /// Returns the diagnosis that is stored with a tool's program, or makes and stores it.
    fn stored(
        &self,
        tool: Tool,
        question: &str,
        make: impl FnOnce(&str) -> Diagnosis,
    ) -> Diagnosis {
        let program = self.program(tool);
        let memory = self.knowledge.memory.get();
        let kept = memory.and_then(|memory| memory.get(&program, question));
        if let Some(diagnosis) = kept.and_then(|line| Diagnosis::of_line(&line)) {
            return diagnosis;
        }
        let diagnosis = make(&program);
        if let Some(memory) = memory {
            memory.put(&program, question, &diagnosis.to_line());
        }
        diagnosis
    }

    fn by_sources(&self, tool: Tool) -> Diagnosis {
        let disk = Disk::new();
        let fingerprint = fingerprint(&disk, &self.goroot, tool).hex();
        by_fingerprint(tool, &fingerprint).unwrap_or_else(|| {
            by_declarations(&disk, &self.goroot, tool, self.release.language_version())
        })
    }

    /// Returns the diagnosis of sources of cmd/go, which are read in each run.
    pub(crate) fn recipes(&self, files: &dyn Files, tool: Tool) -> &Diagnosis {
        self.knowledge.diagnoses[tool as usize].get_or_init(|| {
            let fingerprint = fingerprint(files, &self.goroot, tool).hex();
            if let Some(diagnosis) = by_fingerprint(tool, &fingerprint) {
                return diagnosis;
            }
            let question = format!("{} {fingerprint}", self.question(tool));
            self.stored(tool, &question, |_| {
                by_declarations(files, &self.goroot, tool, self.release.language_version())
            })
        })
    }

    /// Returns the release that the sources of a program are like.
    pub fn release_for(&self, tool: Tool) -> Release {
        let fields = self.diagnosis(tool).correct(self.release.fields());
        Release::with_fields(self.release.language_version(), fields)
    }

    /// Changes the release to the behaviour of the sources of cmd/go, for an SDK that is not a
    /// release. Reads the sources that decide these capabilities.
    pub fn follow_sources(&mut self, files: &dyn Files, needed: Capabilities) {
        let mut fields = self.release.fields();
        for tool in recipes_of(needed) {
            fields = self.recipes(files, tool).correct(fields);
        }
        self.release = Release::with_fields(self.release.language_version(), fields);
    }

    /// Returns the capabilities among these that cmd/go decides and that are not known, with the
    /// reason.
    pub(crate) fn unknown_recipes(
        &self,
        files: &dyn Files,
        wanted: Capabilities,
    ) -> Option<(Capability, String)> {
        for tool in recipes_of(wanted) {
            let asked = wanted.and(tool.capabilities());
            let mut diagnosis = self.recipes(files, tool).clone();
            diagnosis.compare(self.release.fields());
            let mut asked = asked.iter();
            let unknown = asked.find_map(|one| Some((one, diagnosis.reason(one)?)));
            if unknown.is_some() {
                return unknown;
            }
        }
        None
    }

    /// Returns the program that is built of a tool's sources. Diagnoses of cmd/go, whose program
    /// need not be there, are stored with the compiler and the fingerprint.
    fn program(&self, tool: Tool) -> String {
        let name = program(tool);
        path::join(&[&self.tool_dir, &format!("{name}{}", self.tool_exe_suffix)])
    }

    fn question(&self, tool: Tool) -> String {
        format!(
            "{} of {} as {:?}: {}",
            tool.name(),
            self.goroot,
            self.release,
            version()
        )
    }
}

/// Returns the parts of cmd/go that decide some of these capabilities.
fn recipes_of(capabilities: Capabilities) -> impl Iterator<Item = Tool> {
    let parts = [Tool::Recipes, Tool::Cgo, Tool::Tests].into_iter();
    parts.filter(move |tool| !tool.capabilities().and(capabilities).is_empty())
}
