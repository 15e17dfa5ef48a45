//! Sockets that do not block and that children do not inherit, with one system call.
//!
//! Counterpart: net/sock_cloexec.go, net/sys_cloexec.go.

use std::os::fd::OwnedFd;

use rustix::io::Errno;
use rustix::net::AddressFamily;
use rustix::net::SocketFlags;
use rustix::net::SocketType;

/// Opens a socket for TCP.
pub(super) fn socket(family: AddressFamily) -> Result<OwnedFd, Errno> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    rustix::net::socket_with(family, SocketType::STREAM, flags, None)
}
