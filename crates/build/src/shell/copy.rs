//! Copies and moves of files on behalf of an action.
//!
//! Counterpart: cmd/go/internal/work/shell.go (`moveOrCopyFile`, `CopyFile`,
//! `checkDstOverwrite`), exec.go (`isObject`).

use vamos_base::golang::path;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_fsys::work::CopyError;

use super::Shell;
use crate::error::BuildError;

const SET_GROUP_ID: u32 = 0o2000;

/// The magic of files that a build may replace.
const MAGIC: [&[u8]; 15] = [
    b"!<arch>\n",
    b"<bigaf>\n",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\x4d\x5a\x90\x00\x03\x00",
    b"\x4d\x5a\x78\x00\x01\x00",
    b"\x00\x00\x01\xeb",
    b"\x00\x00\x8a\x97",
    b"\x00\x00\x06\x47",
    b"\x00\x61\x73\x6d",
    b"\x01\xdf",
    b"\x01\xf7",
];

impl Shell<'_> {
    /// Moves a file, or copies it if it must stay or cannot be moved (`moveOrCopyFile`).
    pub(crate) fn move_or_copy(
        self,
        to: &str,
        from: &str,
        mode: u32,
        force: bool,
    ) -> Result<(), BuildError> {
        if self.is_dry() {
            self.show("", &format!("mv {from} {to}"));
            return Ok(());
        }
        if self.run.cx().env.sdk.release.checks_overwritten_files() {
            // In earlier releases a move replaced any file.
            self.check_overwrite(to, force)?;
        }
        let place = self.run.services.files.absolute(to);
        let parent = uncached::stat(&path::dir(&place));
        let keeps_group = parent.is_ok_and(|meta| meta.is_dir() && meta.mode & SET_GROUP_ID != 0);
        // A set-group-ID directory gives its group only to files that are created in it.
        if from.starts_with(self.run.cx().cache.dir()) || keeps_group {
            return self.copy_file(to, from, mode, force);
        }
        let probe = format!("{}-go-tmp-umask", path::clean(&place));
        let mode_left = work::probe_mode(&probe, mode).unwrap_or(mode);
        self.run.cx().jobs.leftovers.keep_file(&place);
        if work::chmod(from, mode_left).is_ok() && work::replace(from, &place).is_ok() {
            if self.run.cx().flags.report.x {
                self.show("", &format!("mv {from} {to}"));
            }
            return Ok(());
        }
        self.copy_file(to, from, mode, force)
    }

    /// Copies a file (`CopyFile`).
    pub(crate) fn copy_file(
        self,
        to: &str,
        from: &str,
        mode: u32,
        force: bool,
    ) -> Result<(), BuildError> {
        if self.shows() {
            self.show("", &format!("cp {from} {to}"));
            if self.is_dry() {
                return Ok(());
            }
        }
        let place = self.run.services.files.absolute(to);
        let result = work::copy(from, &place, mode, || {
            self.check_overwrite(to, force)?;
            remove_regular(&place);
            Ok::<(), CopyProblem>(())
        });
        match result {
            Ok(()) => Ok(()),
            Err(CopyProblem::Build(error)) => Err(error),
            Err(CopyProblem::Copy(CopyError::Source(error))) => Err(error.into()),
            Err(CopyProblem::Copy(CopyError::Create(mut error))) => {
                to.clone_into(&mut error.path);
                Err(BuildError::Copy {
                    from: from.to_owned(),
                    to: None,
                    error,
                })
            }
            Err(CopyProblem::Copy(CopyError::Copy(mut error))) => {
                remove_regular(&place);
                to.clone_into(&mut error.path);
                Err(BuildError::Copy {
                    from: from.to_owned(),
                    to: Some(to.to_owned()),
                    error,
                })
            }
        }
    }

    /// Refuses to replace a directory, or a file that is not the output of a build
    /// (`checkDstOverwrite`).
    fn check_overwrite(self, to: &str, force: bool) -> Result<(), BuildError> {
        let place = self.run.services.files.absolute(to);
        let Ok(meta) = uncached::stat(&place) else {
            return Ok(());
        };
        if meta.is_dir() {
            return Err(BuildError::OutputIsDir {
                path: to.to_owned(),
            });
        }
        if !force && meta.is_file() && meta.size != 0 && !is_object(&place) {
            return Err(BuildError::OutputIsNoObject {
                path: to.to_owned(),
            });
        }
        Ok(())
    }
}

enum CopyProblem {
    Build(BuildError),
    Copy(CopyError),
}

impl From<CopyError> for CopyProblem {
    fn from(error: CopyError) -> Self {
        Self::Copy(error)
    }
}

impl From<BuildError> for CopyProblem {
    fn from(error: BuildError) -> Self {
        Self::Build(error)
    }
}

/// Removes a regular file only: root could remove devices, too.
fn remove_regular(file: &str) {
    if work::lstat(file).is_ok_and(|meta| meta.is_file()) {
        // Creating it again reports the error.
        let _ = work::remove(file);
    }
}

fn is_object(file: &str) -> bool {
    let mut start = [0; 64];
    work::read_head(file, &mut start).is_ok() && MAGIC.iter().any(|magic| start.starts_with(magic))
}
