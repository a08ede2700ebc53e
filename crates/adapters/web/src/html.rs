//! Text inside HTML. Whatever somebody typed passes through here on its way into a page.

/// The text as the content of an element, or as the value of an attribute in quotes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The value as JSON that can stand inside a `<script>`: nothing in it can end the element.
pub fn json(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(escape("<b a=\"1\" c='2'> & Søn"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt; &amp; Søn");
        assert_eq!(json(&serde_json::json!({"a": "</script><!--"})), r#"{"a":"\u003c/script>\u003c!--"}"#);
    }
}
