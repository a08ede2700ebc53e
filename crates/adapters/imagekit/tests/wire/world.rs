//! A service that answers as a test tells it, and the adapter in front of it.

use std::time::Duration;

use atelier_application::ports::NewMirror;
use atelier_domain::StudioId;
use atelier_domain::images::{ImageFormat, Mirror};
use atelier_imagekit::{ImageKit, ImageKitSettings, Timeouts};
use serde_json::{Value, json};
use url::Url;
use wiremock::MockServer;

pub const PRIVATE_KEY: &str = "private_key_test";

/// One of the files in `vectors`; each names its source and licence.
pub fn vectors(name: &str) -> Value {
    let text = match name {
        "client" => include_str!("vectors/client.json"),
        "hmac" => include_str!("vectors/hmac.json"),
        _ => include_str!("vectors/schema.json"),
    };
    serde_json::from_str(text).unwrap()
}

pub fn settings(base: &str) -> ImageKitSettings {
    let url = Url::parse(base).unwrap();
    ImageKitSettings {
        private_key: PRIVATE_KEY.to_owned(),
        url_endpoint: Url::parse("https://ik.imagekit.io/demo").unwrap(),
        api_url: url.clone(),
        upload_url: url,
        webhook_secret: None,
        folder: "atelier".to_owned(),
        timeouts: Timeouts {
            connect: Duration::from_millis(500),
            call: Duration::from_millis(500),
            upload: Duration::from_millis(500),
            pause: Duration::from_secs(1),
        },
    }
}

pub fn imagekit(server: &MockServer) -> ImageKit {
    ImageKit::new(&settings(&server.uri())).unwrap()
}

pub fn new_mirror() -> NewMirror {
    NewMirror {
        studio: StudioId(7),
        name: "812-0123456789abcdef".to_owned(),
        content_hash: "01".repeat(32),
        format: ImageFormat::Jpeg,
        bytes: b"bytes of a picture".to_vec(),
    }
}

pub fn mirror(file_id: &str) -> Mirror {
    Mirror {
        file_id: file_id.to_owned(),
        url: "https://ik.imagekit.io/demo/atelier/7/812-0123456789abcdef.jpg".to_owned(),
        thumbnail_url: None,
        content_hash: "01".repeat(32),
    }
}

/// What the service answers to an upload.
pub fn uploaded() -> Value {
    json!({
        "fileId": "6673f88237b244ef54d60180",
        "name": "812-0123456789abcdef.jpg",
        "size": 117_079,
        "versionInfo": {"id": "6673f88237b244ef54d60180", "name": "Version 1"},
        "filePath": "/atelier/7/812-0123456789abcdef.jpg",
        "url": "https://ik.imagekit.io/demo/atelier/7/812-0123456789abcdef.jpg",
        "fileType": "image",
        "height": 1365,
        "width": 2048,
        "thumbnailUrl": "https://ik.imagekit.io/demo/tr:n-ik_ml_thumbnail/atelier/7/812-0123456789abcdef.jpg",
        "AITags": null,
        "isPrivateFile": true,
    })
}

/// What the service answers to `details`.
pub fn details() -> Value {
    json!({
        "type": "file",
        "name": "moved.jpg",
        "createdAt": "2026-06-20T09:40:18.330Z",
        "updatedAt": "2026-06-20T09:40:18.334Z",
        "fileId": "6673f88237b244ef54d60180",
        "tags": null,
        "AITags": null,
        "versionInfo": {"id": "6673f88237b244ef54d60180", "name": "Version 1"},
        "embeddedMetadata": {},
        "isPublished": true,
        "customCoordinates": null,
        "customMetadata": {},
        "isPrivateFile": true,
        "url": "https://ik.imagekit.io/demo/elsewhere/moved.jpg?updatedAt=1718876418334",
        "thumbnail": "https://ik.imagekit.io/demo/tr:n-ik_ml_thumbnail/elsewhere/moved.jpg",
        "fileType": "image",
        "filePath": "/elsewhere/moved.jpg",
        "height": 1365,
        "width": 2048,
        "size": 117_079,
        "hasAlpha": false,
        "mime": "image/jpeg",
    })
}
