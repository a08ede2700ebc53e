//! Rows to values of the domain, and back.

use atelier_application::ports::{NewGallery, NewShareLink, StoreError};
use atelier_domain::galleries::{
    Gallery, GalleryDetails, GalleryMode, GalleryStatus, LimitScope, ProofingSettings, ShareLink, Visibility,
};
use atelier_domain::images::GroupType;
use atelier_domain::{GalleryId, ImageId, OrganizationId, ShareLinkId, StudioId, UserId, text};
use sea_orm::ActiveValue::{NotSet, Set};

use super::entities::{gallery, share_link};
use super::policy;
use crate::columns::{corrupt, instant, stored};

pub(crate) fn visibility(stored: &str) -> Result<Visibility, StoreError> {
    Visibility::parse(stored).ok_or_else(|| corrupt("gallery_image_group_relations.visibility", stored))
}

pub(crate) fn group_type(stored: &str) -> Result<GroupType, StoreError> {
    GroupType::parse(stored).map_err(|_| corrupt("gallery_image_group_relations.type", stored))
}

pub(super) fn gallery(row: gallery::Model) -> Result<Gallery, StoreError> {
    let gallery::Model {
        id,
        studio_id,
        organization_id,
        session_id: _,
        subject_name,
        subject_key: _,
        description,
        status,
        ai_enabled,
        ai_training_status: _,
        mode,
        min_approvals,
        max_approvals,
        max_edit_requests,
        limit_scope,
        ratings_enabled,
        comments_enabled,
        image_count,
        approved_count,
        download_count,
        last_activity_at,
        delivered_at,
        completed_at,
        archived_at,
        created_by_user_id,
        content_version,
        proofing_version,
        version,
        created_at,
        updated_at,
        deleted_at,
        primary_image_id,
    } = row;
    Ok(Gallery {
        id: GalleryId(id),
        studio: StudioId(studio_id),
        organization: OrganizationId(organization_id),
        details: GalleryDetails { subject_name, description },
        primary_image: primary_image_id.map(ImageId),
        status: GalleryStatus::parse(&status).ok_or_else(|| corrupt("galleries.status", &status))?,
        ai_enabled,
        mode: GalleryMode::parse(&mode).ok_or_else(|| corrupt("galleries.mode", &mode))?,
        proofing: ProofingSettings {
            min_approvals,
            max_approvals,
            max_edit_requests,
            limit_scope: LimitScope::parse(&limit_scope)
                .ok_or_else(|| corrupt("galleries.limit_scope", &limit_scope))?,
            ratings_enabled,
            comments_enabled,
        },
        image_count,
        approved_count,
        download_count,
        last_activity_at: last_activity_at.map(instant),
        delivered_at: delivered_at.map(instant),
        completed_at: completed_at.map(instant),
        archived_at: archived_at.map(instant),
        created_by: created_by_user_id.map(UserId),
        content_version,
        proofing_version,
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
        deleted_at: deleted_at.map(instant),
    })
}

/// Every column of `gallery` that `update` writes, with the next version.
pub(super) fn gallery_row(gallery: &Gallery) -> gallery::ActiveModel {
    let Gallery {
        id: _,
        studio: _,
        organization,
        details: GalleryDetails { subject_name, description },
        status,
        ai_enabled,
        mode,
        proofing:
            ProofingSettings {
                min_approvals,
                max_approvals,
                max_edit_requests,
                limit_scope,
                ratings_enabled,
                comments_enabled,
            },
        // The primary image, the counters and the versions of the content move by methods of their own, perhaps since this
        // value was read.
        primary_image: _,
        image_count: _,
        approved_count: _,
        download_count: _,
        content_version: _,
        proofing_version: _,
        last_activity_at,
        delivered_at,
        completed_at,
        archived_at,
        created_by,
        version,
        created_at: _,
        updated_at,
        deleted_at,
    } = gallery;
    gallery::ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        organization_id: Set(organization.0),
        session_id: NotSet,
        subject_key: Set(text::fold(subject_name)),
        subject_name: Set(subject_name.clone()),
        description: Set(description.clone()),
        status: Set(status.as_str().to_owned()),
        ai_enabled: Set(*ai_enabled),
        ai_training_status: NotSet,
        mode: Set(mode.as_str().to_owned()),
        min_approvals: Set(*min_approvals),
        max_approvals: Set(*max_approvals),
        max_edit_requests: Set(*max_edit_requests),
        limit_scope: Set(limit_scope.as_str().to_owned()),
        ratings_enabled: Set(*ratings_enabled),
        comments_enabled: Set(*comments_enabled),
        image_count: NotSet,
        approved_count: NotSet,
        download_count: NotSet,
        last_activity_at: Set(last_activity_at.map(stored)),
        delivered_at: Set(delivered_at.map(stored)),
        completed_at: Set(completed_at.map(stored)),
        archived_at: Set(archived_at.map(stored)),
        created_by_user_id: Set(created_by.map(|user| user.0)),
        content_version: NotSet,
        proofing_version: NotSet,
        version: Set(version + 1),
        created_at: NotSet,
        updated_at: Set(stored(*updated_at)),
        deleted_at: Set(deleted_at.map(stored)),
        primary_image_id: NotSet,
    }
}

