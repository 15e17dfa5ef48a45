//! Module graphs and summaries of go.mod files.
//!
//! Counterpart: none.

mod graphs;
mod summaries;
