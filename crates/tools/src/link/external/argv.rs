//! The command line of the system's linker.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`hostlink`, `extld`, `hostlinkArchArgs`).

use std::fmt::Write;

use vamos_link::External;
use vamos_link::Options;
use vamos_link::arch::Family;
use vamos_link::options::BuildMode;

/// Flags that some linkers lack.
pub(super) mod flag {
    /// A build ID for other tools; represents any.
    pub(in super::super) const BUILD_ID: &str = "-Wl,--build-id=0x1234567890abcdef";
    /// A symbol for the dynamic linker; represents any.
    pub(in super::super) const EXPORT: &str = "-Wl,--export-dynamic-symbol=main";
    /// No warnings about unused flags.
    pub(in super::super) const UNUSED: &str = "-Qunused-arguments";
    /// Compressed debug information.
    pub(in super::super) const COMPRESS: &str = "-Wl,--compress-debug-sections=zlib";
    /// A fixed address.
    pub(in super::super) const NO_PIE: &str = "-no-pie";
    /// The flag for clang.
    pub(in super::super) const NO_PIE_CLANG: &str = "-nopie";
}

/// Inputs of the command line.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    pub(super) options: &'a Options,
    pub(super) external: &'a External<'a>,
}

impl Input<'_> {
    /// Returns the words of the linker itself: its name and first arguments.
    pub(super) fn linker(&self) -> Vec<String> {
        match self.options.c.linker.as_slice() {
            [] => vec!["gcc".to_owned()],
            words => words.to_vec(),
        }
    }

    /// Returns the flag of the build ID for other tools, if one is set or must not be there.
    pub(super) fn build_id(&self) -> Option<String> {
        let id = &self.external.build_id;
        if !id.is_empty() {
            let mut flag = "-Wl,--build-id=0x".to_owned();
            for byte in id {
                let _ = write!(flag, "{byte:02x}");
            }
            return Some(flag);
        }
        let is_none = self.options.content.host_build_id == "none";
        is_none.then(|| "-Wl,--build-id=none".to_owned())
    }

    /// Returns a text with a comma that would become several arguments of the system's linker, if
    /// there is one.
    pub(super) fn text_with_comma(&self) -> Option<&str> {
        let interpreter = &self.options.content.interpreter;
        let exports = self.external.exports.iter();
        exports
            .chain([interpreter])
            .map(String::as_str)
            .find(|text| text.contains(','))
    }

    /// Returns the command line. The linker supports the flags `known`; it writes `output`, and
    /// reads the files `objects`.
    pub(super) fn argv(&self, known: &[&str], output: &str, objects: &[String]) -> Vec<String> {
        let mut argv = self.linker();
        let mut add = |words: &[&str]| argv.extend(words.iter().map(|&word| word.to_owned()));
        add(arch_args(self.options.arch.family));
        add(&self.form());
        if known.contains(&flag::BUILD_ID) {
            argv.extend(self.build_id());
        }
        argv.extend(["-o".to_owned(), output.to_owned()]);
        let interpreter = &self.options.content.interpreter;
        if !interpreter.is_empty() {
            let flag = self.dynamic_linker_flag();
            argv.push(format!("{flag}{interpreter}"));
        }
        let is_library = self.options.is_library();
        if !is_library && known.contains(&flag::EXPORT) {
            let exports = self.external.exports.iter();
            argv.extend(exports.map(|name| format!("-Wl,--export-dynamic-symbol={name}")));
        } else {
            argv.push("-rdynamic".to_owned());
        }
        for flag in [flag::UNUSED, flag::COMPRESS] {
            if known.contains(&flag) {
                argv.push(flag.to_owned());
            }
        }
        argv.extend_from_slice(objects);
        self.push_checked(&mut argv, &self.external.flags);
        // By default, many compilers make position-independent executables.
        let no_pie = [flag::NO_PIE, flag::NO_PIE_CLANG];
        let no_pie = no_pie.iter().find(|flag| known.contains(flag));
        if self.options.build_mode == BuildMode::Exe {
            argv.extend(no_pie.map(|&flag| flag.to_owned()));
        }
        self.push_checked(&mut argv, &self.options.c.linker_flags);
        argv
    }

    /// Returns the flags of the output's form.
    fn form(&self) -> Vec<&'static str> {
        let options = self.options;
        let mut flags = Vec::new();
        if options.content.strip {
            flags.push("-s");
        } else if options.content.no_dwarf && options.profile.external.drops_debug {
            flags.push("-Wl,-S");
        }
        if options.use_relro() {
            flags.push("-Wl,-z,relro");
        }
        match options.build_mode {
            BuildMode::Pie => flags.push("-pie"),
            // A library is never unloaded, and finds its own symbols first.
            BuildMode::CShared => {
                flags.extend(["-shared", "-Wl,-z,nodelete", "-Wl,-Bsymbolic"]);
            }
            BuildMode::Exe | BuildMode::CArchive => {}
        }
        if options.content.bind_now {
            flags.push("-Wl,-z,now");
        }
        flags
    }

    /// Returns the flag that precedes the path of the dynamic linker.
    fn dynamic_linker_flag(&self) -> &'static str {
        if self.options.assigns_dynamic_linker {
            "-Wl,--dynamic-linker="
        } else {
            "-Wl,--dynamic-linker,"
        }
    }

    /// Adds flags of packages or of the user. Clang passes `-rdynamic` to the linker even if that
    /// links statically, which is an error for it, so `-static` replaces it, at any position.
    fn push_checked(&self, argv: &mut Vec<String>, flags: &[String]) {
        for flag in flags {
            argv.push(flag.clone());
            if flag == "-static" {
                let loader = self.dynamic_linker_flag();
                for word in argv.iter_mut() {
                    if word == "-rdynamic" || word.starts_with(loader) {
                        flag.clone_into(word);
                    }
                }
            }
        }
    }
}

/// Returns the first arguments of every run of the system's linker.
pub(super) fn arch_args(family: Family) -> &'static [&'static str] {
    match family {
        Family::Amd64 => &["-m64"],
        Family::Arm64 => &[],
    }
}

#[cfg(test)]
mod tests;
