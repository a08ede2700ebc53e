//! Every code that an answer can carry. `docs/ERRORS.md` explains each of them.

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeInfo {
    /// Stable: clients compare it.
    pub code: &'static str,
    pub status: u16,
    /// What it means, whatever the details.
    pub title: &'static str,
}

const fn c(code: &'static str, status: u16, title: &'static str) -> CodeInfo {
    CodeInfo { code, status, title }
}

/// The codes of problems, by status.
pub const CODES: &[CodeInfo] = &[
    c("bad_request", 400, "The request cannot be understood"),
    c("malformed_json", 400, "The body is not JSON"),
    c("malformed_multipart", 400, "The body is not a multipart form"),
    c("invalid_header", 400, "A header cannot be understood"),
    c("unauthenticated", 401, "Sign-in is needed"),
    c("invalid_token", 401, "The access token is not valid"),
    c("token_expired", 401, "The access token has expired"),
    c("api_token_revoked", 401, "The API token has been revoked"),
    c("api_token_expired", 401, "The API token has expired"),
    c("session_ended", 401, "The sign-in has ended"),
    c("preview_ended", 401, "The preview has ended"),
    c("invalid_credentials", 401, "The name or the password is wrong"),
    c("invalid_refresh_token", 401, "The refresh token is not valid"),
    c("refresh_token_reused", 401, "The refresh token was used before"),
    c("access_code_required", 401, "The link asks for an access code"),
    c("invalid_webhook_signature", 401, "The notice is not signed as agreed"),
    c("webhook_too_old", 401, "The notice was signed too long ago"),
    c("wrong_access_code", 401, "The access code is wrong"),
    c("forbidden", 403, "A permission is missing"),
    c("sign_in_required", 403, "An API token cannot do this"),
    c("download_limit_reached", 403, "The link allows no more downloads, or not so many"),
    c("download_pin_required", 403, "Downloads by the link ask for a PIN"),
    c("downloads_not_allowed", 403, "The link allows looking and not downloading"),
    c("not_your_selection", 403, "It is somebody else's selection"),
    c("not_the_author", 403, "Only who wrote it can change it"),
    c("metadata_cannot_be_removed", 403, "The file's metadata cannot be removed, as its terms demand"),
    c("watermark_unavailable", 403, "The watermark that the terms demand is no longer there"),
    c("preview_is_read_only", 403, "A preview changes nothing and gives no file away"),
    c("wrong_download_pin", 403, "The PIN is wrong"),
    c("not_found", 404, "There is no such resource"),
    c("method_not_allowed", 405, "The method is not allowed here"),
    c("not_acceptable", 406, "No acceptable encoding is supported"),
    c("request_timeout", 408, "The request took too long to arrive"),
    c("conflict", 409, "The present state does not allow it"),
    c("already_current", 409, "The image has this version now"),
    c("already_processing", 409, "The derivatives are being made"),
    c("already_staged", 409, "The tray has this file"),
    c("ambiguous_sign_in", 409, "The address signs in to several studios"),
    c("ambiguous_version", 409, "The file may be a version of several images"),
    c("comments_disabled", 409, "Pictures are not commented on in this gallery"),
    c("assigned_elsewhere", 409, "The file is in another place already"),
    c("batch_closed", 409, "The batch is closed"),
    c("batch_exists", 409, "A batch has this id"),
    c("email_taken", 409, "A user with this e-mail address exists"),
    c("gallery_archived", 409, "The gallery is archived"),
    c("gallery_completed", 409, "The gallery is completed"),
    c("group_attached", 409, "The group hangs there already"),
    c("group_in_use", 409, "The group is used"),
    c("idempotency_in_progress", 409, "The first request with this key is still under way"),
    c("image_in_use", 409, "The image is used"),
    c("image_exists", 409, "The studio has this image"),
    c("image_file_exists", 409, "The library has this file"),
    c("import_finished", 409, "The import is completed, failed or cancelled"),
    c("invalid_transition", 409, "The status cannot change like that"),
    c("invitation_expired", 409, "The invitation is no longer valid"),
    c("invitation_used", 409, "The invitation has been used"),
    c("job_not_dead", 409, "Only a job that was given up can be replayed"),
    c("last_file", 409, "A photo keeps at least one file"),
    c("last_owner", 409, "A studio keeps at least one full member"),
    c("no_download_pin", 409, "Nothing asks for a PIN"),
    c("no_proposal", 409, "There is no proposal for the file"),
    c("nothing_newer", 409, "The photo has no newer file"),
    c("not_deleted", 409, "There is nothing to restore"),
    c("nothing_to_download", 409, "There is nothing in it to download"),
    c("max_approvals", 409, "No more pictures can be approved"),
    c("max_edit_requests", 409, "No more edits can be requested"),
    c("min_approvals", 409, "Too few pictures are approved"),
    c("not_a_thread", 409, "The comment is an answer"),
    c("not_submitted", 409, "There is no submitted selection"),
    c("offset_mismatch", 409, "The chunk begins elsewhere than the upload ends"),
    c("own_account", 409, "Nobody can deactivate the own account"),
    c("password_changed", 409, "The password was changed meanwhile"),
    c("photo_exists", 409, "The library has this photo"),
    c("selection_empty", 409, "The selection has no images"),
    c("selection_full", 409, "The selection has room for no more images"),
    c("selection_locked", 409, "The studio has closed the selection"),
    c("selection_open", 409, "The selection is open"),
    c("selection_submitted", 409, "The selection has been submitted"),
    c("too_many_selections", 409, "One person has too many selections in the gallery"),
    c("presentation_only", 409, "The gallery is only to be looked at"),
    c("proofing_locked", 409, "The selection has been submitted"),
    c("ratings_disabled", 409, "Pictures are not rated in this gallery"),
    c("role_name_taken", 409, "A role of this name exists"),
    c("built_in_role", 409, "Built-in roles are the same in every studio"),
    c("role_in_use", 409, "Somebody holds the role, or an open invitation offers it"),
    c("role_of_other_kind", 409, "The person holds roles of another kind"),
    c("sku_taken", 409, "A product with this number exists"),
    c("staging_assigned", 409, "The file is in a gallery"),
    c("staging_discarded", 409, "The file was discarded"),
    c("staging_failed", 409, "The file cannot become a picture"),
    c("staging_processing", 409, "The file cannot be looked at yet"),
    c("saved_search_exists", 409, "A saved search has this name"),
    c("stack_full", 409, "The stack has room for no more photos"),
    c("tag_exists", 409, "A tag has this name"),
    c("subdomain_taken", 409, "The subdomain is taken"),
    c("taken_as_version", 409, "The file is a version of an image"),
    c("too_many_groups", 409, "So many groups do not hang in one place"),
    c("too_many_api_tokens", 409, "The studio has too many API tokens"),
    c("too_many_versions", 409, "The image has as many versions as it can have"),
    c("too_many_files", 409, "It does not hold so many files"),
    c("username_taken", 409, "The user name is taken"),
    c("download_ticket_expired", 410, "The address of the archive has expired"),
    c("gallery_closed", 410, "The gallery is closed"),
    c("password_reset_expired", 410, "The link to a new password no longer holds"),
    c("share_link_expired", 410, "The link has expired"),
    c("share_link_revoked", 410, "The link has been withdrawn"),
    c("upload_expired", 410, "The upload has expired"),
    c("upload_lost", 410, "What had arrived of the upload is gone"),
    c("unsupported_tus_version", 412, "The version of the upload protocol is not spoken here"),
    c("version_mismatch", 412, "The resource has changed since it was read"),
    c("payload_too_large", 413, "The body is too large"),
    c("file_too_large", 413, "The file is too large"),
    c("upload_too_long", 413, "More bytes were sent than announced"),
    c("uri_too_long", 414, "The address is too long"),
    c("unsupported_media_type", 415, "The media type is not supported"),
    c("unsupported_image_type", 415, "Files of this type are not accepted"),
    c("range_not_satisfiable", 416, "The range lies outside of the file"),
    c("validation_failed", 422, "The input breaks a rule"),
    c("idempotency_key_reused", 422, "The key was used for another request"),
    c("empty_file", 422, "The file is empty"),
    c("no_matching_image", 422, "The file is no version of any image of the gallery"),
    c("too_many_pixels", 422, "The image has too many pixels"),
    c("truncated_image", 422, "The file is incomplete"),
    c("damaged_image", 422, "The file is damaged"),
    c("upload_locked", 423, "Another chunk of the upload is arriving"),
    c("rate_limited", 429, "Too many attempts"),
    c("access_code_locked", 429, "Too many wrong access codes; the link rests"),
    c("download_pin_locked", 429, "Too many wrong PINs; downloads by the link rest"),
    c("too_many_downloads", 429, "The studio sends as many archives as it may"),
    c("headers_too_large", 431, "The headers are too large"),
    c("checksum_mismatch", 460, "The chunk has another checksum"),
    c("internal", 500, "Something went wrong here"),
    c("busy", 503, "The database is busy"),
    c("timed_out", 503, "The request took too long"),
    c("unavailable", 503, "The service is not ready"),
];

