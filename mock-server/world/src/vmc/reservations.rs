//! Maintenance of SDDCs: windows, reservations and support windows.
//!
//! The service's planning of maintenance is not public. Here each SDDC has a weekly window and a maintenance in it every four weeks. The
//! first maintenance is in the first window that begins at least four weeks after the SDDC was requested. It is shown while the SDDC is in
//! use. (assumption) The times are computed from the window and the current time, so no agenda steps are needed.

use crate::{
    context::{Call, Cx},
    kernel::{
        collections::map_of,
        ids::{Ids, Kind, mix},
        refusal::{ApiResult, Refusal},
    },
    state::{
        orgs::Org,
        reservations::{MaintenanceFacts, Window},
        sddcs::{Phase, SddcFacts},
    },
};
use jiff::{Timestamp, civil::DateTime, tz::Offset};
use std::collections::BTreeMap;
use uuid::Uuid;
use vmc_client::{
    endpoints::reservations::{
        FindReservationWindows, GetMaintenanceWindow, ListReservations, ListSupportWindows, UpdateMaintenanceWindow,
        UpdateSupportWindow,
    },
    wire::{
        DayOfWeek, MaintenanceWindow, MaintenanceWindowEntry, MaintenanceWindowGet, OrgId, Reservation, ReservationId,
        ReservationInMw, ReservationSchedule, ReservationState, ReservationWindow,
        ReservationWindowMaintenanceProperties, SddcId, SddcStateRequestState, SupportWindow, SupportWindowId, Time,
    },
};

/// The length of a weekly window and of the maintenance in it. (assumption)
const WINDOW_HOURS: i64 = 6;

/// The time from one maintenance to the next, in seconds. It is a whole number of weeks, so that each maintenance is in a window.
/// (assumption)
const PERIOD: i64 = 4 * WEEK;

/// The number of SDDCs that fit into a support window. (assumption)
pub const SEATS: usize = 10;

/// The length of a support window. (assumption)
const SUPPORT_HOURS: i64 = 6;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

const DAYS: [DayOfWeek; 7] = [
    DayOfWeek::Sunday,
    DayOfWeek::Monday,
    DayOfWeek::Tuesday,
    DayOfWeek::Wednesday,
    DayOfWeek::Thursday,
    DayOfWeek::Friday,
    DayOfWeek::Saturday,
];

/// One maintenance.
struct Turn {
    number: u32,
    start: Timestamp,
    state: ReservationState,
}

impl Window {
    /// Returns the first begin of the window that is not before `after`.
    fn first_from(self, after: Timestamp) -> Timestamp {
        let second = ceil(after);
        let wait = (i64::from(self.day) * DAY + i64::from(self.hour) * HOUR - of_week(second)).rem_euclid(WEEK);
        at(second.saturating_add(wait))
    }

    fn is_open(self, now: Timestamp) -> bool {
        let begun = of_week(now.as_second()) - i64::from(self.day) * DAY - i64::from(self.hour) * HOUR;
        begun.rem_euclid(WEEK) < WINDOW_HOURS * HOUR
    }

    fn day_of_week(self) -> Option<DayOfWeek> {
        DAYS.get(usize::from(self.day)).cloned()
    }
}

/// Returns the first whole second that is not before an instant.
fn ceil(at: Timestamp) -> i64 {
    at.as_second() + i64::from(at.subsec_nanosecond() > 0)
}

/// Returns the seconds since the last Sunday began. The first of January 1970 was a Thursday.
fn of_week(second: i64) -> i64 {
    (second + 4 * DAY).rem_euclid(WEEK)
}

/// Converts seconds to an instant; values out of range become the latest instant.
fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
}

fn later(from: Timestamp, seconds: i64) -> Timestamp {
    at(from.as_second().saturating_add(seconds))
}

