//! Verdicts of this machine about the compilers of SDKs that vamos was not compared with.
//!
//! A verdict is a small file in the directory of the compilers ([`Compilers`]), named by the digest
//! of its subject. It ends in the digest of its text, so that a damaged one is as good as none. It
//! is written after each step of a proof: one that was interrupted is continued. The same files are
//! stored in the build cache, with a link to the compiler, so that a build cache that is copied to
//! another machine has all that a proof gave.
//! Counterpart: none; upstream runs the SDK's compiler.

use vamos_base::Digest;
use vamos_fsys::PathError;
use vamos_fsys::atomic;
use vamos_fsys::atomic::temp_path;
use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::compilers::Compilers;
use crate::eviction::UNFINISHED;

/// The suffix of names of verdicts.
const VERDICT: &str = ".proof";

/// The suffix of names of directories with a comparison that differs.
const CASE: &str = ".case";

/// The first line of a verdict.
const HEADER: &str = "vamos proof 1";

/// A verdict about an SDK's compiler.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The key of its instrumented compiler.
    pub key: Option<Digest>,
    /// The steps of the proof that passed, each for a target: `std linux-amd64`.
    pub steps: Vec<String>,
    /// The interval of comparisons: one of `one_in` uses is compared.
    pub one_in: u64,
    /// Why nothing of it holds: a difference was found.
    pub withdrawn: Option<String>,
}

impl Verdict {
    /// Reports whether a step has passed.
    pub fn has(&self, step: &str) -> bool {
        self.steps.iter().any(|one| one == step)
    }

    /// Adds a step that has passed.
    pub fn pass(&mut self, step: &str) {
        if !self.has(step) {
            self.steps.push(step.to_owned());
        }
    }

    fn encode(&self) -> String {
        let mut text = format!("{HEADER}\none-in {}\n", self.one_in);
        if let Some(key) = &self.key {
            text.push_str(&format!("key {}\n", key.hex()));
        }
        for step in &self.steps {
            text.push_str(&format!("passed {step}\n"));
        }
        if let Some(reason) = &self.withdrawn {
            text.push_str(&format!("withdrawn {}\n", reason.replace('\n', " ")));
        }
        let sum = Digest::of(text.as_bytes()).hex();
        text + &format!("sum {sum}\n")
    }

    fn decode(text: &str) -> Option<Self> {
        let (body, sum) = text.strip_suffix('\n')?.rsplit_once('\n')?;
        let body = format!("{body}\n");
        let sum = sum.strip_prefix("sum ")?;
        if Digest::from_hex(sum.as_bytes())? != Digest::of(body.as_bytes()) {
            return None;
        }
        let mut lines = body.lines();
        if lines.next()? != HEADER {
            return None;
        }
        let mut verdict = Self::default();
        for line in lines {
            let (name, rest) = line.split_once(' ')?;
            match name {
                "one-in" => verdict.one_in = rest.parse().ok()?,
                "key" => verdict.key = Some(Digest::from_hex(rest.as_bytes())?),
                "passed" => verdict.steps.push(rest.to_owned()),
                "withdrawn" => verdict.withdrawn = Some(rest.to_owned()),
                _ => return None,
            }
        }
        Some(verdict)
    }
}

impl Compilers {
    fn verdict_path(&self, id: &Digest) -> String {
        format!("{}/{}{VERDICT}", self.dir(), id.short())
    }

    /// Returns the verdict of an SDK; `None` if it is missing or damaged.
    pub fn verdict(&self, id: &Digest) -> Option<Verdict> {
        let text = uncached::read(&self.verdict_path(id)).ok()?;
        Verdict::decode(std::str::from_utf8(&text).ok()?)
    }

    /// Stores the verdict of an SDK.
    ///
    /// # Errors
    /// It is not stored; an older one stays.
    pub fn set_verdict(&self, id: &Digest, verdict: &Verdict) -> Result<(), PathError> {
        uncached::make_dirs(self.dir())?;
        let text = verdict.encode();
        atomic::write_atomic(&self.verdict_path(id), text.as_bytes(), self.mode())
    }

    /// Stores the files of a case that differs; returns their directory. They replace the files of
    /// an older case.
    ///
    /// # Errors
    /// They cannot be stored.
    pub fn keep_case(&self, id: &Digest, files: &[(&str, &[u8])]) -> Result<String, PathError> {
        let dir = format!("{}/{}{CASE}", self.dir(), id.short());
        uncached::make_dirs(&dir)?;
        for (name, bytes) in files {
            atomic::write_atomic(&format!("{dir}/{name}"), bytes, self.mode())?;
        }
        Ok(dir)
    }

