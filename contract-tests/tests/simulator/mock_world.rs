//! What Rust tests do with a server and its worlds: a world has the same functions as the server has for its default world.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::{cell::Cell, panic, sync::Once, time::Duration};
use vmc_client::wire::{AwsSddcConfig, Provider, SddcState, TaskId, TaskStatus};
use vmcsim::{Fault, FaultRule, MockServer, MockWorld, NewWorld, OnPoll, Preset, Verification, control::PacingView};

fn config(name: &str) -> AwsSddcConfig {
    AwsSddcConfig { name: name.into(), num_hosts: 1, provider: Provider::ZeroCloud, ..AwsSddcConfig::default() }
}

async fn create(world: &MockWorld, name: &str) -> TaskId {
    world.client().create_sddc(world.org_id(), Default::default(), &config(name)).await.unwrap().entity.id
}

async fn status(world: &MockWorld, task: TaskId) -> TaskStatus {
    world.client().get_task(world.org_id(), task).await.unwrap().status.unwrap()
}

#[tokio::test]
async fn a_world_has_faults_of_its_own() {
    let mock = MockServer::start().await;
    let world = mock.new_world(NewWorld::seeded(2)).unwrap();
    let rule = world.add_fault(FaultRule::new(Fault::task_fails(30, "no hosts are left")).times(1));
    assert_eq!((world.faults()[0].id, mock.faults().len()), (rule, 0));
    let task = create(&world, "a").await;
    world.advance("1m");
    assert_eq!(status(&world, task).await, TaskStatus::Failed);
    assert_eq!(world.faults()[0].hits.get(), 1);
    world.clear_faults();
    assert!(world.faults().is_empty());
    world.verify(Verification::operation("CreateFault").times(1));
    world.verify(Verification::operation("DeleteFaults").times(1));
}

#[tokio::test]
async fn a_world_has_a_clock_and_a_pace_of_its_own() {
    let at: Timestamp = "2026-01-05T08:00:00Z".parse().unwrap();
    let mock = MockServer::builder().at(at).rate(0.0).pace(Preset::Realistic).start().await;
    let world = mock.new_world(NewWorld::seeded(2)).unwrap();
    assert_eq!((world.clock().now, world.clock().rate), (at, 0.0), "new worlds start as the server says");
    world.advance("1h 30m");
    world.advance(Duration::from_secs(90));
    world.advance(SignedDuration::from_secs(30));
    assert_eq!(world.clock().now, "2026-01-05T09:32:00Z".parse().unwrap());
    assert_eq!(mock.clock().now, at);
    world.set_time("2026-01-06T00:00:00Z".parse().unwrap());
    assert_eq!(world.clock().now, "2026-01-06T00:00:00Z".parse().unwrap());
    let task = create(&world, "a").await;
    assert_eq!(world.skip_to_end(task).released, None);
    assert_eq!(world.clock().now, "2026-01-06T00:01:13.053Z".parse().unwrap());
    assert_eq!(status(&world, task).await, TaskStatus::Finished);
    world.set_pace(Preset::Manual);
    let held = create(&world, "b").await;
    assert_eq!(status(&world, held).await, TaskStatus::Started);
    assert_eq!(world.skip().released.unwrap().task_id, held);
    world.skip_to_end(held);
    let kinds = [("SDDC-PROVISION".to_owned(), "9s".to_owned())].into();
    world.set_pacing(&PacingView { preset: Preset::Realistic, kinds });
    let task = create(&world, "c").await;
    world.advance("9s");
    assert_eq!(status(&world, task).await, TaskStatus::Finished);
    world.set_on_poll(OnPoll::Jump);
    let task = create(&world, "d").await;
    assert_eq!(status(&world, task).await, TaskStatus::Finished);
    world.set_rate(1.0);
    assert_eq!((world.clock().rate, mock.clock().rate), (1.0, 0.0));
    // All of it is in the journal, as the requests that would have done it.
    for (operation, times) in [("AdvanceClock", 4), ("SkipClock", 3), ("UpdateClock", 3), ("SetPacing", 2)] {
        world.verify(Verification::operation(operation).times(times));
    }
    world.verify(Verification::operation("SkipClock").with_body(json!({"task": held})).times(1));
}

