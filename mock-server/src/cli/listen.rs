//! Addresses to listen on, as people write them, and why a server cannot listen there.

use std::{
    io::ErrorKind,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};
use vmcsim::StartError;

/// The port of a server that was started without arguments.
const PORT: u16 = 8080;

/// Reads the address of the server. Without a port it is 8080, and without a host it is this machine alone.
///
/// # Errors
/// It is neither an IP address, `localhost`, `*` nor a port.
pub(super) fn read_listen(text: &str) -> Result<SocketAddr, String> {
    read(text, Some(PORT)).ok_or_else(|| {
        format!("write it as 127.0.0.1:{PORT}, localhost:{PORT} or :{PORT} for this machine alone, or as 0.0.0.0:{PORT} for every network")
    })
}

/// Reads the address of the proxy, which has no usual port.
///
/// # Errors
/// As for [`read_listen`], or it has no port.
pub(super) fn read_proxy(text: &str) -> Result<SocketAddr, String> {
    read(text, None).ok_or_else(|| "write it with a port, as 127.0.0.1:8081, localhost:8081 or :8081".to_owned())
}

fn read(text: &str, usual_port: Option<u16>) -> Option<SocketAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    if let Ok(port) = text.parse() {
        return Some(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port));
    }
    if let Some(host) = host(text) {
        return usual_port.map(|port| SocketAddr::new(host, port));
    }
    let (name, port) = text.rsplit_once(':')?;
    let host = if name.is_empty() { Ipv4Addr::LOCALHOST.into() } else { host(name)? };
    Some(SocketAddr::new(host, port.parse().ok()?))
}

/// Reads a host. No name is looked up, because the server must not send anything.
fn host(text: &str) -> Option<IpAddr> {
    match text {
        "*" => Some(Ipv4Addr::UNSPECIFIED.into()),
        name if name.eq_ignore_ascii_case("localhost") => Some(Ipv4Addr::LOCALHOST.into()),
        name => match name.strip_prefix('[') {
            Some(rest) => rest.strip_suffix(']')?.parse().ok().map(IpAddr::V6),
            None => name.parse().ok(),
        },
    }
}

/// Says why a server cannot start. If the reason is an address, it says what to do.
pub(super) fn explained(err: StartError, proxy: Option<SocketAddr>) -> anyhow::Error {
    let StartError::Listen { address, reason } = &err else { return err.into() };
    let option = if proxy == Some(*address) { "--proxy" } else { "--listen" };
    let free = SocketAddr::new(address.ip(), 0);
    match reason.kind() {
        ErrorKind::AddrInUse => anyhow::anyhow!(
            "cannot listen on {address}, because another program uses this port; `{option} {free}` takes a free one"
        ),
        ErrorKind::PermissionDenied => anyhow::anyhow!(
            "cannot listen on {address}, because only the system's administrator may use this port; `{option} {free}` takes a free one"
        ),
        ErrorKind::AddrNotAvailable => anyhow::anyhow!(
            "cannot listen on {address}, because this machine does not have this address; `{option} 127.0.0.1:{}` is this machine alone",
            address.port()
        ),
        _ => err.into(),
    }
}

/// Returns the URL at which clients on this machine reach a server that listens there. `None` if the port is not known.
pub(super) fn url(address: SocketAddr) -> Option<String> {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    (address.port() != 0).then(|| format!("http://{}", SocketAddr::new(ip, address.port())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        for (text, address) in [
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("localhost:8080", "127.0.0.1:8080"),
            ("LocalHost:1", "127.0.0.1:1"),
            ("localhost", "127.0.0.1:8080"),
            (":9090", "127.0.0.1:9090"),
            ("9090", "127.0.0.1:9090"),
            (":0", "127.0.0.1:0"),
            ("0.0.0.0", "0.0.0.0:8080"),
            ("*:80", "0.0.0.0:80"),
            ("[::1]:9090", "[::1]:9090"),
            ("[::]", "[::]:8080"),
            ("::1", "[::1]:8080"),
        ] {
            assert_eq!(read_listen(text), Ok(address.parse().unwrap()), "{text}");
        }
        for text in
            ["", ":", "localhost:", "localhost:x", ":65536", "example.com:80", "[127.0.0.1]:80", "http://localhost:80"]
        {
            assert!(read_listen(text).unwrap_err().contains("localhost:8080"), "{text}");
        }
        assert_eq!(read_proxy(":8081"), Ok("127.0.0.1:8081".parse().unwrap()));
        assert!(read_proxy("localhost").is_err() && read_proxy("127.0.0.1").is_err());
    }

    #[test]
    fn the_address_of_a_server_is_where_clients_reach_it() {
        for (address, url_of_it) in [
            ("127.0.0.1:80", Some("http://127.0.0.1:80")),
            ("0.0.0.0:80", Some("http://127.0.0.1:80")),
            ("[::]:80", Some("http://[::1]:80")),
            ("127.0.0.1:0", None),
        ] {
            assert_eq!(url(address.parse().unwrap()).as_deref(), url_of_it);
        }
    }
}
