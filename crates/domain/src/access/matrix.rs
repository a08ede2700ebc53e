//! The matrix: what each kind of user may do by role, what only where it was granted, and what never.

use super::Action;
use crate::identity::UserKind;

/// One cell of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// The role carries it, inside the user's own contexts.
    ByRole,
    /// Only through a grant in a context.
    WhenGranted,
    /// Not even a grant gives it.
    Never,
}

/// The cell of `action` for `kind`. New permissions must be placed here before they compile.
pub const fn cell(action: Action, kind: UserKind) -> Cell {
    use Cell::{ByRole as R, Never as N, WhenGranted as W};
    let [studio, client, guest, vendor] = match action {
        Action::ViewGallery => [R, R, R, W],
        Action::CreateGallery => [R, N, N, N],
        Action::EditGallery => [R, N, N, N],
        Action::DeleteGallery => [R, N, N, N],
        Action::CompleteGallery => [R, N, N, N],
        Action::DeliverGallery => [R, N, N, N],
        Action::ArchiveGallery => [R, R, N, N],
        Action::ShareGallery => [R, R, R, N],
        Action::ViewRestrictedGroups => [R, R, N, W],
        Action::UploadImages => [R, N, N, W],
        Action::VersionImages => [R, N, N, W],
        Action::EditImages => [R, N, N, N],
        Action::DeleteImages => [R, N, N, N],
        Action::DuplicateImages => [R, N, N, N],
        Action::DownloadImages => [R, R, R, W],
        Action::RateImages => [R, R, R, W],
        Action::CommentOnImages => [R, R, R, W],
        Action::ApproveImages => [R, R, R, W],
        Action::RequestEdits => [R, R, R, N],
        Action::AccessOriginals => [R, W, W, W],
        Action::ManageImageGroups => [R, N, N, N],
        Action::ManageProducts => [R, N, N, N],
        Action::ViewProducts => [R, W, W, W],
        Action::AccessStaging => [R, N, N, W],
        Action::AssignStaging => [R, N, N, W],
        Action::UseLibrary => [R, N, N, W],
        Action::EnableAi => [R, N, N, N],
        Action::TrainAi => [R, N, N, N],
        Action::ViewAiCosts => [R, N, N, N],
        Action::GenerateAiPortraits => [R, R, R, N],
        Action::DisableAiPortraits => [R, R, N, N],
        Action::ConsentAiUse => [R, R, R, N],
        Action::ViewCalendar => [R, R, N, N],
        Action::CreateSession => [R, N, N, N],
        Action::EditSession => [R, N, N, N],
        Action::CancelSession => [R, N, N, N],
        Action::ConfirmBooking => [R, N, N, N],
        Action::DenyBooking => [R, N, N, N],
        Action::RequestBooking => [R, R, N, N],
        Action::ViewOrganization => [R, R, N, N],
        Action::ManageOrgUsers => [R, R, N, N],
        Action::ManageOrgSettings => [R, R, N, N],
        Action::CreateOrganization => [R, N, N, N],
        Action::EditOrganization => [R, N, N, N],
        Action::ViewDocuments => [R, R, N, N],
        Action::UploadDocuments => [R, R, N, N],
        Action::DeleteDocuments => [R, N, N, N],
        Action::CreateInvoice => [R, N, N, N],
        Action::EditInvoice => [R, N, N, N],
        Action::SendInvoice => [R, N, N, N],
        Action::RecordPayment => [R, N, N, N],
        Action::CancelInvoice => [R, N, N, N],
        Action::ViewInvoice => [R, R, N, N],
        Action::ExportInvoicePdf => [R, R, N, N],
        Action::InviteUsers => [R, R, N, N],
        Action::ManageUsers => [R, N, N, N],
        Action::AssignRoles => [R, N, N, N],
        Action::ManageStudioSettings => [R, N, N, N],
        Action::ViewAuditLog => [R, N, N, N],
        Action::ManageWebhooks => [R, N, N, N],
        Action::ManageApiTokens => [R, N, N, N],
        Action::SendMessages => [R, R, R, W],
        Action::ViewMessages => [R, R, R, W],
    };
    match kind {
        UserKind::Studio => studio,
        UserKind::Client => client,
        UserKind::Guest => guest,
        UserKind::Vendor => vendor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn studio_users_hold_every_permission() {
        assert!(Action::ALL.iter().all(|&action| cell(action, UserKind::Studio) == Cell::ByRole));
    }

    #[test]
    fn vendors_hold_nothing_but_messages_without_a_grant() {
        assert!(Action::ALL.iter().all(|&action| cell(action, UserKind::Vendor) != Cell::ByRole));
    }

    #[test]
    fn names_are_unique_and_parse_back() {
        for &action in Action::ALL {
            assert_eq!(Action::parse(action.as_str()), Some(action));
        }
    }
}
