//! The variables of the remote cache and of the workers that run jobs and tests.
//!
//! Counterpart: none.

use super::kind::InvalidVariable;
use super::kind::Kind;
use super::kind::Value;
use super::variable::Variable;

/// The remote cache.
pub(crate) const REMOTE: Variable = Variable {
    name: "VAMOS_REMOTE",
    kind: Kind::Address,
    default: "",
    meaning: "The remote cache from which results are downloaded that are not in GOCACHE; \
              `off` uses none, whatever `vamos.toml` contains.",
};

/// Which servers a workspace may name.
pub(crate) const REMOTE_ALLOW: Variable = Variable {
    name: "VAMOS_REMOTE_ALLOW",
    kind: Kind::Addresses,
    default: "",
    meaning: "Servers, separated by commas, that the `vamos.toml` of a workspace may name; \
              `host:port` means `grpcs://host:port`.",
};

/// The upload of results to the remote cache.
pub(crate) const REMOTE_UPLOAD: Variable = Variable {
    name: "VAMOS_REMOTE_UPLOAD",
    kind: Kind::Switch,
    default: "off",
    meaning: "Whether results are also uploaded to the remote cache.",
};

/// Jobs on other machines.
pub(crate) const REMOTE_EXEC: Variable = Variable {
    name: "VAMOS_REMOTE_EXEC",
    kind: Kind::Switch,
    default: "off",
    meaning: "Whether the workers of the server in `VAMOS_REMOTE` compile, assemble, link and vet.",
};

/// Tests on other machines.
pub(crate) const REMOTE_TESTS: Variable = Variable {
    name: "VAMOS_REMOTE_TESTS",
    kind: Kind::Choice(&["explain"]),
    default: "off",
    meaning: "Whether the workers of `VAMOS_REMOTE_EXEC` also run tests whose results depend \
              only on content; `explain` reports on stderr why a test runs locally.",
};

/// The required properties of workers.
pub(crate) const REMOTE_PLATFORM: Variable = Variable {
    name: "VAMOS_REMOTE_PLATFORM",
    kind: Kind::Pairs,
    default: "",
    meaning: "Properties that the workers of `VAMOS_REMOTE_EXEC` need, one on each line, such as \
              `OSFamily=linux`.",
};

/// Local runs of jobs that take long on other machines.
pub(crate) const REMOTE_RACE: Variable = Variable {
    name: "VAMOS_REMOTE_RACE",
    kind: Kind::Delay,
    default: "on",
    meaning: "Whether a job that the workers of `VAMOS_REMOTE_EXEC` have not finished in time \
              is also started locally, if a processor is idle; a number is that time in \
              seconds, which is estimated otherwise.",
};

/// Whose results are trusted.
pub(crate) const REMOTE_KEYS: Variable = Variable {
    name: "VAMOS_REMOTE_KEYS",
    kind: Kind::Keys,
    default: "",
    meaning: "Public keys, in hex and separated by commas: only results that one of them signed \
              are used; without keys all are.",
};

/// The key that signs results.
pub(crate) const REMOTE_SIGNING_KEY: Variable = Variable {
    name: "VAMOS_REMOTE_SIGNING_KEY",
    kind: Kind::Mark,
    default: "",
    meaning: "The file with the private Ed25519 key, PKCS #8 in DER, that results are signed \
              with when they are sent.",
};

/// Whose certificates the server may have.
pub(crate) const REMOTE_TLS_CA: Variable = Variable {
    name: "VAMOS_REMOTE_TLS_CA",
    kind: Kind::Mark,
    default: "",
    meaning: "The file with the certificates, in PEM, of the authorities that the server's \
              certificate has to come from; without it those of the machine (or \
              `SSL_CERT_FILE` and `SSL_CERT_DIR`) are used.",
};

/// The certificate of this client.
pub(crate) const REMOTE_TLS_CERT: Variable = Variable {
    name: "VAMOS_REMOTE_TLS_CERT",
    kind: Kind::Mark,
    default: "",
    meaning: "The file with the certificate of this client, in PEM, for servers that ask for \
              one; together with `VAMOS_REMOTE_TLS_KEY`.",
};

/// The private key of this client's certificate.
pub(crate) const REMOTE_TLS_KEY: Variable = Variable {
    name: "VAMOS_REMOTE_TLS_KEY",
    kind: Kind::Mark,
    default: "",
    meaning: "The file with the private key, in PEM, of `VAMOS_REMOTE_TLS_CERT`.",
};

/// The headers of every request.
pub(crate) const REMOTE_HEADER: Variable = Variable {
    name: "VAMOS_REMOTE_HEADER",
    kind: Kind::Header,
    default: "",
    meaning: "Headers of all requests to the remote cache, one on each line; their values are \
              not shown in messages.",
};

/// The program that returns more headers.
pub(crate) const REMOTE_CREDENTIAL_HELPER: Variable = Variable {
    name: "VAMOS_REMOTE_CREDENTIAL_HELPER",
    kind: Kind::Mark,
    default: "",
    meaning: "A program, on PATH or by its path, that returns more headers in the protocol of \
              Bazel's credential helpers.",
};

/// The time limit for answers of the server.
pub(crate) const REMOTE_TIMEOUT: Variable = Variable {
    name: "VAMOS_REMOTE_TIMEOUT",
    kind: Kind::Seconds,
    default: "2",
    meaning: "How many seconds, 1 to 3600, the remote cache may take to answer before the \
              command continues without it.",
};

/// The source of the address of the remote cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RemoteSetting {
    /// Nowhere: there is no remote cache.
    Off,
    /// From a `vamos.toml`, if one names it.
    FromFile,
    /// From the variable.
    Named,
}

/// Returns the source of the address of the remote cache, after the lists are parsed.
pub(super) fn setting(env: &[(String, String)]) -> Result<RemoteSetting, InvalidVariable> {
    let lists = REMOTE_KEYS.value(env).and(REMOTE_ALLOW.value(env));
    let others = REMOTE_HEADER.value(env).and(REMOTE_TIMEOUT.value(env));
    let others = others.and(REMOTE_PLATFORM.value(env));
    lists.and(others)?;
    Ok(match REMOTE.value(env)? {
        Value::On => RemoteSetting::Named,
        _ if REMOTE.text(env).is_empty() => RemoteSetting::FromFile,
        _ => RemoteSetting::Off,
    })
}
