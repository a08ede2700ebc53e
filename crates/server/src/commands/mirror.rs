//! `atelier mirror`: copies at ImageKit of pictures that have none.

use crate::config::Config;
use crate::error::StartError;
use crate::exit;
use crate::wiring::{UseCases, open_store};

/// Orders the missing copies, or with `check` that every copy is looked after. Workers do the work.
pub async fn run(config: &Config, check: bool) -> Result<i32, StartError> {
    let use_cases = UseCases::build(config, open_store(config, true).await?)?;
    if !use_cases.mirroring.is_on() {
        use_cases.close().await;
        return Err(StartError::new("ImageKit is not configured: set imagekit.private_key".to_owned()));
    }
    let ordered = if check {
        use_cases.mirroring.check_all().await
    } else {
        use_cases.mirroring.mirror_missing().await
    };
    use_cases.close().await;
    let count = ordered.map_err(StartError::of)?;
    let what = if check { "will be checked" } else { "will be copied" };
    println!("{count} {} {what} by the workers.", if count == 1 { "picture" } else { "pictures" });
    Ok(exit::OK)
}
