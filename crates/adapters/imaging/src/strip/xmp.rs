//! The smallest XMP packet that says whose a picture is.

use atelier_domain::galleries::Notice;

pub(super) fn packet(notice: &Notice) -> String {
    let Notice { copyright, creator } = notice;
    let rights = escape(copyright);
    let creator = creator.as_deref().map(|creator| {
        format!("<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>", escape(creator))
    });
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmpRights=\"http://ns.adobe.com/xap/1.0/rights/\" xmpRights:Marked=\"True\">\
         <dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">{rights}</rdf:li></rdf:Alt></dc:rights>{}\
         </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>",
        creator.unwrap_or_default()
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML has no way to write them.
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_cannot_break_out_of_its_packet() {
        let packet =
            packet(&Notice { copyright: "</dc:rights> & \u{1}".into(), creator: Some("\"Kari\"".into()) });
        assert!(packet.contains("&lt;/dc:rights&gt; &amp; </rdf:li>"), "{packet}");
        assert!(packet.contains("<rdf:li>&quot;Kari&quot;</rdf:li>"), "{packet}");
    }
}
