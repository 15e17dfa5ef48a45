//! Command lines run one after the other in one tree, under the official command and
//! under vamos.
//!
//! Counterpart: none.

use vamos_fsys::uncached;
use vamos_release::Release;
use vamos_testkit::Case;
use vamos_testkit::official_sdk;

/// Exit codes of lines that are put together in loops.
pub(crate) const EXIT_CODES: &str = include_str!("../exit_codes.txt");

/// Commands that load or build packages, for which vamos remembers something.
const BUILDS: [&str; 5] = ["build", "install", "list", "run", "vet"];

/// Returns the release of the SDK of the tests.
pub(crate) fn sdk_release() -> Option<Release> {
    let file = official_sdk()?.join("VERSION").display().to_string();
    let version = uncached::read(&file).ok()?;
    let version = String::from_utf8_lossy(&version);
    let version = version.lines().next()?;
    let minor = version.strip_prefix("go1.")?.split('.').next()?;
    Some(Release::of_version(version, minor.parse().ok()?))
}

/// Compares lines of arguments, split at spaces. They share one tree and one cache;
/// `$TOP` in a variable is the directory that holds the tree.
pub(crate) fn compare(name: &str, tree: &str, env: &[(&str, &str)], lines: &[&str]) {
    compare_in(name, "", tree, env, lines);
}

/// Like [`compare`], from a directory of the tree.
pub(crate) fn compare_in(name: &str, dir: &str, tree: &str, env: &[(&str, &str)], lines: &[&str]) {
    let case = Case::new(name)
        .tree(tree)
        .dir(dir)
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-buildvcs=false")
        .envs(env)
        .exit_codes(EXIT_CODES);
    let command = |line: &&str| line.split(' ').next().unwrap_or_default().to_owned();
    let is_verified = lines
        .iter()
        .map(command)
        .any(|name| BUILDS.contains(&name.as_str()));
    let case = if is_verified { case.verified() } else { case };
    case.run_lines(lines);
}
