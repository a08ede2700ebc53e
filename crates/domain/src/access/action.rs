//! Every permission of the studio, by the name that it has in storage.

macro_rules! actions {
    ($($variant:ident $name:literal $area:ident),+ $(,)?) => {
        /// One thing that somebody may or may not do. The names are stored and never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $($variant),+
        }

        impl Action {
            /// All of them, in the order of the matrix.
            pub const ALL: &'static [Action] = &[$(Action::$variant),+];

            /// The name in the `permissions` table and in the API.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Action::$variant => $name),+
                }
            }

            /// Which kind of business it belongs to, for the contacts of an organization who see only a part.
            pub const fn area(self) -> Area {
                match self {
                    $(Action::$variant => Area::$area),+
                }
            }
        }
    };
}

/// What an action is about. A billing contact works with invoices only, a marketing contact with all but invoices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Area {
    Gallery,
    Billing,
    /// Managing people and settings of an organization: its `admin` members.
    Administration,
    General,
}

actions! {
    ViewGallery "can_view_gallery" Gallery,
    CreateGallery "can_create_gallery" Gallery,
    EditGallery "can_edit_gallery" Gallery,
    DeleteGallery "can_delete_gallery" Gallery,
    CompleteGallery "can_complete_gallery" Gallery,
    DeliverGallery "can_deliver_gallery" Gallery,
    ArchiveGallery "can_archive_gallery" Gallery,
    ShareGallery "can_share_gallery" Gallery,
    ViewRestrictedGroups "can_view_restricted_groups" Gallery,
    UploadImages "can_upload_images" Gallery,
    VersionImages "can_version_images" Gallery,
    EditImages "can_edit_images" Gallery,
    DeleteImages "can_delete_images" Gallery,
    DuplicateImages "can_duplicate_images" Gallery,
    DownloadImages "can_download_images" Gallery,
    RateImages "can_rate_images" Gallery,
    CommentOnImages "can_comment_on_images" Gallery,
    ApproveImages "can_approve_images" Gallery,
    RequestEdits "can_request_edits" Gallery,
    AccessOriginals "can_access_originals" Gallery,
    ManageImageGroups "can_manage_image_groups" Gallery,
    ManageProducts "can_manage_products" General,
    ViewProducts "can_view_products" General,
    AccessStaging "can_access_staging" General,
    AssignStaging "can_assign_staging" General,
    UseLibrary "can_use_library" General,
    EnableAi "can_enable_ai" Gallery,
    TrainAi "can_train_ai" Gallery,
    ViewAiCosts "can_view_ai_costs" Gallery,
    GenerateAiPortraits "can_generate_ai_portraits" Gallery,
    DisableAiPortraits "can_disable_ai_portraits" Gallery,
    ConsentAiUse "can_consent_ai_use" Gallery,
    ViewCalendar "can_view_calendar" General,
    CreateSession "can_create_session" General,
    EditSession "can_edit_session" General,
    CancelSession "can_cancel_session" General,
    ConfirmBooking "can_confirm_booking" General,
    DenyBooking "can_deny_booking" General,
    RequestBooking "can_request_booking" General,
    ViewOrganization "can_view_organization" General,
    ManageOrgUsers "can_manage_org_users" Administration,
    ManageOrgSettings "can_manage_org_settings" Administration,
    CreateOrganization "can_create_organization" General,
    EditOrganization "can_edit_organization" General,
    ViewDocuments "can_view_documents" General,
    UploadDocuments "can_upload_documents" General,
    DeleteDocuments "can_delete_documents" General,
    CreateInvoice "can_create_invoice" Billing,
    EditInvoice "can_edit_invoice" Billing,
    SendInvoice "can_send_invoice" Billing,
    RecordPayment "can_record_payment" Billing,
    CancelInvoice "can_cancel_invoice" Billing,
    ViewInvoice "can_view_invoice" Billing,
    ExportInvoicePdf "can_export_invoice_pdf" Billing,
    InviteUsers "can_invite_users" Administration,
    ManageUsers "can_manage_users" General,
    AssignRoles "can_assign_roles" General,
    ManageStudioSettings "can_manage_studio_settings" General,
    ViewAuditLog "can_view_audit_log" General,
    ManageWebhooks "can_manage_webhooks" General,
    ManageApiTokens "can_manage_api_tokens" General,
    SendMessages "can_send_messages" General,
    ViewMessages "can_view_messages" General,
}

impl Action {
    /// The action with this name.
    pub fn parse(name: &str) -> Option<Action> {
        Action::ALL.iter().copied().find(|action| action.as_str() == name)
    }
}

impl std::fmt::Display for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Action {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Action {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Action::parse(&name).ok_or_else(|| serde::de::Error::custom(format!("unknown permission `{name}`")))
    }
}
