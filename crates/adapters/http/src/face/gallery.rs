//! The client's gallery: its page, and the same gallery for browsers without scripts.
//!
//! Looking at the page opens nothing. A link is opened by a POST, by the same use case and within the same limits as
//! `POST /api/v1/share/enter`. Nobody can be made to send that form in another's name: there are no cookies, so a form
//! of a stranger's page has no more rights than the stranger, and what it carries is what the link's holder knows.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Form, Path};
use actix_web::{HttpRequest, HttpResponse};
use atelier_application::delivery::{Delivery, LinkCard};
use atelier_application::galleries::{
    Galleries, GalleryPage, LinkPreview, ListedPicture, Pictures, PicturesWanted, Sharing,
};
use atelier_application::images::{Groups, GroupsWanted};
use atelier_application::ports::GroupAttachment;
use atelier_domain::GalleryId;
use atelier_domain::access::{Actor, Credential};
use atelier_domain::images::{AiLabel, Preset};
use atelier_web::gallery::{self, Ai, Card, Closed, Hint, Opened, Picture, Place, Preview, Section};
use atelier_web::shell::{Content, Shell};
use atelier_web::{Face, Language};
use serde::Deserialize;

use super::{language, send};
use crate::edge::Throttle;
use crate::extract::{Authenticate, Paging};
use crate::problem::{ApiResult, Problem};
use crate::settings::HttpSettings;
use crate::stream::{FileAnswer, Keeping, Wanted};

/// How many pictures a page without scripts shows.
const PAGE: u64 = 200;

/// What the pages of this file are made with.
pub struct Pages {
    shell: Data<Shell>,
    settings: Data<HttpSettings>,
    language: Language,
}

impl Pages {
    /// A page of the gallery. It is for whoever asked and is kept by nobody in between.
    fn plain(&self, status: StatusCode, content: &Content) -> HttpResponse {
        private(send(Face::Client, status, self.shell.plain_page(self.language, content), &self.settings))
    }

    /// What is said of a link that leads nowhere. Other failures stay problems.
    fn closed(&self, problem: Problem) -> Result<HttpResponse, Problem> {
        let closed = match problem.code {
            "not_found" => Closed::Unknown,
            "share_link_expired" => Closed::Expired,
            "share_link_revoked" => Closed::Revoked,
            "gallery_closed" => Closed::Gallery,
            "rate_limited" | "access_code_locked" => Closed::Busy,
            _ => return Err(problem),
        };
        let mut response = self.plain(problem.status, &gallery::closed(self.language, closed));
        if let Some(seconds) = problem.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        Ok(response)
    }

    fn door(&self, status: StatusCode, preview: &Preview, hint: Hint) -> HttpResponse {
        self.plain(status, &gallery::door(self.language, preview, Some(hint)))
    }
}

impl actix_web::FromRequest for Pages {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let (shell, settings) = (req.app_data::<Data<Shell>>(), req.app_data::<Data<HttpSettings>>());
        let pages = shell.zip(settings).map(|(shell, settings)| Self {
            shell: shell.clone(),
            settings: settings.clone(),
            language: language(req),
        });
        std::future::ready(pages.ok_or_else(|| Problem::internal("no pages are registered")))
    }
}

/// Shows the page of a link: the script takes over where there is one, and a door stands there where there is none.
pub async fn look(
    pages: Pages,
    sharing: Data<Sharing>,
    delivery: Data<Delivery>,
    throttle: Throttle,
    token: Path<String>,
) -> Result<HttpResponse, Problem> {
    match preview(&sharing, &throttle, &token).await {
        Ok(preview) => {
            let card = card(&delivery, &pages.settings, &token).await?;
            let preview = Preview { card, ..preview };
            let content = gallery::door(pages.language, &preview, None);
            let page = pages.shell.page(Face::Client, pages.language, &content);
            Ok(private(send(Face::Client, StatusCode::OK, page, &pages.settings)))
        }
        Err(problem) => pages.closed(problem),
    }
}

