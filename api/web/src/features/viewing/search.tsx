/** The search box: results as one types; arrows, Enter, Esc; the map flies to what is chosen. */
import { Search as Magnifier } from "lucide-preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { ProblemError, UnreachableError } from "../../api/http";
import type { Bounds, Position, Words } from "../../api/types";
import { useApp, useSay } from "../../app/app";
import { picked } from "./commands";
import { words } from "./words";
import "./viewing.css";

interface Found {
  readonly kind: string;
  readonly layer: string;
  readonly id: string;
  readonly name: string;
  readonly code: string | null;
  readonly detail: Words;
  readonly place: Position;
  readonly bounds: Bounds | null;
}

const KINDS: Readonly<Record<string, Words>> = {
  grid: { zh: "网格", en: "Grid" },
  community: { zh: "社区", en: "Community" },
  compound: { zh: "小区", en: "Compound" },
  station: { zh: "驿站", en: "Station" },
  hazard: { zh: "隐患点", en: "Hazard" },
  building: { zh: "楼栋", en: "Building" },
  road: { zh: "道路", en: "Road" },
};
const PAUSE_MS = 160;
const RESULTS = 12;

/** Return what the service finds, null while nothing is typed or the answer is awaited. */
function useFound(words: string): readonly Found[] | null {
  const { http, store } = useApp();
  const [found, setFound] = useState<readonly Found[] | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const ask = async () => {
      const plan = store.state.value.plan?.head.plan_id;
      const asked = new URLSearchParams({ q: words, limit: String(RESULTS) });
      if (plan) asked.set("plan", plan);
      try {
        const path = `/search?${asked}`;
        const answer = await http.json<{ results: Found[] }>(path, { signal: stop.signal });
        setFound(answer.results);
      } catch (error) {
        // What was typed since is asked for anew; a service that is down says so elsewhere.
        const isExpected = error instanceof ProblemError || error instanceof UnreachableError;
        if (!stop.signal.aborted && !isExpected) throw error;
      }
    };
    if (words === "") setFound(null);
    const timer = words === "" ? undefined : setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [words, http, store]);
  return found;
}

export function Search() {
  const app = useApp();
  const say = useSay();
  const list = useId();
  const box = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const found = useFound(typed.trim());
  const results = found ?? [];
  const isShown = isOpen && found !== null;

  const choose = (one: Found | undefined) => {
    if (!one) return;
    setOpen(false);
    setTyped("");
    const { layer, id, place, name } = one;
    const properties = layer === "roads" ? { name, road_id: id } : {};
    app.store.run(picked({ layer, id, place, properties }));
    app.map?.flyTo(one.bounds ?? place);
    box.current?.blur();
  };
  const onKey = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = moves[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setOpen(true);
      setActive((active + step + results.length) % Math.max(1, results.length));
    } else if (event.key === "Enter" && isShown) choose(results[active]);
    else if (event.key === "Escape") {
      event.stopPropagation();
      if (isShown) setOpen(false);
      else setTyped("");
    }
  };
  useSlash(box);

  return (
    // biome-ignore lint/a11y/useSemanticElements: the search element is not known to every browser.
    <div class="viewing-search" role="search">
      <Magnifier size={16} aria-hidden="true" />
      <input
        ref={box}
        type="search"
        role="combobox"
        aria-label={say(words.search)}
        aria-keyshortcuts="/"
        aria-autocomplete="list"
        aria-expanded={isShown}
        aria-controls={list}
        aria-activedescendant={isShown && results[active] ? `${list}-${active}` : undefined}
        placeholder={say(words.searchHint)}
        autocomplete="off"
        spellcheck={false}
        value={typed}
        onInput={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setOpen(true);
          setActive(0);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKey}
      />
      <div class="hidden-text" role="status">
        {isShown ? say(words.found, { count: results.length }) : ""}
      </div>
      <div
        id={list}
        role="listbox"
        aria-label={say(words.search)}
        class="viewing-results card"
        hidden={!isShown}
      >
        {results.map((one, place) => (
          <div
            key={`${one.layer} ${one.id}`}
            id={`${list}-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === active}
            // The box keeps the focus; a press must not take it away before the click.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(one)}
            onKeyDown={onKey}
          >
            <Result found={one} />
          </div>
        ))}
        {isShown && results.length === 0 && (
          <p class="soft viewing-nothing">{say(words.nothingFound, { q: typed.trim() })}</p>
        )}
      </div>
    </div>
  );
}

function Result({ found: { kind, name, code, detail } }: { readonly found: Found }) {
  const say = useSay();
  const more = [code !== null && code !== name ? code : "", say(detail)].filter(
    (one) => one !== "",
  );
  return (
    <>
      <span class="badge">{say(KINDS[kind] ?? words.details)}</span>
      <span class="grow">
        <b>{name}</b>
        {more.length > 0 && <span class="soft viewing-more">{more.join(" · ")}</span>}
      </span>
    </>
  );
}

/** A stroke brings the box to whoever is not typing elsewhere. */
function useSlash(box: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const at = event.target;
      const isTyping =
        at instanceof HTMLElement && at.matches("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      box.current?.focus();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [box]);
}