impl MaintenanceFacts {
    /// Creates the maintenance schedule of a new SDDC, with a random window.
    pub(super) fn new(ids: &mut Ids, now: Timestamp) -> Self {
        let id = ReservationId(ids.uuid(Kind::Reservation));
        let [day, hour, ..] = ids.number(Kind::Reservation).to_be_bytes();
        let window = Window { day: day % 7, hour: hour % 24 };
        let next = window.first_from(later(now, PERIOD));
        Self { id, window, version: 1, next, number: 0, last: None, support: None }
    }

    /// Returns the maintenance that is running or comes next.
    fn current(&self, now: Timestamp) -> Turn {
        let over = now.as_second() - self.next.as_second() - WINDOW_HOURS * HOUR;
        let turns = if over < 0 { 0 } else { over / PERIOD + 1 };
        let start = later(self.next, turns.saturating_mul(PERIOD));
        let state = if start <= now { ReservationState::Running } else { ReservationState::Scheduled };
        Turn { number: self.number.saturating_add(u32::try_from(turns).unwrap_or(u32::MAX)), start, state }
    }

    /// Returns the maintenances that are shown: the previous one, and the one that is running or comes next.
    fn turns(&self, now: Timestamp) -> Vec<Turn> {
        let current = self.current(now);
        let before = if current.number > self.number { Some(later(current.start, -PERIOD)) } else { self.last };
        let last = before.zip(current.number.checked_sub(1));
        let last = last.map(|(start, number)| Turn { number, start, state: ReservationState::Completed });
        last.into_iter().chain([current]).collect()
    }

    /// Returns the id of a maintenance.
    fn turn_id(&self, number: u32) -> ReservationId {
        ReservationId(derived(self.id.0, u64::from(number) + 1))
    }
}

/// Derives an id from another.
fn derived(from: Uuid, number: u64) -> Uuid {
    let (high, low) = from.as_u64_pair();
    let (high, low) = (mix(high ^ mix(number)), mix(low ^ mix(number)));
    uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes()).into_uuid()
}

fn civil(at: Timestamp) -> DateTime {
    Offset::UTC.to_datetime(at)
}

/// Returns the SDDCs that are in use. Only those have maintenance.
fn in_use(org: &Org) -> impl Iterator<Item = &SddcFacts> {
    org.sddcs.values().map(AsRef::as_ref).filter(|sddc| sddc.phase == Phase::Ready)
}

fn find(org: &Org, id: ReservationId) -> ApiResult<&SddcFacts> {
    in_use(org).find(|sddc| sddc.maintenance.id == id).ok_or_else(|| refusals::not_found(id))
}

/// `GET /orgs/{org}/reservations`
pub fn list(org: &Org, cx: &Cx, _: &Call<ListReservations>) -> ApiResult<Vec<MaintenanceWindowEntry>> {
    Ok(in_use(org).map(|sddc| entry(sddc, cx.now())).collect())
}

fn entry(sddc: &SddcFacts, now: Timestamp) -> MaintenanceWindowEntry {
    let facts = &sddc.maintenance;
    let turn = facts.current(now);
    let rid = Some(facts.turn_id(turn.number));
    let sunday = later(turn.start, -of_week(turn.start.as_second()));
    MaintenanceWindowEntry {
        sddc_id: Some(sddc.id),
        reservation_id: Some(facts.id),
        in_maintenance_window: Some(facts.window.is_open(now)),
        in_maintenance_mode: Some(turn.state == ReservationState::Running),
        is_undergoing_maintenance: None,
        reservation_schedule: Some(ReservationSchedule {
            day_of_week: facts.window.day_of_week(),
            hour_of_day: Some(i32::from(facts.window.hour)),
            duration_min: Some(WINDOW_HOURS * 60),
            version: Some(facts.version),
            reservations: vec![Reservation {
                rid,
                create_time: Some(Time::millis(sddc.created).to_string()),
                start_time: Some(Time::millis(turn.start)),
                duration: Some(WINDOW_HOURS * 60),
                metadata: None,
            }],
            reservations_mw: vec![ReservationInMw {
                rid,
                create_time: Some(Time::millis(sddc.created)),
                week_of: Some(civil(sunday).date().to_string()),
                metadata: None,
            }],
        }),
    }
}

