/** What stays in sight: whether everything was sent. */
import { Notice } from "../shared/frame";
import { say } from "../shared/language";
import { giveUp, held, sendNow } from "./store";
import { words } from "./words";

export function Foot() {
  const { unsent, refused, trouble } = held.value;
  return (
    <div data-unsent={unsent.length} data-refused={refused.length}>
      {refused.map((letter) => (
        <Notice key={letter.key} kind="bad">
          {say(words.refused)} {letter.refused?.detail} {letter.refused?.remedy}
          <button type="button" onClick={() => giveUp(letter.key)}>
            {say(words.drop)}
          </button>
        </Notice>
      ))}
      {unsent.length === 0 ? (
        <p class="phone-small">✓ {say(words.allSent)}</p>
      ) : (
        <div class="patrol-foot">
          <p role="status">{say(words.unsent, { count: unsent.length })}</p>
          <button type="button" onClick={sendNow}>
            {say(words.sendNow)}
          </button>
        </div>
      )}
      {trouble === 401 && <p class="phone-small">{say(words.loginAgain)}</p>}
    </div>
  );
}
