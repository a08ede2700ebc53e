//! Clients and their contacts.

use async_trait::async_trait;
use atelier_domain::access::{Unchecked, Visible, Writable};
use atelier_domain::organizations::{Member, Organization};
use atelier_domain::{OrganizationId, StudioId, UserId};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::views::{NewMember, NewOrganization, OrganizationFilter};

/// Clients and their contacts.
#[async_trait]
pub trait OrganizationRepository: Send + Sync {
    /// The client of this id, if it is the studio's.
    async fn find(&self, studio: StudioId, id: OrganizationId) -> Result<Option<Unchecked<Organization>>>;

    /// As a live client without members. Two clients may have the same name.
    async fn insert(&self, new: NewOrganization) -> Result<Organization>;

    /// As the common contract says; members have methods of their own.
    async fn update(&self, organization: &Writable<Organization>) -> Result<Organization>;

    /// By folded name, then id. Paged by offset; the page's `next` is `None`.
    async fn list(
        &self,
        visible: &Visible,
        filter: &OrganizationFilter,
        page: PageRequest,
    ) -> Result<Page<Organization>>;

    /// Primary first, then by id. Deleted users are left out. At most 1000.
    async fn members(&self, organization: OrganizationId) -> Result<Vec<Member>>;

    /// Adds the member or changes how it belongs. A new primary member MUST replace the old one. MUST answer
    /// `Conflict` with `user` when the user is of another studio.
    async fn put_member(&self, organization: &Writable<Organization>, member: NewMember) -> Result<()>;

    /// Whether there was such a member.
    async fn remove_member(&self, organization: &Writable<Organization>, user: UserId) -> Result<bool>;
}
