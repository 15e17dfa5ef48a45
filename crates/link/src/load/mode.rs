//! Choice between internal and external linking.
//!
//! Counterpart: cmd/link/internal/ld/config.go (`determineLinkMode`).

use super::CGO;
use crate::error::Stop;
use crate::options::BuildMode;
use crate::options::LinkMode;
use crate::options::Options;
use crate::system::System;

/// Results of loading that decide the mode.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// True if a package that is not known to work with internal linking has an object of
    /// another compiler.
    pub(super) has_other_host_object: bool,
    /// Packages whose cgo step did not find the symbols of libraries.
    pub(super) dynamic_imports_failed: Vec<String>,
    /// True if a package requests external linking.
    pub(super) prefers_external: bool,
}

/// Returns true if the output is an object, of which the system's linker makes the executable;
/// `is_linked` is true for the packages of the program.
///
/// # Errors
/// Flags and packages contradict each other, or the SDK's linker must run.
pub(super) fn determine(
    options: &Options,
    facts: &Facts,
    is_linked: &dyn Fn(&str) -> bool,
) -> Result<bool, Stop> {
    let is_cgo = is_linked(CGO);
    if is_cgo && is_linked("plugin") {
        // Plugins refer to symbols of the executable, which then has other symbols and names.
        return Err(Stop::Unsupported("package plugin".to_owned()));
    }
    let needed = needed(options, facts);
    let is_needed = needed.is_some();
    let mut via = "";
    let mode = match (options.link_mode, options.sdk.external_enabled.as_str()) {
        (LinkMode::Auto, "0") => {
            via = "via GO_EXTLINK_ENABLED ";
            LinkMode::Internal
        }
        (LinkMode::Auto, "1") => LinkMode::External,
        (LinkMode::Auto, _) => {
            let is_preferred = facts.has_other_host_object || facts.prefers_external;
            if is_needed || is_cgo && is_preferred {
                LinkMode::External
            } else {
                LinkMode::Internal
            }
        }
        (mode, _) => mode,
    };
    if mode == LinkMode::External {
        return supported(options).map(|()| true);
    }
    match needed {
        None => Ok(false),
        Some(why) => Err(Stop::Exit(format!(
            "internal linking requested {via}but external linking required: {why}"
        ))),
    }
}

/// Returns the reason why only the system's linker can make the output, if there is one
/// (`mustLinkExternal`).
fn needed(options: &Options, facts: &Facts) -> Option<String> {
    match options.build_mode {
        BuildMode::CShared => return Some("buildmode=c-shared".to_owned()),
        BuildMode::CArchive => return Some("buildmode=c-archive".to_owned()),
        BuildMode::Exe | BuildMode::Pie => {}
    }
    let packages = facts.dynamic_imports_failed.join(" ");
    (!facts.dynamic_imports_failed.is_empty()).then(|| {
        format!("some packages could not be built to support internal linking ([{packages}])")
    })
}

/// Checks that this linker supports the requested kind of object.
fn supported(options: &Options) -> Result<(), Stop> {
    let system = options.system();
    if system == System::Linux {
        return Ok(());
    }
    let reason = format!("external linking for {}", system.name());
    Err(Stop::Unsupported(reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fixture;

    /// Returns the decision for a program that has package runtime/cgo if `is_cgo`.
    fn decide(options: &Options, facts: &Facts, is_cgo: bool) -> Result<bool, Stop> {
        determine(options, facts, &|pkg| is_cgo && pkg == CGO)
    }

    #[test]
    fn packages_flags_and_the_environment_decide() {
        let mut options = Fixture::new().options;
        let plain = Facts::default();
        let own_c = Facts {
            has_other_host_object: true,
            ..Facts::default()
        };
        assert_eq!(decide(&options, &plain, true), Ok(false));
        assert_eq!(decide(&options, &own_c, true), Ok(true));
        assert_eq!(decide(&options, &own_c, false), Ok(false));
        options.sdk.external_enabled = "0".to_owned();
        assert_eq!(decide(&options, &own_c, true), Ok(false));
        options.sdk.external_enabled = "1".to_owned();
        assert_eq!(decide(&options, &plain, true), Ok(true));
        options.link_mode = LinkMode::Internal;
        assert_eq!(decide(&options, &own_c, true), Ok(false));
        options.link_mode = LinkMode::External;
        assert_eq!(decide(&options, &plain, true), Ok(true));
        assert_eq!(decide(&options, &plain, false), Ok(true));
        options.sdk.system = System::Windows;
        let stop = decide(&options, &plain, true);
        assert!(matches!(stop, Err(Stop::Unsupported(_))));
    }

    #[test]
    fn internal_linking_can_be_impossible() {
        let mut options = Fixture::new().options;
        let facts = Facts {
            dynamic_imports_failed: vec!["a".to_owned(), "b".to_owned()],
            ..Facts::default()
        };
        assert_eq!(decide(&options, &facts, true), Ok(true));
        options.sdk.external_enabled = "0".to_owned();
        let text = "internal linking requested via GO_EXTLINK_ENABLED but external linking \
                    required: some packages could not be built to support internal linking ([a b])";
        let stop = decide(&options, &facts, true);
        assert_eq!(stop, Err(Stop::Exit(text.to_owned())));
        options.build_mode = BuildMode::CShared;
        options.link_mode = LinkMode::Internal;
        let text = "internal linking requested but external linking required: buildmode=c-shared";
        let stop = decide(&options, &Facts::default(), true);
        assert_eq!(stop, Err(Stop::Exit(text.to_owned())));
    }
}
