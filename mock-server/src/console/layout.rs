//! What all pages have in common: the header, the menus, the notice, and the commands that do the same as the page.

use super::{
    curl,
    moments::Moment,
    refusals::Failure,
    visit::{Notice, Visit},
};
use crate::{
    http::control::{ClockView, WorldEntry, WorldView},
    world::kernel::refusal::ApiResult,
};
use askama::Template;
use axum::{body::Body, response::Response};
use http::{HeaderValue, header};
use vmc_client::wire::Secret;

/// The policy of all pages: nothing from elsewhere, no script or style in the page itself, and no frames.
const POLICY: &str =
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/// The policy of the API Explorer. Swagger UI has pictures in addresses of the kind `data:`, and sets styles of elements.
const EXPLORER_POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/// A page without what all pages have in common.
pub(super) struct Page {
    pub(super) title: String,
    /// Where the page is in the menu.
    pub(super) place: &'static str,
    pub(super) sections: Vec<Section>,
}

/// A part of a page that changes as a whole.
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) html: String,
    /// Whether the page shows changes without being loaded again.
    pub(super) is_live: bool,
}

impl Page {
    pub(super) fn new(title: impl Into<String>, place: &'static str) -> Self {
        Self { title: title.into(), place, sections: Vec::new() }
    }

    /// Adds a part that stays as it is.
    pub(super) fn with(mut self, id: &'static str, part: &impl Template) -> Self {
        self.sections.push(Section { id, html: rendered(part), is_live: false });
        self
    }

    /// Adds a part that follows the world.
    pub(super) fn with_live(mut self, id: &'static str, part: &impl Template) -> Self {
        self.sections.push(Section { id, html: rendered(part), is_live: true });
        self
    }
}

/// Returns the text of a template. Writing into memory does not fail.
pub(super) fn rendered(part: &impl Template) -> String {
    part.render().unwrap_or_default()
}

/// The clock in the header.
#[derive(Template)]
#[template(path = "clock_chip.html")]
pub(super) struct ClockChip {
    pub(super) now: Moment,
    rate: f64,
    /// Milliseconds since 1970, from which a script lets the clock run.
    millis: i64,
}

impl ClockChip {
    /// Reads the clock. Without a script to let it run, it shows the time of the page.
    pub(super) fn read(visit: &Visit) -> ApiResult<Self> {
        let clock: ClockView = visit.read_silently(&visit.in_control("/clock"))?;
        Ok(Self { now: Moment::at(clock.now), rate: clock.rate, millis: clock.now.as_millisecond() })
    }
}

/// The whole page.
#[derive(Template)]
#[template(path = "layout.html")]
struct Layout<'a> {
    visit: &'a Visit<'a>,
    page: &'a Page,
    clock: String,
    worlds: Vec<WorldChoice>,
    sign_in: Option<String>,
    commands: Vec<String>,
    events: String,
    is_explorer: bool,
    needs_token: bool,
    version: &'static str,
}

struct WorldChoice {
    id: String,
    name: String,
    is_shown: bool,
}

impl Layout<'_> {
    fn is_at(&self, place: &str) -> bool {
        self.page.place == place
    }
}

/// The most worlds that the picker in the header shows. The page of worlds shows all.
const CHOICES_MAX: usize = 50;

fn choices(visit: &Visit) -> ApiResult<Vec<WorldChoice>> {
    let worlds: Vec<WorldEntry> = visit.read_silently("/_vmcsim/worlds")?;
    let shown = |world: &WorldEntry| world.id == visit.world;
    let other = worlds.iter().filter(|world| !shown(world)).take(CHOICES_MAX);
    let mut chosen: Vec<_> = worlds.iter().filter(|world| shown(world)).chain(other).collect();
    chosen.sort_by_key(|world| (!world.default, world.id));
    let choice =
        |world: &WorldEntry| WorldChoice { id: world.id.to_string(), name: world_name(world), is_shown: shown(world) };
    Ok(chosen.into_iter().map(choice).collect())
}

/// Returns the name of a world for people: `default`, or the beginning of its id.
pub(super) fn world_name(world: &WorldEntry) -> String {
    if world.default { "default".to_owned() } else { world.id.to_string()[..8].to_owned() }
}

/// Returns the response with a page.
///
/// # Errors
/// The world was ended in the meantime.
pub(super) fn show(visit: &Visit, page: &Page) -> Result<Response, Failure> {
    let world: WorldView = visit.read_silently(&visit.in_control(""))?;
    let calls = visit.offered();
    let needs_sign_in = calls.iter().any(|call| !call.target.starts_with("/_vmcsim/"));
    let token = world.api_token.as_ref().map(Secret::expose).filter(|_| needs_sign_in);
    let is_explorer = page.place == "explorer";
    let layout = Layout {
        visit,
        page,
        clock: rendered(&ClockChip::read(visit)?),
        worlds: choices(visit)?,
        sign_in: token.map(|token| curl::sign_in(&visit.base, token)),
        commands: calls.iter().map(|call| visit.command(call)).collect(),
        events: visit.href_with("/console/events", &[("page", &visit.here())]),
        is_explorer,
        needs_token: visit.needs_token(),
        version: crate::VERSION,
    };
    let policy = if is_explorer { EXPLORER_POLICY } else { POLICY };
    Ok(html(rendered(&layout), policy))
}

/// A page without a world: the sign-in, or an error.
#[derive(Template)]
#[template(path = "plain.html")]
struct Plain<'a> {
    title: &'a str,
    notice: Option<Notice>,
    csrf: &'a str,
    asks_for_token: bool,
    back: &'a str,
}

/// Returns the response with an error, where no page can be shown.
pub(super) fn show_failure(failure: &Failure) -> Response {
    let notice = Some(Notice { is_error: true, text: failure.message.clone(), code: None });
    let plain = Plain { title: "This did not work", notice, csrf: "", asks_for_token: false, back: "" };
    with_status(html(rendered(&plain), POLICY), failure)
}

/// Returns the response with the page that asks for the admin token.
pub(super) fn show_sign_in(csrf: &str, back: &str, failure: Option<&Failure>) -> Response {
    let notice = failure.map(|failure| Notice { is_error: true, text: failure.message.clone(), code: None });
    let page = html(rendered(&Plain { title: "Sign in", notice, csrf, asks_for_token: true, back }), POLICY);
    match failure {
        Some(failure) => with_status(page, failure),
        None => page,
    }
}

/// Gives a page the status of what it tells.
pub(super) fn with_status(mut page: Response, failure: &Failure) -> Response {
    *page.status_mut() = failure.status;
    page
}

fn html(text: String, policy: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

/// Adds to a response what every answer of the console says: pages of other sites learn nothing from it, and nothing about it.
pub(super) fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    // With `no-referrer`, browsers would send the origin `null` with the console's own forms.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    response
}
