//! What the studio takes out of a list: for a spreadsheet, and for the programs that develop pictures.

use atelier_domain::access::{Action, Actor};
use atelier_domain::identity::UserKind;
use atelier_domain::{GalleryId, ImageId, SelectionId};

use super::{Selections, find};
use crate::AppResult;
use crate::access::visible_levels;
use crate::galleries::{find as find_gallery, live};
use crate::paging::{MAX_LIMIT, PageRequest};

/// A picture of a list, as an export names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub image: ImageId,
    pub filename: String,
    /// From 1.
    pub place: u64,
    /// Whether it is beyond the included ones.
    pub is_extra: bool,
    /// 1 to 5: the owner's stars, or the rounded mean of all that clients gave.
    pub rating: Option<u8>,
    /// BLAKE3 of the original.
    pub content_hash: String,
}

/// A whole list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    pub chosen: Vec<Chosen>,
}

impl Selections {
    /// The whole list, for the studio.
    pub async fn export(&self, actor: &Actor, gallery: GalleryId, id: SelectionId) -> AppResult<Sheet> {
        let tx = self.kernel.read().await?;
        let gallery = live(find_gallery(&tx, actor, gallery).await?.allowed(actor, Action::EditGallery)?)?;
        let selection = find(&tx, actor, gallery.id, id).await?.allowed(actor, Action::EditGallery)?;
        let levels = visible_levels(actor, &gallery);
        let included = selection.terms.included.and_then(|count| u64::try_from(count).ok());
        let mut sheet = Sheet { name: selection.name.clone(), chosen: Vec::new() };
        let mut page = PageRequest::first(MAX_LIMIT);
        loop {
            let images = tx.selections().images(&selection, &levels, page).await?;
            let ids: Vec<ImageId> = images.items.iter().map(|image| image.id).collect();
            let own = match selection.owner {
                Some(owner) => tx.proofs().opinions(gallery.id, owner, &ids).await?,
                None => std::collections::HashMap::new(),
            };
            let all = tx.proofs().summaries(gallery.id, &ids, actor.is(UserKind::Studio)).await?;
            for image in images.items {
                let place = sheet.chosen.len() as u64 + 1;
                let stars = match selection.owner {
                    Some(_) => own.get(&image.id).and_then(|opinion| opinion.rating).map(f64::from),
                    None => all.get(&image.id).and_then(|summary| summary.average_rating),
                };
                sheet.chosen.push(Chosen {
                    image: image.id,
                    filename: image.filename,
                    place,
                    is_extra: included.is_some_and(|included| place > included),
                    rating: stars.map(|stars| stars.round().clamp(1.0, 5.0) as u8),
                    content_hash: image.content_hash,
                });
            }
            page.offset += page.limit;
            if page.offset >= images.total {
                return Ok(sheet);
            }
        }
    }
}

impl Sheet {
    /// Comma-separated values with a line of headings, by RFC 4180.
    pub fn to_csv(&self) -> String {
        let mut text = String::from("place,image_id,filename,rating,extra,content_hash\r\n");
        for chosen in &self.chosen {
            let Chosen { image, filename, place, is_extra, rating, content_hash } = chosen;
            let rating = rating.map_or_else(String::new, |rating| rating.to_string());
            let name = cell(filename);
            text.push_str(&format!("{place},{image},{name},{rating},{is_extra},{content_hash}\r\n"));
        }
        text
    }

    /// The names of the files, a line each, as the search fields of catalogues take them.
    pub fn to_names(&self) -> String {
        self.chosen.iter().map(|chosen| format!("{}\n", chosen.filename)).collect()
    }

    /// A sidecar for each picture: its name and what is in it. Where two pictures have one name, the later ones carry
    /// their number too.
    pub fn to_sidecars(&self) -> Vec<(String, String)> {
        let mut taken = std::collections::BTreeSet::new();
        let name = |chosen: &Chosen| {
            let stem = chosen.filename.rsplit_once('.').map_or(chosen.filename.as_str(), |(stem, _)| stem);
            let plain = format!("{stem}.xmp");
            if taken.insert(plain.to_lowercase()) { plain } else { format!("{stem}-{}.xmp", chosen.image) }
        };
        let names: Vec<String> = self.chosen.iter().map(name).collect();
        names.into_iter().zip(self.chosen.iter().map(|chosen| self.sidecar(chosen))).collect()
    }

    /// XMP as Lightroom and Capture One read it: stars, a green label, and the name of the list as a keyword.
    fn sidecar(&self, chosen: &Chosen) -> String {
        let rating = chosen.rating.map_or_else(String::new, |rating| format!(" xmp:Rating=\"{rating}\""));
        let keyword = escaped(&self.name);
        format!(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
             <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n \
             <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n  \
             <rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmp:Label=\"Green\"{rating}>\n   \
             <dc:subject><rdf:Bag><rdf:li>{keyword}</rdf:li></rdf:Bag></dc:subject>\n  \
             </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>\n"
        )
    }
}

/// A cell of a table. What a spreadsheet would take for a formula is made plain text, because the names come from
/// whoever uploaded the files.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let plain = if formula { format!("'{text}") } else { text.to_owned() };
    if plain.contains([',', '"', '\r', '\n']) { format!("\"{}\"", plain.replace('"', "\"\"")) } else { plain }
}

/// Text inside an element.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(image: i64, filename: &str, rating: Option<u8>) -> Chosen {
        Chosen {
            image: ImageId(image),
            filename: filename.into(),
            place: 1,
            is_extra: false,
            rating,
            content_hash: "00".into(),
        }
    }

    fn sheet(chosen: Vec<Chosen>) -> Sheet {
        Sheet { name: "Bilder <A & B>".into(), chosen }
    }

    #[test]
    fn a_table_quotes_what_it_must_and_runs_no_formula() {
        let table = sheet(vec![chosen(7, "a,\"b\".jpg", Some(4)), chosen(8, "=1+1.jpg", None)]).to_csv();
        let lines: Vec<&str> = table.split("\r\n").collect();
        assert_eq!(lines[1], "1,7,\"a,\"\"b\"\".jpg\",4,false,00");
        assert_eq!(lines[2], "1,8,'=1+1.jpg,,false,00");
    }

    #[test]
    fn a_sidecar_has_stars_and_the_list_as_a_keyword() {
        let made = sheet(vec![chosen(7, "DSC_0001.NEF.jpg", Some(5)), chosen(8, "b", None)]).to_sidecars();
        assert_eq!(made[0].0, "DSC_0001.NEF.xmp");
        assert!(made[0].1.contains("xmp:Rating=\"5\""), "{}", made[0].1);
        assert!(made[0].1.contains("<rdf:li>Bilder &lt;A &amp; B&gt;</rdf:li>"));
        assert_eq!(made[1].0, "b.xmp");
        assert!(!made[1].1.contains("xmp:Rating"));
    }

    #[test]
    fn two_pictures_of_one_name_have_two_sidecars() {
        let made =
            sheet(vec![chosen(7, "DSC_0001.jpg", None), chosen(8, "dsc_0001.JPG", None)]).to_sidecars();
        assert_eq!([made[0].0.as_str(), made[1].0.as_str()], ["DSC_0001.xmp", "dsc_0001-8.xmp"]);
    }
}
