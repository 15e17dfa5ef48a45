//! `go test` from packages to printed results: the plan of a test run, running test
//! binaries, the result cache, coverage, and the conversion of output to JSON events.
//!
//! Must not know: how flags are typed on a command line, the terminal, HTTP.
//! Counterpart: cmd/go/internal/test, cmd/internal/test2json.

pub mod coverage;
pub mod failed;
pub mod flags;
pub mod output;
pub mod plan;
pub mod results;
pub mod shard;
pub mod test2json;
pub mod times;

mod record;
mod remote_run;
mod run;
mod settings;

pub use run::VERB;
pub use settings::ByContent;
pub use settings::Launch;
pub use settings::Settings;
pub use settings::Workers;