/// What a messenger may show of the link.
async fn card(delivery: &Delivery, settings: &HttpSettings, token: &str) -> ApiResult<Card> {
    Ok(match delivery.card(token).await? {
        LinkCard::Neutral => Card::Neutral,
        LinkCard::Named => Card::Named { image: None },
        LinkCard::Pictured => Card::Named { image: Some(format!("{}/g/{token}/cover", settings.public_url)) },
    })
}

/// Sends the picture that stands for a link whose card has one. Nobody comes in by it, and nothing is counted.
pub async fn cover(
    req: HttpRequest,
    delivery: Data<Delivery>,
    throttle: Throttle,
    token: Path<String>,
) -> ApiResult<HttpResponse> {
    throttle.look()?;
    let file = delivery.card_picture(&token).await?;
    let answer = FileAnswer {
        size: file.size,
        etag: file.etag.clone(),
        content_type: file.format.mime_type(),
        // The link can close at any time; a messenger that asks again is told so.
        keeping: Keeping::ByAddress(0),
        download_name: None,
    };
    match answer.wanted(&req) {
        Wanted::Nothing(response) => Ok(response),
        Wanted::Bytes(range) => {
            let body = delivery.open(&file, range.clone()).await?;
            Ok(answer.send(range, body))
        }
    }
}

/// The page in which the desk shows what a client would see. It knows nothing by itself: the desk that frames it hands
/// it a preview's token.
pub async fn previewed(pages: Pages) -> HttpResponse {
    let content = gallery::previewed(pages.language);
    let page = pages.shell.page(Face::Client, pages.language, &content);
    private(send(Face::Client, StatusCode::OK, page, &pages.settings))
}

/// The form of the door, and that of the buttons between pages.
#[derive(Deserialize)]
pub struct Entry {
    access_code: Option<String>,
    name: Option<String>,
    /// The access token of a guest who came in before.
    session: Option<String>,
    offset: Option<String>,
}

/// Opens a link, or goes on in a gallery that is open, and shows its pictures without a script.
#[expect(clippy::too_many_arguments, reason = "each is a use case that the page is made of")]
pub async fn open(
    pages: Pages,
    throttle: Throttle,
    sharing: Data<Sharing>,
    authenticate: Data<dyn Authenticate>,
    galleries: Data<Galleries>,
    groups: Data<Groups>,
    pictures: Data<Pictures>,
    token: Path<String>,
    form: Form<Entry>,
) -> Result<HttpResponse, Problem> {
    let Entry { access_code, name, session, offset } = form.into_inner();
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let (access_code, name) = (given(access_code), given(name));
    let offset = offset.and_then(|text| text.parse().ok()).unwrap_or(0);
    let guest = match given(session) {
        Some(session) => Ok(Guest { session, needs_download_pin: false }),
        None => enter(&sharing, &throttle, &token, access_code.as_deref(), name.as_deref()).await,
    };
    let shown = match guest {
        Ok(guest) => {
            shown(
                &**authenticate,
                &galleries,
                &groups,
                &pictures,
                guest,
                Asked { language: pages.language, offset },
            )
            .await
        }
        Err(problem) => Err(problem),
    };
    let problem = match shown {
        Ok(opened) => {
            return Ok(pages.plain(StatusCode::OK, &gallery::pictures(pages.language, &opened)));
        }
        Err(problem) => problem,
    };
    let (status, hint) = match (problem.code, problem.status) {
        ("access_code_required", _) => (StatusCode::UNPROCESSABLE_ENTITY, Hint::CodeNeeded),
        ("wrong_access_code", _) => (StatusCode::FORBIDDEN, Hint::CodeWrong),
        // The visit is over; the link may still be open. A page in a browser is asked for no credentials by 401.
        (_, StatusCode::UNAUTHORIZED) => (StatusCode::FORBIDDEN, Hint::OpenAgain),
        _ => return pages.closed(problem),
    };
    match preview(&sharing, &throttle, &token).await {
        Ok(preview) => Ok(pages.door(status, &preview, hint)),
        Err(problem) => pages.closed(problem),
    }
}

/// Somebody who came in.
struct Guest {
    session: String,
    needs_download_pin: bool,
}

