//! Real modules with large or unusual graphs, pinned.
//!
//! Counterpart: none.

use crate::corpus;
use crate::corpus::Member;

const fn graph(name: &'static str, module: &'static str, version: &'static str) -> Member {
    Member {
        name,
        module,
        version,
        package: "",
    }
}

/// Members that are not in the corpus of builds.
const GRAPHS: &[Member] = &[
    graph("prometheus", "github.com/prometheus/prometheus", "v0.315.0"),
    graph("client-go", "k8s.io/client-go", "v0.37.2"),
    graph("kubectl", "k8s.io/kubectl", "v0.37.2"),
    graph("grpc", "google.golang.org/grpc", "v1.85.0"),
    graph("helm", "helm.sh/helm/v3", "v3.22.0"),
    graph("viper", "github.com/spf13/viper", "v1.21.0"),
    graph(
        "containerd",
        "github.com/containerd/containerd/v2",
        "v2.4.2",
    ),
    graph("compose", "github.com/docker/compose/v2", "v2.40.3"),
    graph(
        "golangci-lint",
        "github.com/golangci/golangci-lint/v2",
        "v2.15.0",
    ),
    graph("minio-go", "github.com/minio/minio-go/v7", "v7.4.1"),
    graph("opa", "github.com/open-policy-agent/opa", "v1.22.0"),
    graph("rclone", "github.com/rclone/rclone", "v1.75.1"),
    graph(
        "controller-runtime",
        "sigs.k8s.io/controller-runtime",
        "v0.25.2",
    ),
    graph("ko", "github.com/google/ko", "v0.19.1"),
    graph("gocloud", "gocloud.dev", "v0.47.0"),
    graph("vault-api", "github.com/hashicorp/vault/api", "v1.23.0"),
    graph("consul-api", "github.com/hashicorp/consul/api", "v1.34.4"),
    graph("etcd-client", "go.etcd.io/etcd/client/v3", "v3.7.3"),
    graph(
        "testcontainers",
        "github.com/testcontainers/testcontainers-go",
        "v0.45.0",
    ),
    graph(
        "nats-server",
        "github.com/nats-io/nats-server/v2",
        "v2.15.2",
    ),
];

/// All names, for the comparison of graphs.
pub(crate) const ALL: &[&str] = &[
    "fzf",
    "esbuild",
    "staticcheck",
    "gopls",
    "caddy",
    "prometheus",
    "client-go",
    "kubectl",
    "grpc",
    "helm",
    "viper",
    "containerd",
    "compose",
    "golangci-lint",
    "minio-go",
    "opa",
    "rclone",
    "controller-runtime",
    "ko",
    "gocloud",
    "vault-api",
    "consul-api",
    "etcd-client",
    "testcontainers",
    "nats-server",
];

/// Finds a member by name; projects of the corpus of builds are members too.
pub(crate) fn find(name: &str) -> Result<&'static Member, String> {
    let known = GRAPHS.iter().find(|member| member.name == name);
    let is_built = |member: &&Member| member.name == name && !member.module.is_empty();
    known
        .or_else(|| corpus::MEMBERS.iter().find(is_built))
        .ok_or_else(|| format!("no member {name}; there are: {}", ALL.join(", ")))
}
