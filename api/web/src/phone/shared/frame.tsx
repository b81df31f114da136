/** What stands around every page on a phone: its name, the switch of languages, and notices. */
import { effect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Words } from "../../api/types";
import { lang, say, speak } from "./language";
import { shared } from "./words";
import "./phone.css";

interface FrameProps {
  readonly title: Words;
  /** What stands under the title, such as a place or a date. */
  readonly subtitle?: string;
  readonly children: ComponentChildren;
  /** What stays at the foot of the screen. */
  readonly foot?: ComponentChildren;
}

/** A page on a phone. */
export function Frame({ title, subtitle, children, foot }: FrameProps) {
  const spoken = lang.value;
  useEffect(
    () =>
      effect(() => {
        document.documentElement.lang = lang.value === "zh" ? "zh-CN" : "en";
        document.title = title[lang.value];
      }),
    [title],
  );
  return (
    <div class="phone">
      <header class="phone-head">
        <div class="grow">
          <h1>{say(title)}</h1>
          {subtitle && <p class="phone-subtitle">{subtitle}</p>}
        </div>
        <button
          type="button"
          class="phone-language"
          lang={spoken === "zh" ? "en" : "zh-CN"}
          onClick={() => speak(spoken === "zh" ? "en" : "zh")}
        >
          {say(shared.language)}
        </button>
      </header>
      <main class="phone-main">{children}</main>
      {foot && <footer class="phone-foot">{foot}</footer>}
    </div>
  );
}

interface NoticeProps {
  readonly kind: "plain" | "good" | "warn" | "bad";
  readonly children: ComponentChildren;
}

/** A sentence that has to be seen; what is bad is told at once to whoever only listens. */
export function Notice({ kind, children }: NoticeProps) {
  return (
    <div class={`phone-notice phone-${kind}`} role={kind === "bad" ? "alert" : "status"}>
      {children}
    </div>
  );
}

/** That something is under way. */
export function Waiting({ words = shared.loading }: { readonly words?: Words }) {
  return (
    <p class="phone-waiting" role="status">
      <span class="phone-spinner" aria-hidden="true" />
      {say(words)}
    </p>
  );
}