/// `GET /orgs/{org}/reservations/{reservation}/mw`
pub fn get_window(org: &Org, _: &Cx, call: &Call<GetMaintenanceWindow>) -> ApiResult<MaintenanceWindowGet> {
    let facts = &find(org, call.path.reservation)?.maintenance;
    Ok(MaintenanceWindowGet {
        day_of_week: facts.window.day_of_week(),
        hour_of_day: Some(i32::from(facts.window.hour)),
        duration_min: Some(WINDOW_HOURS * 60),
        version: Some(facts.version),
    })
}

/// `PUT /orgs/{org}/reservations/{reservation}/mw`: the next maintenance moves to the new window, by less than one week forward or back,
/// and never into the past. The window cannot be changed while a maintenance is running. (assumption)
pub fn update_window(org: &mut Org, cx: &Cx, call: &Call<UpdateMaintenanceWindow>) -> ApiResult<MaintenanceWindow> {
    let body = &call.body.0;
    let sddc = find(org, call.path.reservation)?.id;
    let day = body.day_of_week.as_ref().and_then(|day| (0u8..).zip(&DAYS).find(|(_, known)| *known == day));
    let (day, _) = day.ok_or_else(|| Refusal::invalid("day_of_week must be a day, SUNDAY to SATURDAY."))?;
    let hour = body.hour_of_day.and_then(|hour| u8::try_from(hour).ok()).filter(|hour| *hour < 24);
    let hour = hour.ok_or_else(|| Refusal::invalid("hour_of_day must be an hour, 0 to 23."))?;
    let facts = &mut org.sddc_mut(sddc)?.maintenance;
    let turn = facts.current(cx.now());
    if turn.state == ReservationState::Running {
        return Err(refusals::maintenance_under_way(sddc));
    }
    if turn.number > facts.number {
        facts.last = Some(later(turn.start, -PERIOD));
    }
    facts.window = Window { day, hour };
    facts.version = facts.version.saturating_add(1);
    facts.number = turn.number;
    facts.next = facts.window.first_from(cx.now().max(later(turn.start, -6 * DAY)));
    Ok(body.clone())
}

/// `POST /orgs/{org}/tbrs/reservation`: for each SDDC, the previous maintenance and the one that is running or comes next.
pub fn find_windows(
    org: &Org,
    cx: &Cx,
    call: &Call<FindReservationWindows>,
) -> ApiResult<BTreeMap<String, Vec<ReservationWindow>>> {
    let asked = call.body.0.clone().unwrap_or_default();
    let unknown = asked.states.iter().find(|state| matches!(state, SddcStateRequestState::Other(_)));
    if let Some(other) = unknown {
        return Err(Refusal::invalid(format!("Invalid reservation state {other}.")));
    }
    let wanted = |state: &ReservationState| {
        asked.states.is_empty() || asked.states.iter().any(|asked| asked.as_str() == state.as_str())
    };
    let sddcs = in_use(org).filter(|sddc| asked.sddcs.is_empty() || asked.sddcs.contains(&sddc.id.to_string()));
    Ok(map_of(sddcs.map(|sddc| {
        let turns = sddc.maintenance.turns(cx.now()).into_iter().filter(|turn| wanted(&turn.state));
        (sddc.id.to_string(), turns.map(|turn| reservation_window(sddc, &turn)).collect())
    })))
}

fn reservation_window(sddc: &SddcFacts, turn: &Turn) -> ReservationWindow {
    let start = civil(turn.start);
    ReservationWindow {
        reserve_id: Some(sddc.maintenance.turn_id(turn.number).to_string()),
        sddc_id: Some(sddc.id.to_string()),
        start_date: Some(start.date().to_string()),
        start_hour: Some(i32::from(start.hour())),
        duration_hours: Some(WINDOW_HOURS),
        estimated_duration_hours_minimum: Some(WINDOW_HOURS / 2),
        estimated_duration_hours_maximum: Some(WINDOW_HOURS),
        reservation_state: Some(turn.state.clone()),
        emergency: Some(false),
        manifest_id: None,
        maintenance_properties: Some(ReservationWindowMaintenanceProperties { status: Some(turn.state.to_string()) }),
        metadata: None,
    }
}

