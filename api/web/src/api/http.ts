/** Requests to the service, with its errors as exceptions that say what to do. */
import type { Lang, Problem } from "./types";

export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }
}

/** The service did not answer: it is down, or the network is. */
export class UnreachableError extends Error {}

export interface Asked {
  readonly method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly json?: unknown;
  readonly form?: FormData;
  readonly base?: number;
  readonly key?: string;
  readonly signal?: AbortSignal;
}

export class Http {
  lang: Lang = "zh";
  csrf: string | null = null;

  /** Return the JSON that an address answers with. */
  async json<T>(path: string, asked: Asked = {}): Promise<T> {
    const answer = await this.send(path, asked);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  /** Return the answer of an address; a refusal is thrown as a ProblemError. */
  async send(path: string, asked: Asked = {}): Promise<Response> {
    const answer = await this.fetched(path, asked);
    if (!answer.ok) throw new ProblemError(await problemOf(answer));
    return answer;
  }

  private async fetched(path: string, asked: Asked): Promise<Response> {
    const init: RequestInit = { method: asked.method ?? "GET", headers: this.headers(asked) };
    if (asked.json !== undefined) init.body = JSON.stringify(asked.json);
    if (asked.form !== undefined) init.body = asked.form;
    if (asked.signal !== undefined) init.signal = asked.signal;
    try {
      return await fetch(path, init);
    } catch (error) {
      if (asked.signal?.aborted) throw error;
      throw new UnreachableError(String(error));
    }
  }

  private headers(asked: Asked): Record<string, string> {
    const headers: Record<string, string> = {
      Accept: "application/json",
      "Accept-Language": this.lang,
    };
    if (asked.json !== undefined) headers["Content-Type"] = "application/json";
    if (asked.base !== undefined) headers["If-Match"] = `"${asked.base}"`;
    if (asked.key !== undefined) headers["Idempotency-Key"] = asked.key;
    if (this.csrf !== null) headers["X-CSRF-Token"] = this.csrf;
    return headers;
  }
}

async function problemOf(answer: Response): Promise<Problem> {
  try {
    return (await answer.json()) as Problem;
  } catch {
    return {
      title: answer.statusText,
      status: answer.status,
      detail: `HTTP ${answer.status}`,
      remedy: "",
    };
  }
}
