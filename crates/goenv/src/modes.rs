//! Effects of build modes and instrumentation on all commands: flags that follow from
//! others, and the suffixes of directories and executables.
//!
//! Invalid combinations of flags are reported when a build begins.
//! Counterpart: cmd/go/internal/work/init.go (`instrumentInit`, `buildModeInit`,
//! `BuildInit`), as far as it changes cmd/go/internal/cfg.

use crate::BuildOptions;
use crate::Instrument;
use crate::Target;
use crate::platform::default_pie;

impl Instrument {
    /// Returns the instrumentation's name, which is a build tag too.
    pub fn name(&self) -> Option<&'static str> {
        let all = [
            (self.asan, "asan"),
            (self.msan, "msan"),
            (self.race, "race"),
        ];
        all.into_iter().find_map(|(on, name)| on.then_some(name))
    }
}

impl BuildOptions {
    /// Sets the flags that were not given and that follow from others.
    pub fn settle(&mut self, target: &Target) {
        if self.instrument.covermode.is_empty() {
            let mode = if self.instrument.race {
                "atomic"
            } else {
                "set"
            };
            mode.clone_into(&mut self.instrument.covermode);
        }
        // On other platforms, Clang requires position-independent programs for this
        // sanitizer.
        let is_msan_exe = target.goos == "linux" && target.goarch == "amd64";
        if self.instrument.msan && self.mode.buildmode == "default" && !is_msan_exe {
            "pie".clone_into(&mut self.mode.buildmode);
        }
    }

    /// Returns the flag that passes the build mode to compiler and assembler.
    pub fn codegen_flag(&self, target: &Target) -> Option<&'static str> {
        let goos = target.goos.as_str();
        if self.mode.linkshared {
            return Some("-dynlink");
        }
        let shared = match self.mode.buildmode.as_str() {
            "c-archive" => match goos {
                "darwin" | "ios" => target.goarch == "arm64",
                "dragonfly" | "freebsd" | "illumos" | "linux" | "netbsd" | "openbsd"
                | "solaris" => true,
                _ => false,
            },
            "c-shared" => matches!(goos, "linux" | "android" | "freebsd"),
            "default" => default_pie(goos, self.instrument.race) && goos != "windows",
            "pie" => !matches!(goos, "aix" | "windows"),
            "shared" | "plugin" => return Some("-dynlink"),
            _ => false,
        };
        shared.then_some("-shared")
    }

    /// Returns `-installsuffix` with the suffixes of the modes.
    pub fn full_install_suffix(&self, target: &Target) -> String {
        let is_default = self.mode.buildmode == "default" && !self.mode.linkshared;
        let codegen = self.codegen_flag(target).filter(|_| !is_default);
        let parts = [
            self.mode.installsuffix.as_str(),
            self.instrument.name().unwrap_or(""),
            codegen.map_or("", |flag| &flag[1..]),
        ];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join("_")
    }

    /// Returns the suffix of linked files.
    pub fn exe_suffix<'e>(&self, target: &'e Target) -> &'e str {
        match self.mode.buildmode.as_str() {
            "c-archive" => ".a",
            "c-shared" if target.goos == "windows" => "",
            "plugin" => ".so",
            _ => &target.exe_suffix,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::BuildOptions;
    use crate::Target;

    fn target(goos: &str, goarch: &str) -> Target {
        Target {
            goos: goos.to_owned(),
            goarch: goarch.to_owned(),
            exe_suffix: if goos == "windows" { ".exe" } else { "" }.to_owned(),
            ..Target::default()
        }
    }

    fn flags(buildmode: &str) -> BuildOptions {
        let mut flags = BuildOptions::default();
        buildmode.clone_into(&mut flags.mode.buildmode);
        flags
    }

    #[test]
    fn suffixes_of_modes() {
        let linux = target("linux", "amd64");
        assert_eq!(flags("default").full_install_suffix(&linux), "");
        assert_eq!(flags("pie").full_install_suffix(&linux), "shared");
        assert_eq!(flags("plugin").full_install_suffix(&linux), "dynlink");
        let mut race = flags("c-shared");
        race.instrument.race = true;
        race.mode.installsuffix = "x".to_owned();
        assert_eq!(race.full_install_suffix(&linux), "x_race_shared");
        let mut linked = flags("default");
        linked.mode.linkshared = true;
        assert_eq!(linked.full_install_suffix(&linux), "dynlink");
        let darwin = target("darwin", "arm64");
        assert_eq!(flags("default").codegen_flag(&darwin), Some("-shared"));
        assert_eq!(flags("default").full_install_suffix(&darwin), "");
    }

    #[test]
    fn names_of_linked_files() {
        let windows = target("windows", "amd64");
        assert_eq!(flags("exe").exe_suffix(&windows), ".exe");
        assert_eq!(flags("c-shared").exe_suffix(&windows), "");
        assert_eq!(flags("c-archive").exe_suffix(&windows), ".a");
        assert_eq!(flags("plugin").exe_suffix(&target("linux", "386")), ".so");
    }

    #[test]
    fn flags_that_follow_from_others() {
        let mut race = flags("default");
        race.instrument.race = true;
        race.settle(&target("linux", "amd64"));
        assert_eq!(race.instrument.covermode, "atomic");
        let mut msan = flags("default");
        msan.instrument.msan = true;
        msan.settle(&target("linux", "amd64"));
        assert_eq!(
            (msan.instrument.covermode.as_str(), &*msan.mode.buildmode),
            ("set", "default")
        );
        msan.settle(&target("linux", "arm64"));
        assert_eq!(msan.mode.buildmode, "pie");
    }
}
