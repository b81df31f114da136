/** The service worker that opens the page without a network; browsers have it by HTTPS alone. */
import { isOfflineReady } from "./store";

export async function workOffline(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/patrol/worker.js", { scope: "/patrol" });
    await navigator.serviceWorker.ready;
    isOfflineReady.value = true;
    document.documentElement.dataset.offline = "ready";
  } catch {
    // Without it the page works as long as it is open; ticks are kept all the same.
  }
}
