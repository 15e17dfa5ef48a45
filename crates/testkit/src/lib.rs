//! Side-by-side cases: one command under the official go and under vamos, in equal initial states,
//! compared in output and in all files.
//!
//! ```no_run
//! # use vamos_testkit::Case;
//! Case::new("build_hello")
//!     .tree("-- go.mod --\nmodule m\n-- main.go --\npackage main\nfunc main() {}\n")
//!     .run(["build", "-o", "x"]);
//! ```
//!
//! Both programs run one after the other in directories of the same name, because paths end up in
//! binaries and in keys. Compared are exit code, stdout and stderr (after [`normalize`]), every
//! file below the case's directory with its mode, the cache's entries, and how often each tool ran.
//! GOROOT is a scratch copy ([`Goroot`]) whose `bin/go` refuses to work, so a delegated command
//! fails.
//!
//! Each command states its exit code ([`Case::step`]), so two programs that fail for the same wrong
//! reason are not equal.
//!
//! The official go is `VAMOS_TEST_GO`, else `go` on PATH; vamos is `VAMOS_TEST_BIN`, else the
//! `vamos` that cargo built next to the running test. Without one of them a case fails;
//! `VAMOS_ALLOW_SKIP=1` skips it.
//!
//! A [`Proxy`] serves modules on loopback, honestly or not: alone, or to both programs of a case
//! ([`Case::proxy`]). It can be combined with a checksum database ([`SumDb`]).
//!
//! Must not know: any product crate above level 1.
//! Counterpart: none; upstream tests itself with scripts, see `xtask scripts`.

mod cache;
mod case;
mod compare;
mod go_mod_text;
pub mod go_mutations;
pub mod go_sources;
mod goroot;
mod laid;
mod normalize;
mod oracle;
mod program;
mod proxy;
mod random;
mod signals;
mod snapshot;
mod sumdb;
mod terminal;
mod txtar;
mod wait;

pub use cache::make_build_cache;
pub use case::Cache;
pub use case::Case;
pub use case::Hook;
pub use case::Report;
pub use case::split_exit_mark;
pub use go_mod_text::random_go_mod;
pub use goroot::Goroot;
pub use goroot::ToolRuns;
pub use goroot::share_kept;
pub use goroot::shared_sdk;
pub use goroot::unwrapped;
pub use goroot::unwrapped_sdk;
pub use normalize::normalize;
pub use oracle::Oracle;
pub use oracle::ask;
pub use oracle::ask_each;
pub use program::SPARE_COLLECTION;
pub use program::has_programs;
pub use program::hooked_vamos;
pub use program::is_installed;
pub use program::official_go;
pub use program::official_sdk;
pub use program::skip;
pub use program::vamos;
pub use program::write_script;
pub use proxy::Body;
pub use proxy::Fault;
pub use proxy::Handler;
pub use proxy::Proxy;
pub use proxy::Request;
pub use proxy::Response;
pub use proxy::Serving;
pub use proxy::stored_zip;
pub use random::Random;
pub use signals::SignalReport;
pub use signals::Signals;
pub use sumdb::SumDb;
pub use terminal::CTRL_C;
pub use terminal::Terminal;
pub use txtar::Archive;
pub use wait::wait_until;
pub use wait::wait_until_old;
