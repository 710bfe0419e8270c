// The program: found, started and ended.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startServer } from "vmcsim-testing";

test("a missing program is explained", async () => {
    const { VMCSIM_BIN, PATH } = process.env;
    process.env["VMCSIM_BIN"] = process.env["PATH"] = "";
    try {
        for (const settings of [{}, { program: "no-such-program" }]) {
            await assert.rejects(startServer(settings), /\{ program: .*VMCSIM_BIN.*on the path/);
        }
    } finally {
        Object.assign(process.env, { VMCSIM_BIN, PATH });
    }
});

test("an early end shows what the server wrote", async () => {
    await assert.rejects(startServer({ arguments: ["--pace", "breakneck"] }), /vmcsim did not start: .*breakneck/s);
});

test("settings for other servers have no effect, and a stopped server says so", async () => {
    process.env["VMCSIM_LISTEN"] = "127.0.0.1:1";
    process.env["VMCSIM_STATE"] = "elsewhere";
    const server = await startServer().finally(() => {
        delete process.env["VMCSIM_LISTEN"];
        delete process.env["VMCSIM_STATE"];
    });
    assert.equal(existsSync("elsewhere"), false);
    await server.control("GET", "/worlds");
    await server.stop();
    await assert.rejects(server.control("GET", "/worlds"), /vmcsim has ended/);
});

test("the server ends with a killed test", async () => {
    const program = fileURLToPath(import.meta.resolve("vmcsim-testing"));
    const code = `import { startServer } from ${JSON.stringify(program)};
        console.log((await startServer()).url); setInterval(() => {}, 1000);`;
    const inner = spawn(process.execPath, ["--input-type=module", "--eval", code], { stdio: ["ignore", "pipe", "inherit"] });
    const [url] = (await inner.stdout.setEncoding("utf8").take(1).toArray()) as string[];
    assert.ok(url);
    const answers = () => fetch(`${url.trim()}/healthz`).then(() => true, () => false);
    assert.equal(await answers(), true);
    inner.kill("SIGKILL");
    for (let tries = 0; await answers(); tries++) {
        assert.ok(tries < 1000, "the server outlives the test");
        await after(10);
    }
});

test("a process ends although its server runs", async () => {
    const program = fileURLToPath(import.meta.resolve("vmcsim-testing"));
    const code = `import { startWorld } from ${JSON.stringify(program)}; console.log((await startWorld()).url);`;
    const inner = spawn(process.execPath, ["--input-type=module", "--eval", code], { stdio: ["ignore", "ignore", "inherit"] });
    const status = await new Promise((resolve) => inner.once("exit", resolve));
    assert.equal(status, 0);
});
