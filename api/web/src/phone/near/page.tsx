/** The page of the nearest station: where am I, which one is open, how long is the walk. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Position, Words } from "../../api/types";
import { ask, fault } from "../shared/asking";
import { Frame, Notice, Waiting } from "../shared/frame";
import { say } from "../shared/language";
import { LocatingError, locate } from "../shared/locating";
import { shared } from "../shared/words";
import { Found } from "./found";
import { Picker } from "./picker";
import type { Near as NearAnswer } from "./types";
import { words } from "./words";
import "./near.css";

interface From {
  readonly place: Position;
  /** Name of the place that was chosen; null where the phone told it. */
  readonly name: string | null;
  readonly accuracyM: number;
}

type Phase =
  | { readonly is: "start"; readonly notice: Words | null }
  | { readonly is: "locating" }
  | { readonly is: "asking"; readonly from: From }
  | { readonly is: "failed"; readonly from: From; readonly error: unknown }
  | { readonly is: "found"; readonly from: From; readonly near: NearAnswer };

export function Near() {
  const [phase, go] = useState<Phase>({ is: "start", notice: null });
  const find = async (from: From) => {
    go({ is: "asking", from });
    try {
      const json = { place: from.place };
      go({ is: "found", from, near: await ask<NearAnswer>("/near", { method: "POST", json }) });
    } catch (error) {
      go({ is: "failed", from, error });
    }
  };
  const here = async () => {
    go({ is: "locating" });
    try {
      const { lon, lat, accuracyM } = await locate();
      await find({ place: [lon, lat], name: null, accuracyM });
    } catch (error) {
      if (!(error instanceof LocatingError)) throw error;
      go({ is: "start", notice: error.words });
    }
  };
  const restart = () => go({ is: "start", notice: null });
  return (
    <Frame title={words.title}>
      {phase.is === "start" && (
        <Start
          notice={phase.notice}
          locate={() => void here()}
          choose={(place, name) => void find({ place, name, accuracyM: 0 })}
        />
      )}
      {phase.is === "locating" && <Waiting words={words.locating} />}
      {phase.is === "asking" && <Waiting words={words.asking} />}
      {phase.is === "failed" && (
        <Failed error={phase.error} again={() => void find(phase.from)} restart={restart} />
      )}
      {phase.is === "found" && (
        <>
          <FromLine from={phase.from} restart={restart} />
          <Found near={phase.near} />
        </>
      )}
      <p class="phone-small">{say(words.privacy)}</p>
    </Frame>
  );
}

interface StartProps {
  readonly notice: Words | null;
  readonly locate: () => void;
  readonly choose: (place: Position, name: string) => void;
}

function Start({ notice, locate: onLocate, choose }: StartProps) {
  return (
    <>
      {notice ? <Notice kind="warn">{say(notice)}</Notice> : <p>{say(words.intro)}</p>}
      <button type="button" class="primary big" onClick={onLocate}>
        {say(words.locate)}
      </button>
      <Picker title={notice ? words.choose : words.or} choose={choose} />
    </>
  );
}

interface FailedProps {
  readonly error: unknown;
  readonly again: () => void;
  readonly restart: () => void;
}

function Failed({ error, again, restart }: FailedProps) {
  return (
    <>
      <Notice kind="bad">{fault(error)}</Notice>
      <button type="button" class="primary big" onClick={again}>
        {say(shared.again)}
      </button>
      <button type="button" onClick={restart}>
        {say(words.other)}
      </button>
    </>
  );
}

function FromLine({ from, restart }: { readonly from: From; readonly restart: () => void }) {
  const line = useRef<HTMLParagraphElement>(null);
  // Whoever listens hears where the answer is from, and reads on from there.
  useEffect(() => line.current?.focus(), []);
  return (
    <div class="near-from">
      <p ref={line} tabIndex={-1} class="grow">
        {from.name === null
          ? say(words.fromHere, { metres: from.accuracyM })
          : say(words.fromPlace, { name: from.name })}
      </p>
      <button type="button" onClick={restart}>
        {say(words.other)}
      </button>
    </div>
  );
}