pub(super) fn new_gallery_row(new: NewGallery) -> gallery::ActiveModel {
    let NewGallery {
        studio,
        organization,
        details: GalleryDetails { subject_name, description },
        created_by,
        now,
    } = new;
    let ProofingSettings {
        min_approvals,
        max_approvals,
        max_edit_requests,
        limit_scope,
        ratings_enabled,
        comments_enabled,
    } = ProofingSettings::default();
    let now = stored(now);
    gallery::ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        organization_id: Set(organization.0),
        session_id: Set(None),
        subject_key: Set(text::fold(&subject_name)),
        subject_name: Set(subject_name),
        description: Set(description),
        status: Set(GalleryStatus::Active.as_str().to_owned()),
        ai_enabled: Set(false),
        ai_training_status: Set(None),
        mode: Set(GalleryMode::default().as_str().to_owned()),
        min_approvals: Set(min_approvals),
        max_approvals: Set(max_approvals),
        max_edit_requests: Set(max_edit_requests),
        limit_scope: Set(limit_scope.as_str().to_owned()),
        ratings_enabled: Set(ratings_enabled),
        comments_enabled: Set(comments_enabled),
        image_count: Set(0),
        approved_count: Set(0),
        download_count: Set(0),
        last_activity_at: Set(Some(now)),
        delivered_at: Set(None),
        completed_at: Set(None),
        archived_at: Set(None),
        created_by_user_id: Set(Some(created_by.0)),
        content_version: Set(1),
        proofing_version: Set(0),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        deleted_at: Set(None),
        primary_image_id: Set(None),
    }
}

pub(super) fn share_link(row: share_link::Model, organization: i64) -> Result<ShareLink, StoreError> {
    let share_link::Model {
        id,
        studio_id,
        gallery_id,
        token_hash,
        code_hash,
        failed_attempts,
        locked_until,
        pin_hash,
        pin_failed_attempts,
        pin_locked_until,
        label,
        policy,
        expires_at,
        remind_at,
        revoked_at,
        created_by_user_id,
        view_count,
        download_count,
        last_used_at,
        version,
        created_at,
        updated_at,
    } = row;
    Ok(ShareLink {
        id: ShareLinkId(id),
        studio: StudioId(studio_id),
        gallery: GalleryId(gallery_id),
        organization: OrganizationId(organization),
        token_hash,
        code_hash,
        failed_attempts,
        locked_until: locked_until.map(instant),
        pin_hash,
        pin_failed_attempts,
        pin_locked_until: pin_locked_until.map(instant),
        label,
        policy: policy::from_json(&policy)?,
        expires_at: expires_at.map(instant),
        remind_at: remind_at.map(instant),
        revoked_at: revoked_at.map(instant),
        created_by: UserId(created_by_user_id),
        view_count,
        download_count,
        last_used_at: last_used_at.map(instant),
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
    })
}

/// The terms of `link` with the next version.
pub(super) fn share_link_row(link: &ShareLink) -> share_link::ActiveModel {
    let ShareLink {
        id: _,
        studio: _,
        gallery: _,
        organization: _,
        token_hash,
        code_hash,
        // What using a link changes is written by methods of its own, perhaps since this value was read.
        failed_attempts: _,
        locked_until: _,
        pin_failed_attempts: _,
        pin_locked_until: _,
        view_count: _,
        download_count: _,
        last_used_at: _,
        pin_hash,
        label,
        policy,
        expires_at,
        remind_at,
        revoked_at,
        created_by,
        version,
        created_at: _,
        updated_at,
    } = link;
    share_link::ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        gallery_id: NotSet,
        token_hash: Set(token_hash.clone()),
        code_hash: Set(code_hash.clone()),
        failed_attempts: NotSet,
        locked_until: NotSet,
        pin_hash: Set(pin_hash.clone()),
        pin_failed_attempts: NotSet,
        pin_locked_until: NotSet,
        label: Set(label.clone()),
        policy: Set(policy::to_json(policy)),
        expires_at: Set(expires_at.map(stored)),
        remind_at: Set(remind_at.map(stored)),
        revoked_at: Set(revoked_at.map(stored)),
        created_by_user_id: Set(created_by.0),
        view_count: NotSet,
        download_count: NotSet,
        last_used_at: NotSet,
        version: Set(version + 1),
        created_at: NotSet,
        updated_at: Set(stored(*updated_at)),
    }
}

pub(super) fn new_share_link_row(new: NewShareLink) -> share_link::ActiveModel {
    let NewShareLink {
        studio,
        gallery,
        token_hash,
        code_hash,
        pin_hash,
        label,
        policy,
        expires_at,
        created_by,
        now,
    } = new;
    share_link::ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        gallery_id: Set(gallery.0),
        token_hash: Set(token_hash),
        code_hash: Set(code_hash),
        failed_attempts: Set(0),
        locked_until: Set(None),
        pin_hash: Set(pin_hash),
        pin_failed_attempts: Set(0),
        pin_locked_until: Set(None),
        label: Set(label),
        policy: Set(policy::to_json(&policy)),
        expires_at: Set(expires_at.map(stored)),
        remind_at: Set(ShareLink::next_reminder(expires_at, now).map(stored)),
        revoked_at: Set(None),
        created_by_user_id: Set(created_by.0),
        view_count: Set(0),
        download_count: Set(0),
        last_used_at: Set(None),
        version: Set(1),
        created_at: Set(stored(now)),
        updated_at: Set(stored(now)),
    }
}
