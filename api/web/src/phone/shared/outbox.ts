/**
 * Letters that are sent when there is a network, each with one effect: it has an Idempotency-Key,
 * and stays here until the service has answered it. Several tabs share one outbox.
 *
 *     const outbox = new Outbox("gridmap-reports", asForm);
 *     outbox.watch(({ unsent, refused, trouble }) => ...);   // also after changes by other tabs
 *     outbox.keepSending();                         // now, when the network is back, every 15 s
 *     await outbox.post("/entries/…/reports", { kind: "ditch" }, photo);
 */
import { newKey } from "../../api/key";
import { type Letter, Letterbox, type Refused } from "./letterbox";

const EVERY_MS = 15_000;
const LIMIT_MS = 30_000;
/** Refusals that may pass: a timeout, too early, too many; and a login that ran out. */
const PASSING = new Set([401, 408, 425, 429]);

/** How a letter becomes the body of a request. */
export type Packing = (letter: Letter) => Promise<{ body: BodyInit; type: string | null }>;

export interface Held {
  readonly unsent: readonly Letter[];
  readonly refused: readonly Letter[];
  /** What came of the last try: a status, 0 where nothing answered, null where all is well. */
  readonly trouble: number | null;
}

export interface Habits {
  /** Called with every answer before the letter is thrown away. */
  readonly answered?: (letter: Letter, answer: unknown) => void;
  /** The token of the login that a letter goes by; nothing where it goes without a login. */
  readonly sign?: (letter: Letter) => Promise<string | null | undefined>;
}

/** A form with the fields as texts and the photo as a file. */
export const asForm: Packing = async (letter) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(letter.fields)) {
    if (value !== null && value !== undefined) form.set(name, textOf(value));
  }
  if (letter.photo !== null) form.set("photo", letter.photo, "photo");
  return { body: form, type: null };
};

/** JSON with the photo, if there is one, in base64. */
export const asJson: Packing = async (letter) => {
  const photo = letter.photo === null ? {} : { photo: await base64(letter.photo) };
  return { body: JSON.stringify({ ...letter.fields, ...photo }), type: "application/json" };
};

export class Outbox {
  private readonly box: Letterbox;
  private readonly channel: BroadcastChannel;
  private readonly listeners = new Set<(held: Held) => void>();
  private sending: Promise<void> | null = null;
  private trouble: number | null = null;

  constructor(
    private readonly name: string,
    private readonly packing: Packing,
    private readonly habits: Habits = {},
  ) {
    this.box = new Letterbox(name);
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = () => void this.tell();
  }

  /** Keep a letter and try to send it; returns its key once it cannot be lost any more. */
  async post(url: string, fields: Letter["fields"], photo: Blob | null = null): Promise<string> {
    const key = newKey();
    await this.box.put({ key, url, fields, photo, time: Date.now(), refused: null });
    await this.changed();
    void this.send();
    return key;
  }

  async held(): Promise<Held> {
    const all = await this.box.all();
    return {
      unsent: all.filter((letter) => letter.refused === null),
      refused: all.filter((letter) => letter.refused !== null),
      trouble: this.trouble,
    };
  }

  /** Give up a letter that the service will not have. */
  async drop(key: string): Promise<void> {
    await this.box.remove(key);
    await this.changed();
  }

  /** Call a listener with what is held, now and after every change. */
  watch(listener: (held: Held) => void): () => void {
    this.listeners.add(listener);
    void this.held().then(listener);
    return () => this.listeners.delete(listener);
  }

  /** Send whatever there is, now and whenever it may succeed; returns how to stop. */
  keepSending(): () => void {
    const send = () => void this.send();
    const timer = setInterval(send, EVERY_MS);
    addEventListener("online", send);
    addEventListener("pageshow", send);
    document.addEventListener("visibilitychange", send);
    send();
    return () => {
      clearInterval(timer);
      removeEventListener("online", send);
      removeEventListener("pageshow", send);
      document.removeEventListener("visibilitychange", send);
    };
  }

  /** Send what is unsent, the oldest first, until one gets no answer. */
  send(): Promise<void> {
    this.sending ??= this.alone(() => this.sendAll()).finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  /** One tab at a time, where the browser can tell; elsewhere the keys alone see to it. */
  private async alone(work: () => Promise<void>): Promise<void> {
    if (navigator.locks === undefined) return work();
    await navigator.locks.request(`${this.name} sending`, work);
  }

  private async sendAll(): Promise<void> {
    this.trouble = null;
    const tried = new Set<string>();
    for (;;) {
      // What came while others were sent is sent as well.
      const letter = (await this.held()).unsent.find(({ key }) => !tried.has(key));
      if (letter === undefined) break;
      tried.add(letter.key);
      // Where nothing answers, nothing else will be answered either.
      if ((await this.tried(letter)) === 0) break;
    }
    await this.tell();
  }

  /** Send one letter; returns the status, 0 for none. */
  private async tried(letter: Letter): Promise<number> {
    const answer = await this.asked(letter);
    const status = answer?.status ?? 0;
    if (answer === null || status >= 500 || PASSING.has(status)) {
      this.trouble = status;
      return status;
    }
    if (answer.ok) {
      this.habits.answered?.(letter, await answer.json().catch(() => null));
      await this.box.remove(letter.key);
    } else {
      await this.box.put({ ...letter, refused: await refusalOf(answer) });
    }
    await this.changed();
    return status;
  }

  private async asked(letter: Letter): Promise<Response | null> {
    try {
      const { body, type } = await this.packing(letter);
      const csrf = await this.habits.sign?.(letter);
      const headers: Record<string, string> = { "Idempotency-Key": letter.key };
      if (type !== null) headers["Content-Type"] = type;
      if (csrf) headers["X-CSRF-Token"] = csrf;
      return await fetch(letter.url, {
        method: "POST",
        headers,
        body,
        // What needs no login is sent as nobody, whoever is logged in.
        credentials: csrf === undefined ? "omit" : "same-origin",
        signal: AbortSignal.timeout(LIMIT_MS),
      });
    } catch {
      return null;
    }
  }

  private async changed(): Promise<void> {
    this.channel.postMessage(null);
    await this.tell();
  }

  private async tell(): Promise<void> {
    const held = await this.held();
    for (const listener of this.listeners) listener(held);
  }
}

async function refusalOf(answer: Response): Promise<Refused> {
  const told = await answer.json().catch(() => ({}));
  return {
    status: answer.status,
    detail: typeof told.detail === "string" ? told.detail : `HTTP ${answer.status}`,
    remedy: typeof told.remedy === "string" ? told.remedy : "",
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

async function base64(photo: Blob): Promise<string> {
  const bytes = new Uint8Array(await photo.arrayBuffer());
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}
