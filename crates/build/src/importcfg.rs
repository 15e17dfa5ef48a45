//! Configuration files of tools: importcfg, embedcfg, and the build info that the linker
//! puts into an executable.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`build`, `writeLinkImportcfg`),
//! cmd/go/internal/modload/build.go (`ModInfoData`).

use vamos_base::golang::json;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote_bytes;
use vamos_jobs::Input;
use vamos_jobs::WorkDir;
use vamos_load::Package;

/// The marks around the build info in an executable.
const INFO_START: [u8; 16] = [
    0x30, 0x77, 0xaf, 0x0c, 0x92, 0x74, 0x08, 0x02, 0x41, 0xe1, 0xc1, 0x07, 0xe6, 0xd6, 0x18, 0xe6,
];
const INFO_END: [u8; 16] = [
    0xf9, 0x32, 0x43, 0x31, 0x86, 0x18, 0x20, 0x72, 0x00, 0x82, 0x42, 0x10, 0x41, 0x16, 0xd8, 0xf2,
];

/// An import configuration: the text, and the files that it names.
#[derive(Default)]
pub(crate) struct Archives {
    pub(crate) text: String,
    files: Vec<String>,
    /// Import paths of packages, and their archives.
    packages: Vec<(String, String)>,
}

impl Archives {
    /// Returns a configuration that starts with this text.
    pub(crate) fn starting_with(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }

    /// Adds the path of a package's archive.
    pub(crate) fn add_package(&mut self, import_path: &ImportPath, archive: &str) {
        self.text.push_str("packagefile ");
        self.text.push_str(import_path);
        self.text.push('=');
        self.text.push_str(archive);
        self.text.push('\n');
        self.files.push(archive.to_owned());
        let path = import_path.as_str().to_owned();
        self.packages.push((path, archive.to_owned()));
    }

    /// Returns import paths of packages, and their archives.
    pub(crate) fn packages(&self) -> &[(String, String)] {
        &self.packages
    }

    /// Adds the shared library of a package, if it is in one.
    pub(crate) fn add_library(&mut self, package: &Package) {
        if !package.request.shlib.is_empty() {
            let (path, shlib) = (&package.import_path, &package.request.shlib);
            self.text
                .push_str(&format!("packageshlib {path}={shlib}\n"));
            self.files.push(shlib.clone());
        }
    }

    /// Returns the archives and libraries as inputs of a job.
    pub(crate) fn inputs(&self, work: &WorkDir) -> impl Iterator<Item = Input> {
        let files = self.files.iter().filter(|file| !file.is_empty());
        files.map(|file| Input::file(work.name(file)))
    }
}

/// Adds imports whose package has another import path than the source names.
pub(crate) fn add_import_map(text: &mut String, package: &Package) {
    for (raw, path) in package.imports.raw.iter().zip(&package.imports.paths) {
        if raw != path {
            text.push_str(&format!("importmap {raw}={path}\n"));
        }
    }
}

/// Adds the build info, which may be empty.
pub(crate) fn add_modinfo(text: &mut String, info: &str) {
    let data = [&INFO_START, &*os_str::encode(info), &INFO_END].concat();
    text.push_str("modinfo ");
    text.push_str(&quote_bytes(&data));
    text.push('\n');
}

/// Returns the compiler's embed configuration; `actual` returns the path of a file's bytes.
pub(crate) fn embedcfg(package: &Package, actual: impl Fn(&str) -> String) -> String {
    let mut text = String::from("{\n\t\"Patterns\": {");
    let mut separator = "\n";
    for (pattern, files) in &package.embeds.by_pattern {
        text.push_str(&format!("{separator}\t\t{}: ", json::quote(pattern)));
        add_list(&mut text, files);
        separator = ",\n";
    }
    text.push_str("\n\t},\n\t\"Files\": {");
    let mut files: Vec<&String> = package.embeds.files.iter().collect();
    files.sort_unstable();
    files.dedup();
    separator = "\n";
    for file in &files {
        let full = actual(&path::join(&[&package.dir, file]));
        let (name, place) = (json::quote(file), json::quote(&full));
        text.push_str(&format!("{separator}\t\t{name}: {place}"));
        separator = ",\n";
    }
    text.push_str(if files.is_empty() { "}\n}" } else { "\n\t}\n}" });
    text
}

fn add_list(text: &mut String, files: &[String]) {
    if files.is_empty() {
        text.push_str("[]");
        return;
    }
    let mut separator = "[\n";
    for file in files {
        text.push_str(&format!("{separator}\t\t\t{}", json::quote(file)));
        separator = ",\n";
    }
    text.push_str("\n\t\t]");
}

/// Returns the error for a package without Go files to compile (`load.NoGoError`).
pub fn no_go_text(package: &Package) -> String {
    let dir = &package.dir;
    if !package.files.ignored_go.is_empty() {
        return format!("build constraints exclude all Go files in {dir}");
    }
    if !package.tests.go.is_empty() || !package.xtests.go.is_empty() {
        return format!("no non-test Go files in {dir}");
    }
    format!("no Go files in {dir}")
}

#[cfg(test)]
mod tests {
    use super::add_modinfo;
    use super::embedcfg;
    use vamos_load::Package;
    use vamos_load::PackageFacts;
    use vamos_load::Rare;
    use vamos_load::facts::EmbedFiles;

    #[test]
    fn embedcfg_is_indented_json() {
        let both = vec!["a<".to_owned(), "b".to_owned()];
        let package = Package::from(PackageFacts {
            dir: "/p".into(),
            embeds: Rare::from(EmbedFiles {
                files: vec!["b".to_owned(), "a<".to_owned()],
                by_pattern: [("*".to_owned(), both)].into(),
                ..EmbedFiles::default()
            }),
            ..PackageFacts::default()
        });
        assert_eq!(
            embedcfg(&package, str::to_owned),
            "{\n\t\"Patterns\": {\n\t\t\"*\": [\n\t\t\t\"a\\u003c\",\n\t\t\t\"b\"\n\t\t]\n\t},\n\
             \t\"Files\": {\n\t\t\"a\\u003c\": \"/p/a\\u003c\",\n\t\t\"b\": \"/p/b\"\n\t}\n}"
        );
    }

    #[test]
    fn modinfo_is_quoted_with_its_marks() {
        let mut text = String::new();
        add_modinfo(&mut text, "path\tx\n");
        assert_eq!(
            text,
            concat!(
                r#"modinfo "0w\xaf\f\x92t\b\x02A\xe1\xc1\a\xe6\xd6\x18\xe6path\tx\n"#,
                r#"\xf92C1\x86\x18 r\x00\x82B\x10A\x16\xd8\xf2""#,
                "\n"
            )
        );
    }
}