/// The codes of single faults in `errors[]`, with what they mean.
pub const FIELD_CODES: &[(&str, &str)] = &[
    ("ambiguous_type", "The group hangs there with several types"),
    ("contradicts", "It says something else than another field"),
    ("control_character", "It holds a control character"),
    ("duplicate_field", "It is given twice"),
    ("exceeds_own_terms", "A link cannot grant more than its maker has"),
    ("foreign_currency", "Prices are in the currency of the studio"),
    ("guests_come_by_links", "Guests are not invited; they come by share links"),
    ("in_the_past", "The instant has passed"),
    ("invalid_access_code", "An access code has 4 to 64 characters"),
    ("invalid_amount", "It is no decimal number with the decimals of its currency"),
    ("invalid_currency", "It is no ISO 4217 code"),
    ("invalid_cursor", "It is no cursor of this list"),
    ("invalid_download_pin", "A PIN has 4 to 64 characters"),
    ("invalid_email", "It is no e-mail address"),
    ("invalid_group_type", "A group type has 1 to 50 lower-case letters, digits and underscores"),
    ("invalid_role_name", "A role name has lower-case letters, digits and underscores"),
    ("invalid_setting", "A known setting has the wrong form"),
    ("invalid_subdomain", "It is no DNS label"),
    ("invalid_tag", "A tag has something that can be compared"),
    ("invalid_template", "The template has unknown words, or slashes in a file name"),
    ("invalid_timezone", "It is no IANA zone name"),
    ("invalid_type", "It is of the wrong JSON type"),
    ("invalid_url", "It is no http or https address"),
    ("invalid_username", "A user name has 3 to 50 letters, digits, dots, dashes or underscores"),
    ("invalid_value", "It cannot be understood"),
    ("no_preview", "Nothing of the file can be shown"),
    ("not_a_permutation", "Every one of them must be named exactly once"),
    ("not_in_group", "It names an image that is not in the group"),
    ("not_in_stack", "It names a photo that is not in the stack"),
    ("not_publishable", "The pool takes no such file"),
    ("one_target", "Exactly one target is named"),
    ("original_not_stored", "The original is not here"),
    ("out_of_range", "It is too small or too large"),
    ("permission_not_grantable", "Users of this kind can never hold this permission"),
    ("permission_not_held", "The caller does not hold this permission"),
    ("preset_not_delivered", "The terms do not deliver this size"),
    ("required", "It is missing"),
    ("reserved_role_name", "The name belongs to a built-in role"),
    ("same_group", "Source and target are the same group"),
    ("same_photo", "A photo is not merged with itself"),
    ("too_deep", "The body is nested too deeply"),
    ("too_long", "It is too long"),
    ("too_many_tags", "So many tags do not stand on one photo"),
    ("unknown_author", "It names no author of the caller's library"),
    ("unknown_comment", "It names no comment that the caller can answer"),
    ("unknown_context", "The context names nothing here"),
    ("unknown_context_type", "There are no contexts of this type"),
    ("unknown_field", "There is no such field"),
    ("unknown_file", "It names no file of the photo"),
    ("unknown_group", "It names no group that the caller can use"),
    ("unknown_image", "It names no image that the caller can use"),
    ("unknown_import_session", "It names no import of the caller's library"),
    ("unknown_invitation", "There is no such invitation"),
    ("unknown_organization", "It names no organization that the caller can use"),
    ("unknown_role", "There is no such role"),
    ("unknown_selection", "It names no selection that the caller can use"),
    ("unknown_user", "There is no such user"),
    ("unknown_value", "It is none of the known values"),
    ("weak_password", "A password has 10 to 200 characters, and not all the same"),
    ("wrong_password", "The old password is wrong"),
];

