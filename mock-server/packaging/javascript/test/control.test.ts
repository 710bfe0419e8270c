// The control of a world.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Refusal, startWorld } from "vmcsim-testing";
import { Owner } from "./example.test.js";

test("time is the world's own", async (t) => {
    const world = await startWorld(t, { at: "2026-01-05T08:00:00Z", rate: 0, pacing: { preset: "realistic" } });
    assert.equal((await world.advance("2h")).now, "2026-01-05T10:00:00Z");
    assert.equal((await world.setRate(60)).rate, 60);
    const frozen = await world.freeze();
    assert.equal((await world.time()).now, frozen.now);
    await (await Owner.of(world)).createSddc("a");
    const due = (await world.time()).next_due;
    assert.ok(due);
    assert.equal((await world.skip()).now, due);
});

test("a fault makes a task fail", async (t) => {
    const world = await startWorld(t);
    const owner = await Owner.of(world);
    const message = "no hosts are left";
    const rule = await world.addFault({ when: { task_kind: "SDDC-PROVISION" }, times: 1, then: { task_fails: { at: 30, message } } });
    const task = await owner.createSddc("a");
    await world.skipTo(task.id);
    const failed = await owner.ask<{ status: string; error_message: string }>("GET", `/tasks/${task.id}`);
    assert.deepEqual([failed.status, failed.error_message], ["FAILED", message]);
    assert.deepEqual((await world.faults()).map(({ id, hits }) => [id, hits]), [[rule.id, 1]]);
    await world.removeFault(rule.id);
    await world.addFault({ then: "token_expired" });
    await world.clearFaults();
    assert.deepEqual(await world.faults(), []);
});

test("the journal has the requests", async (t) => {
    const world = await startWorld(t);
    await (await Owner.of(world)).createSddc("a");
    const { entries } = await world.journal({ operation: "CreateSddc" });
    assert.deepEqual(entries.map((entry) => entry.status), [202]);
    assert.ok((await world.journal()).entries.some((entry) => entry.operation !== "CreateSddc"));
    await assert.rejects(world.verify({ operation: "CreateSddc", body: { num_hosts: 3 } }), /num_hosts/);
});

test("a world can be exported, forked and reset", async (t) => {
    const world = await startWorld(t);
    await (await Owner.of(world)).createSddc("a");
    const document = await world.export();
    const copy = await world.fork(t);
    await (await Owner.of(copy)).createSddc("b");
    assert.deepEqual(await (await Owner.of(world)).names(), ["a"]);
    await world.reset();
    assert.deepEqual(await (await Owner.of(world)).names(), []);
    await world.import(document);
    assert.deepEqual(await (await Owner.of(world)).names(), ["a"]);
    assert.deepEqual(await (await Owner.of(copy)).names(), ["a", "b"]);
});

test("a description can be a file", async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "org-"));
    t.after(() => rm(folder, { recursive: true }));
    const description = join(folder, "org.yaml");
    await writeFile(description, "sddcs:\n  - { name: prod, provider: ZEROCLOUD, num_hosts: 2 }\n");
    assert.deepEqual(await (await Owner.of(await startWorld(t, { description }))).names(), ["prod"]);
    await assert.rejects(startWorld(t, { description: join(folder, "missing.yaml") }), /missing\.yaml/);
});

test("a world is gone after its block", async () => {
    let gone;
    {
        await using world = await startWorld();
        gone = world;
    }
    await assert.rejects(gone.time(), (error) => error instanceof Refusal && error.status === 404);
});
