/** What became of what was reported: kept, sent, taken, refused. */
import { CircleCheckBig } from "lucide-preact";
import type { Words } from "../../api/types";
import { moment } from "../../words/words";
import { Notice, Waiting } from "../shared/frame";
import { lang, say } from "../shared/language";
import type { Letter } from "../shared/letterbox";
import { drop, held, type Receipt, receipts } from "./sending";
import { kinds, words } from "./words";

interface StandingProps {
  /** The key of what was reported last. */
  readonly sent: string;
  readonly another: () => void;
}

export function Standing({ sent, another }: StandingProps) {
  const receipt = receipts.value.find((one) => one.key === sent);
  const isWaiting = held.value.unsent.some((one) => one.key === sent);
  return (
    <section class="phone-card" data-standing={receipt ? "taken" : isWaiting ? "kept" : "refused"}>
      {receipt && <Taken receipt={receipt} />}
      {!receipt && isWaiting && <Kept trouble={held.value.trouble} />}
      <button type="button" class="big" onClick={another}>
        {say(words.another)}
      </button>
    </section>
  );
}

function Taken({ receipt }: { readonly receipt: Receipt }) {
  return (
    <div class="re-taken" role="status">
      <CircleCheckBig size={44} aria-hidden="true" />
      <p>
        <b>{say(words.done)}</b>
      </p>
      <p>{say(words.receipt)}</p>
      <p class="re-receipt">{spaced(receipt.receipt)}</p>
      <p class="phone-small">{say(words.receiptHint)}</p>
    </div>
  );
}

function Kept({ trouble }: { readonly trouble: number | null }) {
  if (trouble === null) return <Waiting words={words.sending} />;
  const back = encodeURIComponent(location.pathname + location.search);
  return (
    <Notice kind="warn">
      {say(reasonOf(trouble))}{" "}
      {trouble === 401 && <a href={`/login?next=${back}`}>{say(words.logIn)}</a>}
    </Notice>
  );
}

function reasonOf(trouble: number): Words {
  if (trouble === 0) return words.kept;
  return trouble === 401 ? words.login : words.waiting;
}

/** What the service will not have: why, and away with it. */
export function Refused({ letters }: { readonly letters: readonly Letter[] }) {
  return (
    <>
      {letters.map(({ key, refused }) => (
        <Notice key={key} kind="bad">
          <p>
            <b>{say(words.refused)}</b> {refused?.detail} {refused?.remedy}
          </p>
          <button type="button" onClick={() => drop(key)}>
            {say(words.drop)}
          </button>
        </Notice>
      ))}
    </>
  );
}

export function Sent({ receipts: all }: { readonly receipts: readonly Receipt[] }) {
  if (all.length === 0) return null;
  return (
    <details class="phone-card">
      <summary>{`${say(words.sent)} (${all.length})`}</summary>
      <ul class="phone-list">
        {all.map((one) => (
          <li key={one.key}>
            <b>{spaced(one.receipt)}</b> {say(kindOf(one.kind))}
            <br />
            <span class="phone-small">{moment(new Date(one.time).toISOString(), lang.value)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function kindOf(code: string): Words {
  return (kinds as Readonly<Record<string, Words>>)[code] ?? kinds.other;
}

/** Return a receipt as it is read out: in fives. */
function spaced(receipt: string): string {
  return receipt.replace(/(.{5})(?=.)/g, "$1 ");
}
