//! Rows of `gallery_session_windows`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "gallery_session_windows")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub studio_id: i64,
    pub gallery_id: i64,
    pub starts_at: DateTime,
    pub ends_at: DateTime,
    pub timezone: String,
    pub setup_minutes: i32,
    pub travel_before_minutes: i32,
    pub travel_after_minutes: i32,
    pub teardown_minutes: i32,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub location: Option<String>,
    pub session_type: Option<String>,
    pub job_type: Option<String>,
    pub status: String,
    pub calendar_state: String,
    pub version: i64,
    pub created_at: DateTime,
    pub updated_at: DateTime,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