    /// Returns the stored files of a case.
    pub fn case(&self, id: &Digest) -> Vec<(String, Vec<u8>)> {
        let dir = format!("{}/{}{CASE}", self.dir(), id.short());
        let names = uncached::names(&dir).unwrap_or_default();
        let files = names.into_iter().filter_map(|name| {
            let bytes = uncached::read(&format!("{dir}/{name}")).ok()?;
            Some((name, bytes))
        });
        files.collect()
    }

    /// Adds a compiler to another directory, as a second name of the same file where that is
    /// possible.
    ///
    /// # Errors
    /// It is not added.
    pub fn share(&self, key: &Digest, other: &Self) -> Result<(), String> {
        if other.find(key).is_some() {
            return Ok(());
        }
        let program = self.find(key).ok_or("the compiler is missing")?;
        uncached::make_dirs(other.dir()).map_err(|error| error.to_string())?;
        let temporary = temp_path(other.dir(), UNFINISHED);
        if work::hard_link(&program, &temporary).is_err() {
            let copied = uncached::read(&program)
                .and_then(|bytes| atomic::write_atomic(&temporary, &bytes, 0o755));
            copied.map_err(|error| error.to_string())?;
        }
        let put = other.put(key, &temporary);
        if put.is_err() {
            let _ = work::remove(&temporary);
        }
        put
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> Digest {
        Digest::of(&[number])
    }

    fn verdict() -> Verdict {
        Verdict {
            key: Some(key(1)),
            steps: vec!["std linux-amd64".to_owned()],
            one_in: 200,
            withdrawn: Some("two\nlines".to_owned()),
        }
    }

    #[test]
    fn damaged_verdicts_are_none() {
        let temp = tempfile::tempdir().unwrap();
        let compilers = Compilers::below(temp.path().to_str().unwrap());
        assert_eq!(compilers.verdict(&key(7)), None);
        compilers.set_verdict(&key(7), &verdict()).unwrap();
        let mut expected = verdict();
        expected.withdrawn = Some("two lines".to_owned());
        assert_eq!(compilers.verdict(&key(7)), Some(expected));
        let path = compilers.verdict_path(&key(7));
        let text = uncached::read(&path).unwrap();
        for at in 0..text.len() {
            let mut damaged = text.clone();
            damaged[at] ^= 1;
            work::write(&path, &damaged).unwrap();
            assert_eq!(compilers.verdict(&key(7)), None, "{at}");
            work::write(&path, &text[..at]).unwrap();
            assert_eq!(compilers.verdict(&key(7)), None, "{at}");
        }
    }

    #[test]
    fn a_compiler_is_shared_with_the_build_cache() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().to_str().unwrap();
        let (one, other) = (
            Compilers::below(&format!("{root}/user")),
            Compilers::in_build_cache(&format!("{root}/cache")),
        );
        assert!(one.share(&key(1), &other).is_err());
        let building = one.begin(false).unwrap().unwrap();
        let program = format!("{}/program", building.scratch());
        work::write_mode(&program, b"program", 0o700).unwrap();
        one.put(&key(1), &program).unwrap();
        one.share(&key(1), &other).unwrap();
        let (mine, theirs) = (
            one.find(&key(1)).unwrap(),
            other.find(&key(1)).expect("it was added"),
        );
        let ino = |path: &str| uncached::stat(path).unwrap().ino;
        assert_eq!(ino(&mine), ino(&theirs));
        // The other way round, too: the user's directory may be a new one.
        one.remove(&key(1));
        other.share(&key(1), &one).unwrap();
        assert!(one.find(&key(1)).is_some());
    }

    #[test]
    fn cases_are_kept() {
        let temp = tempfile::tempdir().unwrap();
        let compilers = Compilers::in_build_cache(temp.path().to_str().unwrap());
        let dir = compilers.keep_case(&key(1), &[("used.a", b"1")]).unwrap();
        assert_eq!(uncached::read(&format!("{dir}/used.a")).unwrap(), b"1");
        let files = vec![("used.a".to_owned(), b"1".to_vec())];
        assert_eq!(compilers.case(&key(1)), files);
        assert_eq!(compilers.case(&key(2)), Vec::new());
    }
}
