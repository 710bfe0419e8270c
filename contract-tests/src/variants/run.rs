//! Runs a plan: a few workers, each with its own connection, share the operations.

use super::{
    Expected, Plan, Tables, Variant,
    connection::Connection,
    making,
    stage::Stage,
    verdict::{Case, Standing, TAKEN, path_of},
};
use crate::{
    compare::Mismatch,
    published::{Operation, Published},
    target::Target,
};
use anyhow::Context;
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::task::JoinSet;

/// The sentence for a request that was refused and had an effect all the same.
const CHANGED: &str = "what was refused has changed something";

/// The number of workers. It exceeds the number of processors, so that the server and the judges do not wait for each
/// other.
const WORKERS: usize = 4;

/// The result of a plan.
#[derive(Debug, Clone, Default)]
pub struct VariantsReport {
    pub seed: u64,
    /// The number of variants that were sent.
    pub count: usize,
    /// The number of variants of each operation, by method and path template.
    pub per_operation: BTreeMap<String, usize>,
    /// The status of each answer, by the index of the variant.
    pub statuses: BTreeMap<usize, u16>,
    /// All faults, by the index of the variant.
    pub mismatches: Vec<VariantMismatch>,
}

/// A fault in the answer to a variant, or in the server after it.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantMismatch {
    pub seed: u64,
    /// The index of the variant. With the seed it repeats the variant alone.
    pub index: usize,
    /// The varied part.
    pub place: String,
    /// The description of the change.
    pub change: String,
    /// The request as a shell command. Secrets are shown as names.
    pub curl: String,
    /// The fault.
    pub mismatch: Mismatch,
}

impl fmt::Display for VariantMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, index, place, change, curl, mismatch } = self;
        write!(f, "{mismatch}\n  {place}: {change}\n  {curl}\n  replay: VARIANT={seed}:{index}")
    }
}

impl Plan {
    /// Sends all variants of the plan to a server and judges the answers.
    ///
    /// # Errors
    /// The server cannot be reached, breaks the connection, or creates no worlds.
    pub async fn run(&self, target: &Target) -> anyhow::Result<VariantsReport> {
        let mut batches: Vec<Vec<Variant>> = Vec::new();
        for variant in &self.variants {
            match batches.last_mut().filter(|batch| batch[0].operation == variant.operation) {
                Some(batch) => batch.push(variant.clone()),
                None => batches.push(vec![variant.clone()]),
            }
        }
        // The longest batches run first, so that no worker is left with a long one at the end.
        batches.sort_by_key(|batch| usize::MAX - batch.len());
        let (batches, next) = (Arc::new(batches), Arc::new(AtomicUsize::new(0)));
        let mut workers = JoinSet::new();
        for _ in 0..WORKERS {
            let (batches, next, tables) = (batches.clone(), next.clone(), self.tables.clone());
            let connection = Connection::to(target.url())?;
            let worker =
                Worker { tables, seed: self.seed, url: target.url().to_owned(), connection, found: Found::default() };
            workers.spawn(worker.run(batches, next));
        }
        let mut found = Found::default();
        while let Some(worker) = workers.join_next().await {
            let more = worker.context("a worker ended before its time")??;
            found.statuses.extend(more.statuses);
            found.mismatches.extend(more.mismatches);
            found.lenient.extend(more.lenient);
        }
        Ok(self.report(found))
    }

    fn report(&self, found: Found) -> VariantsReport {
        let mut report = VariantsReport { seed: self.seed, count: found.statuses.len(), ..VariantsReport::default() };
        for variant in &self.variants {
            *report.per_operation.entry(variant.operation.clone()).or_default() += 1;
        }
        report.statuses = found.statuses;
        report.mismatches = found.mismatches;
        report.mismatches.sort_by_key(|mismatch| mismatch.index);
        let needed: Vec<_> = found.lenient.into_iter().collect();
        let stale = if self.whole { self.tables.leniencies.faults(&needed) } else { Vec::new() };
        report.mismatches.extend(stale.into_iter().map(|sentence| VariantMismatch {
            seed: self.seed,
            index: self.variants.len(),
            place: "variant-leniencies.json".to_owned(),
            change: String::new(),
            curl: String::new(),
            mismatch: Mismatch {
                operation: String::new(),
                path: String::new(),
                expected: None,
                actual: None,
                sentence,
            },
        }));
        report
    }
}

