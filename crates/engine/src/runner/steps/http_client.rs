//! HTTP out: one client for the host that the workflow names, one for hosts that an answer redirects to.
//!
//! The first may be any host the person wrote down. The second reaches public addresses only, checked at the moment
//! of connecting, so that an answer cannot send a request into the local network.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Url, redirect};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(15);

/// The clients.
pub(super) struct Clients {
    /// For the host that the workflow names.
    pub(super) named: Client,
    /// For any other host.
    pub(super) public: Client,
}

static CLIENTS: LazyLock<Result<Clients, String>> = LazyLock::new(|| {
    // Fails only when a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let common = || {
        Client::builder()
            .connect_timeout(CONNECT)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("Prama/", env!("CARGO_PKG_VERSION")))
    };
    let named = common().build().map_err(|e| e.to_string())?;
    let public = common().dns_resolver(Arc::new(PublicOnly)).build().map_err(|e| e.to_string())?;
    Ok(Clients { named, public })
});

/// The clients, made at first use.
pub(super) fn clients() -> Result<&'static Clients, String> {
    CLIENTS.as_ref().map_err(Clone::clone)
}

struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|a| is_public(a.ip())).collect();
            if public.is_empty() {
                return Err(format!("{} is not a public host", name.as_str()).into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether a redirect to this address literal, if it is one, may be followed.
pub(super) fn literal_is_public(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
    host.parse().map_or(true, is_public)
}

/// Whether the URL leads back to this very engine, as its endpoint file in the data folder says.
pub(super) fn is_own(url: &Url, data_dir: &Path) -> bool {
    let read = std::fs::read(data_dir.join("endpoint.json")).ok();
    let endpoint: Option<serde_json::Value> = read.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let own = endpoint.as_ref().and_then(|e| e["url"].as_str()).and_then(|u| Url::parse(u).ok());
    own.is_some_and(|own| own.port_or_known_default() == url.port_or_known_default() && is_loopback(url))
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
    match bare.parse::<IpAddr>() {
        Ok(ip) => ip.to_canonical().is_loopback() || ip.is_unspecified(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(v4) => public_v4(v4),
        IpAddr::V6(v6) => public_v6(v6),
    }
}

fn public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, ..] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let benchmark = a == 198 && (18..20).contains(&b);
    !(ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_multicast() || ip.is_documentation())
        && a != 0
        && a < 240
        && !shared
        && !benchmark
}

fn public_v6(ip: Ipv6Addr) -> bool {
    // 64:ff9b::/96 and 2002::/16 carry an IPv4 address inside, which may be a local one.
    let first = ip.segments()[0];
    let global = (0x2000..0x4000).contains(&first);
    global && first != 0x2002 && !(first == 0x2001 && ip.segments()[1] < 0x0200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_addresses_are_not_public() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "224.0.0.1",
            "255.255.255.255",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in ["1.1.1.1", "93.184.216.34", "2606:4700::1111"] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn the_engine_knows_its_own_address() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("endpoint.json"), r#"{"url":"http://127.0.0.1:8000"}"#).unwrap();
        let own = |url: &str| is_own(&Url::parse(url).unwrap(), dir.path());
        assert!(own("http://localhost:8000/api") && own("http://[::1]:8000/") && own("http://127.1:8000/"));
        assert!(!own("http://localhost:8001/") && !own("http://example.org:8000/"));
    }
}
