/** The page "report": what it is, a sentence, a photo, a place; sent whenever there is a network. */
import { useEffect, useState } from "preact/hooks";
import { ProblemError } from "../../api/http";
import { ask } from "../shared/asking";
import { Frame, Notice, Waiting } from "../shared/frame";
import { say } from "../shared/language";
import type { Address } from "./address";
import { Form } from "./form";
import { begin, held, receipts } from "./sending";
import { Refused, Sent, Standing } from "./standing";
import { words } from "./words";

type Entry = { readonly is: "asking" | "gone" } | { readonly is: "open"; readonly name: string };

export function Report({ address }: { readonly address: Address }) {
  const [entry, know] = useState<Entry>({ is: "asking" });
  const [last, follow] = useState<string | null>(null);
  useEffect(begin, []);
  useEffect(() => {
    void nameOf(address).then(know);
  }, [address]);
  useEffect(() => {
    document.documentElement.dataset.ready = entry.is;
  }, [entry]);
  const name = entry.is === "open" ? entry.name : "";
  return (
    <Frame title={words.title} subtitle={address.secret === null ? say(words.anywhere) : name}>
      {entry.is === "asking" && <Waiting />}
      {entry.is === "gone" && <Gone />}
      {entry.is === "open" && last === null && (
        <>
          <Notice kind="warn">{say(words.urgent)}</Notice>
          <Form address={address} posted={follow} />
        </>
      )}
      {last !== null && <Standing sent={last} another={() => follow(null)} />}
      {last === null && held.value.unsent.length > 0 && (
        <Notice kind="plain">{say(words.unsent, { count: held.value.unsent.length })}</Notice>
      )}
      <Refused letters={held.value.refused} />
      <Sent receipts={receipts.value.filter((one) => one.key !== last)} />
    </Frame>
  );
}

function Gone() {
  return (
    <Notice kind="bad">
      <b>{say(words.gone)}</b> {say(words.goneRemedy)}
    </Notice>
  );
}

/** Ask what is printed under the code. Without a network something can be reported all the same. */
async function nameOf({ secret }: Address): Promise<Entry> {
  if (secret === null) return { is: "open", name: "" };
  try {
    return { is: "open", name: (await ask<{ name: string }>(`/entries/${secret}`)).name };
  } catch (error) {
    const isGone = error instanceof ProblemError && error.status === 404;
    return isGone ? { is: "gone" } : { is: "open", name: "" };
  }
}
