/**
 * The service worker of the page of teams: it keeps the page and its files, so that they open
 * without a network. Routes and ticks are kept by the page itself; nothing else passes here.
 */

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Asked extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Scope {
  addEventListener(kind: "install" | "activate", listener: (event: Lasting) => void): void;
  addEventListener(kind: "fetch", listener: (event: Asked) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}

const worker = self as unknown as Scope;
const CACHE = "gridmap-patrol-1";
/** Any link has the same page. */
const PAGE = "/patrol/page";
const FILES = "/app/assets/";
const PATIENCE_MS = 4_000;

worker.addEventListener("install", (event) => {
  event.waitUntil(
    fetch(PAGE)
      .then(keepPage)
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (pathname.startsWith(FILES)) event.respondWith(file(request));
});

/** The page as the service has it now; as it was kept, where the service does not answer. */
async function page(event: Asked): Promise<Response> {
  const answer = await fetch(event.request, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    () => null,
  );
  if (answer !== null && answer.status < 500) {
    if (isPage(answer)) event.waitUntil(keepPage(answer.clone()));
    return answer;
  }
  const kept = await (await caches.open(CACHE)).match(PAGE, { ignoreVary: true });
  return kept ?? answer ?? Response.error();
}

/** A file never changes under its name. */
async function file(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreVary: true })) ?? (await fetch(request));
}

function isPage(answer: Response): boolean {
  const kind = answer.headers.get("Content-Type") ?? "";
  return answer.ok && !answer.redirected && kind.startsWith("text/html");
}

/** Keep the page with all of its files, or nothing; what it needs no more is thrown away. */
async function keepPage(answer: Response): Promise<void> {
  if (!isPage(answer)) throw new Error(`the page answered ${answer.status}`);
  const text = await answer.clone().text();
  const needed = [...text.matchAll(/(?:src|href)="(\/app\/assets\/[^"]+)"/g)].map(
    ([, path]) => path as string,
  );
  const cache = await caches.open(CACHE);
  const kept = (await cache.keys()).map((request) => new URL(request.url).pathname);
  await cache.addAll(needed.filter((path) => !kept.includes(path)));
  await cache.put(PAGE, answer);
  const gone = kept.filter((path) => path !== PAGE && !needed.includes(path));
  await Promise.all(gone.map((path) => cache.delete(path)));
}