/// `GET /orgs/{org}/tbrs/support-window`: one window for each day, created by the service itself. (assumption)
pub fn list_support(org: &Org, _: &Cx, call: &Call<ListSupportWindows>) -> ApiResult<Vec<SupportWindow>> {
    let least = call.query.minimum_seats_available.unwrap_or(0);
    let of_another = call.query.created_by.as_deref().is_some_and(|user| *user != *org.author.name);
    let seats = i64::try_from(SEATS).unwrap_or(i64::MAX);
    let windows = (0u8..7).filter(|_| !of_another).map(|day| support_window(org, day));
    Ok(windows.filter(|window| seats - i64::try_from(window.sddcs.len()).unwrap_or(i64::MAX) >= least).collect())
}

fn support_window(org: &Org, day: u8) -> SupportWindow {
    SupportWindow {
        support_window_id: Some(support_window_id(org.id, day).to_string()),
        start_day: DAYS.get(usize::from(day)).cloned(),
        start_hour: Some(0),
        duration_hours: Some(SUPPORT_HOURS),
        seats: i64::try_from(SEATS).ok(),
        sddcs: supported(org, day).map(|sddc| sddc.id.to_string()).collect(),
        metadata: None,
    }
}

fn support_window_id(org: OrgId, day: u8) -> Uuid {
    derived(org.0, u64::from(day))
}

fn supported(org: &Org, day: u8) -> impl Iterator<Item = &SddcFacts> {
    in_use(org).filter(move |sddc| sddc.maintenance.support == Some(day))
}

/// `PUT /orgs/{org}/tbrs/support-window/{id}`: moves the SDDC from its earlier window, if any, to this one.
pub fn update_support(org: &mut Org, cx: &Cx, call: &Call<UpdateSupportWindow>) -> ApiResult<SupportWindowId> {
    let (org_id, id) = (org.id, &call.path.id);
    let day = (0u8..7).find(|day| support_window_id(org_id, *day).to_string() == *id);
    let day = day.ok_or_else(|| refusals::support_window_not_found(id))?;
    let sddc = call.body.0.sddc_id.as_deref().and_then(|id| id.parse::<SddcId>().ok());
    let sddc = sddc.ok_or_else(|| Refusal::invalid("sddc_id must be the id of an SDDC."))?;
    let facts = org.sddc(sddc)?;
    facts.check_state::<UpdateSupportWindow>()?;
    if facts.maintenance.support != Some(day) && supported(org, day).count() >= SEATS {
        return Err(Refusal::invalid(format!("The support window {id} has no seat left.")));
    }
    let facts = org.sddc_mut(sddc)?;
    facts.maintenance.support = Some(day);
    facts.write(Some(cx.caller.author()), cx.now());
    Ok(SupportWindowId { window_id: Some(id.clone()) })
}

mod refusals {
    use crate::kernel::refusal::Refusal;
    use vmc_client::wire::{ReservationId, SddcId};

    /// No SDDC in use has this reservation.
    pub(super) fn not_found(id: ReservationId) -> Refusal {
        let message = format!("Cannot find the reservation with identifier {id}.");
        Refusal::not_found("skyscraper.reservation.not.found", message)
    }

    pub(super) fn support_window_not_found(id: &str) -> Refusal {
        Refusal::not_found("skyscraper.support.window.not.found", format!("Cannot find the support window {id}."))
    }

    /// The window cannot be changed while a maintenance is running.
    pub(super) fn maintenance_under_way(sddc: SddcId) -> Refusal {
        let message =
            format!("Maintenance of Sddc {sddc} is under way; its window cannot be changed until it is over.");
        Refusal::conflict("skyscraper.reservation.under.way", message)
    }
}
