//! Go library behaviour whose bytes are interface: what ends up in hashes, on
//! stdout and in error texts. Each submodule names the Go package it answers to and
//! is checked against it.
//!
//! Counterpart: strconv, fmt, path/filepath, time, encoding/json, cmd/internal/quoted.
