//! Previews that clients made.

use super::*;

async fn read(bytes: Vec<u8>) -> Result<PreviewFacts, ImageError> {
    Studio::new().reader().read_preview(bytes).await
}

#[tokio::test]
async fn a_preview_is_what_develop_would_have_made_of_it() {
    for (format, bytes) in [
        (ImageFormat::Jpeg, samples::jpeg()),
        (ImageFormat::Png, samples::png()),
        (ImageFormat::WebP, samples::webp()),
    ] {
        let facts = read(bytes.clone()).await.unwrap();
        assert_eq!((facts.format, facts.width, facts.height), (format, samples::SIZE.0, samples::SIZE.1));
        assert_eq!(facts.hashes, Studio::new().develop(&bytes).await.unwrap().hashes);
    }
    let turned = read(samples::jpeg_with(&samples::exif_with_orientation(6), &[])).await.unwrap();
    assert_eq!((turned.width, turned.height), (samples::SIZE.1, samples::SIZE.0));
}

#[tokio::test]
async fn what_is_no_preview_is_refused_by_name() {
    let refusal = |bytes| async move { read(bytes).await.unwrap_err() };
    let unsupported = |found: &str| ImageError::UnsupportedType { found: found.to_owned() };
    assert_eq!(refusal(samples::gif()).await, unsupported("GIF"));
    assert_eq!(refusal(samples::tiff()).await, unsupported("TIF"));
    assert_eq!(refusal(cameras::cr3().bytes).await, unsupported("CR3 (camera RAW)"));
    assert_eq!(refusal(b"a text".to_vec()).await, unsupported("text"));
    assert_eq!(refusal(Vec::new()).await, ImageError::Empty);
    assert_eq!(refusal(vec![0xFF; 1024 * 1024 + 1]).await, ImageError::TooLarge { max: 1024 * 1024 });
    let jpeg = samples::jpeg();
    assert_eq!(refusal(jpeg[..jpeg.len() - 20].to_vec()).await.code(), "truncated_image");
}

#[tokio::test]
async fn a_preview_of_more_than_1024_px_on_a_side_is_refused_from_its_header() {
    let wide = samples::jpeg_of(&samples::picture(1025, 8));
    let large = ImageError::TooManyPixels { width: 1025, height: 8, max: 1024 * 1024 };
    assert_eq!(read(wide).await.unwrap_err(), large);
    assert!(read(samples::jpeg_of(&samples::picture(1024, 8))).await.is_ok());
    let mut bomb = samples::png();
    bomb[16..24].copy_from_slice(&[0, 0, 0x7F, 0xFF, 0, 0, 0x7F, 0xFF]);
    let crc = crc32fast::hash(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&crc);
    assert_eq!(read(bomb).await.unwrap_err().code(), "too_many_pixels");
}
