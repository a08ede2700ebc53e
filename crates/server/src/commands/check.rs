//! `atelier check`: is everything that the database names there, and as it was?

use atelier_application::ports::CounterDrift;
use atelier_application::upkeep::{CheckReport, Finding};

use crate::config::Config;
use crate::error::StartError;
use crate::exit;
use crate::wiring::{UseCases, open_store};

/// Recounts the counters and looks at every original; without `quick` it also reads their bytes.
pub async fn run(config: &Config, repair: bool, quick: bool) -> Result<i32, StartError> {
    let use_cases = UseCases::build(config, open_store(config, true).await?)?;
    let report = use_cases.upkeep.check(!quick, repair).await.map_err(StartError::of)?;
    use_cases.close().await;
    print!("{}", describe(&report, repair, quick));
    let open = report.findings.iter().any(|finding| !(repair && matches!(finding, Finding::Counter(_))));
    Ok(if open { exit::DIFFERENCES } else { exit::OK })
}

fn describe(report: &CheckReport, repair: bool, quick: bool) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        text.push_str(&match finding {
            Finding::Counter(CounterDrift { gallery, counter, stored, counted }) => {
                let done = if repair { "; corrected" } else { "" };
                format!("gallery {gallery}: {counter} is {stored}, and should be {counted}{done}\n")
            }
            Finding::Missing { image, storage_key } => format!("image {image}: {storage_key} is missing\n"),
            Finding::Damaged { image, storage_key } => {
                format!("image {image}: {storage_key} has other bytes than were stored\n")
            }
            Finding::StagedMissing { file, storage_key } => {
                format!("staged file {file}: {storage_key} is missing\n")
            }
            Finding::StagedDamaged { file, storage_key } => {
                format!("staged file {file}: {storage_key} has other bytes than were stored\n")
            }
            Finding::LibraryMissing { file, storage_key } => {
                format!("library file {file}: {storage_key} is missing\n")
            }
            Finding::LibraryDamaged { file, storage_key } => {
                format!("library file {file}: {storage_key} has other bytes than were stored\n")
            }
        });
    }
    let how = if quick { "are there with their size" } else { "were read" };
    let verdict = match report.findings.len() {
        0 => "nothing is amiss".to_owned(),
        1 => "1 difference".to_owned(),
        count => format!("{count} differences"),
    };
    text.push_str(&format!("{} originals ({} bytes) {how}: {verdict}.\n", report.originals, report.bytes));
    text
}

#[cfg(test)]
mod tests {
    use atelier_domain::{GalleryId, ImageId};

    use super::*;

    #[test]
    fn a_report_names_what_is_amiss() {
        let report = CheckReport {
            originals: 2,
            bytes: 7,
            findings: vec![
                Finding::Counter(CounterDrift {
                    gallery: GalleryId(4),
                    counter: "image_count",
                    stored: 3,
                    counted: 2,
                }),
                Finding::Missing { image: ImageId(9), storage_key: "originals/1/ab/x.jpg".into() },
            ],
        };
        let text = describe(&report, true, false);
        assert!(text.contains("gallery 4: image_count is 3, and should be 2; corrected"), "{text}");
        assert!(text.contains("image 9: originals/1/ab/x.jpg is missing"), "{text}");
        assert!(text.ends_with("2 originals (7 bytes) were read: 2 differences.\n"), "{text}");
    }
}
