//! What is said once the server runs: where it is, where its API is described, and what to do next.

/// The lines for an installation that is reached at `url`.
pub fn text(url: &str) -> String {
    format!(
        "
Atelier {version} serves {url}

  API page    {url}/api/docs
  next step   register a studio:

    curl -s {url}/api/v1/auth/register -H 'Content-Type: application/json' -d '{{
      \"studio_name\": \"My Studio\", \"name\": \"Me\", \"username\": \"me\",
      \"email\": \"me@studio.example\", \"password\": \"a long pass phrase\" }}'

  or look around first: `atelier seed --demo`
",
        version = env!("CARGO_PKG_VERSION")
    )
}