#[derive(Debug, Default)]
struct Found {
    statuses: BTreeMap<usize, u16>,
    mismatches: Vec<VariantMismatch>,
    /// The indices of the leniencies that were needed.
    lenient: BTreeSet<usize>,
}

/// A world, and its state before the first variant if that must not change.
struct Scene {
    stage: Stage,
    before: Option<Vec<String>>,
}

struct Worker {
    tables: Arc<Tables>,
    seed: u64,
    url: String,
    connection: Connection,
    found: Found,
}

impl Worker {
    async fn run(mut self, batches: Arc<Vec<Vec<Variant>>>, next: Arc<AtomicUsize>) -> anyhow::Result<Found> {
        let tables = self.tables.clone();
        // This world is only used for reading requests.
        let things = tables.bases.in_order(&["org".to_owned(), "sddc".to_owned()])?;
        let neighbour = Stage::set(&mut self.connection, &tables.bases, self.seed, &things).await?;
        let before = neighbour.seen(&mut self.connection).await?;
        while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
            self.batch(&tables, batch).await.with_context(|| batch[0].operation.clone())?;
            let after = neighbour.seen(&mut self.connection).await.context("the server is gone")?;
            if let Some(last) = batch.last() {
                self.changed(last, None, &before, &after, "another world has changed");
            }
        }
        neighbour.end(&mut self.connection).await?;
        Ok(self.found)
    }

    /// Sends all variants of an operation. Those that must be refused are sent one after the other to one world,
    /// which must not change.
    async fn batch(&mut self, tables: &Tables, batch: &[Variant]) -> anyhow::Result<()> {
        let (published, operation) = tables.operation(&batch[0].operation).context("no table has it")?;
        let mut things = vec!["org".to_owned()];
        things.extend(making::base_of(published, operation, &tables.bases).things());
        things.extend(batch.iter().flat_map(|variant| variant.request.things()));
        let things = tables.bases.in_order(&things)?;
        let standing = self.standing(tables, published, operation, &things).await?;
        let (refused, others): (Vec<_>, Vec<_>) =
            batch.iter().partition(|variant| matches!(variant.expected, Expected::Refused));
        // An operation that is not simulated cannot change anything.
        let watched = standing == Standing::Simulated;
        let mut refused_too = Vec::new();
        for (variants, watched) in [(refused, watched), (others, false)] {
            let Some(last) = variants.last() else { continue };
            let mut scene = self.scene(tables, &things, watched).await?;
            for variant in &variants {
                let status = self.judge(tables, published, operation, standing, variant, &scene.stage).await?;
                if status >= 400 && variant.expected != Expected::Refused {
                    refused_too.push(*variant);
                }
                if status < 300 && may_change(operation) {
                    scene.stage.end(&mut self.connection).await?;
                    scene = self.scene(tables, &things, watched).await?;
                }
            }
            if let Some(before) = &scene.before {
                let after = scene.stage.seen(&mut self.connection).await?;
                self.changed(last, Some(&scene.stage), before, &after, CHANGED);
            }
            scene.stage.end(&mut self.connection).await?;
        }
        if watched { self.refuse_again(tables, &things, &refused_too).await } else { Ok(()) }
    }

    /// Sends variants that were refused, although they need not be, once more: one after the other to a world, which
    /// must not change.
    async fn refuse_again(&mut self, tables: &Tables, things: &[String], variants: &[&Variant]) -> anyhow::Result<()> {
        let Some(last) = variants.last() else { return Ok(()) };
        let scene = self.scene(tables, things, true).await?;
        for variant in variants {
            scene.stage.send(&mut self.connection, &variant.request).await?;
        }
        let after = scene.stage.seen(&mut self.connection).await?;
        self.changed(last, Some(&scene.stage), scene.before.as_deref().unwrap_or_default(), &after, CHANGED);
        scene.stage.end(&mut self.connection).await
    }

    async fn scene(&mut self, tables: &Tables, things: &[String], watched: bool) -> anyhow::Result<Scene> {
        let stage = Stage::set(&mut self.connection, &tables.bases, self.seed, things).await?;
        let before = if watched { Some(stage.seen(&mut self.connection).await?) } else { None };
        Ok(Scene { stage, before })
    }

    /// Sends the valid request to find out whether the operation is simulated.
    async fn standing(
        &mut self,
        tables: &Tables,
        published: &Published,
        operation: &Operation,
        things: &[String],
    ) -> anyhow::Result<Standing> {
        let stage = Stage::set(&mut self.connection, &tables.bases, self.seed, things).await?;
        let base = making::base_of(published, operation, &tables.bases);
        let answer = stage.send(&mut self.connection, &base).await?;
        stage.end(&mut self.connection).await?;
        Ok(if answer.status == 501 { Standing::NotSimulated } else { Standing::Simulated })
    }

    async fn judge(
        &mut self,
        tables: &Tables,
        published: &Published,
        operation: &Operation,
        standing: Standing,
        variant: &Variant,
        stage: &Stage,
    ) -> anyhow::Result<u16> {
        let received = stage.send(&mut self.connection, &variant.request).await;
        let received = received.with_context(|| format!("VARIANT={}:{}", self.seed, variant.index))?;
        let path = path_of(&variant.request, &stage.known);
        let case = Case { tables, published, operation, standing, variant, received: &received, path: &path };
        for mismatch in case.faults() {
            let lenient = if mismatch.sentence == TAKEN { tables.leniencies.of(variant) } else { Vec::new() };
            if lenient.is_empty() {
                self.report(variant, Some(stage), mismatch);
            }
            self.found.lenient.extend(lenient);
        }
        self.found.statuses.insert(variant.index, received.status);
        Ok(received.status)
    }

    fn changed(
        &mut self,
        variant: &Variant,
        stage: Option<&Stage>,
        before: &[String],
        after: &[String],
        sentence: &str,
    ) {
        for (before, after) in before.iter().zip(after).filter(|(before, after)| before != after) {
            let (before, after) = differing(before, after);
            self.report(
                variant,
                stage,
                Mismatch {
                    operation: variant.operation.clone(),
                    path: String::new(),
                    expected: Some(json!(before)),
                    actual: Some(json!(after)),
                    sentence: sentence.to_owned(),
                },
            );
        }
    }

    fn report(&mut self, variant: &Variant, stage: Option<&Stage>, mismatch: Mismatch) {
        self.found.mismatches.push(VariantMismatch {
            seed: self.seed,
            index: variant.index,
            place: variant.place.clone(),
            change: variant.change.clone(),
            curl: stage.map(|stage| variant.request.curl(&self.url, &stage.known)).unwrap_or_default(),
            mismatch,
        });
    }
}

/// Returns the beginning of two different texts with the place at which they differ.
fn differing(one: &str, other: &str) -> (String, String) {
    let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let part = |text: &str| -> String {
        let start: String = text.chars().take(80).collect();
        let rest: String = text.chars().skip(same.saturating_sub(120)).take(400).collect();
        format!("{start} … {rest}")
    };
    (part(one), part(other))
}

/// Returns `true` if a success can have changed the world. An operation that returns a task may have started one,
/// whatever its method.
pub(super) fn may_change(operation: &Operation) -> bool {
    operation.method != "GET" || operation.response.as_deref() == Some("Task")
}
