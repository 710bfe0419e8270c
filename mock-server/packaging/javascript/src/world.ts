/** A world of a server, and the control of it. */
import type { Clock, Fault, FaultRule, Journal, Skipped, Verdict, Verification, WorldView } from "./control.js";
import type { operations } from "./control-api.js";
import type { Server, TestContext } from "./server.js";

export type JournalFilter = NonNullable<operations["ListJournal"]["parameters"]["query"]>;

/** A simulation of its own: an organization, its users, a clock and a pace. */
export class World {
    #view: WorldView;

    /** @internal */
    constructor(
        readonly server: Server,
        view: WorldView,
    ) {
        this.#view = view;
    }

    /** What the server said of the world when it was made, reset or imported. */
    get view(): WorldView {
        return this.#view;
    }

    get id(): string {
        return this.#view.id;
    }

    /** The base address of the service and of the sign-in service. */
    get url(): string {
        return this.server.url;
    }

    get orgId(): string {
        return this.#view.org_id;
    }

    /** The API token of the organization's owner. */
    get apiToken(): string {
        return given(this.#view.api_token, "owner with an API token");
    }

    /** The id of an OAuth app of the organization. */
    get clientId(): string {
        return given(this.#view.client_id, "OAuth app");
    }

    get clientSecret(): string {
        return given(this.#view.client_secret, "OAuth app");
    }

    /** Sends a request to the control of this world, such as `("POST", "/clock/advance", { by: "2h" })`, and returns the answer. */
    async control<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
        return this.server.control<Answer>(method, `/worlds/${this.id}${path}`, body);
    }

    async time(): Promise<Clock> {
        return this.control("GET", "/clock");
    }

    /** Moves the clock forward: `"2h"`, `"25m 30s"`. */
    async advance(by: string): Promise<Clock> {
        return this.control("POST", "/clock/advance", { by });
    }

    /** Moves the clock to what happens next. Under manual pace it lets the oldest task go on. */
    async skip(): Promise<Skipped> {
        return this.control("POST", "/clock/skip", {});
    }

    /** Moves the clock to the end of a task. */
    async skipTo(task: string): Promise<Skipped> {
        return this.control("POST", "/clock/skip", { task });
    }

    /** Stops the clock. It can still be moved. */
    async freeze(): Promise<Clock> {
        return this.setRate(0);
    }

    /** Sets how fast the clock runs, in virtual seconds per second. */
    async setRate(rate: number): Promise<Clock> {
        return this.control("PATCH", "/clock", { rate });
    }

    async addFault(rule: FaultRule): Promise<Fault> {
        return this.control("POST", "/faults", rule);
    }

    /** Lists the fault rules, and how often each took effect. */
    async faults(): Promise<Fault[]> {
        return this.control("GET", "/faults");
    }

    async removeFault(id: number): Promise<void> {
        return this.control("DELETE", `/faults/${id}`);
    }

    async clearFaults(): Promise<void> {
        return this.control("DELETE", "/faults");
    }

    /** Returns requests to the world with their answers: all, or those that the filter selects. */
    async journal(filter: JournalFilter = {}): Promise<Journal> {
        const query = new URLSearchParams();
        for (const [name, value] of Object.entries(filter)) {
            if (value !== undefined && value !== null) {
                query.set(name, String(value));
            }
        }
        return this.control("GET", `/journal?${query}`);
    }

    /** Throws an error, with the server's explanation, if what was to be requested was not. */
    async verify(expected: Verification): Promise<void> {
        const verdict = await this.control<Verdict>("POST", "/journal/verifications", expected);
        if (!verdict.satisfied) {
            throw new Error(verdict.message);
        }
    }

    /** Returns the whole world as the text of a document, which has its keys too. */
    async export(): Promise<string> {
        return this.server.text("GET", `/worlds/${this.id}/export`);
    }

    /** Puts the world into the state of a document that `export` made. */
    async import(document: string): Promise<void> {
        this.#view = JSON.parse(await this.server.text("PUT", `/worlds/${this.id}/import`, document)) as WorldView;
    }

    /** Makes a copy of the world as it is now, with its own id and keys. With the context of a test, it is deleted at its end. */
    async fork(test?: TestContext): Promise<World> {
        const copy = await this.server.world({ from: { fork: this.id } });
        test?.after(() => copy.delete());
        return copy;
    }

    /** Puts the world into the state in which it began. */
    async reset(): Promise<void> {
        this.#view = await this.control("POST", "/reset");
    }

    /** Deletes the world. */
    async delete(): Promise<void> {
        await this.control("DELETE", "");
    }

    /** `await using world = await startWorld()` deletes the world at the end of the block. */
    async [Symbol.asyncDispose](): Promise<void> {
        await this.delete();
    }
}

function given(value: string | null | undefined, what: string): string {
    if (value === null || value === undefined) {
        throw new Error(`the organization of this world has no ${what}`);
    }
    return value;
}
