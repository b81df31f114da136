/** What was done or refused, in a corner; said aloud by screen readers. */
import { X } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { useApp, useSay, useState$ } from "../app/app";
import { dismiss } from "../store/commands";
import type { Notice } from "../store/state";
import { common } from "../words/common";

const SHOWN_MS = 6_000;

export function Notices() {
  const notices = useState$((state) => state.notices);
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.map((one) => (
        <NoticeCard key={one.number} notice={one} />
      ))}
    </div>
  );
}

function NoticeCard({ notice }: { readonly notice: Notice }) {
  const { store } = useApp();
  const say = useSay();
  const { number, kind } = notice;
  useEffect(() => {
    // A refusal stays until it is read.
    if (kind === "refused") return;
    const timer = setTimeout(() => store.run(dismiss(number)), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [store, number, kind]);
  return (
    <div class={`notice ${kind}`}>
      <div class="grow">
        <div>{say(notice.what)}</div>
        {notice.remedy && <div class="soft">{say(notice.remedy)}</div>}
      </div>
      <button
        type="button"
        class="bare"
        aria-label={say(common.close)}
        onClick={() => store.run(dismiss(number))}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </div>
  );
}
