/** Requests of a phone's page to its own service. */
import { type Asked, Http, ProblemError, UnreachableError } from "../../api/http";
import { lang, say } from "./language";
import { shared } from "./words";

interface Me {
  readonly csrf: string | null;
}

const http = new Http();
let known: Promise<void> | null = null;

/** Find out once what a change has to carry where somebody is logged in. */
function greet(): Promise<void> {
  known ??= http.json<Me>("/auth/me").then(
    (me) => {
      http.csrf = me.csrf;
    },
    (error) => {
      known = null;
      throw error;
    },
  );
  return known;
}

/** Return the JSON that an address of the service answers with. */
export async function ask<T>(path: string, asked: Asked = {}): Promise<T> {
  http.lang = lang.value;
  if (asked.method !== undefined && asked.method !== "GET") await greet();
  return await http.json<T>(path, asked);
}

/** Return what went wrong and what to do, in the language that is spoken. */
export function fault(error: unknown): string {
  if (error instanceof ProblemError)
    return [error.problem.detail, error.problem.remedy].join(lang.value === "en" ? " " : "");
  if (error instanceof UnreachableError) return say(shared.unreachable);
  throw error;
}
