//! Carries out the operations on a world's journal.

use super::{
    journal::{ClearJournal, ExportJournal, GetJournalEntry, JournalQuery, JournalView, ListJournal, VerifyJournal},
    table::known_operation,
};
use crate::{
    http::{Shell, refusals, routes::Routes},
    journal::{
        entry::Entry,
        filter::{Filter, PAGE_DEFAULT, PAGE_MAX},
        recordings::RecordedExchange,
        verification::Verdict,
    },
    world::{
        Call,
        kernel::refusal::{ApiResult, Refusal},
    },
    worlds::Outcome,
};
use http::request::Parts;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .shell::<ListJournal>(list)
        .shell::<ClearJournal>(clear)
        .shell::<ExportJournal>(export)
        .shell::<GetJournalEntry>(get)
        .shell::<VerifyJournal>(verify)
}

impl JournalQuery {
    pub(super) fn read(&self, page: usize) -> ApiResult<Filter> {
        let Self { operation, status, method, caller, since, until, fault, unread, control, after, limit, last } =
            self.clone();
        let bounded = |count: Option<usize>, name: &str| match count {
            Some(count) if !(1..=PAGE_MAX).contains(&count) => {
                Err(Refusal::invalid(format!("`{name}` is 1 to {PAGE_MAX}.")))
            }
            count => Ok(count),
        };
        if last.is_some() && (after.is_some() || limit.is_some()) {
            return Err(Refusal::invalid(
                "`last` counts from the end, `after` and `limit` from the origin: one or the other.",
            ));
        }
        let (limit, last) = (bounded(limit, "limit")?, bounded(last, "last")?);
        let (limit, after) = (last.or(limit).unwrap_or(page), after.unwrap_or(0));
        known_operation(operation.as_deref())?;
        Ok(Filter { operation, status, method, caller, since, until, fault, unread, control, after, limit, last })
    }
}

fn list(shell: &Shell, _: &Parts, call: &Call<ListJournal>) -> Outcome<JournalView> {
    let found = shell.worlds.named(&call.path.world).and_then(|id| Ok((id, call.query.read(PAGE_DEFAULT)?)));
    match found {
        Ok((id, filter)) => shell.worlds.journal(id, |journal| Ok(JournalView::of(journal.page(&filter)))),
        Err(error) => Outcome::refused(error),
    }
}

fn export(shell: &Shell, _: &Parts, call: &Call<ExportJournal>) -> Outcome<Vec<RecordedExchange>> {
    let query = JournalQuery { control: call.query.control.or(Some(false)), ..call.query.clone() };
    let found = shell.worlds.named(&call.path.world).and_then(|id| Ok((id, query.read(usize::MAX)?)));
    match found {
        Ok((id, filter)) => shell.worlds.journal(id, |journal| {
            let recorded = |entry| RecordedExchange::of(entry, id);
            Ok(journal.page(&filter).entries.into_iter().filter_map(recorded).collect())
        }),
        Err(error) => Outcome::refused(error),
    }
}

fn clear(shell: &Shell, _: &Parts, call: &Call<ClearJournal>) -> Outcome<()> {
    match shell.worlds.named(&call.path.world) {
        Ok(id) => shell.worlds.journal(id, |journal| {
            journal.clear();
            Ok(())
        }),
        Err(error) => Outcome::refused(error),
    }
}

fn get(shell: &Shell, _: &Parts, call: &Call<GetJournalEntry>) -> Outcome<Entry> {
    let number = call.path.number;
    match shell.worlds.named(&call.path.world) {
        Ok(id) => {
            shell.worlds.journal(id, |journal| journal.entry(number).ok_or_else(|| refusals::entry_not_found(number)))
        }
        Err(error) => Outcome::refused(error),
    }
}

fn verify(shell: &Shell, _: &Parts, call: &Call<VerifyJournal>) -> Outcome<Verdict> {
    let verification = &call.body.0;
    let found = shell.worlds.named(&call.path.world);
    let known = || verification.operations().try_for_each(|name| known_operation(Some(name)));
    let found = found.and_then(|id| known().map(|()| id));
    match found {
        Ok(id) => shell.worlds.journal(id, |journal| journal.verify(verification)),
        Err(error) => Outcome::refused(error),
    }
}
