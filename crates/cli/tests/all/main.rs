//! The program beside the official command: one module for a subject.
//!
//! Counterpart: none.

mod ahead_cases;
mod build;
mod build_cases;
mod cacheprog_cases;
mod cgo;
mod clean_cases;
mod compiler_cases;
mod cover_cases;
mod cutoff_cases;
mod env;
mod env_vars;
mod fetch_cases;
mod fips_cases;
mod flag_env_cases;
mod gopath_cases;
mod graph_cases;
mod install_cases;
mod kept_cases;
mod killed_cases;
mod link_cases;
mod linker_cases;
mod list_trees;
mod live_line;
mod mod_download_cases;
mod mod_edit_cases;
mod mod_graph_cases;
mod mod_init_cases;
mod mod_verify_cases;
mod mode_cases;
mod place_cases;
mod query_cases;
mod recipes;
mod run_cases;
mod side_by_side;
mod signal_cases;
mod sumdb_cases;
mod tool_cases;
mod toolchain_cases;
mod trace_cases;
mod verify_cases;
mod vet_cases;
mod witness_cases;
mod witness_faults;
mod witness_world;
