/**
 * A simulated VMware Cloud on AWS for each test.
 *
 * ```ts
 * import { test } from "node:test";
 * import { startWorld } from "vmcsim-testing";
 *
 * test("an SDDC becomes ready", async (t) => {
 *     const world = await startWorld(t);
 *     const client = myClient(world.url, world.orgId, world.apiToken);
 *     const task = await client.createSddc("a");
 *     await world.skipTo(task.id);
 * });
 * ```
 *
 * @packageDocumentation
 */
export { configure, startServer, startWorld, type Server, type Settings, type TestContext, type WorldOptions } from "./server.js";
export { Refusal } from "./control.js";
export type { Clock, Entry, Fault, FaultRule, Journal, Skipped, Verdict, Verification, WorldRequest, WorldView } from "./control.js";
export { World, type JournalFilter } from "./world.js";
export type { components, operations, paths } from "./control-api.js";
