/** What is reported lies in an outbox until the service has it; receipts stay on the phone. */
import { signal } from "@preact/signals";
import { Http } from "../../api/http";
import type { Letter } from "../shared/letterbox";
import { asForm, type Held, Outbox } from "../shared/outbox";

export interface Receipt {
  readonly key: string;
  readonly receipt: string;
  /** When it came in, in milliseconds since 1970. */
  readonly time: number;
  readonly kind: string;
}

const KEPT = "gridmap.receipts";
const MOST = 20;
const OWN = "/reports";

export const held = signal<Held>({ unsent: [], refused: [], trouble: null });
export const receipts = signal<readonly Receipt[]>(known());

const outbox = new Outbox("gridmap-reports", asForm, { answered, sign });

/** Begin to send what lies there, and tell what becomes of it; returns how to stop. */
export function begin(): () => void {
  const deaf = outbox.watch((now) => {
    held.value = now;
  });
  const still = outbox.keepSending();
  return () => {
    deaf();
    still();
  };
}

/** Keep a report until it is sent; returns the key by which its receipt will be known. */
export function post(secret: string | null, fields: Letter["fields"], photo: Blob | null) {
  return outbox.post(secret === null ? OWN : `/entries/${secret}/reports`, fields, photo);
}

export function drop(key: string): void {
  void outbox.drop(key);
}

function answered(letter: Letter, answer: unknown): void {
  const receipt = (answer as { receipt?: unknown } | null)?.receipt;
  if (typeof receipt !== "string") return;
  const one = { key: letter.key, receipt, time: Date.now(), kind: String(letter.fields.kind) };
  receipts.value = [one, ...receipts.value].slice(0, MOST);
  try {
    localStorage.setItem(KEPT, JSON.stringify(receipts.value));
  } catch {
    // They are shown as long as the page is.
  }
}

/** What residents send goes by no login; what those on the street send goes by theirs. */
async function sign(letter: Letter): Promise<string | null | undefined> {
  if (letter.url !== OWN) return undefined;
  return (await new Http().json<{ csrf: string | null }>("/auth/me")).csrf;
}

function known(): readonly Receipt[] {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "[]") as Receipt[];
  } catch {
    return [];
  }
}
