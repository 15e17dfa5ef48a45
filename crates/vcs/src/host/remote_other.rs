//! Copies of remote repositories of systems other than git.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/{vcs,svn}.go (`newVCSRepo`, `ReadZip`,
//! `svnReadZip`).

use std::sync::Arc;

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_fsys::FileKind;
use vamos_fsys::lock::LockedFile;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_modfile::ModuleError;

use super::code_host::Tree;
use super::dialect::Dialect;
use super::other::OtherHost;
use super::other::TreeAt;
use super::other::Workplace;
use super::svn_xml;
use super::svn_xml::Entry;
use super::work_dir::WorkDir;
use super::work_dir::path_error;
use crate::error::RunError;
use crate::redact::redact;
use crate::remote::RemoteTools;
use crate::system::System;

/// The copy of a repository.
pub(super) struct Copy {
    tools: Arc<RemoteTools>,
    work: WorkDir,
}

/// Opens the copy of a remote repository; makes it at first.
pub(super) fn open(
    tools: Arc<RemoteTools>,
    system: System,
    url: &str,
) -> Result<OtherHost<Copy>, ModuleError> {
    let name = system.command();
    if !url.contains("://") {
        let text = format!("invalid vcs remote: {name} {}", redact(url));
        return Err(ModuleError::Message(text));
    }
    let kind = format!("vcs1.{name}");
    let work = WorkDir::open(tools.gomodcache(), &kind, url, &mut |line| {
        tools.show(line);
    })?;
    let dialect = tools.dialect(system);
    let remembers = tools.remembers();
    let mut copy = Copy { tools, work };
    if let Some(init) = dialect.init(url) {
        let _lock = copy.work.lock()?;
        if !copy.work.has(&dialect.root_name()) {
            let made = copy.init(&init, dialect.configuration(url));
            made.inspect_err(|_| copy.work.remove())?;
        }
    }
    Ok(OtherHost::new(copy, dialect, url, remembers))
}

fn message(text: String) -> ModuleError {
    ModuleError::Message(text)
}

impl Copy {
    fn init(&mut self, argv: &[String], configuration: Option<String>) -> Result<(), ModuleError> {
        let argv: Vec<&str> = argv.iter().map(String::as_str).collect();
        self.run(&argv)?;
        if let Some(text) = configuration {
            let file = format!("{}/.hg/hgrc", self.work.dir);
            work::write(&file, text.as_bytes()).map_err(path_error)?;
        }
        Ok(())
    }

    /// Writes a zip with the system's program.
    fn zip(&mut self, dialect: &Dialect, at: TreeAt<'_>) -> Result<Tree, ModuleError> {
        let temp = self.tools.temp_dir();
        let file = work::make_temp_file(temp, "go-readzip-", ".zip").map_err(path_error)?;
        let zip = self.write_zip(dialect, at, &file);
        // Upstream ignores this as well.
        let _ = work::remove(&file);
        zip.map(Tree::Zip)
    }

    fn write_zip(
        &mut self,
        dialect: &Dialect,
        at: TreeAt<'_>,
        file: &str,
    ) -> Result<Vec<u8>, ModuleError> {
        let is_fossil = dialect.system == System::Fossil;
        let (dir, target) = if is_fossil {
            (path::dir(file), path::base(file).to_owned())
        } else {
            (self.work.dir.clone(), file.to_owned())
        };
        let argv = dialect.read_zip(at.revision, at.dir, &target, &self.work.dir);
        let argv: Vec<&str> = argv.iter().map(String::as_str).collect();
        self.tools.run(&dir, &argv, &[])?;
        if uncached::stat(file).map_err(path_error)?.size > at.limit {
            return Err(message("downloaded zip file too large".to_owned()));
        }
        uncached::read(file).map_err(path_error)
    }

    /// Exports a directory from Subversion. Its program may change names according to the locale,
    /// so they are listed first, and then searched among the files.
    fn export(&mut self, at: TreeAt<'_>) -> Result<Tree, ModuleError> {
        let place = match at.dir {
            "" => at.remote.to_owned(),
            dir => format!("{}/{dir}", at.remote),
        };
        let argv = [
            "svn",
            "list",
            "--non-interactive",
            "--xml",
            "--incremental",
            "--recursive",
            "--revision",
            at.revision,
            "--",
            &place,
        ];
        let out = os_str::decode(&self.run(&argv)?);
        let entries = svn_xml::entries(&out).map_err(|error| {
            message(format!(
                "unexpected response from svn list --xml: {error}\n{out}"
            ))
        })?;
        let exported = format!("{}/export", self.work.dir);
        work::remove_all(&exported).map_err(path_error)?;
        let argv = [
            "svn",
            "export",
            "--non-interactive",
            "--quiet",
            "--native-eol",
            "LF",
            "--ignore-externals",
            "--ignore-keywords",
            "--revision",
            at.revision,
            "--",
            &place,
            &exported,
        ];
        let done = self.run(&argv).map_err(ModuleError::from);
        let files = done.and_then(|_| {
            let top = path::join(&[path::base(at.remote), at.dir]);
            collect(&entries, &exported, &top, at.limit)
        });
        // Leftover files are removed before the next export.
        let _ = work::remove_all(&exported);
        files.map(Tree::Files)
    }
}

/// Reads the listed files from the exported ones.
fn collect(
    entries: &[Entry],
    exported: &str,
    top: &str,
    limit: u64,
) -> Result<Vec<(String, Vec<u8>)>, ModuleError> {
    let mut files = Vec::new();
    let mut left = limit;
    for entry in entries.iter().filter(|entry| entry.kind == "file") {
        let Entry { name, size, .. } = entry;
        // A server chooses the names, and may list files that it did not send.
        let is_inside = !name.split('/').any(|element| element == "..");
        let file = path::join(&[exported, name]);
        let meta = match uncached::stat(&file) {
            Ok(meta) if is_inside && meta.kind == FileKind::File => meta,
            Err(error) if is_inside && !error.is_not_exist() => {
                return Err(message(format!(
                    "error opening file created by 'svn export': {error}"
                )));
            }
            _ => {
                return Err(message(format!(
                    "file reported by 'svn list', but not written by 'svn export': {name}"
                )));
            }
        };
        if i64::try_from(meta.size) != Ok(*size) {
            return Err(message(format!(
                "file size differs between 'svn list' and 'svn export': file {name} listed as {size} bytes, but exported as {} bytes",
                meta.size
            )));
        }
        left = left
            .checked_sub(meta.size)
            .ok_or_else(|| message("ReadZip: encoded file exceeds allowed size".to_owned()))?;
        let bytes = uncached::read(&file).map_err(path_error)?;
        files.push((path::join(&[top, name]), bytes));
    }
    Ok(files)
}

impl Workplace for Copy {
    fn run(&mut self, argv: &[&str]) -> Result<Vec<u8>, RunError> {
        self.tools.run(&self.work.dir, argv, &[])
    }

    fn lock(&self) -> Result<LockedFile, ModuleError> {
        self.work.lock()
    }

    fn is_local(&self) -> bool {
        false
    }

    fn read_tree(
        &mut self,
        dialect: &Dialect,
        at: TreeAt<'_>,
    ) -> Result<Option<Tree>, ModuleError> {
        match dialect.system {
            System::Svn => self.export(at).map(Some),
            _ => self.zip(dialect, at).map(Some),
        }
    }
}
