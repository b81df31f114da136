/** Why the last step did not go: what is wrong, what to do, and the faults of the files. */
import { useApp, useSay, useState$ } from "../../app/app";
import { goTo } from "./commands";
import { words } from "./words";

export function FailureCard() {
  const { store } = useApp();
  const say = useSay();
  const failure = useState$((state) => state.importing.failure);
  const step = useState$((state) => state.importing.step);
  if (failure === null) return null;
  const count = failure.faults.length;
  return (
    <div class="im-failure" role="alert">
      <strong>{say(failure.what)}</strong>
      {failure.remedy && <div>{say(failure.remedy)}</div>}
      {count > 0 && step !== "faults" && (
        <button type="button" onClick={() => store.run(goTo("faults"))}>
          {say(words.allFaults, { count })}
        </button>
      )}
    </div>
  );
}
