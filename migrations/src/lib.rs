//! The schema, one file per change, in the order of `Migrator::migrations`.
//!
//! A migration that has been released is never edited. It speaks of tables and columns by name and never of today's
//! entities, which will have moved on when it runs. Differences between the databases stand in [`helpers`].
//!
//! MySQL commits every schema change on the spot, so a migration must be able to run again after it was cut short: the
//! helpers create nothing that exists and drop nothing that does not.

pub mod helpers;

mod altering;
mod m0001_identity;
mod m0002_organizations;
mod m0003_images;
mod m0004_galleries;
mod m0005_events;
mod m0006_products;
mod m0007_pool;
mod m0008_api_tokens;
mod m0009_image_versions;
mod m0010_proofing;
mod m0011_delivery;
mod m0012_ingest;
mod m0013_matching;
mod m0014_selections;
mod m0015_product_primary_image;
mod m0016_imagekit;
mod m0017_outside_jobs;
mod m0018_library;
mod m0019_library_order;
mod m0020_photo_publications;
mod m0021_staging_marks;
mod m0022_picture_labels;
mod m0023_gallery_activity;
mod m0024_password_resets;
mod m0025_library_orders;
mod m0026_library_search;
mod m0027_photo_stagings;
mod m0028_files_in_front;
mod tenancy;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// Brings a database to the present schema, or back.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_identity::Migration),
            Box::new(m0002_organizations::Migration),
            Box::new(m0003_images::Migration),
            Box::new(m0004_galleries::Migration),
            Box::new(m0005_events::Migration),
            Box::new(m0006_products::Migration),
            Box::new(m0007_pool::Migration),
            Box::new(m0008_api_tokens::Migration),
            Box::new(m0009_image_versions::Migration),
            Box::new(m0010_proofing::Migration),
            Box::new(m0011_delivery::Migration),
            Box::new(m0012_ingest::Migration),
            Box::new(m0013_matching::Migration),
            Box::new(m0014_selections::Migration),
            Box::new(m0015_product_primary_image::Migration),
            Box::new(m0016_imagekit::Migration),
            Box::new(m0017_outside_jobs::Migration),
            Box::new(m0018_library::Migration),
            Box::new(m0019_library_order::Migration),
            Box::new(m0020_photo_publications::Migration),
            Box::new(m0021_staging_marks::Migration),
            Box::new(m0022_picture_labels::Migration),
            Box::new(m0023_gallery_activity::Migration),
            Box::new(m0024_password_resets::Migration),
            Box::new(m0025_library_orders::Migration),
            Box::new(m0026_library_search::Migration),
            Box::new(m0027_photo_stagings::Migration),
            Box::new(m0028_files_in_front::Migration),
        ]
    }
}
