//! Which code does TLS: rustls with ring, everywhere.

/// Names the provider for all connections of this process.
pub fn install_provider() {
    // That one has been named already, by us or by whoever embeds the server, is no failure.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
