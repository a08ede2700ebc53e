//! `atelier seed`: roles and permissions, and something to look at.

use crate::config::Config;
use crate::error::StartError;
use crate::wiring::{UseCases, open_store};
use crate::{demo, exit};

/// Writes the built-in roles and, with `with_demo`, the demonstration studio.
pub async fn run(config: &Config, with_demo: bool) -> Result<i32, StartError> {
    let store = open_store(config, true).await?;
    println!("Roles and permissions are up to date.");
    if !with_demo {
        store.close().await.map_err(StartError::of)?;
        return Ok(exit::OK);
    }
    let use_cases = UseCases::build(config, store)?;
    match demo::make(&use_cases, &config.spool_folder()).await? {
        Some(made) => print!("{}", describe(config, &made)),
        None => println!("There is a demonstration studio already; nothing was changed."),
    }
    use_cases.close().await;
    Ok(exit::OK)
}

fn describe(config: &Config, demo: &demo::Demo) -> String {
    let url = config.server.public_url(config.server.bind);
    let demo::Demo { login, password, gallery, share_token, pictures } = demo;
    format!(
        "
A studio with {pictures} pictures is ready. Once the server runs (`atelier`):

  desk        {url}/
  sign in     curl -s {url}/api/v1/auth/login -H 'Content-Type: application/json' \\
                   -d '{{\"username\": \"{login}\", \"password\": \"{password}\"}}'
  gallery     {url}/api/v1/galleries/{gallery}/images
  share link  {url}/g/{share_token}

The password and the link are shown only now.
"
    )
}
