//! Runs a plan: a few workers, each with a connection of its own, share the operations among them.

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

/// Workers. More than there are processors, so that server and judges do not wait for each other.
const WORKERS: usize = 4;

/// What came of a plan.
#[derive(Debug, Clone, Default)]
pub struct VariantsReport {
    /// The seed.
    pub seed: u64,
    /// Variants that were sent.
    pub count: usize,
    /// How many of each operation, by method and path template.
    pub per_operation: BTreeMap<String, usize>,
    /// The status of each answer, by the variant's index.
    pub statuses: BTreeMap<usize, u16>,
    /// All that is wrong, by the variant's index.
    pub mismatches: Vec<VariantMismatch>,
}

/// Something that is wrong with the answer to a variant, or with the server after it.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantMismatch {
    /// The seed of the plan.
    pub seed: u64,
    /// The variant's index. With the seed it replays the variant alone.
    pub index: usize,
    /// What was varied.
    pub place: String,
    /// How.
    pub change: String,
    /// The request as a line for a shell. Secrets are names in it.
    pub curl: String,
    /// What is wrong.
    pub mismatch: Mismatch,
}

impl fmt::Display for VariantMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, index, place, change, curl, mismatch } = self;
        write!(f, "{mismatch}\n  {place}: {change}\n  {curl}\n  replay: VARIANT={seed}:{index}")
    }
}

impl Plan {
    /// Sends all variants of the plan to a server, and judges what it answers.
    ///
    /// # Errors
    /// The server cannot be reached, breaks off, or has no worlds to give.
    pub async fn run(&self, target: &Target) -> anyhow::Result<VariantsReport> {
        let mut batches: Vec<Vec<Variant>> = Vec::new();
        for variant in &self.variants {
            match batches.last_mut().filter(|batch| batch[0].operation == variant.operation) {
                Some(batch) => batch.push(variant.clone()),
                None => batches.push(vec![variant.clone()]),
            }
        }
        // The long ones first, so that no worker is left with one at the end.
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
    /// Numbers of leniencies that were needed.
    lenient: BTreeSet<usize>,
}

/// A world, and what was seen in it before anything was sent, where that is to stay so.
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
        // A world in which nothing is asked but what can be seen.
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

    /// All variants of an operation: those that must be refused one after the other in one world, which must not change by it.
    async fn batch(&mut self, tables: &Tables, batch: &[Variant]) -> anyhow::Result<()> {
        let (published, operation) = tables.operation(&batch[0].operation).context("no table has it")?;
        let mut things = vec!["org".to_owned()];
        things.extend(making::base_of(published, operation, &tables.bases).things());
        things.extend(batch.iter().flat_map(|variant| variant.request.things()));
        let things = tables.bases.in_order(&things)?;
        let standing = self.standing(tables, published, operation, &things).await?;
        let (refused, others): (Vec<_>, Vec<_>) =
            batch.iter().partition(|variant| matches!(variant.expected, Expected::Refused));
        // What is not simulated has nothing that it could change.
        let watched = standing == Standing::Simulated;
        for (variants, watched) in [(refused, watched), (others, false)] {
            let Some(last) = variants.last() else { continue };
            let mut scene = self.scene(tables, &things, watched).await?;
            for variant in &variants {
                let status = self.judge(tables, published, operation, standing, variant, &scene.stage).await?;
                if status < 300 && may_change(operation) {
                    scene.stage.end(&mut self.connection).await?;
                    scene = self.scene(tables, &things, watched).await?;
                }
            }
            if let Some(before) = &scene.before {
                let after = scene.stage.seen(&mut self.connection).await?;
                self.changed(last, Some(&scene.stage), before, &after, "what was refused has changed something");
            }
            scene.stage.end(&mut self.connection).await?;
        }
        Ok(())
    }

    async fn scene(&mut self, tables: &Tables, things: &[String], watched: bool) -> anyhow::Result<Scene> {
        let stage = Stage::set(&mut self.connection, &tables.bases, self.seed, things).await?;
        let before = if watched { Some(stage.seen(&mut self.connection).await?) } else { None };
        Ok(Scene { stage, before })
    }

    /// Whether the operation is there at all, told by the request that works.
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

/// Whether a success can have changed the world. What answers with a task may have begun one, whatever its method.
fn may_change(operation: &Operation) -> bool {
    operation.method != "GET" || operation.response.as_deref() == Some("Task")
}