/// As the API opens a link.
async fn enter(
    sharing: &Sharing,
    throttle: &Throttle,
    token: &str,
    access_code: Option<&str>,
    name: Option<&str>,
) -> ApiResult<Guest> {
    throttle.link()?;
    if access_code.is_some() {
        throttle.access_code(token)?;
    }
    let entered = sharing.enter(token, access_code, name).await?.into_inner();
    Ok(Guest { session: entered.signed_in.access_token, needs_download_pin: entered.needs_download_pin })
}

async fn preview(sharing: &Sharing, throttle: &Throttle, token: &str) -> ApiResult<Preview> {
    throttle.look()?;
    let LinkPreview { needs_code, subject_name } = sharing.preview(token).await?;
    Ok(Preview { needs_code, title: subject_name, card: Card::Neutral })
}

/// Which page is asked for, and how it shall speak.
#[derive(Clone, Copy)]
struct Asked {
    language: Language,
    offset: u64,
}

/// A page of the gallery that the guest came into, asked for as the API asks.
async fn shown(
    authenticate: &dyn Authenticate,
    galleries: &Galleries,
    groups: &Groups,
    pictures: &Pictures,
    guest: Guest,
    Asked { language, offset }: Asked,
) -> ApiResult<Opened> {
    let actor = authenticate.authenticate(&guest.session).await?;
    let gallery = gallery_of(&actor)?;
    let request = Paging { offset: Some(offset), limit: Some(PAGE), cursor: None }.request()?;
    let title = galleries.read(&actor, gallery).await?.row.details.subject_name;
    let wanted = GroupsWanted::default();
    let hung = groups.list(&actor, gallery.into(), wanted).await?;
    let hung: Vec<GroupAttachment> = hung.into_iter().map(|group| group.attachment).collect();
    // Without a tag of a copy the answer is never that nothing changed.
    let all = PicturesWanted::default();
    let GalleryPage::Pictures { page, .. } = pictures.list(&actor, gallery, all, request, None).await? else {
        return Err(Problem::internal("a listing without a tag came back unchanged"));
    };
    Ok(Opened {
        title,
        sections: sections(page.items, &hung, language),
        place: Place { offset, limit: PAGE, total: page.total },
        session: guest.session,
        needs_download_pin: guest.needs_download_pin,
    })
}

/// The gallery of a guest's link. Nobody else's session shows pages here.
fn gallery_of(actor: &Actor) -> ApiResult<GalleryId> {
    match &actor.credential {
        Credential::ShareLink { gallery, .. } => Ok(*gallery),
        _ => Err(Problem::of_status(StatusCode::UNAUTHORIZED)),
    }
}

/// The pictures under the names of their groups. They come in the order of the groups.
fn sections(listed: Vec<ListedPicture>, hung: &[GroupAttachment], language: Language) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut current = None;
    for picture in listed {
        let key = (picture.group, picture.group_type.clone());
        if current.as_ref() != Some(&key) {
            let group = hung.iter().find(|group| (group.group, &group.group_type) == (key.0, &key.1));
            let kind = key.1.as_str();
            let heading =
                group.map_or_else(|| kind.to_owned(), |group| gallery::heading(language, &group.name, kind));
            sections.push(Section { heading, pictures: Vec::new() });
            current = Some(key);
        }
        if let Some(section) = sections.last_mut() {
            section.pictures.push(shown_picture(picture));
        }
    }
    sections
}

fn shown_picture(listed: ListedPicture) -> Picture {
    let view = listed.picture;
    let address = |sizes: &[Preset]| {
        let of = |size: &Preset| view.urls.iter().find(|(preset, _)| preset == size);
        sizes.iter().find_map(of).map(|(_, address)| address.clone())
    };
    Picture {
        small: address(&[Preset::Thumb, Preset::Hotpreview]),
        large: address(&[Preset::Web, Preset::Large, Preset::Thumb]),
        // The largest that may be taken home.
        download: view.downloads.iter().max_by_key(|(preset, _)| *preset).map(|(_, address)| address.clone()),
        name: view.filename,
        alt: view.alt_text,
        ai: match view.ai {
            AiLabel::None => Ai::None,
            AiLabel::Edited => Ai::Edited,
            AiLabel::Generated => Ai::Generated,
        },
        width: view.width,
        height: view.height,
    }
}

fn private(mut response: HttpResponse) -> HttpResponse {
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}
