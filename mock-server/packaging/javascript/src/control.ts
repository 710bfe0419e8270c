/** Requests to the control of a server, with the types of its OpenAPI document. */
import { Agent, request as send, type IncomingMessage } from "node:http";
import type { components } from "./control-api.js";

type Schemas = components["schemas"];
export type WorldRequest = Schemas["WorldRequest"];
export type WorldView = Schemas["WorldView"];
export type Clock = Schemas["ClockView"];
export type Skipped = Schemas["SkippedView"];
export type FaultRule = Schemas["FaultRule"];
export type Fault = Schemas["FaultView"];
export type Journal = Schemas["JournalView"];
export type Entry = Schemas["Entry"];
export type Verification = Schemas["Verification"];
export type Verdict = Schemas["Verdict"];

/** The error of a request that the server refused. */
export class Refusal extends Error {
    constructor(
        readonly method: string,
        readonly path: string,
        readonly status: number,
        readonly messages: readonly string[],
    ) {
        super(`vmcsim: ${method} ${path}: ${status} ${messages.join(" ")}`);
        this.name = "Refusal";
    }
}

const TIME_MAX = 30_000;

// An agent of its own uses no proxy: the server is on this machine.
const agent = new Agent({ keepAlive: true });

/** Where a control is. */
export interface Address {
    readonly url: string;
    readonly adminToken: string | undefined;
}

/** Sends a request to the control, and returns the text of the answer. */
export async function ask(address: Address, method: string, path: string, body?: string): Promise<string> {
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (address.adminToken !== undefined) {
        headers["authorization"] = `Bearer ${address.adminToken}`;
    }
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const signal = AbortSignal.timeout(TIME_MAX);
        send(`${address.url}/_vmcsim${path}`, { method, headers, agent, signal }, resolve).on("error", reject).end(body);
    });
    const parts: Buffer[] = [];
    for await (const part of answer) {
        parts.push(part as Buffer);
    }
    const text = Buffer.concat(parts).toString();
    const status = answer.statusCode ?? 0;
    if (status >= 300) {
        throw new Refusal(method, path, status, messagesOf(text));
    }
    return text;
}

function messagesOf(text: string): string[] {
    try {
        return (JSON.parse(text) as Schemas["ErrorResponse"]).error_messages ?? [text];
    } catch {
        return [text];
    }
}
