// What tests with this package look like. This file can be copied into another package as it is.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startWorld, type World } from "vmcsim-testing";

/** The owner of a world's organization, signed in. */
export class Owner {
    private constructor(
        readonly world: World,
        readonly token: string,
    ) {}

    static async of(world: World): Promise<Owner> {
        const body = new URLSearchParams({ refresh_token: world.apiToken });
        const answer = await fetch(`${world.url}/csp/gateway/am/api/auth/api-tokens/authorize`, { method: "POST", body });
        assert.equal(answer.status, 200);
        return new Owner(world, ((await answer.json()) as { access_token: string }).access_token);
    }

    async ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
        const headers = { "csp-auth-token": this.token, "content-type": "application/json" };
        const options = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
        const answer = await fetch(`${this.world.url}/vmc/api/orgs/${this.world.orgId}${path}`, options);
        return (await answer.json()) as Answer;
    }

    async createSddc(name: string): Promise<{ id: string; status: string; resource_id: string }> {
        return this.ask("POST", "/sddcs", { name, num_hosts: 2, provider: "ZEROCLOUD" });
    }

    async names(): Promise<string[]> {
        return (await this.ask<{ name: string }[]>("GET", "/sddcs")).map((sddc) => sddc.name);
    }
}

test("an SDDC becomes ready", async (t) => {
    const world = await startWorld(t);
    const owner = await Owner.of(world);
    const task = await owner.createSddc("a");
    assert.equal(task.status, "STARTED");
    await world.skipTo(task.id);
    const sddc = await owner.ask<{ sddc_state: string }>("GET", `/sddcs/${task.resource_id}`);
    assert.equal(sddc.sddc_state, "READY");
    await world.verify({ operation: "CreateSddc", body: { num_hosts: 2 } });
});

describe("one description serves parallel tests", { concurrency: true }, () => {
    const description = {
        organization: { id: "058f47c4-92aa-417f-8747-87f3ed61cb45" },
        users: [{ username: "ci@vmcsim.example", roles: ["org_owner", "vmc-user:full"], api_tokens: ["the-token-of-the-pipeline"] }],
        sddcs: [{ name: "prod", provider: "ZEROCLOUD", num_hosts: 2 }],
    };
    for (const name of ["b", "c", "d", "e"]) {
        test(name, async (t) => {
            const owner = await Owner.of(await startWorld(t, { description }));
            assert.equal(owner.world.orgId, description.organization.id);
            await owner.createSddc(name);
            assert.deepEqual(await owner.names(), ["prod", name]);
        });
    }
});
