/** The sheet of labels with QR codes, as it is printed on A4. */
import { Printer } from "lucide-preact";
import { createPortal } from "preact/compat";
import { useEffect, useState } from "preact/hooks";
import { useSay } from "../../app/app";
import type { MadeEntry } from "./types";
import { words } from "./words";

/** Labels on a page: two columns of four. */
const A_PAGE = 8;

interface SheetProps {
  readonly entries: readonly MadeEntry[];
  readonly close: () => void;
}

/** The labels over everything else; what is printed is them alone. */
export function Sheet({ entries, close }: SheetProps) {
  const say = useSay();
  const host = useHost();
  if (host === null) return null;
  const pages = Array.from({ length: Math.ceil(entries.length / A_PAGE) }, (_, page) =>
    entries.slice(page * A_PAGE, (page + 1) * A_PAGE),
  );
  return createPortal(
    <section class="qr-sheet" aria-label={say(words.sheet, { count: entries.length })}>
      <header class="row">
        <h2>{say(words.sheet, { count: entries.length })}</h2>
        <p class="grow">{say(words.once)}</p>
        <button type="button" class="primary" onClick={() => print()}>
          <Printer size={16} aria-hidden="true" />
          {say(words.print)}
        </button>
        <button type="button" data-done onClick={close}>
          {say(words.done)}
        </button>
      </header>
      {pages.map((labels) => (
        <div key={labels[0]?.id} class="qr-page">
          {labels.map((one) => (
            <Label key={one.id} one={one} />
          ))}
        </div>
      ))}
    </section>,
    host,
  );
}

function Label({ one }: { readonly one: MadeEntry }) {
  const say = useSay();
  const { size, path } = one.qr;
  return (
    <article class="qr-label" data-address={one.address}>
      <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={one.name}>
        <path d={path} />
      </svg>
      <div>
        <strong>{say(words.scan)}</strong>
        <p class="qr-name">{one.name}</p>
        <p>{say(words.scanHow)}</p>
        <p class="qr-other">{say(words.scanOther)}</p>
        <p class="qr-code">{one.grid_code ?? one.building_id}</p>
      </div>
    </article>
  );
}

/** Return a place beside the client, which stays when the client is not printed. */
function useHost(): HTMLElement | null {
  const [host, stand] = useState<HTMLElement | null>(null);
  useEffect(() => {
    const made = document.createElement("div");
    document.body.append(made);
    stand(made);
    return () => made.remove();
  }, []);
  return host;
}
