/** The program: found, started, asked and ended. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { access, readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { promisify } from "node:util";
import { ask, type Address, type WorldRequest, type WorldView } from "./control.js";
import { World } from "./world.js";

/** Which program is started, and how. */
export interface Settings {
    /** The path of vmcsim. Without it, the environment variable `VMCSIM_BIN` or the path says where it is. */
    program?: string;
    /** Further arguments of `vmcsim serve`, such as `["--pace", "realistic"]`. */
    arguments?: readonly string[];
}

/** What a world is made from. */
export interface WorldOptions extends WorldRequest {
    /**
     * A description of the organization: the path of a YAML or JSON file, or the description itself. The world has its ids and credentials of
     * its own, so tests with one description can run in parallel.
     */
    description?: string | Record<string, unknown>;
}

/** A test at whose end something can be done: the context of `node:test`, or `{ after: onTestFinished }` in Vitest. */
export interface TestContext {
    after(end: () => Promise<void>): void;
}

const START_TIME_MAX = 20_000;
const LOG_MAX = 65_536;

let settings: Settings = {};
let shared: Promise<Server> | undefined;

/** Sets the program and its arguments for `startWorld`. Call it before the first test. */
export function configure(wanted: Settings): void {
    settings = wanted;
    shared = undefined;
}

/**
 * Makes a world on a server that all tests of this process share. At the end of the test the world is deleted, if there is a context; otherwise
 * call `delete`, or write `await using`.
 */
export async function startWorld(test?: TestContext, options: WorldOptions = {}): Promise<World> {
    shared ??= startServer(settings);
    const world = await (await shared).world(options);
    test?.after(() => world.delete());
    return world;
}

/** A running vmcsim. It ends with `stop`, or with this process, also if that is killed. */
export class Server {
    readonly #child: ChildProcess;
    readonly #program: string;
    readonly #readyFile: string;
    readonly #address: Address;
    readonly #log: () => string;
    readonly #ended: Promise<void>;
    #isEnded = false;

    /** @internal */
    constructor(child: ChildProcess, program: string, readyFile: string, address: Address, log: () => string, ended: Promise<void>) {
        this.#child = child;
        this.#program = program;
        this.#readyFile = readyFile;
        this.#address = address;
        this.#log = log;
        this.#ended = ended.then(() => {
            this.#isEnded = true;
        });
    }

    get url(): string {
        return this.#address.url;
    }

    /** Makes a world. Whoever made it deletes it. */
    async world(options: WorldOptions = {}): Promise<World> {
        const { description, ...request } = options;
        if (typeof description === "string") {
            return new World(this, await this.#described(description));
        }
        const body = description === undefined ? request : { credentials: "derived", ...request, from: { description } };
        return new World(this, await this.control<WorldView>("POST", "/worlds", body));
    }

    async #described(file: string): Promise<WorldView> {
        const words = ["worlds", "create", "--description", file, "--own-credentials", "--json", "--ready-file", this.#readyFile];
        const made = await promisify(execFile)(this.#program, words, { env: environment() }).catch((error: unknown) => {
            const said = (error as { stderr?: string }).stderr;
            throw new Error(`vmcsim: ${file}: ${said?.trim() || String(error)}`);
        });
        return JSON.parse(made.stdout) as WorldView;
    }

    /** Sends a request to the control of the simulation, such as `("GET", "/worlds")`, and returns the answer. */
    async control<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
        const text = await this.text(method, path, body === undefined ? undefined : JSON.stringify(body));
        return (text === "" ? undefined : JSON.parse(text)) as Answer;
    }

    /** @internal */
    async text(method: string, path: string, body?: string): Promise<string> {
        try {
            return await ask(this.#address, method, path, body);
        } catch (error) {
            throw this.#isEnded ? new Error(`vmcsim has ended: ${this.#log()}`, { cause: error }) : error;
        }
    }

    /** Ends the server, and waits for its end. */
    async stop(): Promise<void> {
        this.#child.ref();
        (this.#child.stderr as Socket).ref();
        this.#child.stdin?.destroy();
        await this.#ended;
    }
}

/** Starts a server of its own. `startWorld` starts one that all tests of the process share. */
export async function startServer(wanted: Settings = {}): Promise<Server> {
    const program = await find(wanted.program);
    // The server makes this file when it is ready, and removes it when it ends.
    const readyFile = join(tmpdir(), `vmcsim-${randomUUID()}.json`);
    // It ends when its standard input does: when this process closes the pipe, or has ended, however that happened.
    const words = ["serve", "--listen", "127.0.0.1:0", "--ready-file", readyFile, "--until-stdin-ends", ...(wanted.arguments ?? [])];
    // In a group of its own, Ctrl-C ends the tests alone, and the server after them.
    const detached = process.platform !== "win32";
    const child = spawn(program, words, { stdio: ["pipe", "ignore", "pipe"], detached, env: environment() });
    let log = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
        log = (log + text).slice(-LOG_MAX);
    });
    let isEnded = false;
    const ended = new Promise<void>((resolve) => {
        child.once("error", (error) => {
            log += String(error);
            resolve();
        });
        child.once("close", resolve);
    }).then(() => {
        isEnded = true;
    });
    // It does not keep this process alive.
    child.unref();
    (child.stdin as Socket).unref();
    (child.stderr as Socket).unref();
    child.stdin.on("error", () => undefined);

    const deadline = Date.now() + START_TIME_MAX;
    // It is written in one piece when the server answers.
    while (!existsSync(readyFile)) {
        if (isEnded || Date.now() > deadline) {
            child.stdin.destroy();
            throw new Error(`vmcsim did not start: ${log.trim()}`);
        }
        await after(10);
    }
    const ready = JSON.parse(await readFile(readyFile, "utf8")) as { url: string; admin_token: string | null };
    const address = { url: ready.url, adminToken: ready.admin_token ?? undefined };
    return new Server(child, program, readyFile, address, () => log.trim(), ended);
}

async function find(wanted: string | undefined): Promise<string> {
    const named = wanted || process.env["VMCSIM_BIN"] || undefined;
    const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
    const candidates = named === undefined ? folders.flatMap((folder) => [join(folder, "vmcsim"), join(folder, "vmcsim.exe")]) : [resolve(named)];
    for (const candidate of candidates) {
        const usable = await access(candidate, constants.X_OK).then(() => true, () => false);
        if (usable) {
            return candidate;
        }
    }
    const what = named === undefined ? "vmcsim was not found" : `${named} is no program`;
    throw new Error(`${what}: pass { program: "…" } to configure or startServer, set VMCSIM_BIN, or put vmcsim on the path`);
}

/** The environment of this process, without settings for other servers, such as VMCSIM_STATE. */
function environment(): NodeJS.ProcessEnv {
    return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith("VMCSIM_")));
}