/// The line of a code.
pub fn info(code: &str) -> Option<&'static CodeInfo> {
    CODES.iter().find(|info| info.code == code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_code_stands_once_and_in_order() {
        let codes: BTreeSet<&str> = CODES.iter().map(|info| info.code).collect();
        assert_eq!(codes.len(), CODES.len());
        assert!(CODES.is_sorted_by_key(|info| info.status));
        assert!(FIELD_CODES.is_sorted_by_key(|(code, _)| *code));
    }

    /// The quoted word after each occurrence of `marker`, if it comes within a line or two.
    fn quoted_after<'a>(text: &'a str, marker: &str, nth: usize) -> Vec<&'a str> {
        let each = text.match_indices(marker).filter_map(|(at, _)| {
            let rest = text.get(at + marker.len()..)?;
            let call = rest.get(..rest.find([';', '}']).unwrap_or(rest.len()))?;
            call.split('"').nth(2 * nth + 1)
        });
        each.filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')).collect()
    }

    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(path).unwrap();
                // Tests make up codes of their own.
                found.push(text.split("#[cfg(test)]").next().unwrap_or_default().to_owned());
            }
        }
    }

    #[test]
    fn every_code_of_the_rules_and_use_cases_is_in_the_tables() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut texts = Vec::new();
        sources(&crates.join("domain/src"), &mut texts);
        sources(&crates.join("application/src"), &mut texts);
        let mut seen = 0;
        for text in &texts {
            for code in ["conflict(", " code: "].iter().flat_map(|marker| quoted_after(text, marker, 0)) {
                seen += 1;
                assert!(info(code).is_some(), "{code} is in no table");
            }
            for code in quoted_after(text, "invalid(", 1) {
                seen += 1;
                assert!(FIELD_CODES.iter().any(|(known, _)| *known == code), "{code} is in no table");
            }
        }
        assert!(seen > 40, "only {seen} codes were found: the search no longer fits the code");
    }
}
