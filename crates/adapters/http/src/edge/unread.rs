//! Bodies that come in chunks and are not read to their end.
//!
//! The framework goes on reading such a body after the answer, for as long as the client likes: a few bytes would hold a
//! connection for ever, and nobody needs to be signed in for that. Where somebody still has the body when the answer has
//! been sent, it closes the connection soon. So somebody has it.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::{InternalError, PayloadError};
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpResponse};
use futures_util::Stream;

use crate::problem::Problem;

/// The body of a request, which its handler reads.
pub(super) struct Held {
    _payload: Rc<RefCell<Payload>>,
}

/// Holds the body of the request, if it comes in chunks: the framework bounds all others itself.
pub(super) fn hold(req: &mut ServiceRequest) -> Option<Held> {
    req.headers().get(header::TRANSFER_ENCODING)?;
    let payload = Rc::new(RefCell::new(req.take_payload()));
    req.set_payload(Payload::Stream { payload: Box::pin(Reading(Rc::clone(&payload))) });
    Some(Held { _payload: payload })
}

impl Held {
    /// Holds the body until the answer has been sent.
    pub(super) fn until_sent(self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        response.map_body(|_, body| BoxBody::new(Holding { body, _held: self }))
    }

    /// The same of a request that is gone.
    pub(super) fn until_told(self, problem: &Problem) -> actix_web::Error {
        let response: HttpResponse = problem.render();
        let response = response.map_body(|_, body| BoxBody::new(Holding { body, _held: self }));
        InternalError::from_response(problem.code, response).into()
    }
}

struct Reading(Rc<RefCell<Payload>>);

impl Stream for Reading {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(cx)
    }
}

struct Holding {
    body: BoxBody,
    _held: Held,
}

impl MessageBody for Holding {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}
