//! What an XMP packet says of where a picture comes from.
//!
//! The packet is read as far as it is XML. Entities are not resolved, and the containers bound how long it is.

use atelier_domain::images::AiLabel;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

/// IPTC's extension schema, by whatever prefix a packet knows it.
const IPTC: &[u8] = b"http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
const RDF: &[u8] = b"http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const PROPERTY: &[u8] = b"DigitalSourceType";

/// No packet has elements within elements so deep; the parser counts no further than 65,535.
const MAX_DEPTH: u32 = 256;

/// No term of the vocabulary is nearly as long.
const MAX_TERM: usize = 64;

/// The term that the property "Digital Source Type" gives. Where a packet gives several, as it does where it tells of
/// other pictures too, the one counts that says most of artificial intelligence.
pub(super) fn digital_source_type(packet: &[u8]) -> Option<String> {
    let mut found = Found::default();
    let mut reader = NsReader::from_reader(packet);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    // Whether the text that comes next is a value.
    let mut inside = false;
    let mut depth = 0_u32;
    while depth < MAX_DEPTH {
        // What is broken here says nothing more.
        let Ok((space, event)) = reader.read_resolved_event() else { break };
        let is_iptc = is_of(&space, IPTC);
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        match event {
            Event::Start(start) | Event::Empty(start) => {
                let is_property = is_iptc && start.local_name().as_ref() == PROPERTY;
                inside |= is_property;
                if is_property {
                    found.attribute(&reader, &start, RDF, b"resource");
                } else {
                    found.attribute(&reader, &start, IPTC, PROPERTY);
                }
            }
            Event::End(end) => inside &= !(is_iptc && end.local_name().as_ref() == PROPERTY),
            Event::Text(text) if inside => found.value(&text),
            Event::CData(text) if inside => found.value(&text),
            Event::Eof => break,
            _ => {}
        }
    }
    found.term
}

fn is_of(space: &ResolveResult<'_>, wanted: &[u8]) -> bool {
    matches!(space, ResolveResult::Bound(Namespace(name)) if *name == wanted)
}

#[derive(Default)]
struct Found {
    term: Option<String>,
}

impl Found {
    fn attribute(&mut self, reader: &NsReader<&[u8]>, start: &BytesStart<'_>, space: &[u8], name: &[u8]) {
        for attribute in start.attributes().with_checks(false).flatten() {
            let (of, local) = reader.resolver().resolve_attribute(attribute.key);
            if local.as_ref() == name && is_of(&of, space) {
                self.value(&attribute.value);
            }
        }
    }

    /// A value is an address, `http://cv.iptc.org/newscodes/digitalsourcetype/…`, a short form of it, or the bare term.
    fn value(&mut self, value: &[u8]) {
        let value = value.trim_ascii();
        let term = value.rsplit(|byte| matches!(byte, b'/' | b':')).next().unwrap_or_default();
        if term.is_empty() || term.len() > MAX_TERM || !term.iter().all(u8::is_ascii_alphanumeric) {
            return;
        }
        let term = String::from_utf8_lossy(term).into_owned();
        let says_more = |known: &String| AiLabel::of_term(&term) > AiLabel::of_term(known);
        if self.term.as_ref().is_none_or(says_more) {
            self.term = Some(term);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    fn packet(description: &str) -> String {
        format!(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
             <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
             xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\">{description}</rdf:RDF></x:xmpmeta>\
             <?xpacket end=\"w\"?>"
        )
    }

    fn read(description: &str) -> Option<String> {
        digital_source_type(packet(description).as_bytes())
    }

    #[test]
    fn the_property_is_read_in_each_form_that_programs_write() {
        let forms = [
            format!("<rdf:Description Iptc4xmpExt:DigitalSourceType=\"{TERMS}trainedAlgorithmicMedia\"/>"),
            format!(
                "<rdf:Description><Iptc4xmpExt:DigitalSourceType>\n {TERMS}trainedAlgorithmicMedia \
                 </Iptc4xmpExt:DigitalSourceType></rdf:Description>"
            ),
            format!(
                "<rdf:Description><Iptc4xmpExt:DigitalSourceType rdf:resource='{TERMS}trainedAlgorithmicMedia'/>\
                 </rdf:Description>"
            ),
            "<rdf:Description xmlns:ext='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' \
             ext:DigitalSourceType='digsrctype:trainedAlgorithmicMedia'/>"
                .to_owned(),
        ];
        for form in forms {
            assert_eq!(read(&form).as_deref(), Some("trainedAlgorithmicMedia"), "{form}");
        }
        let capture = read("<rdf:Description Iptc4xmpExt:DigitalSourceType='digitalCapture'/>");
        assert_eq!(capture.as_deref(), Some("digitalCapture"));
    }

    #[test]
    fn what_merely_has_the_name_says_nothing() {
        for other in [
            "<rdf:Description xmlns:my='urn:mine' my:DigitalSourceType='trainedAlgorithmicMedia'/>",
            "<rdf:Description DigitalSourceType='trainedAlgorithmicMedia'/>",
            "<rdf:Description unknown:DigitalSourceType='trainedAlgorithmicMedia'/>",
            "<!-- Iptc4xmpExt:DigitalSourceType='trainedAlgorithmicMedia' --><rdf:Description/>",
            "<rdf:Description Iptc4xmpExt:DigitalSourceType=''/>",
            "<rdf:Description Iptc4xmpExt:DigitalSourceType='a &amp; b'/>",
            "<rdf:Description>trainedAlgorithmicMedia</rdf:Description>",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
        let long = "a".repeat(MAX_TERM + 1);
        assert_eq!(read(&format!("<rdf:Description Iptc4xmpExt:DigitalSourceType='{long}'/>")), None);
    }

    #[test]
    fn of_several_the_one_counts_that_says_most() {
        let several = "<rdf:Description Iptc4xmpExt:DigitalSourceType='digitalCapture'/>\
                       <rdf:Description Iptc4xmpExt:DigitalSourceType='compositeWithTrainedAlgorithmicMedia'/>\
                       <rdf:Description Iptc4xmpExt:DigitalSourceType='humanEdits'/>";
        assert_eq!(read(several).as_deref(), Some("compositeWithTrainedAlgorithmicMedia"));
    }

    #[test]
    fn a_broken_packet_gives_what_comes_before_the_break_and_never_an_error() {
        let whole = packet("<rdf:Description Iptc4xmpExt:DigitalSourceType='trainedAlgorithmicMedia'/>");
        for end in 0..whole.len() {
            let _ = digital_source_type(&whole.as_bytes()[..end]);
        }
        let broken = "<rdf:Description Iptc4xmpExt:DigitalSourceType='trainedAlgorithmicMedia'/></a></b><<";
        assert_eq!(read(broken).as_deref(), Some("trainedAlgorithmicMedia"));
        for noise in [&b""[..], b"\0\0\0", b"<", b"<!DOCTYPE", b"&amp;", b"\xff\xfe<\0x\0"] {
            assert_eq!(digital_source_type(noise), None);
        }
        let deep = "<a>".repeat(100_000);
        assert_eq!(digital_source_type(deep.as_bytes()), None);
    }
}
