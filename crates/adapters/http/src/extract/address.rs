//! Where a request comes from.

use std::net::IpAddr;
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Ready, ready};

use crate::problem::Problem;
use crate::settings::HttpSettings;

/// The client's address: the peer's, or, behind trusted proxies, the nearest hop that is not one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl FromRequest for ClientAddress {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(req)))
    }
}

impl ClientAddress {
    pub fn of(req: &HttpRequest) -> Self {
        // Without a peer there is no network: a test.
        let peer = req.peer_addr().map_or(IpAddr::from([127, 0, 0, 1]), |peer| peer.ip()).to_canonical();
        let trusted = req.app_data::<Data<HttpSettings>>().map(|settings| &settings.trusted_proxies);
        let is_trusted = |address: IpAddr| {
            trusted.is_some_and(|networks| networks.iter().any(|network| network.contains(address)))
        };
        if !is_trusted(peer) {
            return Self(peer);
        }
        // Each proxy appends the hop that it saw, so the right-most ones were written by proxies of ours. What stands
        // left of the first stranger is the stranger's own claim.
        let mut nearest = peer;
        let header = req.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
        let hops: Vec<&str> = header.flat_map(|value| value.split(',')).collect();
        for hop in hops.into_iter().rev() {
            let Some(address) = parse_hop(hop) else { break };
            nearest = address;
            if !is_trusted(address) {
                break;
            }
        }
        Self(nearest)
    }

    /// What limits count by: the address, or its /64 for IPv6, since one subscriber holds a whole one.
    pub fn bucket(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(_) => self.0,
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::from([a, b, c, d, 0, 0, 0, 0])
            }
        }
    }
}

fn parse_hop(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let bare = hop.parse::<IpAddr>().ok();
    let with_port = || hop.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip());
    bare.or_else(with_port).map(|address| address.to_canonical())
}

/// A range of addresses such as `10.0.0.0/8`, or a single one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// A text that names no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither an address nor a network such as 10.0.0.0/8")]
pub struct InvalidNetwork(String);

impl Network {
    pub fn contains(&self, other: IpAddr) -> bool {
        match (self.address, other) {
            (IpAddr::V4(network), IpAddr::V4(other)) => {
                let shift = 32 - u32::from(self.prefix);
                (u32::from(network) ^ u32::from(other)).checked_shr(shift).unwrap_or(0) == 0
            }
            (IpAddr::V6(network), IpAddr::V6(other)) => {
                let shift = 128 - u32::from(self.prefix);
                (u128::from(network) ^ u128::from(other)).checked_shr(shift).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = InvalidNetwork;

    fn from_str(text: &str) -> Result<Self, InvalidNetwork> {
        let invalid = || InvalidNetwork(text.to_owned());
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u8>().map_err(|_| invalid())?)),
            None => (text, None),
        };
        let address = address.trim().parse::<IpAddr>().map_err(|_| invalid())?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(longest);
        if prefix > longest { Err(invalid()) } else { Ok(Self { address, prefix }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn address(peer: &str, forwarded: &[&str], proxies: &[&str]) -> String {
        let trusted_proxies = proxies.iter().map(|text| text.parse().unwrap()).collect();
        let settings = HttpSettings { trusted_proxies, ..HttpSettings::default() };
        let mut request =
            TestRequest::get().app_data(Data::new(settings)).peer_addr(format!("{peer}:1").parse().unwrap());
        for value in forwarded {
            request = request.append_header(("x-forwarded-for", *value));
        }
        ClientAddress::of(&request.to_http_request()).0.to_string()
    }

    #[test]
    fn a_stranger_cannot_choose_its_address() {
        assert_eq!(address("9.9.9.9", &["1.1.1.1"], &[]), "9.9.9.9");
        assert_eq!(address("9.9.9.9", &["1.1.1.1"], &["10.0.0.0/8"]), "9.9.9.9");
    }

    #[test]
    fn behind_proxies_the_nearest_stranger_counts() {
        let proxies = ["10.0.0.0/8"];
        assert_eq!(address("10.0.0.1", &["1.1.1.1, 8.8.8.8"], &proxies), "8.8.8.8");
        assert_eq!(address("10.0.0.1", &["1.1.1.1, 8.8.8.8", "10.0.0.2:443"], &proxies), "8.8.8.8");
        assert_eq!(address("10.0.0.1", &["junk, 10.0.0.2"], &proxies), "10.0.0.2");
        assert_eq!(address("10.0.0.1", &[], &proxies), "10.0.0.1");
    }

    #[test]
    fn networks_contain_what_they_say() {
        let network = |text: &str| text.parse::<Network>().unwrap();
        assert!(network("10.0.0.0/8").contains("10.255.0.1".parse().unwrap()));
        assert!(!network("10.0.0.0/8").contains("11.0.0.1".parse().unwrap()));
        assert!(network("0.0.0.0/0").contains("1.2.3.4".parse().unwrap()));
        assert!(!network("0.0.0.0/0").contains("::1".parse().unwrap()));
        assert!(network("fd00::/8").contains("fd12::1".parse().unwrap()));
        assert!(network("::1").contains("::1".parse().unwrap()));
        for bad in ["", "x", "10.0.0.0/33", "::/129", "10.0.0.0/x"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }

    #[test]
    fn one_subscriber_of_ipv6_is_one_bucket() {
        let bucket = |text: &str| ClientAddress(text.parse().unwrap()).bucket();
        assert_eq!(bucket("2001:db8::1"), bucket("2001:db8::ffff:1"));
        assert_ne!(bucket("2001:db8::1"), bucket("2001:db8:0:1::1"));
    }
}