#[tokio::test]
async fn a_server_may_jump_on_polls_from_the_start() {
    let mock = MockServer::builder().pace(Preset::Realistic).on_poll(OnPoll::Jump).start().await;
    for world in [mock.default_world(), mock.new_world(NewWorld::seeded(2)).unwrap()] {
        let task = create(&world, "a").await;
        assert_eq!(status(&world, task).await, TaskStatus::Finished);
        let sddcs = world.client().list_sddcs(world.org_id(), Default::default()).await.unwrap();
        assert_eq!(sddcs[0].sddc_state, Some(SddcState::Ready));
    }
    let stays = mock.new_world(NewWorld { on_poll: Some(OnPoll::Stay), ..NewWorld::seeded(3) }).unwrap();
    let task = create(&stays, "a").await;
    assert_eq!(status(&stays, task).await, TaskStatus::Started);
}

thread_local! {
    /// Where this thread panicked last, as a file.
    static PANICKED_IN: Cell<Option<String>> = const { Cell::new(None) };
}

/// Runs something that must panic, and returns the file in which the panic is said to be.
fn file_of_panic(run: impl FnOnce()) -> String {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            PANICKED_IN.set(info.location().map(|at| at.file().to_owned()));
            usual(info);
        }));
    });
    panic::catch_unwind(panic::AssertUnwindSafe(run)).unwrap_err();
    PANICKED_IN.take().unwrap()
}

/// The name of a function, and a call of it that panics.
type Panicking<'t> = (&'static str, Box<dyn Fn() + 't>);

/// A test that fails names its own line, and not one of this library.
#[tokio::test]
async fn a_panic_names_the_line_of_the_test() {
    let mock = MockServer::start().await;
    let (world, ended) = (mock.default_world(), mock.new_world(NewWorld::seeded(2)).unwrap());
    let nothing = TaskId(uuid::Uuid::nil());
    let invalid = FaultRule::new(Fault::task_fails(30, "x")).times(0).operation("Pizza");
    ended.clone().end().unwrap();
    let past: Timestamp = "1980-01-01T00:00:00Z".parse().unwrap();
    let strange = PacingView { kinds: [("PIZZA".to_owned(), "9s".to_owned())].into(), ..PacingView::default() };
    let panics: [Panicking; 20] = [
        ("start", Box::new(|| drop(MockServer::builder().world("pizza").start()))),
        ("advance", Box::new(|| mock.advance("pizza"))),
        ("advance of a world", Box::new(|| world.advance(Duration::MAX))),
        ("advance back", Box::new(|| world.advance(SignedDuration::from_secs(-1)))),
        ("skip_to_end", Box::new(|| drop(mock.skip_to_end(nothing)))),
        ("skip_to_end of a world", Box::new(|| drop(world.skip_to_end(nothing)))),
        ("set_time", Box::new(|| mock.set_time(past))),
        ("set_time of a world", Box::new(|| world.set_time(past))),
        ("set_rate", Box::new(|| mock.set_rate(f64::NAN))),
        ("set_rate of a world", Box::new(|| world.set_rate(-1.0))),
        ("set_pacing", Box::new(|| mock.set_pacing(&strange))),
        ("set_pacing of a world", Box::new(|| world.set_pacing(&strange))),
        ("add_fault", Box::new(|| assert_eq!(mock.add_fault(invalid.clone()), 0))),
        ("add_fault of a world", Box::new(|| assert_eq!(world.add_fault(invalid.clone()), 0))),
        ("verify", Box::new(|| mock.verify(Verification::operation("CreateSddc")))),
        ("verify of a world", Box::new(|| world.verify(Verification::operation("CreateSddc")))),
        ("view", Box::new(|| drop(ended.view()))),
        ("api_token", Box::new(|| drop(ended.api_token()))),
        ("client", Box::new(|| drop(ended.client()))),
        ("skip", Box::new(|| drop(ended.skip()))),
    ];
    for (name, panics) in panics {
        let file = file_of_panic(panics);
        assert!(file.ends_with("mock_world.rs") && file.contains("simulator"), "{name}: {file}");
    }
}
