//! The SDK whose compiler is built again, and the keys of the result.
//!
//! Counterpart: none.

use vamos_base::Digest;
use vamos_base::golang::path;
use vamos_fsys::Disk;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_goenv::Capabilities;
use vamos_goenv::Capability;
use vamos_goenv::GoEnv;
use vamos_goenv::deciding::Tool;
use vamos_goenv::known;

use super::overlay::OVERLAY;

/// Changes whenever the same sources and overlay give another program, or other additional files.
const FORMAT: &str = "vamos compiler 1";

/// First bytes of programs on Linux and on macOS.
const PROGRAMS: [[u8; 4]; 2] = [*b"\x7fELF", *b"\xcf\xfa\xed\xfe"];

/// An SDK, as far as its compiler is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sdk {
    /// GOROOT.
    pub(super) goroot: String,
    /// The release, `go1.26.8`.
    pub(super) version: String,
    /// The operating system that the SDK runs on.
    pub(super) os: String,
    /// The processor that it runs on.
    pub(super) arch: String,
}

impl Sdk {
    /// Returns the SDK of an environment, if its compiler may have an instrumented build.
    pub(super) fn of(env: &GoEnv) -> Option<Self> {
        let sdk = Self {
            goroot: env.sdk.goroot.clone(),
            version: env.sdk.version.clone(),
            os: env.host.goos.clone(),
            arch: env.host.goarch.clone(),
        };
        let is_usual =
            env.sdk.tool_dir == path::dir(&sdk.tool()) && env.sdk.tool_exe_suffix.is_empty();
        let may_be = || may_be_known(&sdk.version) || env.sdk.is_provable();
        (is_usual && may_be()).then_some(sdk)
    }

    /// Returns the SDK that [`Sdk::words`] described.
    pub(super) fn from_words(words: &[String]) -> Option<Self> {
        let [goroot, version, os, arch] = words else {
            return None;
        };
        Some(Self {
            goroot: goroot.clone(),
            version: version.clone(),
            os: os.clone(),
            arch: arch.clone(),
        })
    }

    /// Returns the SDK as the arguments of another process.
    pub(super) fn words(&self) -> [String; 4] {
        let Self {
            goroot,
            version,
            os,
            arch,
        } = self.clone();
        [goroot, version, os, arch]
    }

    /// Returns the path of its compiler.
    pub(super) fn tool(&self) -> String {
        let Self {
            goroot, os, arch, ..
        } = self;
        format!("{goroot}/pkg/tool/{os}_{arch}/compile")
    }

    /// Reports whether the sources of the compiler seem to be there.
    pub(super) fn has_sources(&self) -> bool {
        uncached::stat(&format!("{}/src/cmd/compile/main.go", self.goroot)).is_ok()
    }

    fn what(&self) -> String {
        let Self {
            version, os, arch, ..
        } = self;
        format!("{FORMAT}\n{}\n{version} {os}/{arch}\n", OVERLAY.digest())
    }

    /// Returns the digest of properties that do not require reading the sources: the compiler as it
    /// is on this disk. `None` if it cannot be determined, or if the tool is a script, such as one
    /// that watches the compiler.
    pub(super) fn place_id(&self) -> Option<Digest> {
        let tool = self.tool();
        let mut head = [0; 4];
        work::read_head(&tool, &mut head).ok()?;
        if !PROGRAMS.contains(&head) {
            return None;
        }
        let meta = uncached::stat(&tool).ok()?;
        let proof = if work::keeps_honest_times(&tool) {
            meta.stamp()
        } else {
            uncached::hash_file(&tool).ok()?.0
        };
        Some(Digest::of(
            format!("{}{tool}\n{proof}\n", self.what()).as_bytes(),
        ))
    }

    /// Returns the key of the instrumented compiler. This reads the sources.
    ///
    /// # Errors
    /// The sources do not belong to a compiler that was compared; the text is the reason.
    pub(super) fn key(&self) -> Result<Digest, String> {
        let (disk, tool) = (Disk::new(), Tool::Compiler);
        let fingerprint = known::fingerprint(&disk, &self.goroot, tool).hex();
        let minor = minor_of(&self.version).unwrap_or_default();
        let diagnosis = known::by_fingerprint(tool, &fingerprint)
            .unwrap_or_else(|| known::by_declarations(&disk, &self.goroot, tool, minor));
        // One program compiles for all machines.
        match COMPILERS.iter().find_map(|one| diagnosis.reason(one)) {
            None => Ok(self.key_of(&fingerprint)),
            Some(reason) => Err(reason),
        }
    }

    /// Returns the key of an instrumented compiler that is proved before it is used. This reads the
    /// sources.
    pub(super) fn key_to_prove(&self) -> Digest {
        self.key_of(&known::fingerprint(&Disk::new(), &self.goroot, Tool::Compiler).hex())
    }

    fn key_of(&self, fingerprint: &str) -> Digest {
        Digest::of(format!("{}{fingerprint}\n", self.what()).as_bytes())
    }

    /// Returns the subject of a verdict: the SDK's compiler, by its content, and this vamos.
    pub(super) fn verdict_id(&self, program: &Digest) -> Digest {
        let (what, vamos) = (self.what(), env!("CARGO_PKG_VERSION"));
        Digest::of(format!("{what}{vamos}\n{}\n", program.hex()).as_bytes())
    }
}

/// The capabilities that the instrumented compiler needs.
const COMPILERS: Capabilities =
    Capabilities::of(&[Capability::CompilerAmd64, Capability::CompilerArm64]);

/// Reports whether the compiler of an SDK of this version may be known: a release that was
/// compared, or the version of a vendor. This reads no files.
fn may_be_known(version: &str) -> bool {
    known::compared(Tool::Compiler, version).map_or_else(
        || minor_of(version).is_some(),
        |known| !known.and(COMPILERS).is_empty(),
    )
}

/// Returns 26 for `go1.26.8` and `go1.26.8-vendor`.
fn minor_of(version: &str) -> Option<u32> {
    let rest = version.strip_prefix("go1.")?;
    rest.split_once('.')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::may_be_known;

    #[test]
    fn versions_that_may_be_known() {
        assert!(may_be_known("go1.26.8") && may_be_known("go1.26.8-vendor"));
        assert!(!may_be_known("go1.26.0") && !may_be_known("devel go1.28-abc"));
    }
}
